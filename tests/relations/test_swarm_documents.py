"""Which documents tell people to run something of their repository on Docker Swarm."""

from __future__ import annotations

import pytest

from platguard.facts import markdown
from platguard.inline_tests import facts_of
from platguard.model.facts import CommandFact, SwarmUseFact

BUILT = {"app/Dockerfile": "FROM nginx:1.29.3\n"}
STACK = {"app/web.yml": "services: {web: {image: 'nginx:1.29.3'}}\n"}
DEPLOY = "docker stack deploy -c web.yml shop"
UPDATE = "docker service update --image web:2 web"


def block(command: str, language: str = "sh") -> str:
    """A block of code."""
    return f"```{language}\n{command}\n```\n"


def telling(files: dict[str, str]) -> list[str]:
    """What tells people so, with its line and what it tells."""
    return [
        f"{use.path}:{use.places[''].line} {use.evidence}"
        for use in facts_of(files, "swarm_use")
        if isinstance(use, SwarmUseFact) and use.subject == "document"
    ]


@pytest.mark.parametrize(
    ("path", "text", "others", "told"),
    [
        # Whoever names a file of the repository tells what to do with it.
        ("a.md", f"Then `{DEPLOY}`.", STACK, ["a.md:1 docker stack deploy"]),
        ("docs/a.md", block(DEPLOY), STACK, ["docs/a.md:2 docker stack deploy"]),
        ("a.md", f"Then `{DEPLOY}`.", BUILT, []),
        ("a.md", "Then `docker stack deploy`.", STACK, []),
        ("a.md", block(f"{DEPLOY}\n{UPDATE}"), STACK, ["a.md:2 docker stack deploy"]),
        (
            "a.md",
            f"`docker swarm init`\n`{DEPLOY}`\n`{DEPLOY}`\n",
            STACK,
            ["a.md:2 docker stack deploy and 1 more"],
        ),
        # A guide need not name one, but must be one.
        ("README.md", block(UPDATE), BUILT, ["README.md:2 docker service update"]),
        ("app/README.md", block(UPDATE), BUILT, ["app/README.md:2 docker service update"]),
        ("lib/README.md", block(UPDATE), BUILT, []),
        ("README.md", block(UPDATE), {}, []),
        ("README.md", block(UPDATE), {".devcontainer/Dockerfile": BUILT["app/Dockerfile"]}, []),
        ("README.md", block(UPDATE), {"examples/Dockerfile": BUILT["app/Dockerfile"]}, []),
        ("README.md", f"It runs `{UPDATE}` for you.", BUILT, []),
        ("README.md", block("docker swarm init"), BUILT, []),
        ("README.md", f"    {UPDATE}\n", BUILT, ["README.md:1 docker service update"]),
        ("README.md", f"- It is old.\n\n    Nobody runs `{UPDATE}`.\n", BUILT, []),
        (
            "docs/deployment.md",
            block(UPDATE),
            BUILT,
            ["docs/deployment.md:2 docker service update"],
        ),
        (
            "docs/runbooks/a.md",
            block(UPDATE),
            BUILT,
            ["docs/runbooks/a.md:2 docker service update"],
        ),
        ("docs/history.md", block(UPDATE), BUILT, []),
    ],
)
def test_who_tells(path: str, text: str, others: dict[str, str], told: list[str]) -> None:
    assert telling({path: text, **others}) == told


@pytest.mark.parametrize(
    ("fence", "typed"),
    [
        ("```", True),
        ("``` bash", True),
        ("~~~console", True),
        ("```{.sh}", True),
        ('```shell title="deploy"', True),
        ("```yaml", False),
        ("```dockerfile", False),
        ("```{.python}", False),
    ],
)
def test_only_blocks_of_what_people_type_count(fence: str, typed: bool) -> None:
    text = f"{fence}\n{UPDATE}\n{fence[:3]}\n\n    {DEPLOY}\n\n`{UPDATE}`\n"
    found = [f for f in markdown.extract(text.encode()).facts if isinstance(f, CommandFact)]
    assert [(fact.places[""].line, fact.in_block) for fact in found] == [
        *([(2, True)] if typed else []),
        (5, True),
        (7, False),
    ]
