"""What repositories show, collected by rule: the state of each, and where it fails."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import TYPE_CHECKING

from platguard.records import dataclass
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.model.audit import ControlEvidence, FindingRow, OrganisationReport

PASS, FAIL, EXEMPT, UNKNOWN = "pass", "fail", "exempt", "unknown"
MOST_PLACES = 20
"""Places of failures that are named for a rule in a repository; more are counted."""


class Seen(NamedTuple):
    """A repository at the commit that was judged."""

    name: str
    team: str
    status: str
    commit: str
    committed_on: date | None


@dataclass(slots=True)
class Places:
    """Where a rule is not met in a repository."""

    number: int = 0
    named: Counter[str] = field(default_factory=Counter)
    """Those that are named, with how many of them lie there: more than one where only the file is
    known."""
    exceptions: set[str] = field(default_factory=set)


class Evidence(NamedTuple):
    """What repositories show of the rules that controls are mapped to."""

    repositories: Mapping[str, Seen]
    """By name, in its order."""
    states: Mapping[str, Mapping[str, str]]
    """pass, fail, exempt or unknown by rule and repository."""
    places: Mapping[tuple[str, str], Places]
    """By rule and repository, of those that fail or are exempt."""

    def counts(self, rule: str) -> Counter[str]:
        """How many repositories are in which state."""
        return Counter(self.states.get(rule, {}).values())


def collected(report: OrganisationReport) -> Evidence:
    """The evidence of a report, which is gone through once."""
    seen: dict[str, Seen] = {}
    states: dict[str, dict[str, str]] = defaultdict(dict)
    for one in report.evidence:
        if one.repository not in seen:
            seen[one.repository] = Seen(
                one.repository, one.team, one.status, one.commit, one.committed_on
            )
        for rules, state in _by_state(one):
            for rule in rules:
                states[rule][one.repository] = state
    return Evidence(dict(sorted(seen.items())), states, _places(report.findings, states))


def _by_state(one: ControlEvidence) -> Iterator[tuple[Sequence[str], str]]:
    yield one.passed, PASS
    yield one.failed, FAIL
    yield one.exempt, EXEMPT
    yield one.unknown, UNKNOWN


def _places(
    findings: Iterable[FindingRow], states: Mapping[str, Mapping[str, str]]
) -> dict[tuple[str, str], Places]:
    found: dict[tuple[str, str], Places] = defaultdict(Places)
    for row in findings:
        if row.outcome not in (FAIL, EXEMPT) or row.repository not in states.get(row.rule, {}):
            continue
        places = found[row.rule, row.repository]
        places.number += 1
        place = f"{row.path}:{row.line}" if row.line > 0 else row.path
        if place in places.named or len(places.named) < MOST_PLACES:
            places.named[place] += 1
        if row.exception:
            places.exceptions.add(row.exception)
    return found
