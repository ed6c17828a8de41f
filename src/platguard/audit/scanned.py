"""Which scans a report tells of: a nightly scan that died must not look like a calm week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from platguard.audit.numbers import rate
from platguard.counting import counted
from platguard.model.audit import Scanned
from platguard.model.states import RepositoryState

_WEEK = 7
"""Days after which what a scan saw is old."""


def scanned(states: Sequence[RepositoryState], as_of: date) -> Scanned | None:
    """The days on which somebody looked last at these repositories; None where nobody did."""
    looks = sorted(one.seen_on for one in states if one.seen_on)
    if not looks:
        return None
    first, last = looks[0], looks[-1]
    late = sum((as_of - day).days > _WEEK for day in looks)
    told = f"As the scan of {last} saw it."
    if first < last:
        there = counted(looks.count(last), "repository", "repositories")
        told = f"As the scan of {last} saw {there} of {len(looks)}; the others are as earlier ones"
        told += f" saw them, the oldest of {first}."
    if (as_of - last).days > _WEEK:
        told += f" Nobody has looked for {counted((as_of - last).days, 'day')}."
    elif late:
        those = counted(late, "repository was", "repositories were")
        told += f" {those} not looked at for more than a week."
    looked = rate("repositories", looks.count(last), len(looks))
    return Scanned(day=last, oldest=first, looked=looked, late=late, told=told)
