"""The register of exceptions: how old each is in its chain of renewals, and whose they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import NamedTuple

from platguard import dates
from platguard.exception_days import begins, last_day
from platguard.model.audit import Consent, RegisterReport, RegisterRow, RegisterTeam
from platguard.model.organisation_scan import RegisterLine
from platguard.model.policy_exception import (
    IN_FORCE,
    Registered,
    ResourceSelector,
    Scope,
)
from platguard.model.registered import RegisterEntry
from platguard.renewals import LONG_CHAIN_MONTHS

AGES = ("0-6", "6-12", "12-24", "over 24")
"""Months in the chain: the first day of a bucket belongs to it, `over 24` begins after 24."""


class KnownRegister(NamedTuple):
    """The register of a day."""

    entries: Sequence[RegisterEntry]
    kept_on: date | None = None
    """The day of the scan by whose register this is; None for the one that lies there now."""
    lost: Sequence[str] = ()
    """Ids of exceptions that cover something on the day, and of which nobody has more."""


def entries_of(found: Iterable[Registered]) -> list[RegisterEntry]:
    """The entries of an open register, as of its day; who owns one is its team."""
    return [
        RegisterEntry(
            id=one.exception.id,
            state=one.standing.state,
            team=one.exception.owner,
            category=one.exception.category,
            rules=tuple(one.entry.known_ids.get(rule, rule) for rule in one.exception.rules),
            reason=one.exception.reason,
            starts=begins(one.exception),
            sunset=last_day(one.exception),
            renews=one.exception.renews,
            matches=0,
            approvals=tuple(
                Consent(given.by, given.role, given.on) for given in one.exception.approvals
            ),
            ticket=one.exception.ticket,
            repositories=one.exception.scope.repositories,
            within=within(one.exception.scope),
            compensating=one.exception.compensating,
            requested=(one.exception.requested_by, one.exception.requested_on),
        )
        for one in found
    ]


def aged(entry: RegisterEntry, as_of: date) -> RegisterEntry:
    """The entry of an earlier day on which nobody has changed it since."""
    if entry.sunset and entry.sunset < as_of and entry.state in (*IN_FORCE, "approved"):
        return entry._replace(state="expired")
    if entry.state == "approved" and entry.starts and entry.starts <= as_of:
        return entry._replace(state="active")
    return entry


def within(scope: Scope) -> tuple[str, ...]:
    """What in repositories a scope is for, one part after the other."""
    return (
        *(f"path {path}" for path in scope.paths),
        *map(_resource, scope.resources),
        *(f"finding {fingerprint}" for fingerprint in scope.fingerprints),
    )


def _resource(given: ResourceSelector) -> str:
    named = "/".join(one or "*" for one in (given.namespace, given.name))
    kind = given.kind or "resource"
    labels = " ".join(f"{key}={value}" for key, value in sorted(given.labels.items()))
    told = f"{kind} {named}" if given.namespace or given.name else kind
    return f"{told} with {labels}" if labels else told


def register(
    entries: Iterable[RegisterEntry], as_of: date, only: Collection[str] | None = None
) -> RegisterReport:
    """Every entry with its age, those in force by bucket and by team; those of the ids `only`, None
    for all, whose chains may go through others."""
    by_id = {entry.id: entry for entry in entries}
    ids = sorted(id for id in by_id if only is None or id in only)
    rows = [_row(by_id[id], by_id, as_of) for id in ids]
    current = [row for row in rows if row.state in IN_FORCE]
    return RegisterReport(rows, _ages(current), _teams(current))


def touches(entry: RegisterEntry, names: Collection[str]) -> bool:
    """Whether it covers something in a repository of these names, or names one of them."""
    named = any(fnmatchcase(name, one) for one in entry.repositories for name in names)
    return named or not {*entry.covered}.isdisjoint(names)


def about(lines: Sequence[RegisterLine], only: Collection[str] | None) -> Sequence[RegisterLine]:
    """What is wrong with entries of these ids, which their files are called after; None for all,
    and for the tables."""
    if only is None:
        return lines
    return [line for line in lines if PurePosixPath(line.path).stem in only]


def age(since: date, as_of: date) -> str:
    """The bucket of a chain that began on `since`."""
    if as_of < dates.add_months(since, 6):
        return AGES[0]
    if as_of < dates.add_months(since, 12):
        return AGES[1]
    return AGES[2] if as_of <= dates.add_months(since, 24) else AGES[3]


def chain(entry: RegisterEntry, by_id: Mapping[str, RegisterEntry]) -> list[RegisterEntry]:
    """The entry and all that it continues without a gap, newest first; a circle ends where it
    closes."""
    found, seen = [entry], {entry.id}
    while (earlier := by_id.get(found[-1].renews)) and earlier.id not in seen:
        if not _follows(found[-1], earlier):
            break
        found.append(earlier)
        seen.add(earlier.id)
    return found


def _follows(entry: RegisterEntry, earlier: RegisterEntry) -> bool:
    """Whether no day lies between two terms; on such a day the finding was back."""
    if entry.starts is None or earlier.sunset is None:
        return False
    return (entry.starts - earlier.sunset).days <= 1


def _row(entry: RegisterEntry, by_id: Mapping[str, RegisterEntry], as_of: date) -> RegisterRow:
    terms = chain(entry, by_id)
    since = min((term.starts for term in terms if term.starts), default=None)
    began = since if since and since <= as_of else None
    return RegisterRow(
        id=entry.id,
        state=entry.state,
        team=entry.team,
        category=entry.category,
        rules=sorted(entry.rules),
        reason=entry.reason,
        starts=entry.starts,
        sunset=entry.sunset,
        days_left=(entry.sunset - as_of).days if entry.sunset else None,
        since=since,
        term=len(terms),
        age=age(began, as_of) if began else "",
        matches=entry.matches,
        for_leadership=entry.state in IN_FORCE and _is_long(since, entry.sunset),
        approvals=entry.approvals,
        compensating=entry.compensating,
        ticket=entry.ticket,
        scope=entry.repositories,
        within=entry.within,
        covered=entry.covered,
        requested_by=entry.requested[0],
        requested_on=entry.requested[1],
    )


def _is_long(since: date | None, sunset: date | None) -> bool:
    """Whether a chain lasts longer than four years through its last day."""
    return bool(since and sunset and sunset > dates.add_months(since, LONG_CHAIN_MONTHS))


def _ages(rows: Sequence[RegisterRow]) -> dict[str, int]:
    found = Counter(row.age for row in rows)
    return {name: found[name] for name in AGES}


def _teams(rows: Sequence[RegisterRow]) -> list[RegisterTeam]:
    by_team: dict[str, list[RegisterRow]] = defaultdict(list)
    for row in rows:
        by_team[row.team].append(row)
    return [
        RegisterTeam(team, [row.id for row in by_team[team]], _ages(by_team[team]))
        for team in sorted(by_team)
    ]
