"""Which dates of rules two editions of the standards give differently to one repository."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from platguard.edition_side import Side, renamed
from platguard.model.impact import DATES, DateChange
from platguard.model.lifecycle import Lifecycle
from platguard.model.report import Finding
from platguard.model.standard import Rule
from platguard.situation import Situation


def date_changes(
    old: Side, new: Side, findings: Iterable[Finding]
) -> Iterator[tuple[str, DateChange]]:
    """The dates that hold for the repository and differ, each with the id of its rule.

    Of rules that both editions have. `findings` are those of `new`, drafts taken as enforced.
    """
    names = renamed(old.policy, new.policy)
    earlier = {names.get(name, name): rule for name, rule in old.reached().items()}
    concerned = Counter(
        (found.rule, found.lifecycle.revision)
        for found in findings
        if found.outcome in ("fail", "exempt")
    )
    for name, rule in new.reached().items():
        before = earlier.get(name)
        if before is None:
            continue
        for revision, was, becomes in _lives(before, rule, old.situation, new.situation):
            count = concerned[name, revision]
            for key, one, other in _differing(_dates(was), _dates(becomes)):
                where = (new.situation.repository,)
                yield name, DateChange(revision, key, one, other, count, where)


def _lives(
    before: Rule, after: Rule, old: Situation, new: Situation
) -> Iterator[tuple[int | None, Lifecycle | None, Lifecycle | None]]:
    """The lifecycles of a rule in both editions, and those of a revision that both have."""
    yield None, old.life(before), new.life(after)
    if before.tightening and after.tightening and before.revision == after.revision:
        yield after.revision, old.life(before, added=True), new.life(after, added=True)


def _differing(
    was: Mapping[str, date | None], becomes: Mapping[str, date | None]
) -> Iterator[tuple[str, date | None, date | None]]:
    for name in DATES:
        if was[name] != becomes[name]:
            yield name, was[name], becomes[name]


def _dates(life: Lifecycle | None) -> dict[str, date | None]:
    """The dates of a lifecycle; a rule without one is enforced since for ever."""
    given = life or Lifecycle()
    return {name: getattr(given, name) for name in DATES}
