"""Commands in shell text: how they are named, where they stand, and any text at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.facts import commands, shell
from platguard.facts.shell_words import simple_commands

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


def test_places_follow_the_start_of_the_text() -> None:
    found = commands.in_text("a\n docker stack rm \\\n  y", 10, 5)
    assert [command.place for command in found] == [(11, 6, 12)]


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_is_read_to_its_end(text: str) -> None:
    for extract in (shell.extract, shell.extract_makefile, shell.extract_jenkinsfile):
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
    ["'", '"', "`", "$(", '"$(', "${", "$((", "<<E ", "\\'", "docker ", "(", "a='b", 'sh -c "'],
)
def test_twice_the_text_takes_twice_the_steps(part: str, steps: Steps) -> None:
    def read(times: int) -> None:
        text = f"docker {part * times}"
        simple_commands(text)
        commands.in_text(text)
        shell.extract_jenkinsfile(text.encode())
        shell.extract_makefile(f"x:\n\t{text}".encode())

    read(1)  # what is imported and compiled only once
    assert steps(lambda: read(800)) < 2.5 * steps(lambda: read(400))
