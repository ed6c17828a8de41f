"""Dockerfiles are read as BuildKit reads them."""

from __future__ import annotations

import pytest

from platguard.model.document import Instruction, Place
from platguard.parsers import parse


def instructions(text: str) -> list[Instruction]:
    """The instructions of a file without problems."""
    parsed = parse(text.encode(), "dockerfile")
    assert not parsed.problems
    found: list[Instruction] = parsed.documents[0].value
    return found


def test_flags_stay_as_written_and_continuations_are_joined() -> None:
    source, run = instructions(
        'FROM --platform="linux/amd64" a AS b\n'
        "\n"
        "  run --mount=type=cache,target=/x --network=none \\\n"
        "# comment\n"
        "    make \\\n"
        "    --all\n"
    )
    assert source == Instruction(
        "FROM", "a AS b", ('--platform="linux/amd64"',), Place(1, 1, 1), ()
    )
    assert (run.name, run.place) == ("RUN", Place(3, 3, 6))
    assert run.flags == ("--mount=type=cache,target=/x", "--network=none")
    assert run.arguments.split() == ["make", "--all"]


def test_the_escape_directive() -> None:
    (_, run) = instructions("# escape=`\nFROM a\nRUN dir `\n  C:\\\n")
    assert run.arguments.split() == ["dir", "C:\\"]
    assert run.place == Place(3, 1, 4)


def test_heredocs() -> None:
    _, copy, env = instructions("FROM a\nCOPY <<A <<-'B' /x/\none\nA\n\ttwo\n\tB\nENV K=v\n")
    assert copy.heredocs == ("one\n", "\ttwo\n")
    assert copy.arguments == "<<A <<-'B' /x/"
    assert copy.place == Place(2, 1, 6)
    assert env.place == Place(7, 1, 7)


def test_onbuild_keeps_its_instruction() -> None:
    _, trigger = instructions("FROM a\nONBUILD RUN --network=none make\n")
    assert (trigger.name, trigger.arguments) == ("ONBUILD", "RUN --network=none make")


def test_line_ends_of_windows() -> None:
    _, run = instructions("FROM a\r\nRUN x \\\r\n  y\r\n")
    assert (run.arguments.split(), run.place) == (["x", "y"], Place(2, 1, 3))


@pytest.mark.parametrize(
    ("text", "line"),
    [("FROM a\nFOO b\n", 2), ("FROM a\nRUN <<E\nx\n", 2), ("FROM a\nENV\t= \nENV b\n", 3)],
)
def test_a_syntax_error_is_a_problem_with_its_line(text: str, line: int) -> None:
    parsed = parse(text.encode(), "dockerfile")
    assert not parsed.documents
    assert [p.line for p in parsed.problems] == [line]


def test_a_long_line_is_refused_as_by_buildkit() -> None:
    parsed = parse(b"FROM a\nRUN " + b"x" * 65_536, "dockerfile")
    assert parsed.problems[0].line == 2


def test_nothing_written_is_no_document() -> None:
    parsed = parse(b"# c\n", "dockerfile")
    assert (parsed.documents, parsed.problems) == ([], [])


def test_blanks_at_the_top_are_read_once() -> None:
    # Tried again from each blank, these lines would take minutes.
    text = "".join(f"#a{number}=a{' ' * 60_000}b\n" for number in range(15))
    assert instructions(f"{text}FROM a\n")[0].place == Place(16, 1, 16)
