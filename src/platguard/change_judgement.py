"""Judges both ends of a change from commit to commit, reading what differs and little else.

The commit where the change began is taken from what an earlier scan left behind, or followed from
there, or judged as a whole and left behind for the next one. The commit where it ends is followed
from the one where it began. Register and baselines are applied to each as always.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from platguard.cache import Cache
from platguard.changed_files import ChangedFiles, changed_files
from platguard.commit_judgement import MadeOf, judged_commit
from platguard.earlier_files import earlier_files
from platguard.evaluation import Evaluation
from platguard.following import MOST, followed
from platguard.judged_tree import JudgedTree
from platguard.judgement import Judgement, concluded, judged, watch_of
from platguard.material import Material
from platguard.model.paths import bytes_of
from platguard.model.verdict import Verdict
from platguard.policy import Decided
from platguard.records import dataclass
from platguard.selection import Selection
from platguard.situation import Situation
from platguard.sources import everything
from platguard.sources.changes import Differences, differences, differences_asked
from platguard.sources.snapshot import Snapshot, revision
from platguard.surroundings import Side
from platguard.tree_memory import TreeMemory


@dataclass(frozen=True)
class JudgedChange:
    """Both ends of a change."""

    old: Material
    before: Judgement
    after: Judgement
    found: Differences
    files: ChangedFiles | None
    """The files of both ends; None where nobody looked only at what differs."""


def judged_change(
    material: Material,
    old: Material,
    decided: Decided,
    rules: Selection,
    situation: Situation,
    cache: Cache,
) -> JudgedChange | None:
    """The judgement of a change of a whole repository; None where it has to be judged otherwise."""
    new_source, old_source = material.workspace.source, old.workspace.source
    git = material.workspace.git
    # Without a cache both are judged as wholes: what following is held against.
    if not (
        cache.enabled
        and material.workspace.whole
        and git is not None
        and isinstance(new_source, Snapshot)
        and isinstance(old_source, Snapshot)
        and material.request.commit
        and old_source.commit
        and new_source.commit
    ):
        return None
    asked = differences_asked(git, old_source.commit, new_source.commit, old_source.root)
    then = replace(situation, history=old_source.history)
    start, end = Side(old, old_source, then), Side(material, new_source, situation)
    memory = TreeMemory(cache, old, decided, rules, then)
    known, found = memory.find(), asked()  # git compares while this is read
    if found is None:
        return None
    tree, made_of = _start(start, decided, rules, memory, known)
    before = _concluded(tree, made_of, start, decided, rules)
    later = followed(tree, start, end, found, decided, rules)
    if later is None:
        facts = material.facts_again(situation, rules.fact_types)
        after = judged(facts, material, decided, rules, situation)
        return JudgedChange(old, before, after, found, None)
    after = _concluded(later.tree, _Again(later.made_of, end, decided, rules), end, decided, rules)
    same = {p: it.content_id for p, it in tree.files.items() if p not in found.paths}
    files = changed_files(
        found,
        later.blobs,
        same,
        lambda: earlier_files(material.workspace, material.request, old_source.commit),
    )
    return JudgedChange(old, before, after, found, files)


def _start(
    start: Side,
    decided: Decided,
    rules: Selection,
    memory: TreeMemory,
    known: JudgedTree | None,
) -> tuple[JudgedTree, MadeOf]:
    """The judgement of the commit where the change began, `known` being what is remembered."""
    commit = start.source.commit
    day = start.situation.as_of.isoformat()
    if known is not None and (known.commit, known.as_of) == (commit, day):
        return known, {}
    tree = _followed_to(start, known, decided, rules) if known else None
    made_of: MadeOf = {}
    if tree is None:
        tree, made_of = judged_commit(start.material, decided, rules, start.situation)
    memory.keep(tree)
    return tree, made_of


def _followed_to(
    start: Side, known: JudgedTree, decided: Decided, rules: Selection
) -> JudgedTree | None:
    """The judgement of a commit by that of another one, or of another day; None where there is no
    way to it."""
    material, git = start.material, start.material.workspace.git
    commit = start.source.commit
    assert git is not None
    assert commit is not None
    if known.commit == commit:
        found: Differences | None = Differences({}, {}, {})
    else:
        found = differences(git, known.commit, commit, start.source.root)
    if found is None or len(found.paths) > MOST:
        return None
    source = revision(start.source.root, git, known.commit, everything, beside=start.source)
    situation = replace(
        start.situation, history=source.history, as_of=date.fromisoformat(known.as_of)
    )
    earlier = Side(
        material.of(material.workspace._replace(source=source)),
        source,
        situation,
    )
    later = followed(known, earlier, start, found, decided, rules)
    return later.tree if later else None


def judged_revision(
    material: Material, decided: Decided, rules: Selection, situation: Situation, cache: Cache
) -> Judgement | None:
    """The judgement of a whole commit, left behind for changes that begin there; None for what is
    no commit, or where nothing is remembered."""
    source = material.workspace.source
    is_commit = material.workspace.whole and bool(material.request.commit)
    if not (cache.enabled and is_commit and isinstance(source, Snapshot)):
        return None
    side = Side(material, source, situation)
    memory = TreeMemory(cache, material, decided, rules, situation)
    tree, made_of = _start(side, decided, rules, memory, memory.find())
    return _concluded(tree, _Again(made_of, side, decided, rules), side, decided, rules)


def _concluded(
    tree: JudgedTree, made_of: MadeOf, side: Side, decided: Decided, rules: Selection
) -> Judgement:
    """The judgement that register and baselines make of that of the files."""
    material, situation = side.material, side.situation
    material.take(tree.coverage, tree.unrendered)
    if not tree.marks:
        material.deployed.take_nothing()
    material.labels.take(tree.seen.labels)
    watch = watch_of(material, decided)
    watch.take(tree.seen.addresses)
    watch.noticed = tree.seen.noticed
    for path in sorted(tree.seen.comments, key=bytes_of):
        watch.comments += tree.seen.comments[path]
    evaluation = Evaluation(rules, decided, situation.variables)
    for rule, counts in tree.counts.items():
        evaluation.counts[rule].update(counts)
    return concluded(tree.findings, made_of, watch, material, decided, rules, situation, evaluation)


class _Again(Mapping[tuple[str, str], Verdict]):
    """What findings were made of, found out when somebody asks for one that is not known."""

    def __init__(self, known: MadeOf, side: Side, decided: Decided, rules: Selection) -> None:
        self._known = known
        self._side = side
        self._decided = decided
        self._rules = rules

    @cached_property
    def _judged(self) -> MadeOf:
        material, situation = self._side.material, self._side.situation
        facts = material.facts_again(situation, self._rules.fact_types)
        return judged(facts, material, self._decided, self._rules, situation).verdicts

    def __getitem__(self, key: tuple[str, str]) -> Verdict:
        return self._known[key] if key in self._known else self._judged[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._judged)

    def __len__(self) -> int:
        return len(self._judged)
