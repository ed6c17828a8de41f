"""An export that is opened: its files held against the statement, and read.

Everything in it may have been written by somebody who wants to mislead. No file is looked for
outside of the folder, no link is followed, and what the files say of each other is compared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from platguard.errors import UsageError
from platguard.evidence.documents import (
    EXPORT,
    REGISTER,
    REMEDY,
    REPOSITORIES,
    ExportNote,
    RepositoryNote,
    read_export,
    read_json,
    read_register,
    read_repositories,
)
from platguard.evidence.envelopes import BESIDE
from platguard.evidence.folder import GivenFolder
from platguard.evidence.inputs import Inputs, read_inputs
from platguard.evidence.objects import FOLDER
from platguard.evidence.statement import STATEMENT, Outcomes, read_subjects, statement_bytes
from platguard.model.evidence import (
    ADDITIONAL,
    CHANGED,
    MISSING,
    NO_FILE,
    Difference,
    FileFault,
)
from platguard.model.organisation import Observation, Placement
from platguard.model.organisation_scan import RegisterLine
from platguard.organisation import observation_json

_TOLD = (
    *("commit", "committed_on", "status", "reason", "exit"),
    *("discovered", "judged", "unrendered", "skipped", "failed"),
)


class OpenedExport:
    """An export; raises UsageError when it is none."""

    def __init__(self, path: str) -> None:
        self.folder = GivenFolder(path)
        self._statement = self.folder.read(STATEMENT)
        self.subjects: Mapping[str, str] = read_subjects(self._statement)

    def faults(self) -> list[FileFault]:
        """The files that are not as the statement says, by path."""
        there = dict(self.folder.files())
        found = []
        for path, digest in self.subjects.items():
            if path not in there:
                found.append(FileFault(path, MISSING))
            elif not there[path]:
                found.append(FileFault(path, NO_FILE))
            elif self.folder.digest(path) != digest:
                found.append(FileFault(path, CHANGED))
        for path, is_file in there.items():
            if not is_file and path not in self.subjects:
                found.append(FileFault(path, NO_FILE))
            elif path not in self.subjects and not _is_beside(path):
                found.append(FileFault(path, ADDITIONAL))
        return sorted(found, key=lambda fault: fault.path)

    def note(self) -> ExportNote:
        """What it says of itself."""
        return read_export(self._read(EXPORT))

    def inputs(self) -> Inputs:
        """What decided."""
        given = read_json(self._read(EXPORT), EXPORT, "an export")
        return read_inputs(given.object("inputs"), self._read)

    def repositories(self) -> list[RepositoryNote]:
        """Its repositories, by name."""
        return read_repositories(self._read(REPOSITORIES))

    def register(self) -> list[RegisterLine]:
        """What is wrong with the register that the repositories share."""
        return read_register(self._read(REGISTER))

    def result(self, note: RepositoryNote) -> Observation:
        """What came of a repository."""
        given = read_json(self._read(note.result), note.result, "what came of a repository")
        return observation_json.read(given)

    def results(self, notes: Sequence[RepositoryNote]) -> Iterator[tuple[Placement, Observation]]:
        """What came of each repository."""
        for note in notes:
            yield note.placement, self.result(note)

    def contradictions(
        self, note: ExportNote, repositories: Sequence[RepositoryNote]
    ) -> Iterator[Difference]:
        """Where its files do not say the same; and what stands in no list."""
        outcomes = Outcomes()
        outcomes.add_register(self.register())
        for one in repositories:
            name, found = one.placement.name, self.result(one)
            outcomes.add(found)
            if found.repository != name or found.as_of != note.terms.as_of:
                told = f"{one.result} is about {found.repository} as of {found.as_of}"
                yield Difference(name, "", told)
            for key in _TOLD:
                if getattr(found, key) != getattr(one, key):
                    yield Difference(name, "", f"{one.result} has another {key}")
        named = {one.result for one in repositories}
        for path in sorted(self.subjects):
            if path.startswith("results/") and path not in named:
                yield Difference("", "", f"{path} is the result of no repository")
        made = statement_bytes(note, repositories, self.subjects, outcomes)
        told, should = json.loads(self._statement), json.loads(made)
        for key in ("subject", "predicate"):
            if told.get(key) != should[key]:
                yield Difference("", "", f"{key} of {STATEMENT} is not what the files come to")

    def result_word(self) -> str:
        """PASSED, WARNED or FAILED, as the statement says."""
        given = read_json(self._statement, STATEMENT, "a statement").object("predicate")
        return given.choice("result", ("PASSED", "WARNED", "FAILED"))

    def read(self, path: str) -> bytes:
        """The bytes of a file that the statement names."""
        return self._read(path)

    def _read(self, path: str) -> bytes:
        if path not in self.subjects:
            told = f"the statement does not name {path!r:.80}"
            raise UsageError(told, path=STATEMENT, hint=REMEDY)
        return self.folder.read(path)


def _is_beside(path: str) -> bool:
    """Whether a file may stand in an export without being named by the statement."""
    return path.startswith((BESIDE, f"{FOLDER}/"))
