"""Repositories by rules: who complies with what, and how much of each could be looked at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from platguard.audit.numbers import checks, rate
from platguard.model.audit import AdoptionRow, Matrix, MatrixRow, RuleRow, Tally
from platguard.model.organisation import (
    EMPTY,
    INCOMPLETE,
    JUDGED,
    WITH_FINDINGS,
    Placement,
    RuleNote,
)

FAIL, UNKNOWN, EXEMPT, PASS = "fail", "unknown", "exempt", "pass"
NOT_APPLICABLE, NOT_EVALUATED = "not-applicable", "not-evaluated"
_COUNTED = (PASS, FAIL)


class RepositoryState(NamedTuple):
    """What is known of one repository on a day."""

    placement: Placement
    status: str
    reason: str
    commit: str
    committed_on: date | None
    discovered: int
    judged: int
    unrendered: int
    skipped: int
    failed: int


def matrix(
    states: Sequence[RepositoryState],
    notes: Iterable[RuleNote],
    cells: Iterable[tuple[str, str, str]],
    failing: Iterable[tuple[str, str, int]],
    tallies: Mapping[str, Tally] | None = None,
) -> Matrix:
    """`cells` are (repository, rule, state): the worst that came at all, from fail over unknown,
    exempt and pass to not-evaluated. `failing` are (repository, rule, findings); `tallies` count
    the checks of a rule in all repositories.

    Where a file of a repository could not be read, no rule is known to pass there, and one that
    found nothing is not evaluated: the file might hold what fails.
    """
    of_repository: dict[str, dict[str, str]] = defaultdict(dict)
    for repository, rule, held in cells:
        of_repository[repository][rule] = held
    by_repository: Counter[str] = Counter()
    by_rule: Counter[str] = Counter()
    for repository, rule, number in failing:
        by_repository[repository] += number
        by_rule[rule] += number
    ordered = sorted(states, key=lambda state: state.placement.name)
    rows = [
        _row(one, of_repository.get(one.placement.name, {}), by_repository[one.placement.name])
        for one in ordered
    ]
    held_by_rule = _by_rule(rows)
    known = sorted((note for note in notes if note.id in held_by_rule), key=lambda note: note.id)
    return Matrix(
        [
            _rule_row(note, (tallies or {}).get(note.id), held_by_rule[note.id], by_rule[note.id])
            for note in known
        ],
        rows,
    )


def doubted(cell: str) -> str:
    """What a cell is where not everything could be read."""
    return {PASS: UNKNOWN, NOT_APPLICABLE: NOT_EVALUATED}.get(cell, cell)


def repositories_of(rows: Iterable[MatrixRow], rules: Sequence[str], name: str = "") -> AdoptionRow:
    """Repositories in which none of the rules fails and one passes, of those with a pass or a fail;
    beside, those in which nothing fails but something is unknown, or exempt."""
    return share("repositories", (standing(row, rules) for row in rows), name)


def standing(row: MatrixRow, rules: Iterable[str]) -> str:
    """What a repository comes to over several rules; what is exempt outweighs a pass.

    One that could not be judged is unknown.
    """
    if row.status not in WITH_FINDINGS:
        return UNKNOWN
    if row.status == EMPTY:
        return NOT_APPLICABLE
    held = {row.cells.get(rule, NOT_EVALUATED) for rule in rules}
    order = (FAIL, UNKNOWN, EXEMPT, PASS, NOT_EVALUATED)
    return next((state for state in order if state in held), NOT_APPLICABLE)


def share(counts: str, standings: Iterable[str], name: str = "") -> AdoptionRow:
    """The share of `pass` in what passes or fails, with what stands beside."""
    return _share(counts, Counter(standings), name)


def _share(counts: str, found: Mapping[str, int], name: str = "") -> AdoptionRow:
    part, whole = found.get(PASS, 0), sum(found.get(state, 0) for state in _COUNTED)
    beside = (found.get(EXEMPT, 0), found.get(UNKNOWN, 0))
    return AdoptionRow(name, rate(counts, part, whole), *beside)


def _by_rule(rows: Sequence[MatrixRow]) -> Mapping[str, Counter[str]]:
    """How many repositories have which cell, by rule: `standing` of each, in one pass."""
    unknown = sum(row.status not in WITH_FINDINGS for row in rows)
    found: dict[str, Counter[str]] = defaultdict(lambda: Counter({UNKNOWN: unknown}))
    for row in rows:
        for rule, held in row.cells.items() if row.status in (JUDGED, INCOMPLETE) else ():
            found[rule][held] += 1
    return found


def _row(state: RepositoryState, cells: Mapping[str, str], findings: int) -> MatrixRow:
    placement = state.placement
    told = {rule: cells[rule] for rule in sorted(cells)}
    if state.failed:
        told = {rule: doubted(held) for rule, held in told.items()}
    counts = Counter(told.values())
    return MatrixRow(
        repository=placement.name,
        team=placement.team,
        segment=placement.segment,
        tier=placement.tier,
        wave=placement.wave,
        status=state.status,
        commit=state.commit,
        committed_on=state.committed_on,
        files=rate("files", state.judged, state.judged + state.failed),
        rules=rate("rules", counts[PASS], counts[PASS] + counts[FAIL]),
        exempt=counts[EXEMPT],
        unknown=counts[UNKNOWN],
        findings=findings,
        cells=told,
    )


def _rule_row(
    note: RuleNote, tally: Tally | None, held: Mapping[str, int], findings: int
) -> RuleRow:
    found = _share("repositories", held)
    return RuleRow(
        rule=note.id,
        standard=note.standard,
        title=note.title,
        severity=note.severity,
        state=note.state,
        tally=tally,
        checks=checks(tally) if tally else None,
        findings=findings,
        repositories=found.rate,
        exempt=found.exempt,
        unknown=found.unknown,
    )
