"""What the rules say of the controls of a framework, with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from platguard.audit.matrix import repositories_of
from platguard.audit.numbers import checks, total
from platguard.model.audit import ControlRow, Framework, MatrixRow, RegisterRow, RuleRow
from platguard.model.organisation import RuleNote
from platguard.model.policy_exception import IN_FORCE


def controls(
    notes: Iterable[RuleNote],
    rules: Sequence[RuleRow],
    rows: Sequence[MatrixRow],
    exceptions: Iterable[RegisterRow] = (),
    only: str = "",
) -> list[Framework]:
    """Every control that a rule is mapped to, by framework; `only` one of them where given.

    A repository has a control when none of its rules fails there and one of them passes.
    """
    by_framework: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    known = {row.rule: row for row in rules}
    for note in notes:
        for framework, ids in note.controls.items():
            for control in ids if note.id in known and only in ("", framework) else ():
                by_framework[framework][control].append(note.id)
    deviating = _deviating(exceptions)
    return [
        Framework(
            name,
            [
                _row(control, sorted(set(own[control])), known, rows, deviating)
                for control in sorted(own)
            ],
        )
        for name, own in sorted(by_framework.items())
    ]


def _row(
    control: str,
    ids: list[str],
    rules: Mapping[str, RuleRow],
    rows: Sequence[MatrixRow],
    deviating: Mapping[str, set[str]],
) -> ControlRow:
    tallies = [found for rule in ids if (found := rules[rule].tally)]
    share = repositories_of(rows, ids)
    return ControlRow(
        control=control,
        rules=ids,
        checks=checks(total(tallies)) if len(tallies) == len(ids) else None,
        repositories=share.rate,
        exempt=share.exempt,
        unknown=share.unknown,
        deviations=sorted(set().union(*(deviating.get(rule, set()) for rule in ids))),
    )


def _deviating(exceptions: Iterable[RegisterRow]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in exceptions:
        for rule in row.rules if row.state in IN_FORCE else ():
            found[rule].add(row.id)
    return found
