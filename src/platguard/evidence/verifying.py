"""Checks an export: are the files those of the statement, and does judging again give the same?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from platguard import __version__
from platguard.builtin import builtin_as_kept
from platguard.errors import UsageError
from platguard.evidence.again import Again, commits_of
from platguard.evidence.causes import causes, is_another
from platguard.evidence.clones import Clone
from platguard.evidence.documents import ALL, REPORT, ExportNote, RepositoryNote
from platguard.evidence.envelopes import of_statement
from platguard.evidence.inputs import CONFIGURATION, CURRENT, Inputs
from platguard.evidence.opened import OpenedExport
from platguard.evidence.reporting import report_of
from platguard.evidence.rerun import Means, terms_of
from platguard.model.evidence import Absent, Difference, Verification
from platguard.model.organisation import Terms
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

    def verification(self) -> Verification:
        """What it comes to."""
        wanted = commits_of(self._notes)
        with builtin_as_kept(self._inputs.builtin):
            terms = self._terms()
            told = [*self._unlike(terms), *self._export.contradictions(self._note, self._sorted)]
            envelopes, others = of_statement(self._export.folder)
            told += others
            if self._is_provable:
                told += self._report(terms)
        if self._is_provable:
            again = Again(self._export, self._note, self._inputs, self._around.means, self._folder)
            folders, absent = again.find(self._around.clones)
            told += again.judge(folders, terms, self._around.watch)
        else:
            absent = [Absent(name, _UNSIGNED) for name in wanted]
        missing = {one.repository for one in absent}
        return Verification(
            files=(),
            as_of=self._note.terms.as_of,
            result=self._export.result_word(),
            repositories=len(self._notes),
            again=len(wanted) - len(missing),
            unjudged=len(self._notes) - len(wanted),
            absent=absent,
            differences=told,
            envelopes=envelopes,
            causes=list(causes(self._note, self._inputs)),
        )

    @property
    def _is_provable(self) -> bool:
        """Whether what proves approvals is at hand, or nobody asks for proofs."""
        return bool(self._around.register) or not self._inputs.is_signed

    @property
    def _sorted(self) -> list[RepositoryNote]:
        return [self._notes[name] for name in sorted(self._notes)]

    def _terms(self) -> Terms:
        request = self._around.request._replace(as_of=self._note.terms.as_of)
        try:
            return terms_of(self._inputs, request)
        except UsageError as error:
            if is_another(self._note):
                other = self._note.terms.tool_version
                hint = f"The export was made by platguard {other}: use that one."
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
            self._export.register() if self._note.only == ALL else None,
        )
        if self._around.encode(report) != self._export.read(REPORT):
            yield Difference("", "", f"{REPORT} is not what the results come to")
