"""Every command explains itself: examples that can be run, exit codes, and defaults."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from platguard.cli import cli
from platguard.model.facts import FACT_TYPES
from platguard.reporters import REPORTERS


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command, also groups, by its path."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{path}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")


ALL = dict(commands(cli))
LEAVES = {path: command for path, command in ALL.items() if not isinstance(command, click.Group)}


def help_of(path: str) -> str:
    """What `--help` prints."""
    done = CliRunner().invoke(cli, [*path.split(), "--help"], prog_name="platguard")
    assert done.exit_code == 0
    return done.output


def examples_of(text: str) -> list[str]:
    """The commands below `Examples:`, without what is said beside them."""
    told = text.partition("Examples:\n")[2]
    whole = re.sub(r"\n {6,}(?=\S)", " ", told)  # continued on the next line
    lines = [line.strip() for line in whole.splitlines() if "platguard " in line]
    return [re.split(r"(?<=\S) {2,}(?=\S)", line)[0] for line in lines]


@pytest.mark.parametrize("path", LEAVES)
def test_examples_can_be_run(path: str) -> None:
    examples = examples_of(help_of(path))
    assert examples
    named = [example for example in examples if f"platguard {path}" in example]
    assert named, "none of them is about the command"
    for example in examples:
        (call,) = re.findall(r"platguard ((?:\"[^\"]*\"|'[^']*'|[^|>)'\"])*)", example)[-1:]
        words = shlex.split(call)
        length = next(n for n in (3, 2, 1) if " ".join(words[:n]) in LEAVES)
        # Raises a usage error for an option, a choice or an argument that there is not.
        LEAVES[" ".join(words[:length])].make_context("platguard", words[length:])


@pytest.mark.parametrize("path", LEAVES)
def test_exit_codes_are_told(path: str) -> None:
    told = help_of(path)
    assert re.search(r"Exit codes: 0 ", told), told
    assert re.search(r"\b2 ", told.partition("Exit codes:")[2])


def test_the_program_tells_every_exit_code() -> None:
    told = " ".join(help_of("").split())
    for part in ("0 pass", "1 drift", "2 usage", "3 incomplete", "4 empty", "130 and 143"):
        assert part in told


@pytest.mark.parametrize("path", LEAVES)
def test_every_long_option_has_a_help_and_its_default(path: str) -> None:
    context = click.Context(LEAVES[path])
    for option in LEAVES[path].params:
        if not isinstance(option, click.Option):
            continue
        record = option.get_help_record(context)
        assert record is not None
        _, told = record
        assert told[:1].isupper(), (option.opts, told)
        if not option.is_flag:
            assert "[default: " in told or "[required]" in told, (option.opts, told)


@pytest.mark.parametrize("path", ["", *ALL])
def test_fits_a_terminal_of_80_columns(path: str) -> None:
    long = [line for line in help_of(path).splitlines() if len(line) > 80]
    assert long == []


@pytest.mark.parametrize("path", ["", *ALL])
def test_short_helps_are_not_cut(path: str) -> None:
    assert "...\n" not in help_of(path).partition("Commands:")[2]


def test_formats_and_types_are_named() -> None:
    told = " ".join(help_of("scan").split())
    assert all(name in told for name in REPORTERS)
    with pytest.raises(click.UsageError) as refused:
        LEAVES["facts"].make_context("facts", ["--type", "wrkload"])
    assert all(name in refused.value.format_message() for name in FACT_TYPES)
