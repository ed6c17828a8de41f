"""What commands print for people fits a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from platguard.cli import cli

from .projects import Project
from .test_command_line import run


def _commands(command: click.Command, *names: str) -> Iterator[tuple[str, ...]]:
    yield names
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _commands(inner, *names, name)


@pytest.mark.parametrize("names", list(_commands(cli)), ids=" ".join)
def test_help_fits(
    names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = run(capsys, *names, "--help")[1]
    assert told.startswith("Usage: ")
    assert [line for line in told.splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("all_rules", [(), ("--all",)])
def test_the_list_of_rules_fits(
    all_rules: tuple[str, ...],
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(project.folder)
    told = run(capsys, "standards", "list", *all_rules)[1]
    assert "TITLE" in told
    assert [line for line in told.splitlines() if len(line) > 80] == []
