"""What the pages for hooks, editors, shells and containers tell people to paste is right."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from distribution.wheels import CHECKOUT
from platguard.cli import cli
from platguard.cli.completion import SHELLS
from platguard.cli.standards_schema import KINDS
from platguard.config_files import schema_file

DOCS = CHECKOUT / "docs"
HOOKS = {h["id"]: h for h in yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text())}
PAGES = ["editor-and-shell.md", "pre-commit.md", "container.md"]


def blocks(page: str, language: str) -> list[Any]:
    """The blocks of a language in a page, read."""
    found = re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text(), re.S)
    return [yaml.safe_load(text) for text in found]


def shell_blocks(page: str | Path) -> list[str]:
    """The blocks of commands in a page of `docs/`, or anywhere."""
    return re.findall(r"```sh\n(.*?)```", (DOCS / page).read_text(), re.S)


def parsed(words: list[str]) -> None:
    """Raises a usage error for what is no call of platguard."""
    command: click.Command = cli
    context = click.Context(cli)
    while isinstance(command, click.Group):
        found = command.get_command(context, words.pop(0))
        assert found is not None
        command = found
    command.make_context("platguard", words)


def test_hooks_are_used_as_they_are() -> None:
    shown = [block for block in blocks("pre-commit.md", "yaml") if "repos" in block]
    used = [hook for block in shown for hook in block["repos"][0]["hooks"]]
    assert {hook["id"] for hook in used} == set(HOOKS)
    for hook in used:
        entry = HOOKS[hook["id"]]
        words = shlex.split(entry["entry"]) + hook.get("args", entry.get("args", []))
        parsed(words[1:])


def test_every_hook_is_told_with_what_it_runs() -> None:
    page = (DOCS / "pre-commit.md").read_text()
    for name, hook in HOOKS.items():
        told = hook["entry"].replace(" --allow-incomplete", "")
        assert re.search(rf"^\| `{name}` \| `{re.escape(told)}`", page, re.M), name


def test_hooks_never_get_file_names_that_are_options() -> None:
    for hook in HOOKS.values():
        assert hook.get("pass_filenames") is False or hook["args"][-1] == "--"


def test_editors_are_told_of_every_schema() -> None:
    settings, catalog = blocks("editor-and-shell.md", "json")
    assert set(settings["yaml.schemas"]) == {schema_file(kind) for kind in KINDS}
    assert {entry["url"].rpartition("/")[2] for entry in catalog} < {
        Path(schema_file(kind)).name for kind in KINDS
    }
    assert json.dumps(catalog).count("fileMatch") == len(catalog) == 3


def test_every_shell_has_its_line() -> None:
    page = (DOCS / "editor-and-shell.md").read_text()
    assert re.findall(r"^\| (\w+).*platguard completion \1", page, re.M) == list(SHELLS)


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_are_shown_exist(page: str) -> None:
    text = (DOCS / page).read_text()
    calls = re.findall(r"(?:`|- |\$\()platguard ([a-z][^`()|>]*)", text.replace("\n", " "))
    calls += re.findall(r"^platguard ([a-z][^>\n]*)$", "\n".join(shell_blocks(page)), re.M)
    assert calls
    for call in calls:
        words = shlex.split(call.replace("...", ""))
        if " ".join(words) in ("fix", "init", "explain", "standards new"):
            continue  # a name in a sentence
        parsed(words)


def test_commands_in_blocks_are_commands() -> None:
    pages = [CHECKOUT / "README.md", *DOCS.glob("*.md")]
    told = "\n".join(text for page in pages for text in shell_blocks(page))
    told = re.sub(r" +#.*$", "", told.replace("\\\n", " "), flags=re.M)
    calls = re.findall(r"^(?:\.venv/bin/)?platguard ([a-z][^>|&\n]*)", told, re.M)
    assert len(calls) > 30
    for call in calls:
        parsed(shlex.split(call))


def _prose(page: Path) -> str:
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.M | re.S)


def _linked(page: Path) -> list[tuple[Path, str]]:
    """The files of this repository that a page leads to, and where in them."""
    found = re.findall(r"\]\(([^)\s]+)\)", _prose(page))
    parts = [link.partition("#") for link in found if not link.startswith("http")]
    return [(page.parent / path if path else page, anchor) for path, _, anchor in parts]


def _anchors(page: Path) -> set[str]:
    """What GitHub calls the headings of a page."""
    headings = re.findall(r"^#+ (.*)$", _prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_between_pages_lead_somewhere() -> None:
    lost = [
        f"{page.relative_to(CHECKOUT)}: {target.name}#{anchor}"
        for page in [*CHECKOUT.glob("*.md"), *DOCS.glob("**/*.md")]
        for target, anchor in _linked(page)
        if not target.exists() or (anchor and anchor not in _anchors(target))
    ]
    assert lost == []


def test_every_page_is_found_from_the_first_one() -> None:
    first = DOCS / "README.md"
    named = {target.resolve() for target, _ in _linked(first)} | {first.resolve()}
    assert {page.resolve() for page in DOCS.glob("*.md")} <= named
