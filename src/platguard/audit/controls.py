"""What the rules say of the controls of frameworks, with their evidence.

A rule sees what stands in repositories, which is a part of what a control asks for. So the evidence
is about the rules of a control, and a control without a rule is not spoken of.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from platguard.audit.control_names import names_of
from platguard.audit.matrix import (
    EXEMPT,
    FAIL,
    NOT_APPLICABLE,
    NOT_EVALUATED,
    PASS,
    UNKNOWN,
    share,
    standing,
)
from platguard.audit.numbers import checks, total
from platguard.audit.turns import Standings
from platguard.errors import UsageError
from platguard.model.audit import (
    ControlEvidence,
    ControlRow,
    Framework,
    MatrixRow,
    RegisterRow,
    RuleRow,
)
from platguard.model.audit.rules import EXCEPTED, MET, NO_EVIDENCE, NOT_MET
from platguard.model.audit.rules import UNKNOWN as NOBODY_KNOWS
from platguard.model.organisation import INCOMPLETE, JUDGED, WITH_FINDINGS, RuleNote
from platguard.model.policy_exception import IN_FORCE
from platguard.records import dataclass
from platguard.suggestions import suggestion

_TELLING = (FAIL, UNKNOWN, EXEMPT, PASS)
"""What a repository may come to that is evidence; the worst first."""
_ORDER = (*_TELLING, NOT_EVALUATED, NOT_APPLICABLE)
_STATES = {FAIL: NOT_MET, UNKNOWN: NOBODY_KNOWS, EXEMPT: EXCEPTED, PASS: MET}


def controls(
    notes: Iterable[RuleNote],
    rules: Sequence[RuleRow],
    rows: Sequence[MatrixRow],
    exceptions: Iterable[RegisterRow] = (),
    only: str = "",
    standings: Standings | None = None,
) -> list[Framework]:
    """Every control that a rule is mapped to, by framework; where `only` is given, those frameworks
    whose name begins so. UsageError when there is none. `standings` know of past days.

    A repository has a control when none of its rules fails there and one of them passes.
    """
    by_framework: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    known = {row.rule: row for row in rules}
    for note in notes:
        for framework, ids in note.controls.items():
            for control in ids if note.id in known else ():
                by_framework[framework][control].add(note.id)
    # Where nothing was scanned there is no rule either, and nothing to choose from.
    chosen = _chosen(sorted(by_framework), only if known else "")
    deviating = _deviating(exceptions)
    held = _Held(rows, known)

    def made(name: str) -> Framework:
        called = names_of(name)
        found = [
            replace(
                _dated(
                    _row(control, sorted(by_framework[name][control]), known, held, deviating),
                    standings,
                ),
                title=called.titles.get(control, ""),
            )
            for control in sorted(by_framework[name], key=_numbers)
        ]
        return Framework(name, found, called.name, called.wording, called.source)

    return [made(name) for name in chosen]


def _chosen(known: Sequence[str], only: str) -> Sequence[str]:
    if not only:
        return known
    start = _plain(only)
    chosen = [name for name in known if _plain(name).startswith(start)]
    if not chosen:
        raise UsageError(
            f"--framework {only!r:.60}: no rule is mapped to it{suggestion(only, known)}",
            hint=f"Those that rules are mapped to are: {', '.join(known) or 'none'}.",
        )
    return chosen


def _numbers(control: str) -> list[tuple[int, str]]:
    """What controls are sorted by: `AC-4` before `AC-10`."""
    parts = re.findall(r"[0-9]+|[^0-9]+", control)
    return [(int(one), "") if one.isdigit() else (0, one) for one in parts]


def _plain(name: str) -> str:
    """A name as people may write it: `NIST 800-53` is `nist-800-53`."""
    return name.casefold().replace(" ", "-")


def _row(
    control: str,
    ids: list[str],
    rules: Mapping[str, RuleRow],
    rows: _Held,
    deviating: Mapping[str, set[str]],
) -> ControlRow:
    tallies = [tally for rule in ids if (tally := rules[rule].tally)]
    held = rows.of(ids)
    found = share("repositories", held)
    days = rows.days(held)
    return ControlRow(
        control=control,
        rules=ids,
        checks=checks(total(tallies)) if len(tallies) == len(ids) else None,
        repositories=found.rate,
        exempt=found.exempt,
        unknown=found.unknown,
        deviations=sorted(set().union(*(deviating.get(rule, set()) for rule in ids))),
        state=next((_STATES[one] for one in _TELLING if one in held), NO_EVIDENCE),
        committed_from=min(days, default=None),
        committed_to=max(days, default=None),
    )


def _dated(row: ControlRow, standings: Standings | None) -> ControlRow:
    """The control with since when it is as it is."""
    state = {told: one for one, told in _STATES.items()}.get(row.state)
    since = standings.since(row.rules, state) if standings and state else None
    return replace(row, since=since.day, or_earlier=since.or_earlier) if since else row


_PLACES: Mapping[str | None, int] = {state: place for place, state in enumerate(_ORDER)}


class _Same:
    """The same cell for every rule."""

    def __init__(self, cell: str) -> None:
        self._cell = cell

    def get(self, rule: str) -> str:
        """The cell, whatever the rule is."""
        return self._cell


class _Held:
    """What every repository comes to over the rules of a control: `matrix.standing` of them all.

    There are a hundred controls and may be ten thousand repositories: so what a repository comes to
    for a rule is its place in an order from the worst, and of several rules the lowest counts.
    """

    def __init__(self, rows: Sequence[MatrixRow], rules: Iterable[str]) -> None:
        self._rows = rows
        # Where nothing was judged, all rules come to the same.
        held = [
            row.cells if row.status in (JUDGED, INCOMPLETE) else _Same(standing(row, ()))
            for row in rows
        ]
        # What has no cell is None, and was not evaluated.
        places: dict[str | None, int] = {None: _PLACES[NOT_EVALUATED], **_PLACES}
        self._places = {rule: bytes([places[cells.get(rule)] for cells in held]) for rule in rules}

    def of(self, rules: Sequence[str]) -> list[str]:
        """A standing for each repository."""
        # The second of one rule is for `min`, which wants two.
        worst = map(min, *(self._places[rule] for rule in (*rules, rules[0])))
        return [_ORDER[place] for place in worst]

    def days(self, held: Sequence[str]) -> set[date]:
        """The days of commits that give evidence."""
        return {
            row.committed_on
            for row, state in zip(self._rows, held, strict=True)
            if row.committed_on and state in _TELLING and row.status in WITH_FINDINGS
        }


def _deviating(exceptions: Iterable[RegisterRow]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in exceptions:
        for rule in row.rules if row.state in IN_FORCE else ():
            found[rule].add(row.id)
    return found


@dataclass(frozen=True, slots=True)
class Evidence:
    """What each repository shows of each control; made while one iterates, and never held."""

    frameworks: Sequence[Framework]
    rows: Sequence[MatrixRow]

    def __iter__(self) -> Iterator[ControlEvidence]:
        for framework in self.frameworks:
            for control in framework.controls:
                for row in self.rows:
                    state = standing(row, control.rules)
                    if state in _TELLING:
                        yield _evidence(framework.name, control, row, state)


def _evidence(framework: str, control: ControlRow, row: MatrixRow, state: str) -> ControlEvidence:
    held: dict[str, list[str]] = defaultdict(list)
    is_known = row.status in WITH_FINDINGS
    for rule in control.rules if is_known else ():
        held[row.cells.get(rule, "")].append(rule)
    return ControlEvidence(
        framework=framework,
        control=control.control,
        repository=row.repository,
        team=row.team,
        state=state,
        passed=held[PASS],
        failed=held[FAIL],
        exempt=held[EXEMPT],
        unknown=held[UNKNOWN] if is_known else control.rules,
        status=row.status,
        commit=row.commit,
        committed_on=row.committed_on,
    )
