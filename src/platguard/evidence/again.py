"""Judges the repositories of an export again, at the commits that are at hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence

from platguard.builtin import builtin_as_kept
from platguard.errors import PlatguardError
from platguard.evidence.clones import Clone, at_hand
from platguard.evidence.differences import differences
from platguard.evidence.documents import ALL, ExportNote, RepositoryNote
from platguard.evidence.inputs import Inputs
from platguard.evidence.objects import unpack
from platguard.evidence.opened import OpenedExport
from platguard.evidence.rerun import Means, judge_again
from platguard.evidence.trees import tree_of
from platguard.model.evidence import Absent, Difference
from platguard.model.organisation import WITH_FINDINGS, Member, Observation, Placement, Terms
from platguard.model.organisation_scan import RegisterLine
from platguard.organisation.orders import Order
from platguard.organisation.scanning import Watcher


def commits_of(notes: Mapping[str, RepositoryNote]) -> dict[str, str]:
    """The commits that were judged, by repository."""
    return {
        name: note.commit
        for name, note in notes.items()
        if note.commit and note.status in WITH_FINDINGS
    }


class Again:
    """What is judged again, and how it differs."""

    def __init__(
        self, export: OpenedExport, note: ExportNote, inputs: Inputs, means: Means, folder: str
    ) -> None:
        """`folder` is empty, and nobody needs it afterwards."""
        self._export = export
        self._note = note
        self._notes = {one.placement.name: one for one in export.repositories()}
        self._wanted = commits_of(self._notes)
        self._inputs = inputs
        self._means = means
        self._folder = folder
        self._found: dict[str, list[Difference]] = {}

    def find(self, clones: Sequence[Clone]) -> tuple[dict[str, str], list[Absent]]:
        """Where each commit is at hand, those of the export first; and of which none is, and
        why."""
        unpacked, broken = self._unpacked()
        environ = self._means.environ
        folders, faults = at_hand(self._wanted, [*unpacked, *clones], environ)
        absent = [
            Absent(name, _why(commit, broken.get(name) or faults.get(name)))
            for name, commit in self._wanted.items()
            if name not in folders
        ]
        return folders, absent

    def _unpacked(self) -> tuple[list[Clone], Mapping[str, str]]:
        """Clones made of the packs of the export; and why some have none."""
        unpacked: list[Clone] = []
        broken: dict[str, str] = {}
        for number, (name, note) in enumerate(self._notes.items()):
            if not note.objects or not note.commit:
                continue
            where = os.path.join(self._folder, f"{number}.git")
            try:
                self._export.folder.digest(note.objects)  # it is a file, and no link
                pack = self._export.folder.where(note.objects)
                unpack(pack, note.commit, where, self._means.environ)
            except (PlatguardError, OSError) as error:
                broken[name] = f"{note.objects} cannot be used: {_told(error)}"
                continue
            unpacked.append(Clone(name, where))
        return unpacked, broken

    def judge(
        self, folders: Mapping[str, str], terms: Terms, watch: Callable[[int], Watcher]
    ) -> Iterator[Difference]:
        """Judges what is at hand, and tells what differs."""
        orders = [self._order(self._notes[name], folders[name]) for name in sorted(folders)]
        for order in orders:
            tree = tree_of(order.folder, order.member.revision, self._means.environ)
            if tree != self._notes[order.name].tree:
                yield Difference(order.name, "", f"the tree of its commit is {tree}")
        watcher = watch(len(orders))
        with builtin_as_kept(self._inputs.builtin):
            found = judge_again(
                *(orders, self._inputs, terms, self._means, self._compare, watcher),
                names=list(self._notes) if self._note.only == ALL else None,
                absent={name: self._notes[name].held for name in self._notes.keys() - self._wanted},
            )
        for name in sorted(self._found):
            yield from self._found[name]
        # Whether an exception is needed, only all repositories together tell.
        if len(orders) == len(self._wanted):
            yield from self._of_register(found)

    def _of_register(self, now: Sequence[RegisterLine]) -> Iterator[Difference]:
        then = self._export.register()
        for line in then:
            if line not in now:
                told = f"{line.path}:{line.line}: in the export, and not now: {line.message}"
                yield Difference("", line.rule, told)
        for line in now:
            if line not in then:
                told = f"{line.path}:{line.line}: now, and not in the export: {line.message}"
                yield Difference("", line.rule, told)

    def _order(self, note: RepositoryNote, folder: str) -> Order:
        member = Member(note.placement, url=note.url, revision=note.commit, archived=note.archived)
        return Order(member, folder)

    def _compare(self, placement: Placement, now: Observation) -> None:
        note = self._notes.get(placement.name)
        if note is None:
            told = "judging again tells of it, and the export does not"
            self._found[placement.name] = [Difference(placement.name, "", told)]
            return
        self._found[placement.name] = list(differences(self._export.result(note), now))


def _why(commit: str, fault: str | None) -> str:
    told = f"commit {commit} is not at hand"
    return f"{told}: {fault}" if fault else told


def _told(error: Exception) -> str:
    if isinstance(error, PlatguardError):
        return error.message
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__
