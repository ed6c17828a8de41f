"""Follows the judgement of a commit to another one, or to another day, by what differs.

Judging is a sum: each fact has its outcomes, whatever other facts there are. So what a change of
some files makes of a judgement is told by the facts that are no longer there and by those that came
instead: the facts of the files themselves, of the files of which the history decides, and of the
relations that depend on any of these (`differing_facts`). Facts are compared by file and type, so
that copies are counted as in a judgement of everything. On another day, those of which a rule may
make something else count as changed.

Where a file changed that changes what others mean (a Kustomization, its patches), these count as
changed, too. Where they are many, where a chart comes or goes, or where nobody knows on what a
relation depends, nothing is followed, and the commit is judged as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from platguard.aging import Aging
from platguard.commit_judgement import MadeOf, Noted, noted_of
from platguard.differing_facts import Cells, DifferingFacts
from platguard.evaluation import Evaluation
from platguard.findings import order, word
from platguard.judged_tree import Cell, JudgedTree, Seen
from platguard.lifecycle import state
from platguard.model.blob import Blob, Skipped
from platguard.model.paths import bytes_of
from platguard.model.report import Coverage, Finding
from platguard.model.standard import Rule
from platguard.model.verdict import Verdict
from platguard.noticing import merged
from platguard.policy import Decided
from platguard.relations import asked
from platguard.relations.gists import is_known
from platguard.relations.ties import NEAR
from platguard.selection import Selection
from platguard.situation import Situation
from platguard.sources.changes import Differences
from platguard.surroundings import Side, reached, surroundings
from platguard.tuples import NamedTuple

MOST = 500
"""Files that may differ between two commits for one to be followed to the other: beyond that it is
not much cheaper than judging all."""


class Followed(NamedTuple):
    """What was followed."""

    tree: JudgedTree
    blobs: Sequence[Blob | Skipped]
    """What the later commit has at the paths that differ."""
    made_of: MadeOf
    """What the findings were made of that may differ."""


def followed(
    tree: JudgedTree,
    old: Side,
    new: Side,
    found: Differences,
    decided: Decided,
    rules: Selection,
) -> Followed | None:
    """The judgement of the commit of `new`, made of that of `old`; None where it cannot be.

    `found` is what differs between the two.
    """
    if not all(it.module in NEAR or is_known(it.module) for it in asked(rules.fact_types)):
        return None
    around = surroundings(tree, old, new, found, rules)
    if around is None:
        return None
    others = {*reached(*around, found.paths, tree.files)} - found.paths
    aging = _aging(tree, old, new, rules)
    if len(others) + len({path for path, _ in aging}) > max(MOST, len(tree.files) // 2):
        return None
    following = DifferingFacts(tree, old, new, found, rules, around, others, aging)
    before, after = following.cells()
    changed = {cell for cell in before.keys() | after.keys() if before.get(cell) != after.get(cell)}
    tree, told = _summed(following, before, after, changed.union(aging), decided, rules)
    blobs = [blob for blob in following.after.blobs if blob.path in found.paths]
    return Followed(tree, blobs, {(it.path, it.fingerprint): verdict for verdict, it in told})


def _aging(tree: JudgedTree, old: Side, new: Side, rules: Selection) -> set[Cell]:
    """The facts that may be judged otherwise because the day is another one: some rules read it,
    and where one stands decides about the level of its findings."""
    if new.situation.as_of == old.situation.as_of:
        return set()
    turned = {
        rule.id: rule.on
        for rule in rules.judged
        if _standing(rule, old.situation) != _standing(rule, new.situation)
    }
    return {*tree.aging, *((f.path, turned[f.rule]) for f in tree.findings if f.rule in turned)}


def _standing(rule: Rule, situation: Situation) -> list[str]:
    """Where a rule stands on a day, and what its last revision added."""
    lives = situation.life(rule), situation.life(rule, added=True)
    return [state(life, situation.as_of) for life in lives]


def _summed(
    following: DifferingFacts,
    before: Cells,
    after: Cells,
    changed: Collection[Cell],
    decided: Decided,
    rules: Selection,
) -> tuple[JudgedTree, Sequence[tuple[Verdict, Finding]]]:
    """The judgement without the facts that differ in one commit, and with those of the other; and
    the findings about these."""
    tree, new = following.tree, following.new
    aging = Aging(rules, decided, new.situation.variables)
    deployed = following.after.around.deployed.elsewhere
    noted = noted_of(new.material, decided, aging, deployed)
    left, come = (
        Evaluation(rules, decided, side.situation.variables) for side in (following.old, new)
    )
    for cell in sorted(changed):
        for fact in before.get(cell, ()):
            for _ in left.judge(fact):
                pass
    facts = noted.over(fact for cell in sorted(changed) for fact in after.get(cell, ()))
    situation = replace(new.situation, deployed=deployed)
    told = word([v for fact in facts for v in come.judge(fact)], come, situation)
    types = {rule.id: rule.on for rule in rules.judged}
    kept = [f for f in tree.findings if (f.path, types[f.rule]) not in changed]
    summed = JudgedTree(
        commit=new.source.commit or "",
        as_of=new.situation.as_of.isoformat(),
        counts={
            rule: {
                name: n - left.counts[rule][name] + come.counts[rule][name]
                for name, n in of.items()
            }
            for rule, of in tree.counts.items()
        },
        findings=sorted([*kept, *(finding for _, finding in told)], key=order),
        coverage=_coverage(tree, following),
        unrendered=_merged(tree.unrendered, following.after.survey.unrendered, following.paths),
        files=following.marks(),
        marks=[*following.after.around.marks],
        dated=_dated(tree, following),
        aging=sorted({*(cell for cell in tree.aging if cell not in changed), *noted.aging}),
        seen=_seen(tree.seen, noted.seen, changed),
    )
    return summed, told


def _coverage(tree: JudgedTree, following: DifferingFacts) -> Coverage:
    was, before, after = tree.coverage, following.before.survey, following.after.survey
    paths = following.paths
    skipped = sorted(
        [*(s for s in was.skipped if s.path not in paths), *after.skipped],
        key=lambda file: bytes_of(file.path),
    )
    failed = sorted(
        [*(e for e in was.failed if e.path not in paths), *after.failed],
        key=lambda error: bytes_of(error.path),
    )
    judged = was.judged - before.judged + after.judged
    return Coverage(
        discovered=judged + len(skipped) + len({error.path for error in failed}),
        judged=judged,
        unrendered=was.unrendered - len(before.unrendered) + len(after.unrendered),
        skipped=skipped,
        failed=failed,
    )


def _merged(was: Iterable[str], now: Iterable[str], paths: Collection[str]) -> list[str]:
    return sorted([*(path for path in was if path not in paths), *now], key=bytes_of)


def _dated(tree: JudgedTree, following: DifferingFacts) -> list[str]:
    noted = Noted((), labels=False, aging=None)
    for facts in following.after.facts.values():
        for _ in noted.over(facts):
            pass
    return sorted({*(path for path in tree.dated if path not in following.paths), *noted.dated})


def _seen(was: Seen, now: Seen, changed: Collection[Cell]) -> Seen:
    kinds = {*was.addresses, *now.addresses}
    addresses = {
        name: {
            **{p: a for p, a in was.addresses.get(name, {}).items() if (p, name) not in changed},
            **now.addresses.get(name, {}),
        }
        for name in kinds
    }
    labels = {p: found for p, found in was.labels.items() if (p, "object") not in changed}
    comments = {
        p: found for p, found in was.comments.items() if (p, "exception_comment") not in changed
    }
    return Seen(
        addresses,
        {**labels, **now.labels},
        {**comments, **now.comments},
        merged(was.noticed, now.noticed, changed),
    )
