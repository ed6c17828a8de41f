"""Checks an export: are the files those of the statement, and does judging again give the same?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from platguard import __version__
from platguard.builtin import builtin_as_kept, builtin_files
from platguard.errors import PlatguardError, UsageError
from platguard.evidence.clones import Clone, at_hand
from platguard.evidence.differences import differences
from platguard.evidence.documents import (
    ALL,
    REPORT,
    ExportNote,
    RepositoryNote,
)
from platguard.evidence.exporting import tree_of
from platguard.evidence.inputs import CONFIGURATION, CURRENT, Inputs
from platguard.evidence.objects import unpack
from platguard.evidence.opened import OpenedExport
from platguard.evidence.reporting import report_of
from platguard.evidence.rerun import Means, judge_again, terms_of
from platguard.evidence.tool import code_digest
from platguard.model.evidence import Absent, Difference, Verification
from platguard.model.organisation import (
    WITH_FINDINGS,
    Member,
    Observation,
    Placement,
    Terms,
)
from platguard.model.organisation_scan import RegisterLine
from platguard.organisation.orders import Order
from platguard.organisation.scanning import Watcher
from platguard.records import dataclass
from platguard.request import Request

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

_UNSIGNED = (
    "approvals are proven by the commits of the repository that has the register: name its folder,"
    " where the configuration lies, with --register"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is at hand to check an export."""

    request: Request
    clones: Sequence[Clone]
    means: Means
    register: str
    """The folder of the configuration in a clone that has the register; empty without one."""
    encode: Callable[[OrganisationReport], bytes]
    """Gives the bytes of the organisation's report."""
    watch: Callable[[int], Watcher]
    """Is told how many repositories will be judged."""


def verify(path: str, around: Surroundings) -> Verification:
    """Checks the export in a folder; UsageError when it is none.

    Where a file is not as the statement says, nothing is judged: it would be by other files.
    """
    export = OpenedExport(path)
    faults = export.faults()
    if faults:
        return Verification(faults)
    with TemporaryDirectory(prefix="platguard-") as folder:
        return _Verifying(export, around, folder).verification()


