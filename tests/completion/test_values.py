"""What platguard answers a shell, and that every value is either completed or free text."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from platguard.cli import cli
from platguard.cli.completing import COMPLETERS, completer_of

SHOP = Path(__file__).parents[2] / "examples" / "shop"
FREE = {
    *("DATE", "SPAN", "GLOB", "NAME", "TEXT", "TEAM", "N", "URL", "ID", "FINDING"),
    *("SIZE", "KEY=GLOB", "--engine", "ADDRESS"),
    "--stdin-path",
}
"""Values that nothing is offered for."""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder)
    person = ("-c", "user.name=Ada", "-c", "user.email=ada@platform.example")
    for command in (
        ("init", "--quiet", "--initial-branch", "main"),
        ("add", "."),
        (*person, "commit", "--quiet", "--message", "Begin"),
        ("branch", "feature/cart"),
        ("branch", "$(touch>PWNED)"),
        ("tag", "v1.2"),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


def answers(folder: Path, *words: str, shell: str = "bash") -> list[str]:
    """What is offered for the last of the words."""
    environment = {
        **os.environ,
        "_PLATGUARD_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": " ".join(["platguard", *words]),
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words)),
    }
    main = "import sys; from platguard.cli import run; sys.argv[0] = 'platguard'; run()"
    done = subprocess.run(
        [sys.executable, "-c", main], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["sc"], ["plain,scan"]),
        (["standards", "sch"], ["plain,schema"]),
        (["scan", "--sta"], ["plain,--staged", "plain,--standards", "plain,--stats"]),
        (["scan", "--rule", "docker"], ["plain,docker-swarm", "plain,dockershim"]),
        (["explain", "CKV_K8S_14"], ["plain,CKV_K8S_14"]),
        (["scan", "--fail-on", "n"], ["plain,note", "plain,never"]),
        (["scan", "--format", "js"], ["plain,json"]),
        (["org", "report", "--format", "c"], ["plain,csv"]),
        (["org", "report", "--table", "rep"], ["plain,repositories"]),
        (["facts", "--type", "workl"], ["plain,workload"]),
        (["scan", "--revision", "f"], ["plain,feature/cart"]),
        (["scan", "--base", "v"], ["plain,v1.2"]),
        (["exceptions", "approve", "EXC"], ["plain,EXC-2026-0001"]),
        (["exceptions", "list", "--state", "exp"], ["plain,expiring", "plain,expired"]),
        (["scan", "--config", "plat"], ["file,plat"]),
        (["scan", "k8"], ["file,k8"]),
        (["scan", "--exceptions", ".pl"], ["dir,.pl"]),
        (["standards", "list", "bui"], ["plain,builtin"]),
        (["standards", "list", "pol"], ["file,pol"]),
        (["scan", "--exclude", "do"], []),
    ],
)
def test_values(shop: Path, words: list[str], offered: list[str]) -> None:
    assert answers(shop, *words) == offered


def test_what_a_repository_names_is_only_offered_as_words(shop: Path) -> None:
    assert answers(shop, "scan", "--base", "''") == [
        "plain,HEAD",
        "plain,feature/cart",
        "plain,main",
        "plain,v1.2",
    ]
    entry = shop / ".platguard" / "exceptions" / "EXC-2026-0001.yaml"
    entry.write_text(entry.read_text().replace("team-shop", '"a\\e[2J\\nplain"'))
    told = answers(shop, "exceptions", "close", "EXC", shell="zsh")
    assert told[:2] == ["plain", "EXC-2026-0001"]
    assert told[2:] == ["active, a?[2J?plain"]


def test_faults_are_not_told_to_who_types(shop: Path) -> None:
    (shop / "platguard.yaml").write_text("rulse: {}\n")
    assert answers(shop, "scan", "--rule", "docker") == []


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its path."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        else:
            yield f"{path}{name}", command


def test_every_value_is_completed_or_free() -> None:
    unknown = [
        f"{path} {param.opts[0]}"
        for path, command in commands(cli)
        for param in command.params
        if not (isinstance(param, click.Option) and param.is_flag)
        and not isinstance(param.type, click.Choice)
        and completer_of(param) is None
        and not {*param.opts, param.metavar or ""} & FREE
    ]
    assert unknown == []


def test_every_completer_is_used() -> None:
    params = [param for _, command in commands(cli) for param in command.params]
    used = {id(found) for param in params if (found := completer_of(param))}
    assert {id(found) for found in COMPLETERS.values()} == used


def test_nothing_heavy_is_imported_while_somebody_waits(shop: Path) -> None:
    heavy = {"asyncio", "e2b_dockerfile_utils", "jsonschema", "logging", "ruamel", "ssl"}
    main = (
        "import sys; from platguard.cli import main; sys.argv[0] = 'platguard'\n"
        "try: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    )
    environment = {
        **os.environ,
        "_PLATGUARD_COMPLETE": "bash_complete",
        "COMP_WORDS": "platguard scan --rule docker",
        "COMP_CWORD": "3",
    }
    for _ in range(2):  # the first one compiles the rules, and remembers them
        done = subprocess.run(
            [sys.executable, "-c", main],
            cwd=shop,
            env=environment,
            capture_output=True,
            text=True,
        )
    assert "docker-swarm" in done.stdout
    assert not heavy & set(done.stderr.split())
