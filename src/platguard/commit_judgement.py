"""Judges the files of a commit as a whole, and keeps what following it to the next one needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from platguard.aging import Aging
from platguard.evaluation import Evaluation
from platguard.findings import word
from platguard.judged_tree import Cell, FileMark, JudgedTree, Seen
from platguard.judgement import excepted_types
from platguard.material import Material
from platguard.model.blob import Blob
from platguard.model.facts import (
    FACT_NAMES,
    ExceptionCommentFact,
    Fact,
    ImageFact,
    KustomizationFact,
    ObjectFact,
    SecretFact,
    ServiceFact,
    WorkloadFact,
)
from platguard.model.verdict import Verdict
from platguard.noticing import Noticing
from platguard.policy import Decided
from platguard.relations import Whole, is_mark
from platguard.relations.code_ownership import is_owned
from platguard.relations.gists import runs
from platguard.relations.ties import TYING, ties_of
from platguard.relations.units import Units
from platguard.selection import Selection
from platguard.situation import Situation

_OWNED = (ObjectFact, ServiceFact, KustomizationFact)
_RUNNING = (ImageFact, ObjectFact, WorkloadFact, ServiceFact)

MadeOf = Mapping[tuple[str, str], Verdict]
"""What findings were made of, by path and fingerprint."""


def judged_commit(
    material: Material, decided: Decided, rules: Selection, situation: Situation
) -> tuple[JudgedTree, MadeOf]:
    """The judgement of all files of a commit."""
    situation = replace(situation, deployed=material.deployed.paths.elsewhere)
    evaluation = Evaluation(rules, decided, situation.variables)
    aging = Aging(rules, decided, situation.variables)
    noted = noted_of(material, decided, aging, situation.deployed)
    facts = noted.over(material.facts(situation, rules.fact_types))
    told = word([v for fact in facts for v in evaluation.judge(fact)], evaluation, situation)
    source = material.workspace.source
    whole = Whole(source.list(""))
    blobs = (found for found in material.workspace.blobs if isinstance(found, Blob))
    tree = JudgedTree(
        commit=source.commit or "",
        as_of=situation.as_of.isoformat(),
        counts=evaluation.counts,
        findings=[finding for _, finding in told],
        coverage=material.survey.coverage(),
        unrendered=material.survey.unrendered,
        files=noted.marks(
            {it.path: it.content_id for it in blobs if not material.survey.excluded(it.path)},
            Units(whole.units, noted.kustomizations),
        ),
        marks=[path for path in whole.paths if is_mark(path)],
        dated=sorted(noted.dated),
        aging=sorted(noted.aging),
        seen=noted.seen,
    )
    return tree, {(finding.path, finding.fingerprint): verdict for verdict, finding in told}


def noted_of(
    material: Material, decided: Decided, aging: Aging, deployed: Collection[str]
) -> Noted:
    """What is to be noted of facts, nothing of which was seen yet; `deployed` as for Noticing."""
    types = excepted_types(material.register, decided)
    noticing = None if material.request.abroad is None else Noticing(deployed)
    return Noted(types, labels=material.labels.are_asked_for, aging=aging, noticing=noticing)


class Noted:
    """What is noted of facts while they go by."""

    def __init__(
        self,
        types: Collection[str],
        *,
        labels: bool,
        aging: Aging | None,
        noticing: Noticing | None = None,
    ) -> None:
        """`types` are the fact types that exceptions are about; `labels` tells whether one asks for
        the labels of objects; without `aging`, nobody asks for what another day may turn;
        `noticing` sees the same facts."""
        self._noticing = noticing
        self._types = types
        self._aging = aging
        self._labels = labels
        self._tying: defaultdict[str, list[Fact]] = defaultdict(list)
        self._running: set[str] = set()
        self._owned: set[str] = set()
        self.kustomizations: list[KustomizationFact] = []
        self.dated: set[str] = set()
        self.aging: set[Cell] = set()
        self.seen = Seen(noticed=noticing.noticed if noticing else {})

    def over(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        """The same facts."""
        for fact in facts:
            self._note(fact)
            yield fact

    def _note(self, fact: Fact) -> None:
        path, name = fact.path, FACT_NAMES[type(fact)]
        if self._noticing:
            self._noticing.note(fact)
        if isinstance(fact, TYING):
            self._tying[path].append(fact)
        if isinstance(fact, _RUNNING) and path not in self._running and runs([fact]):
            self._running.add(path)
        if isinstance(fact, _OWNED) and path not in self._owned and is_owned(path, [fact]):
            self._owned.add(path)
        if isinstance(fact, KustomizationFact):
            self.kustomizations.append(fact)
        elif isinstance(fact, SecretFact) and fact.ciphers:
            self.dated.add(path)
        elif isinstance(fact, ExceptionCommentFact):
            self.seen.comments.setdefault(path, []).append(fact)
        elif isinstance(fact, ObjectFact) and self._labels:
            self.seen.labels.setdefault(path, {})[fact.address] = fact.labels
        if self._aging and (path, name) not in self.aging and self._aging.may_turn(fact):
            self.aging.add((path, name))
        if name in self._types:
            addresses = self.seen.addresses.setdefault(name, {}).setdefault(path, [])
            if fact.address not in addresses:
                addresses.append(fact.address)

    def marks(self, files: Mapping[str, str], units: Units) -> dict[str, FileMark]:
        """What is known of files, of which the content ids are given, by path."""
        return {
            path: FileMark(
                content_id,
                ties_of(self._tying.get(path, ()), units),
                runs=path in self._running,
                owned=path in self._owned,
            )
            for path, content_id in files.items()
        }
