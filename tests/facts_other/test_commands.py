"""Commands in shell text: how they are named, where they stand, and any text at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.facts import commands, justfile, markdown, shell
from platguard.facts.command_facts import facts_in
from platguard.facts.shell_words import simple_commands
from platguard.model.facts import CommandFact, RuntimeFact

EXTRACTORS = (
    shell.extract,
    shell.extract_makefile,
    shell.extract_jenkinsfile,
    justfile.extract,
    markdown.extract,
)
Steps = Callable[[Callable[[], object]], int]
"""Counts the steps of a call."""

PIECES = st.sampled_from(
    [
        *("docker ", "stack ", "deploy ", "echo ", "sh -c ", "<<EOF\n", "EOF\n", "\r\n"),
        *("'", '"', "$(", ")", "`", "\\", "\n", "#", "${", "}", "$((", "))", ";", "|", "&&"),
        *("x=", " ", "\t", ">"),
    ]
)


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("docker stack deploy -c a.yml web", "docker stack deploy -c a.yml web"),
        (
            "docker stack deploy --with-registry-auth web2",
            "docker stack deploy --with-registry-auth web#",
        ),
        (
            "docker swarm join --token SWMTKN-1 10.0.0.1:2377",
            "docker swarm join --token * #.#.#.#:#",
        ),
        (
            "docker service create -e A=hunter2 nginx run hunter2",
            "docker service create -e * nginx",
        ),
        ("docker service create --env=A=hunter2 nginx", "docker service create --env=* nginx"),
        ("docker service scale web=3", "docker service scale web=*"),
        ("docker secret create 'a b' -", "docker secret create *"),
        ("docker service create mysql -phunter2", "docker service create mysql -p*"),
    ],
)
def test_a_command_is_named_without_values(text: str, normalised: str) -> None:
    assert [command.normalised for command in commands.in_text(text)] == [normalised]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kubectl -n x apply -f -", "kubectl apply -n -f"),
        (
            "sudo -E helm --kube-context x upgrade --install a b --set p=hunter2",
            "helm upgrade --kube-context --install --set",
        ),
        ("aws --profile p ecs update-service --cluster hunter2", "aws ecs --profile --cluster"),
        ("vault login s.HUNTER2", "vault login"),
        ("docker run -e TOKEN=hunter2 nginx hunter2", "docker run -e"),
        ("docker compose --profile dev -f x.yml up -d", "docker compose up --profile -f -d"),
        ("docker-compose up -d", "docker-compose up -d"),
        ("COMPOSE='docker-compose -f x.yml'", "docker-compose -f"),
        ("$(TERRAFORM) apply -auto-approve", "terraform apply -a"),
        ("timeout 300 flyctl deploy", "fly deploy"),
    ],
)
def test_other_programs_tell_their_verb_and_flags(text: str, told: str) -> None:
    assert [command.normalised for command in commands.in_text(text)] == [told]


@pytest.mark.parametrize(
    "text",
    [
        "apt-get install -y docker-compose kubectl helm",
        "command -v docker-compose && which helm",
        "kubectl get pods",
        "docker login -u x -p hunter2",
        "COMPOSE=docker-compose; docker compose ls && COMPOSE='docker compose'",
        "cd helm && ./upgrade",
        "echo helm upgrade",
    ],
)
def test_what_runs_none_of_the_programs(text: str) -> None:
    assert commands.in_text(text) == []


def test_both_of_a_wrapper_and_what_it_wraps() -> None:
    found = commands.in_text(
        "doppler run -- terraform apply\nssh h 'doppler run -- helm install x'"
    )
    assert [(c.evidence, c.remote) for c in found] == [
        ("doppler run", False),
        ("terraform apply", False),
        ("doppler run", True),
        ("helm install", True),
    ]


def test_a_stack_names_its_files() -> None:
    [found] = commands.in_text("docker stack deploy -c a.yml --compose-file=b/c.yaml -c $X web")
    assert found.files == ("a.yml", "b/c.yaml")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("helm init", "2"),
        ("helm upgrade --tiller-namespace=x a b", "2"),
        ("helm install --name a b", "2"),
        ("helm delete a --purge", "2"),
        ("curl https://x/scripts/get-helm-3 | bash", "3"),
        ("wget -q https://get.helm.sh/helm-v3.12.1-linux-amd64.tar.gz", "3.12.1"),
        ("helm upgrade --install a b", None),
        ("helm install a b -n name", None),
    ],
)
def test_commands_that_give_the_version_of_helm_away(text: str, version: str | None) -> None:
    found = [f for f in facts_in(text, label="x", address="file:") if isinstance(f, RuntimeFact)]
    assert [(f.product, f.version) for f in found] == ([("helm", version)] if version else [])


def test_the_old_compose_is_told_once_a_text() -> None:
    found = [*facts_in("docker-compose pull\ndocker-compose up", label="x", address="file:")]
    assert [type(fact) for fact in found] == [CommandFact, RuntimeFact, CommandFact]


def test_documents_only_tell_of_commands() -> None:
    text = (
        "Run `docker stack deploy -c a.yml x` or docker stack rm.\n\n"
        "```console\n$ docker swarm init\n# docker swarm leave\n```\n\n    docker stack rm y\n"
    )
    found = markdown.extract(text.encode())
    assert [(f.places[""][:2], f.evidence) for f in found.facts if isinstance(f, CommandFact)] == [
        ((1, 6), "docker stack deploy"),
        ((4, 3), "docker swarm init"),
        ((8, 5), "docker stack rm"),
    ]
    assert all(isinstance(f, CommandFact) and f.documented for f in found.facts)
    assert markdown.extract(b"Docker Swarm is old.").recognised is False


def test_places_follow_the_start_of_the_text() -> None:
    found = commands.in_text("a\n docker stack rm \\\n  y", 10, 5)
    assert [command.place for command in found] == [(11, 6, 12)]


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_read_to_its_end(text: str) -> None:
    for extract in EXTRACTORS:
        extract(text.encode())
    for found in commands.in_text(text):
        assert found.evidence.startswith("docker ")
        assert 1 <= found.place.line <= text.count("\n") + 1


@given(
    st.lists(st.sampled_from(["true", "ls -l", "echo 'docker stack rm'", "# don't"]), max_size=5)
)
def test_lines_before_a_command_do_not_hide_it(lines: list[str]) -> None:
    found = commands.in_text("\n".join([*lines, "docker stack rm y"]))
    assert [command.place.line for command in found] == [len(lines) + 1]


@pytest.mark.parametrize(
    "part",
    [
        "run docker ",
        "-x docker ",
        "'",
        '"',
        "`",
        "$(",
        '"$(',
        "${",
        "$((",
        "<<E ",
        "\\'",
        "docker ",
        "(",
        "a='b",
        'sh -c "',
    ],
)
def test_twice_the_text_takes_twice_the_steps(part: str, steps: Steps) -> None:
    def read(times: int) -> None:
        text = f"docker {part * times}"
        simple_commands(text)
        commands.in_text(text)
        shell.extract_jenkinsfile(text.encode())
        shell.extract_makefile(f"x:\n\t{text}".encode())
        justfile.extract(f"x:\n\t{text}\n".encode() * 2)
        markdown.extract(f"`{text}`\n```\n{text}".encode())

    read(1)  # what is imported and compiled only once
    assert steps(lambda: read(400)) < 2.5 * steps(lambda: read(200))
