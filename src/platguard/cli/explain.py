"""`platguard explain`: a rule in words, and why it did or did not fire at a place."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from textwrap import fill, indent
from typing import Any

import click

from platguard import lifecycle
from platguard.cache import Cache
from platguard.cli import options
from platguard.cli.surroundings import style_of
from platguard.errors import UsageError
from platguard.explanation import Answer, explain_at
from platguard.model.lifecycle import Lifecycle
from platguard.model.standard import InlineTest, Rule
from platguard.policy import decide
from platguard.reporters.inert import inert, inert_line
from platguard.rule_dates import date_lines
from platguard.settings import read_settings
from platguard.situation import Situation, situate
from platguard.workspace import open_workspace

_LINE = re.compile("[1-9][0-9]{0,8}")


@click.command("explain", short_help="Explain a rule, or why it fires at a place.")
@click.argument("rule")
@click.option("--at", metavar="FILE:LINE", default="", help="Why it fires there, or does not.")
@options.config
@options.as_of
def command(rule: str, at: str, config: str, as_of: date | None) -> int:
    """Explain a rule: what it looks at, why, its dates, how to fix what it finds.

    RULE is its id, an older id, or the id of the same check in another tool.
    """
    request = options.request(config=config, as_of=as_of)
    workspace = open_workspace(request)
    settings = read_settings(request, workspace.source)
    situation = situate(request, settings, workspace)
    decided = decide(settings, Cache(None))
    found = _named(rule, decided.policy.rules)
    width = style_of(sys.stdout, os.environ).width
    if at:
        path, line = _place(at)
        lines = list(_answers(explain_at(request, found, path, line), found))
    else:
        lines = list(_rule(found, situation, width))
    for text in lines:
        print(inert_line(text))
    return 0


def _named(name: str, rules: Sequence[Rule]) -> Rule:
    for rule in rules:
        if name in (rule.id, *rule.formerly, *rule.also):
            return rule
    from platguard.suggestions import suggestion

    known = [known for rule in rules for known in (rule.id, *rule.formerly, *rule.also)]
    raise UsageError(
        f"there is no rule {name}{suggestion(name, known)}",
        hint="`platguard standards list` names all.",
    )


def _place(at: str) -> tuple[str, int]:
    path, colon, line = at.rpartition(":")
    if not colon or not _LINE.fullmatch(line):
        raise UsageError(f"--at {at}: expected FILE:LINE, such as deploy/api.yaml:12")
    return path, int(line)


def _rule(rule: Rule, situation: Situation, width: int) -> Iterator[str]:
    life = situation.life(rule)
    state = lifecycle.state(life, situation.as_of)
    deadline = lifecycle.deadline(life, situation.as_of)
    yield f"{rule.id}: {rule.title}"
    yield f"severity {rule.severity}, {state}{f' ({deadline})' if deadline else ''}"
    if not rule.enabled:
        strict = rule.profile == "strict" and situation.organisation.profile != "strict"
        yield "off: " + ("part of the profile strict" if strict else "no configuration turns it on")
    if rule.builtin and not situation.adopted and rule.severity != "critical":
        yield "at most a warning, until a platguard.yaml adopts the built-in standards"
    yield ""
    yield from fill(rule.why, width).splitlines()
    added = situation.life(rule, added=True) if rule.tightening else None
    for title, text in _parts(rule, life, added):
        yield ""
        yield title
        yield from indent(text, "  ").splitlines()
    if rule.tests:
        yield ""
        yield "Examples"
        for test in rule.tests:
            yield from _example(test)


def _parts(
    rule: Rule, life: Lifecycle | None, added: Lifecycle | None
) -> Iterator[tuple[str, str]]:
    where = f" of {', '.join(rule.platforms)}" if rule.platforms else ""
    yield f"Looks at every {rule.on}{where}", "\n".join(_expectations(rule))
    if life is not None:
        yield "Dates", "\n".join(date_lines(life))
    if added is not None:
        changed = "\n".join([*_former(rule), *date_lines(added)])
        yield f"What revision {rule.revision} adds has dates of its own", changed
    yield "Fix", rule.fix
    if rule.params:
        yield "Params", "\n".join(f"{name}: {p.value}" for name, p in rule.params.items())
    if rule.controls:
        told = (f"{name}: {', '.join(ids)}" for name, ids in rule.controls.items())
        yield "Controls", "\n".join(told)
    if rule.also:
        yield "Elsewhere", ", ".join(rule.also)
    if rule.formerly:
        yield "Formerly", ", ".join(rule.formerly)
    yield "Owner", f"{rule.owner}, {rule.contact} ({rule.standard}, {rule.path})"


def _expectations(rule: Rule) -> Iterator[str]:
    for key in ("for_each", "when", "require", "deny", "warn"):
        if getattr(rule, key):
            yield f"{key}: {getattr(rule, key)}"
    for name, value in rule.let.items():
        yield f"let {name}: {value}"
    if rule.schema is not None:
        yield _schema(rule.schema)
    for grade in rule.grades:
        limit = f", {grade.level_at_most} at most" if grade.level_at_most else ""
        yield f"grade {grade.severity}{limit} when: {grade.when}"


def _schema(schema: Mapping[str, Any]) -> str:
    return f"schema: {json.dumps(schema, indent=2, ensure_ascii=False)}"


def _former(rule: Rule) -> Iterator[str]:
    """What of the rule was different before its last revision."""
    was = rule.tightening
    for key in ("when", "require", "deny"):
        if was and getattr(was, key) != getattr(rule, key):
            yield f"{key} was: {getattr(was, key) or 'nothing'}"
    if was and was.schema is not None and was.schema != rule.schema:
        yield f"was {_schema(was.schema)}"


def _example(test: InlineTest) -> Iterator[str]:
    day = f", as of {test.as_of}" if test.as_of else ""
    yield f"  {test.name}: {test.expect}{day}"
    for path, text in test.given.items():
        yield f"    {path}"
        yield from indent(text.rstrip(), "      ").splitlines()


def _answers(answers: list[Answer], rule: Rule) -> Iterator[str]:
    for answer in answers:
        yield inert(f"{answer.place}: {rule.id}: {answer.outcome}. {answer.reason}")
