"""Adopted debt in a scan: the findings of a day, those that baselines tolerate made exempt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from platguard.debt import Decidable, Owed, facts_of, owed
from platguard.debt_matching import Surroundings
from platguard.evaluation import Evaluation
from platguard.findings import order, word
from platguard.material import Material
from platguard.model.baseline import Debt
from platguard.model.report import Finding
from platguard.policy import Decided
from platguard.register_health import Sight
from platguard.selection import Selection
from platguard.situation import Situation
from platguard.sources.moves import moves_since
from platguard.tuples import NamedTuple
from platguard.workspace import Workspace


class Tolerated(NamedTuple):
    """What the baselines of a repository make of a scan."""

    findings: Sequence[Finding]
    """All of them, and those about the baselines themselves."""
    owed: Owed
    """By the numbers of the findings as they were given."""
    debt: Debt
    decidable: Decidable | None
    """What the scan could tell; None for one that did not look at everything."""


def tolerated(
    findings: Sequence[Finding],
    material: Material,
    decided: Decided,
    rules: Selection,
    evaluation: Evaluation,
    situation: Situation,
    sight: Sight,
) -> Tolerated:
    """The findings after the baselines. The outcomes of `evaluation` are counted anew."""
    found = owed(
        findings,
        material.settings.baselines,
        {rule.id: rule for rule in rules.judged},
        situation,
        _surroundings(material, decided),
    )
    settled = list(found.findings(findings))
    for number in found.tolerated():
        evaluation.count_as_exempt(findings[number].rule)
    about = (fact for fact in facts_of(found.standings) if sight.reported(fact.path))
    verdicts = [verdict for fact in about for verdict in evaluation.judge(fact)]
    settled += [finding for _, finding in word(verdicts, evaluation, situation)]
    decidable = None
    if sight.full:
        failed = {error.path for error in material.survey.coverage().failed}
        # What a template leaves open is unknown, rule by rule: the rest of it was read.
        doubtful = failed | {*sight.left_out()}
        decidable = _decidable(findings, decided, rules, situation, doubtful)
    return Tolerated(sorted(settled, key=order), found, found.debt(decidable), decidable)


def _surroundings(material: Material, decided: Decided) -> Surroundings:
    workspace = material.workspace
    paths: set[str] = set()

    def is_there(path: str) -> bool:
        if not paths:
            paths.update(workspace.source.list(""))
        return path in paths

    return Surroundings(
        known_ids=decided.policy.known_ids,
        is_there=is_there,
        moves=cache(lambda path: _moves(path, material, workspace)),
    )


def _moves(path: str, material: Material, workspace: Workspace) -> Mapping[str, str]:
    """Where files went since a baseline was last changed, where it counts."""
    git, request = workspace.git, material.request
    commit = workspace.base.note.commit if workspace.base else workspace.source.commit
    if git is None or commit is None:
        return {}
    # The merge base of a change has no base of its own, and is a commit in any case.
    of_commit = bool(request.commit) or (bool(request.base) and workspace.base is None)
    later = workspace.source.commit if of_commit else None
    return moves_since(git, path, commit, later, workspace.root)


def _decidable(
    findings: Sequence[Finding],
    decided: Decided,
    rules: Selection,
    situation: Situation,
    doubtful: set[str],
) -> Decidable:
    unknown = (finding for finding in findings if finding.outcome == "unknown")
    return Decidable(
        judged={rule.id for rule in rules.judged},
        retired={r.id for r in decided.policy.rules if situation.state(r) == "retired"},
        known_ids=decided.policy.known_ids,
        doubtful=doubtful,
        undecided={(finding.rule, finding.path) for finding in unknown},
    )
