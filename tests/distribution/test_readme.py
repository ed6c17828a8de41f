"""What the README says is so: its commands run, and its output is what they print."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml

from distribution.conftest import Run
from distribution.wheels import CHECKOUT
from platguard.cli import cli

README = (CHECKOUT / "README.md").read_text()
FENCED = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
COMMANDS = [text.strip() for language, text in FENCED if language == "sh"]
PLATGUARD = (sys.executable, "-c", "from platguard.cli import main; main()")
LEFT_OUT = "[...]"
INSTALLED_FROM = ("src", "policies", "examples", "pyproject.toml", "README.md", "LICENSE")


@pytest.mark.slow
def test_first_command_prints_what_is_shown(tmp_path: Path, run: Run) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    for name in INSTALLED_FROM:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(source, tmp_path)
    printed = run("sh", "-c", COMMANDS[0], cwd=tmp_path, exits=1).stdout

    (shown,) = (text for language, text in FENCED if language == "text")
    for part in shown.split(f"{LEFT_OUT}\n"):
        assert part.strip() in printed
    assert printed.endswith(shown.rpartition(f"{LEFT_OUT}\n")[2].lstrip())


@pytest.mark.slow
def test_commands_for_an_organisation_run(tmp_path: Path, run: Run) -> None:
    (told,) = (text for text in COMMANDS if "org scan" in text)
    scan, *past = re.findall(r"^\.venv/bin/platguard (org .*)$", told, re.MULTILINE)
    shutil.copytree(CHECKOUT / "examples", tmp_path / "examples")
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        run("git", *words, cwd=tmp_path)
    assert (
        "Judged 3 of 3 repositories" in run(*PLATGUARD, *scan.split(), cwd=tmp_path, exits=1).stdout
    )
    page = tmp_path / "report.html"
    for line in past:
        run(*PLATGUARD, *line.replace("/tmp/report.html", str(page)).split(), cwd=tmp_path)
    assert "payments/ledger" in page.read_text()


def test_second_command_is_what_continuous_integration_runs() -> None:
    lines = (CHECKOUT / ".ci" / "run").read_text().splitlines()
    assert lines[-1] == COMMANDS[1] == "./check"


@pytest.mark.parametrize("script", ["check", ".ci/run"])
def test_script_can_be_run(script: str) -> None:
    assert os.access(CHECKOUT / script, os.X_OK)


def test_configuration_is_valid(tmp_path: Path, run: Run) -> None:
    (shown,) = (text for _, text in FENCED if text.startswith("rules:"))
    (tmp_path / "platguard.yaml").write_text(shown)
    told = ("standards", "list", "--as-of", "2026-11-22")
    listed = run(*PLATGUARD, *told, cwd=tmp_path).stdout
    assert re.search(r"^docker-swarm +warning ", listed, re.MULTILINE)


def test_hook_is_named_as_it_is() -> None:
    (shown,) = (text for _, text in FENCED if text.startswith("repos:"))
    hooks = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text())
    named = [hook["id"] for hook in yaml.safe_load(shown)["repos"][0]["hooks"]]
    assert named
    assert set(named) <= {hook["id"] for hook in hooks}


def test_options_exist() -> None:
    options = {name for command in _commands(cli) for o in command.params for name in o.opts}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", README)) - {"--quiet"}
    assert named
    assert named <= options


def _commands(group: click.Group) -> Iterator[click.Command]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield command
        if isinstance(command, click.Group):
            yield from _commands(command)
