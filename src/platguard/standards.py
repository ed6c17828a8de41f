"""Loads standards: YAML files to Standard and Rule, checked for shape and for words.

Expressions are only checked when they are compiled, in `compilation`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from platguard.edit_fields import read_edits
from platguard.errors import UsageError
from platguard.expectation_fields import read_expectation
from platguard.fields import Fields, read_document
from platguard.lifecycle_fields import read_lifecycle
from platguard.model.document import Place, Seq
from platguard.model.facts import FACT_TYPES
from platguard.model.standard import (
    LEVELS,
    PLATFORMS,
    PROFILES,
    SEVERITIES,
    Grade,
    Policy,
    Rule,
    Standard,
)
from platguard.param_fields import read_params
from platguard.patterns import pattern
from platguard.revision_fields import revised
from platguard.test_fields import read_mutations, read_tests

STANDARD_KEYS = ("standard", "title", "owner", "contact", "rules", "retired_ids")
RULE_KEYS = (
    *("id", "title", "on", "when", "require", "deny", "schema", "for_each", "let", "grades"),
    *("warn", "gap", "params", "at", "discriminator", "severity", "why", "message", "warning"),
    *("fix", "lifecycle", "revision", "controls", "also", "formerly", "exceptions", "allow_list"),
    *("enabled", "profile", "platforms", "edits", "tests", "mutations"),
)
ALLOW_LISTS = ("secret-names",)
"""The allow lists that a repository may add to, and that a rule may take up by `allow_list`."""

_ID = pattern(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NO_ID = "{!r} is not an id: write it as kebab-case"


def check_id(name: str) -> None:
    """Raises UsageError for what cannot be the id of a rule."""
    if not _ID.fullmatch(name):
        raise UsageError(_NO_ID.format(name), hint="Such as single-replica; it names the fault.")


@lru_cache(maxsize=64)  # those who judge many repositories read the same standards each time
def read_standard(data: bytes, path: str, *, builtin: bool) -> Standard:
    """The standard that a file holds. Raises UsageError at the place of the first fault."""
    fields, head = _head(data, path)

    def rule(found: Fields) -> Rule:
        return _rule(found, head, builtin)

    if not fields.has("rules") or fields.value["rules"] in (None, []):
        hint = "Write one (`platguard standards new ID` shows how), or remove the file."
        raise fields.fault("the standard has no rules", "rules", hint)
    return Standard(
        id=head["standard"],
        title=head["title"],
        owner=head["owner"],
        contact=head["contact"],
        rules=fields.mappings("rules", "the rule", RULE_KEYS, rule),
        retired_ids=fields.texts("retired_ids"),
        path=path,
    )


def read_rules(data: bytes, path: str, *, builtin: bool) -> list[Rule | UsageError]:
    """Each rule of a file, or its first fault. Raises UsageError when the file itself is at fault.

    For those who want to hear of all rules at once; whoever judges uses `read_standard`.
    """
    fields, head = _head(data, path)
    rules = fields.value.get("rules")
    if not isinstance(rules, Seq):
        return []
    return [
        _rule_or_fault(item, rules.place(number), path, head, builtin)
        for number, item in enumerate(rules)
    ]


def _rule_or_fault(
    item: Any, place: Place, path: str, head: dict[str, str], builtin: bool
) -> Rule | UsageError:
    try:
        return _rule(Fields(item, path, "the rule", RULE_KEYS, place), head, builtin)
    except UsageError as fault:
        return fault


def _head(data: bytes, path: str) -> tuple[Fields, dict[str, str]]:
    document = read_document(data, path)
    fields = Fields(document, path, "the standard", STANDARD_KEYS, document.start())
    head = {key: fields.text(key) for key in ("standard", "title", "owner")}
    # Of a standard that names nobody, the organisation does: see `policy`.
    return fields, {**head, "contact": fields.text("contact") if fields.has("contact") else ""}


def _rule(fields: Fields, head: dict[str, str], builtin: bool) -> Rule:
    name = fields.text("id")
    if not _ID.fullmatch(name):
        raise fields.fault(_NO_ID.format(name), "id")
    fields.what = f"rule {name}"
    expected = read_expectation(fields)
    if expected.schema is not None and fields.text("on") != "object":
        raise fields.fault("schema must be in a rule on: object", "schema")
    params = read_params(fields)
    tests = read_tests(fields, params)
    rule = Rule(
        id=name,
        title=fields.text("title"),
        on=fields.choice("on", tuple(FACT_TYPES)),
        severity=fields.choice("severity", SEVERITIES),
        why=fields.text("why"),
        message=fields.text("message"),
        fix=fields.text("fix"),
        warning=fields.text("warning", ""),
        when=fields.text("when", ""),
        require=expected.require,
        deny=expected.deny,
        schema=expected.schema,
        for_each=fields.text("for_each", ""),
        let=fields.pairs("let"),
        grades=_grades(fields),
        **_warn(fields),
        params=params,
        at=fields.text("at", "").removeprefix(f"{fields.text('on')}."),
        discriminator=fields.text("discriminator", ""),
        allow_list=fields.choice("allow_list", ALLOW_LISTS, ""),
        exceptions=fields.choice("exceptions", ("fingerprint",), ""),
        lifecycle=read_lifecycle(fields),
        revision=1,
        tightening=None,
        enabled=fields.boolean("enabled", True),
        profile=fields.choice("profile", PROFILES, PROFILES[0]),
        platforms=fields.choices("platforms", PLATFORMS),
        level="",
        controls=fields.lists("controls"),
        also=fields.texts("also"),
        formerly=fields.texts("formerly"),
        tests=tests,
        mutations=read_mutations(fields, tests),
        standard=head["standard"],
        owner=head["owner"],
        contact=head["contact"],
        builtin=builtin,
        path=fields.path,
        line=fields.value.start().line,
        places={key: fields.text_start(key) for key in fields.value},
        edits=read_edits(fields),
        gap=fields.text("gap", ""),
    )
    return revised(rule, fields)


def _grades(fields: Fields) -> list[Grade]:
    def grade(found: Fields) -> Grade:
        return Grade(
            found.text("when"),
            found.choice("severity", SEVERITIES),
            found.choice("level_at_most", LEVELS, ""),
        )

    return fields.mappings("grades", "the grade", ("when", "severity", "level_at_most"), grade)


def _warn(fields: Fields) -> dict[str, str]:
    """What a rule warns of, and the day of that, which is told with its name."""
    warn = fields.mapping("warn", "warn", ("when", "ends", "what"))
    if warn is None:
        return {"warn": ""}
    has_day = warn.has("ends") or warn.has("what")
    day = {"ends": warn.text("ends"), "ending": warn.text("what")} if has_day else {}
    return {"warn": warn.text("when"), **day}


def combine(standards: Iterable[Standard]) -> Policy:
    """One policy of several standards; raises UsageError when two rules claim one id."""
    rules: dict[str, Rule] = {}
    known: dict[str, str] = {}
    for standard in standards:
        for rule in standard.rules:
            for name in (rule.id, *rule.formerly):
                other = rules.get(known.get(name, ""))
                where = f", first at {other.path}:{other.line}" if other else ""
                _claim(known, name, rule.id, rule.path, rule.line, where)
            rules[rule.id] = rule
        for name in standard.retired_ids:
            _claim(known, name, "", standard.path, 1)
    return Policy(rules=[rules[name] for name in sorted(rules)], known_ids=known)


def _claim(
    known: dict[str, str], name: str, rule: str, path: str, line: int, where: str = ""
) -> None:
    if name in known:
        raise UsageError(f"the id {name} is used twice{where}", path=path, line=line, column=1)
    known[name] = rule
