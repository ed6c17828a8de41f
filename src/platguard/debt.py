"""The baselines meet the findings: what is tolerated, what is back, what is gone.

The register of exceptions comes first: what it exempts is not debt as well.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from platguard import dates
from platguard.baseline_standings import BaselineStanding, as_adopted, is_never_debt, standing
from platguard.debt_matching import Named, Surroundings, called, match, name_of
from platguard.model.baseline import (
    ADOPTED,
    REFUSED,
    RETURNED,
    Baseline,
    BaselineState,
    Debt,
    DebtEntry,
)
from platguard.model.document import Place
from platguard.model.facts import ExceptionFact
from platguard.model.report import ExceptionNote, Finding
from platguard.model.standard import LEVELS, SEVERITIES, Rule
from platguard.records import dataclass
from platguard.situation import Situation

_FAILING = ("fail", "exempt")


class _Claim:
    """What the baselines say of one finding: the earliest sunset is the one that holds.

    So naming a finding once more, in a later baseline, never gives it more time.
    """

    def __init__(self, standings: Sequence[tuple[BaselineStanding, DebtEntry]]) -> None:
        sound = [claim for claim in standings if not claim[0].fault] or standings
        earliest = min(each.baseline.sunset for each, _ in sound)
        self._claims = [claim for claim in sound if claim[0].baseline.sunset == earliest]

    def note(self, finding: Finding, *, is_never: bool) -> tuple[bool, ExceptionNote]:
        """Whether the finding is tolerated, and what is told of it."""
        covering = next((c for c in self._claims if not _is_worse(finding, c[1])), None)
        held, entry = covering or self._claims[0]
        state, text = REFUSED, held.fault
        sunset = held.baseline.sunset.isoformat()
        if held.is_over:
            ago = dates.count_days(-held.days_left)
            state = RETURNED
            text = f"tolerated it through {sunset} ({ago} ago): mend it, or request an exception"
        elif held.fault:
            text = f"names it and counts for nothing: {held.fault}"
        elif is_never:
            text = (
                "names it and does not count: what is critical, or a secret in clear text, is"
                " mended, or excepted one by one"
            )
        elif covering is None:
            text = f"tolerates {as_adopted(entry)}, and it is worse now"
        else:
            state, text = ADOPTED, f"tolerates it through {sunset}, {_left(held.days_left)}"
        told = ExceptionNote(held.baseline.path, state, sunset, held.days_left, text)
        return state == ADOPTED, told


@dataclass(frozen=True)
class Owed:
    """What the baselines make of the findings of a day."""

    notes: Mapping[int, tuple[bool, ExceptionNote]]
    """Of the failing findings that one names, by number: whether it is tolerated, and why."""
    found: Mapping[Named, Named]
    """What each name means, as it is called today."""
    standings: Sequence[BaselineStanding]

    @property
    def named(self) -> frozenset[tuple[str, str]]:
        """Path and fingerprint of the findings that a baseline names."""
        return frozenset((now.path, now.fingerprint) for now in self.found.values())

    def findings(self, findings: Sequence[Finding]) -> Iterator[Finding]:
        """The findings, those exempt that are tolerated."""
        for number, finding in enumerate(findings):
            if number not in self.notes:
                yield finding
                continue
            tolerated, note = self.notes[number]
            if tolerated:
                yield replace(finding, outcome="exempt", exception=note)
            else:
                # What the register says of it weighs more than what no longer counts.
                yield replace(finding, exception=finding.exception or note)

    def tolerated(self) -> Collection[int]:
        """The numbers of the findings that are tolerated."""
        return [number for number, (tolerated, _) in self.notes.items() if tolerated]

    def gone(self, baseline: Baseline, decided: Decidable | None) -> list[DebtEntry]:
        """The entries of a baseline whose finding certainly is not there any more; without
        `decided`, nothing is certain."""
        if decided is None:
            return []
        return [
            entry
            for entry in baseline.entries
            if name_of(entry) not in self.found and decided.is_certain(entry)
        ]

    def debt(self, decided: Decidable | None) -> Debt:
        """The numbers."""
        returned = sum(note.state == RETURNED for _, note in self.notes.values())
        return Debt(
            baselines=[self._state(each) for each in self.standings],
            tolerated=len(self.tolerated()),
            returned=returned,
            gone=sum(len(self.gone(each.baseline, decided)) for each in self.standings),
            was=None,
        )

    def _state(self, held: BaselineStanding) -> BaselineState:
        baseline = held.baseline
        return BaselineState(
            path=baseline.path,
            sunset=baseline.sunset.isoformat(),
            days_left=held.days_left,
            entries=len(baseline.entries),
            matches=sum(name_of(entry) in self.found for entry in baseline.entries),
        )


@dataclass(frozen=True)
class Decidable:
    """What a scan of everything could tell."""

    judged: Collection[str]
    """Ids of the rules that were judged."""
    retired: Collection[str]
    """Ids of those that will not be judged any more."""
    known_ids: Mapping[str, str]
    doubtful: Collection[str]
    """Paths of the files that were not read, or not in full."""
    undecided: Collection[tuple[str, str]]
    """Rule and path of what is unknown."""

    def is_certain(self, entry: DebtEntry) -> bool:
        """Whether a finding would have been found, were it there."""
        rule = self.known_ids.get(entry.rule, entry.rule)
        if not rule or entry.rule not in self.known_ids or rule in self.retired:
            return True
        if rule not in self.judged or entry.path in self.doubtful:
            return False
        return (rule, entry.path) not in self.undecided


def owed(
    findings: Sequence[Finding],
    baselines: Sequence[Baseline],
    rules: Mapping[str, Rule],
    situation: Situation,
    about: Surroundings,
) -> Owed:
    """What the baselines make of the findings, `rules` being those of the policy by id."""
    adoption = situation.organisation.adoption
    standings = [standing(each, situation.as_of, situation.limits, adoption) for each in baselines]
    claims: dict[Named, list[tuple[BaselineStanding, DebtEntry]]] = {}
    for held in standings:
        for entry in held.baseline.entries:
            claims.setdefault(name_of(entry), []).append((held, entry))
    numbers = [n for n, finding in enumerate(findings) if finding.outcome in _FAILING]
    stand_in = {n: [held.baseline.path for held, _ in named] for n, named in claims.items()}
    matched = match(stand_in, [findings[n] for n in numbers], about)
    notes, found = {}, {}
    for name, matching in matched.items():
        number = numbers[matching]
        finding = findings[number]
        found[name] = called(finding)
        if finding.outcome == "fail":
            by_fingerprint = rules[finding.rule].exceptions == "fingerprint"
            is_never = is_never_debt(finding.severity, by_fingerprint, adoption)
            notes[number] = _Claim(claims[name]).note(finding, is_never=is_never)
    return Owed(notes, found, standings)


def facts_of(standings: Sequence[BaselineStanding]) -> Iterator[ExceptionFact]:
    """The baselines that count for nothing, as the rules about exceptions look at them."""
    for held in standings:
        if held.fault:
            path = held.baseline.path
            yield ExceptionFact(
                address=f"exception:{path}",
                subject="",
                places={"": Place(1, 1, 1)},
                path=path,
                unknown=[],
                id=path,
                state="invalid",
                reason=held.fault,
                sunset=held.baseline.sunset.isoformat(),
                days_left=held.days_left,
            )


def _is_worse(finding: Finding, entry: DebtEntry) -> bool:
    """Whether the finding does more harm than the one that was adopted."""
    return LEVELS.index(finding.level) < LEVELS.index(entry.level) or SEVERITIES.index(
        finding.severity
    ) < SEVERITIES.index(entry.severity)


def _left(days: int) -> str:
    return "which is today" if days == 0 else f"{dates.count_days(days)} left"
