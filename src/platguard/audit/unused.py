"""Rules that say nothing: no finding and no pass anywhere for half a year.

Such a rule is about what nobody has, or does not find what it is about. Only rules that the
standards had all the time count, and only where scans reach back as far.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from platguard.lifecycle import is_evaluated
from platguard.model.audit import UnusedRule
from platguard.model.organisation import RuleNote
from platguard.model.states import Spoken

QUIET = timedelta(days=180)
"""How long a rule says nothing before it is unused."""


def unused(
    notes: Sequence[RuleNote], spoken: Iterable[Spoken], days: Sequence[date], as_of: date
) -> list[UnusedRule]:
    """The rules that are in force and unused, by id. `days` are those of scans, oldest first."""
    since = as_of - QUIET
    if not days or days[0] > since:
        return []
    in_force = {note.id: note.standard for note in notes if is_evaluated(note.state)}
    return [
        UnusedRule(one.rule, in_force[one.rule], one.known_since, one.last_on, _told(one, since))
        for one in sorted(spoken)
        if one.rule in in_force and one.known_since <= since and (one.last_on or date.min) <= since
    ]


def _told(one: Spoken, since: date) -> str:
    last = f"last said anything on {one.last_on}" if one.last_on else "never said anything"
    return f"{one.rule} {last}: no finding and no pass since {since}."
