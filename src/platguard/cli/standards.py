"""`platguard standards`: list, check, test and write standards."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import click

from platguard.cache import Cache
from platguard.cli import (
    options,
    standards_check,
    standards_docs,
    standards_impact,
    standards_new,
    standards_schema,
)
from platguard.cli.surroundings import style_of
from platguard.cli.tables import print_table
from platguard.config import Organisation
from platguard.counting import counted
from platguard.model.standard import Rule
from platguard.policy import Decided, decide
from platguard.reporters.json import encode
from platguard.reporters.layout import Layout
from platguard.request import Request
from platguard.settings import Settings, read_settings
from platguard.situation import Situation, situate
from platguard.workspace import open_workspace

LIST_EXAMPLES = """\b
Examples:
  platguard standards list                     what is in force here
  platguard standards list --as-of 2027-01-01  where each rule stands then
  platguard standards list builtin --all --format json
"""
TEST_EXAMPLES = """\b
Examples:
  platguard standards test
  platguard standards test ./standards --rule docker-swarm
  platguard standards test --as-of 2027-01-01  do they hold on that day?
"""


@click.group("standards")
def group() -> None:
    """List, check, test and write standards."""


def _read(request: Request) -> tuple[Settings, Situation]:
    workspace = open_workspace(request)
    settings = read_settings(request, workspace.source)
    return settings, situate(request, settings, workspace)


@group.command("list", epilog=LIST_EXAMPLES)
@options.sources
@options.config
@options.as_of
@options.text_or_json
@click.option("--all", "everything", is_flag=True, help="Also disabled and retired rules.")
def list_rules(
    sources: tuple[str, ...], config: str, as_of: date | None, format_name: str, everything: bool
) -> int:
    """List the rules, with their state on a day.

    SRC is a file, a folder or `builtin`, and defaults to what the
    configuration chooses.

    \b
    Exit codes: 0 listed, 2 a wrong standard, configuration or option.
    """
    request = options.request(config=config, as_of=as_of, standards=sources)
    settings, situation = _read(request)
    policy = decide(settings, Cache(request.cache)).policy
    shown = [
        rule
        for rule in policy.rules
        if everything or (rule.enabled and situation.state(rule) != "retired")
    ]
    rows = [_row(rule, situation) for rule in shown]
    if format_name == "json":
        sys.stdout.write(encode({"rules": rows}))
        return 0
    for row in rows:
        row["state"] = row["state"] if row["enabled"] else "off"
    style = style_of(sys.stdout, os.environ)
    columns = ("id", "state", "severity", "title")
    for number, standard in enumerate(sorted({row["standard"] for row in rows})):
        print("\n" * bool(number), end="")
        own = [[row[c] for c in columns] for row in rows if row["standard"] == standard]
        print_table((standard, *columns[1:]), own, style)
    hidden = len(policy.rules) - len(shown)
    if hidden:
        are = "is" if hidden == 1 else "are"
        print(f"\n{counted(hidden, 'more rule')} {are} off or retired here: --all names all.")
    return 0


def _row(rule: Rule, situation: Situation) -> dict[str, Any]:
    from platguard import lifecycle

    note = lifecycle.describe(situation.life(rule), situation.as_of)
    return {
        "id": rule.id,
        "title": rule.title,
        "standard": rule.standard,
        "revision": rule.revision,
        "on": rule.on,
        "severity": rule.severity,
        "level": rule.level or None,
        "enabled": rule.enabled,
        "state": note.state,
        "announced": note.announced,
        "warn_from": note.warn_from,
        "enforced_from": note.enforced_from,
        "days_left": note.days_left,
        "deadline": note.deadline,
        "params": {name: param.value for name, param in rule.params.items()},
        "owner": rule.owner,
        "contact": rule.contact,
        "formerly": list(rule.formerly),
        "also": list(rule.also),
    }


def _decide_anew(settings: Settings) -> Decided:
    """Reads and compiles everything, whatever is remembered, so that tests are there too."""
    return decide(settings, Cache(None))


@group.command("test", epilog=TEST_EXAMPLES, short_help="Run the inline tests of rules.")
@options.sources
@options.config
@options.as_of
@click.option(
    "--rule",
    "rules",
    metavar="ID",
    multiple=True,
    help="Only this rule. Repeatable.  [default: all]",
)
def test(sources: tuple[str, ...], config: str, as_of: date | None, rules: tuple[str, ...]) -> int:
    """Run the inline tests of rules.

    \b
    Exit codes: 0 all pass, 1 one finds what it does not expect, 2 a wrong
    standard, configuration or option.
    """
    from itertools import chain

    from platguard.inline_edits import run_edits
    from platguard.inline_tests import run_tests
    from platguard.selection import known_id

    request = options.request(config=config, as_of=as_of, standards=sources)
    settings, situation = _read(request)
    # Tests show what a rule says by itself, not what an organisation's params make of it.
    bare = Organisation(contact=settings.organisation.contact)
    decided = _decide_anew(replace(settings, organisation=bare, configuration=b""))
    only = {known_id(name, decided.policy, "--rule") for name in rules}
    style = style_of(sys.stdout, os.environ)
    layout = Layout(style.width, style.colour)
    failed = passed = 0
    day = situation.as_of
    for result in chain(run_tests(decided, day, only), run_edits(decided, day, only)):
        passed += result.passed
        failed += not result.passed
        if not result.passed:
            told = f"expected {result.test.expect}, found {result.found}"
            place = f"{result.rule.path}:{result.test.line}"
            lead = [(f"{place}:", "strong")]
            text = f"{result.rule.id}, {result.test.name}: {told}"
            for line in layout.paragraph(text, lead=lead):
                print(line)
    print(f"{passed} passed, {failed} failed.")
    return 1 if failed else 0


group.add_command(standards_check.command)
group.add_command(standards_docs.command)
group.add_command(standards_impact.command)
group.add_command(standards_new.command)
group.add_command(standards_schema.command)
