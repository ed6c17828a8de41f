"""What the files of a repository together say of Compose files and Docker Swarm."""

from __future__ import annotations

import pytest

from platguard.facts import bind, extract, kind_of, of_path
from platguard.model.facts import ComposeProjectFact, Fact, SwarmUseFact
from platguard.relations import Whole
from platguard.relations.compose import relate

WEB = "services:\n  web: {image: web}\n"


def related(files: dict[str, str]) -> list[Fact]:
    """The relations of a repository with these files."""
    facts: list[Fact] = []
    for path, text in files.items():
        kind = kind_of(path)
        assert kind is not None
        found = bind(extract(text.encode(), kind).facts, path)
        facts += [*found, *of_path(found, path)]
    return [*relate(facts, Whole(list(files)))]


def uses(files: dict[str, str]) -> list[str]:
    """Each use of Docker Swarm: who, how sure, and what shows it."""
    return [
        f"{fact.label} {fact.strong}/{fact.weak}/{fact.mentions} {fact.evidence}"
        for fact in related(files)
        if isinstance(fact, SwarmUseFact)
    ]


@pytest.mark.parametrize(
    ("script", "path"),
    [
        ("deploy/up.sh", "deploy/web.yml"),
        ("up.sh", "deploy/web.yml"),  # the only file of that name
        ("scripts/up.sh", "web.yml"),
    ],
)
def test_a_script_proves_that_it_deploys_a_file(script: str, path: str) -> None:
    found = uses({path: WEB, script: "docker stack deploy -c web.yml shop\n"})
    assert found == ["script 1/0/0 docker stack deploy", "service web 1/0/0 up.sh deploys it"]


def test_a_name_that_several_files_have_proves_nothing() -> None:
    files = {"a/web.yml": WEB, "b/web.yml": WEB, "up.sh": "docker stack deploy -c web.yml shop\n"}
    assert uses(files) == ["script 1/0/0 docker stack deploy"]


def test_a_document_only_mentions() -> None:
    files = {
        "stack.yml": WEB,
        "README.md": "`docker stack deploy -c stack.yml x`\n\n`docker stack rm x`\n",
    }
    assert uses(files) == [
        "README.md 0/0/1 docker stack deploy",
        "service web 0/1/1 file name stack.yml, README.md says how to deploy it",
    ]


def test_a_comment_counts_beside_a_hint_only() -> None:
    assert uses({"a.yml": f"# for swarm\n{WEB}"}) == []
    assert uses({"a.yml": f"# for swarm\nversion: '3'\n{WEB}"}) == [
        "service web 0/1/1 version 3, a comment that speaks of Swarm"
    ]


def test_a_file_is_deployed_as_a_whole() -> None:
    text = "services:\n  web: {}\n  agent: {deploy: {mode: global}}\n"
    assert uses({"a.yml": text}) == [
        "service web 0/1/0 service agent beside it",
        "service agent 1/0/0 deploy.mode: global",
    ]


def project(files: dict[str, str]) -> ComposeProjectFact:
    """The first Compose file of the repository."""
    return next(fact for fact in related(files) if isinstance(fact, ComposeProjectFact))


def test_the_version_of_a_file_and_whether_swarm_reads_it() -> None:
    plain = project({"a.yml": f"version: '3'\n{WEB}"})
    assert (plain.version, plain.swarm, plain.places["version"].line) == ("3", False, 1)
    assert project({"docker-stack.yml": f"version: '3'\n{WEB}"}).swarm
    script = "docker stack deploy -c a.yml x"
    assert project({"a.yml": f"version: '3'\n{WEB}", "up.sh": script}).swarm


@pytest.mark.parametrize(
    ("services", "flat"),
    [
        ("{a: {}, b: {}}", True),
        ("{a: {}}", False),
        ("{a: {}, b: {networks: [x]}}", False),
        ("{a: {}, b: {network_mode: host}}", False),
    ],
)
def test_a_project_is_flat_when_nobody_names_a_network(services: str, flat: bool) -> None:
    assert project({"compose.yml": f"services: {services}"}).flat is flat


def test_an_override_gives_a_service_its_network() -> None:
    files = {
        "a/compose.yml": "services: {a: {}, b: {}}",
        "a/o.yml": "services: {a: {networks: [x]}}",
    }
    assert project(files).flat is False
    assert project({"a/compose.yml": "services: {a: {}, b: {}}", "b/o.yml": files["a/o.yml"]}).flat


@pytest.mark.parametrize(
    ("extends", "flat", "unknown"),
    [
        ("{file: o.yml, service: b}", True, ["flat"]),
        ("a", True, []),
        ("c", False, []),
    ],
)
def test_networks_that_a_service_takes(extends: str, flat: bool, unknown: list[str]) -> None:
    services = f"a: {{image: a}}\n  b: {{extends: {extends}}}\n"
    if extends == "c":
        services += "  c: {image: c, networks: [back]}\n"
    found = project({"compose.yml": f"services:\n  {services}"})
    assert (found.flat, found.unknown) == (flat, unknown)