class _Verifying:
    """An export whose files are those of the statement."""

    def __init__(self, export: OpenedExport, around: Surroundings, folder: str) -> None:
        """`folder` is empty, and nobody needs it afterwards."""
        # Nothing is remembered from before; what is found out now, the workers share.
        cache = os.path.join(folder, "cache")
        self._export, self._folder = export, folder
        self._around = replace(
            around,
            request=around.request._replace(cache=cache),
            means=replace(around.means, cache=cache),
        )
        self._note: ExportNote = export.note()
        self._notes = {one.placement.name: one for one in export.repositories()}
        self._inputs: Inputs = export.inputs()
        if around.register and self._inputs.is_signed:
            places = dict.fromkeys((CONFIGURATION, CURRENT), os.path.abspath(around.register))
            self._inputs = replace(self._inputs, places=places)
        self._found: dict[str, list[Difference]] = {}

    def verification(self) -> Verification:
        """What it comes to."""
        wanted = self._wanted
        with builtin_as_kept(self._inputs.builtin):
            terms = self._terms()
            told = [*self._unlike(terms), *self._export.contradictions(self._note, self._sorted)]
            if self._is_provable:
                told += self._report(terms)
        clones, broken = self._clones()
        folders, faults = at_hand(wanted, clones, self._around.means.environ)
        if not self._is_provable:
            absent = [Absent(name, _UNSIGNED) for name in wanted]
        else:
            absent = [
                Absent(name, _why(commit, broken.get(name) or faults.get(name)))
                for name, commit in wanted.items()
                if name not in folders
            ]
            told += self._again(folders, terms)
        missing = {one.repository for one in absent}
        return Verification(
            files=(),
            as_of=self._note.as_of,
            result=self._export.result_word(),
            repositories=len(self._notes),
            again=len(wanted) - len(missing),
            unjudged=len(self._notes) - len(wanted),
            absent=absent,
            differences=told,
            causes=list(self._causes()),
        )

    @property
    def _wanted(self) -> dict[str, str]:
        """The commits that were judged, by repository."""
        return {
            name: note.commit
            for name, note in self._notes.items()
            if note.commit and note.status in WITH_FINDINGS
        }

    @property
    def _is_provable(self) -> bool:
        """Whether what proves approvals is at hand, or nobody asks for proofs."""
        return bool(self._around.register) or not self._inputs.is_signed

    @property
    def _sorted(self) -> list[RepositoryNote]:
        return [self._notes[name] for name in sorted(self._notes)]

    def _terms(self) -> Terms:
        request = self._around.request._replace(as_of=self._note.as_of)
        try:
            return terms_of(self._inputs, request)
        except UsageError as error:
            if self._is_another:
                hint = f"The export was made by platguard {self._note.tool_version}: use that one."
                raise UsageError(
                    f"this platguard ({__version__}) cannot use the files of the export: {error}",
                    hint=hint,
                ) from None
            raise

    def _unlike(self, terms: Terms) -> Iterator[Difference]:
        if not self._note.fits(terms):
            yield Difference("", "", "export.json has other digests, days or a zone than its files")

    def _report(self, terms: Terms) -> Iterator[Difference]:
        report = report_of(
            lambda: self._export.results(self._sorted),
            self._inputs,
            terms,
            self._note.engineers,
            self._around.request,
        )
        if self._around.encode(report) != self._export.read(REPORT):
            yield Difference("", "", f"{REPORT} is not what the results come to")

    def _clones(self) -> tuple[list[Clone], Mapping[str, str]]:
        """Clones that may have commits, those of the export first; and why some have none."""
        unpacked: list[Clone] = []
        broken: dict[str, str] = {}
        environ = self._around.means.environ
        for number, (name, note) in enumerate(self._notes.items()):
            if not note.objects or not note.commit:
                continue
            where = os.path.join(self._folder, f"{number}.git")
            try:
                self._export.folder.digest(note.objects)  # it is a file, and no link
                unpack(self._export.folder.where(note.objects), note.commit, where, environ)
            except (PlatguardError, OSError) as error:
                broken[name] = f"{note.objects} cannot be used: {_told(error)}"
                continue
            unpacked.append(Clone(name, where))
        return [*unpacked, *self._around.clones], broken

    def _again(self, folders: Mapping[str, str], terms: Terms) -> Iterator[Difference]:
        """Judges what is at hand, and tells what differs."""
        orders = [self._order(self._notes[name], folders[name]) for name in sorted(folders)]
        for order in orders:
            tree = tree_of(order.folder, order.member.revision, self._around.means.environ)
            if tree != self._notes[order.name].tree:
                yield Difference(order.name, "", f"the tree of its commit is {tree}")
        watcher = self._around.watch(len(orders))
        with builtin_as_kept(self._inputs.builtin):
            found = judge_again(
                *(orders, self._inputs, terms, self._around.means, self._compare, watcher),
                names=list(self._notes) if self._note.only == ALL else None,
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

    def _causes(self) -> Iterator[str]:
        note = self._note
        if note.tool_version != __version__:
            made = f"platguard {note.tool_version} made the export, and this is {__version__}"
            yield f"{made}: pip install 'platguard[org]=={note.tool_version}'"
        elif self._is_another:
            yield f"another build of platguard {__version__} made the export"
        mine = {**dict(builtin_files())}
        mine |= {f"data/{name}": data for name, data in builtin_files("data")}
        theirs = self._inputs.builtin
        others = sorted(n for n in mine.keys() | theirs.keys() if mine.get(n) != theirs.get(n))
        if others:
            yield f"it came with other standards or tables: {', '.join(others)}"

    @property
    def _is_another(self) -> bool:
        return self._note.tool_digest != code_digest()


def _why(commit: str, fault: str | None) -> str:
    told = f"commit {commit} is not at hand"
    return f"{told}: {fault}" if fault else told


def _told(error: Exception) -> str:
    if isinstance(error, PlatguardError):
        return error.message
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__
