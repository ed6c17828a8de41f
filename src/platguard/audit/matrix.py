"""Repositories by rules: who complies with what, and how much of each could be looked at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from platguard.audit.numbers import checks, rate
from platguard.model.audit import AdoptionRow, Matrix, MatrixRow, RuleRow, StandardRow, Tally
from platguard.model.organisation import (
    EMPTY,
    INCOMPLETE,
    JUDGED,
    WITH_FINDINGS,
    RuleNote,
)
from platguard.model.states import RepositoryState

FAIL, UNKNOWN, EXEMPT, PASS = "fail", "unknown", "exempt", "pass"
NOT_APPLICABLE, NOT_EVALUATED = "not-applicable", "not-evaluated"
_COUNTED = (PASS, FAIL)
_ORDER = (FAIL, UNKNOWN, EXEMPT, PASS, NOT_EVALUATED)


def matrix(
    states: Sequence[RepositoryState],
    notes: Iterable[RuleNote],
    cells: Mapping[str, Mapping[str, str]],
    by_repository: Mapping[str, int],
    by_rule: Mapping[str, int],
    tallies: Mapping[str, Tally] | None = None,
    *,
    told: Collection[str] = (),
) -> Matrix:
    """`cells` are states by repository and rule: the worst that came at all, from fail over
    unknown, exempt and pass to not-evaluated. How many findings fail is given by repository and by
    rule; `tallies` count the checks of a rule in all repositories; `told` are rules that say
    something in other repositories: of one here that could not be judged they are unknown as well.

    Where a file of a repository could not be read, no rule is known to pass there, and one that
    found nothing is not evaluated: the file might hold what fails.
    """
    ordered = sorted(states, key=lambda state: state.placement.name)
    known = {note.id: note for note in notes}
    names = [one.placement.name for one in ordered]
    rows = [
        _row(one, cells.get(name, {}), by_repository.get(name, 0))
        for name, one in zip(names, ordered, strict=True)
    ]
    found = _by_rule(rows)
    rules = [
        _rule_row(known[id], (tallies or {}).get(id), found[id])
        for id in sorted(known.keys() & {*found, *told})
    ]
    return with_findings(with_standards(Matrix(rules, rows)), by_rule)


def rules_told(
    states: Iterable[RepositoryState], cells: Mapping[str, Mapping[str, str]]
) -> set[str]:
    """The rules that come to something in any of some repositories."""
    judged = (one.placement.name for one in states if one.status in (JUDGED, INCOMPLETE))
    return {rule for name in judged for rule in cells.get(name, ())}


def with_findings(table: Matrix, by_rule: Mapping[str, int]) -> Matrix:
    """The same table, with how many findings fail of each rule and standard."""
    rules = [replace(row, findings=by_rule.get(row.rule, 0)) for row in table.rules]
    of_standard: Counter[str] = Counter()
    for row in rules:
        of_standard[row.standard] += row.findings
    standards = [replace(row, findings=of_standard[row.standard]) for row in table.standards]
    return replace(table, rules=rules, standards=standards)


def with_standards(table: Matrix) -> Matrix:
    """The same table, with what each row comes to by standard."""
    names = sorted({row.standard for row in table.rules})
    rules_of = {name: [row.rule for row in table.rules if row.standard == name] for name in names}
    rows = [replace(row, standards=_by_standard(row, rules_of)) for row in table.rows]
    standards = [
        _standard_row(name, [row for row in table.rules if row.standard == name], rows)
        for name in names
    ]
    return replace(table, rows=rows, standards=standards)


def _by_standard(row: MatrixRow, rules_of: Mapping[str, Sequence[str]]) -> dict[str, str]:
    if row.status not in (JUDGED, INCOMPLETE):
        return dict.fromkeys(rules_of, standing(row, ()))
    # A rule that came to nothing has no cell, and is no state.
    held = ((name, set(map(row.cells.get, rules))) for name, rules in rules_of.items())
    return {name: worst_of(found) for name, found in held}


def _standard_row(name: str, rules: Sequence[RuleRow], rows: Sequence[MatrixRow]) -> StandardRow:
    found = share("rows", (row.standards[name] for row in rows))
    findings = sum(row.findings for row in rules)
    return StandardRow(name, len(rules), findings, found.rate, found.exempt, found.unknown)


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
    held = set(map(row.cells.get, rules))
    return worst_of({one or NOT_EVALUATED for one in held})


def worst_of(held: Collection[str | None]) -> str:
    """What several cells come to: the worst of them; what is exempt or unknown outweighs a pass,
    and a pass what is not evaluated or does not apply."""
    return next((state for state in _ORDER if state in held), NOT_APPLICABLE)


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
    bare = MatrixRow(
        repository=placement.name,
        team=placement.team,
        segment=placement.segment,
        tier=placement.tier,
        wave=placement.wave,
        status=state.status,
        commit=state.commit,
        committed_on=state.committed_on,
        files=rate("files", state.judged, state.judged + state.failed),
        rules=rate("rules", 0, 0),
        exempt=0,
        unknown=0,
        findings=findings,
        cells={},
    )
    if state.status == EMPTY:  # histories from before an empty repository had no cells
        return bare
    return filled(bare, cells, findings)


def filled(row: MatrixRow, cells: Mapping[str, str], findings: int) -> MatrixRow:
    """The row with these cells, and their numbers; a pass is none where a file was not read."""
    is_doubted = row.files.part < row.files.whole
    told = {rule: doubted(cells[rule]) if is_doubted else cells[rule] for rule in sorted(cells)}
    counts = Counter(told.values())
    return replace(
        row,
        rules=rate("rules", counts[PASS], counts[PASS] + counts[FAIL]),
        exempt=counts[EXEMPT],
        unknown=counts[UNKNOWN],
        findings=findings,
        cells=told,
    )


def _rule_row(note: RuleNote, tally: Tally | None, held: Mapping[str, int]) -> RuleRow:
    found = _share("repositories", held)
    return RuleRow(
        rule=note.id,
        standard=note.standard,
        title=note.title,
        severity=note.severity,
        state=note.state,
        tally=tally,
        checks=checks(tally) if tally else None,
        findings=0,
        repositories=found.rate,
        exempt=found.exempt,
        unknown=found.unknown,
    )
