"""What two editions of the standards judge differently in one repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from platguard.edition_side import Side, renamed
from platguard.model.impact import Change
from platguard.model.report import Finding
from platguard.model.standard import LEVELS
from platguard.situation import Situation

_Key = tuple[object, ...]

_KIND_OF_WORD = {"unknown": "unknown", "exempt": "exempt", "not judged": "lifted"}
"""The kind of change that leads to a word, whatever it was before."""


def changes_between(
    old: Side,
    new: Side,
    before: Sequence[Finding],
    after: Sequence[Finding],
    drafts: Sequence[Finding],
) -> Iterator[Change]:
    """Each thing that the editions judge differently, once.

    `before` and `after` are the findings of the two, `drafts` those that `new` would add if its
    drafts were enforced.
    """
    names = renamed(old.policy, new.policy)
    one, other = _keyed(before, names), _keyed(after, names)
    later = _keyed(drafts, names)
    for key in one.keys() | other.keys() | later.keys():
        found = other.get(key) or later.get(key) or one[key]
        rule = names.get(found.rule, found.rule)
        draft = later[key].level if key in later else ""
        kind = was = becomes = ""
        if key in one or key in other:
            ids = {rule, *(name for name, now in names.items() if now == rule)}
            was = old.word(one.get(key), ids, found.path)
            becomes = new.word(other.get(key), ids, found.path)
            kind = _kind(was, becomes)
        if draft and not kind:
            kind, was, becomes = "draft", "not judged", draft
        if kind:
            told = replace(found, rule=rule)
            yield _change(told, kind, was, becomes, draft, new.situation)


def is_of_draft(finding: Finding, new: Side) -> bool:
    """Whether it fails only by what nobody was told of yet."""
    added = finding.lifecycle.revision is not None
    in_force = any(rule.id == finding.rule for rule in new.rules.judged)
    return finding.outcome == "fail" and (added or not in_force)


def _keyed(findings: Iterable[Finding], names: Mapping[str, str]) -> dict[_Key, Finding]:
    """Findings by what they are about.

    A fingerprint holds the id of its rule. Those of a renamed one are told apart by their order.
    """
    apart = {*names, *names.values()}
    keyed: dict[_Key, Finding] = {}
    copies: Counter[_Key] = Counter()
    for found in findings:
        same = (found.address, found.subject) if found.rule in apart else (found.fingerprint,)
        key = (names.get(found.rule, found.rule), found.path, *same)
        keyed[*key, copies[key]] = found
        copies[key] += 1
    return keyed


def _kind(was: str, becomes: str) -> str:
    """The kind of a change; empty when nothing that matters changes."""
    if was == becomes:
        return ""
    if becomes in LEVELS:
        return "level" if was in LEVELS else "fails"
    if becomes in _KIND_OF_WORD:
        return _KIND_OF_WORD[becomes]
    never_failed = was in ("soon", "passes", "not judged")
    return "soon" if never_failed else "passes"


def _change(
    finding: Finding, kind: str, was: str, becomes: str, draft: str, situation: Situation
) -> Change:
    return Change(
        rule=finding.rule,
        kind=kind,
        was=was,
        becomes=becomes,
        draft=draft,
        repository=situation.repository,
        path=finding.path,
        line=finding.line,
        column=finding.column,
        subject=finding.subject,
        address=finding.address,
        fingerprint=finding.fingerprint,
        message=finding.message,
        fix=finding.fix,
        owner=situation.team or finding.owner,
    )
