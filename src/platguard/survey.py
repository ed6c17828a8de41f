"""Walks a source once: which files are judged, what they hold, what was left out and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import field

from platguard.config_files import ORGANISATION_FILE, REPOSITORY_FILE
from platguard.deployed import DeployedPaths
from platguard.errors import SourceError, UsageError, fault_of_ours
from platguard.facts import MANIFEST, kind_of, of_path
from platguard.memory import FactMemory
from platguard.model.blob import Blob, Skipped
from platguard.model.facts import Fact, FileFacts
from platguard.model.report import Coverage, ReportError, SkippedFile
from platguard.path_patterns import path_patterns
from platguard.records import dataclass
from platguard.request import Request
from platguard.settings import Settings
from platguard.sources.limits import LARGE
from platguard.workspace import Workspace

EXCLUDED = "excluded"
UNKNOWN_CONTENT = "nothing that platguard judges"
UNPARSED = "neither parses nor looks like what platguard judges"
OWN = "platguard's own"
DATA = "manifest-json"
"""The kind of files that are large because they hold data, and only rarely manifests."""


@dataclass(slots=True)
class Survey:
    """A walk over a source. Its numbers are complete once `facts` is exhausted."""

    workspace: Workspace
    memory: FactMemory
    excluded: Callable[[str], bool]
    """Whether a path is left out by configuration or by a flag."""
    wanted: Collection[str]
    """The fact types that somebody asks for."""
    own: Collection[str]
    """Paths of the files that configure platguard."""
    deployed: Callable[[], DeployedPaths]
    """Gives what Kustomizations deploy."""
    judged: int = 0
    unrendered: list[str] = field(default_factory=list)
    """Paths of templates that nothing rendered."""
    skipped: list[SkippedFile] = field(default_factory=list)
    failed: list[ReportError] = field(default_factory=list)

    def facts(self) -> Iterator[Fact]:
        """The facts of each file that was read, in the order of paths."""
        for found in self.workspace.blobs:
            if self.excluded(found.path):
                self._skip(found.path, EXCLUDED)
            elif isinstance(found, Skipped):
                self._left_out(found)
            else:
                yield from self._facts(found)

    def _left_out(self, skipped: Skipped) -> None:
        kind = kind_of(skipped.path)
        if skipped.reason == LARGE and kind is not None and kind.name != DATA:
            self._fail(skipped.path, 0, 0, f"{LARGE}, which is the limit")
        else:
            self._skip(skipped.path, skipped.reason)

    def _facts(self, blob: Blob) -> Iterator[Fact]:
        kind = kind_of(blob.path)
        if kind is None and blob.path in self.deployed().elsewhere:
            kind = MANIFEST
        if kind is None:
            return
        try:
            found = self.memory.facts(blob.content_id, kind, blob.path, blob.read, self.wanted)
        except SourceError as error:
            self._fail(blob.path, 0, 0, error.message)
            return
        except Exception as error:  # a bug of ours, which must not cost the other files
            self._fail(blob.path, 1, 1, f"{fault_of_ours(error)}; please report it")
            return
        if kind.counted or found.recognised or found.problems:
            self._count(blob.path, found)
        yield from found.facts
        yield from of_path(found.facts, blob.path)

    def _count(self, path: str, found: FileFacts) -> None:
        if not self.workspace.reported(path):
            return
        if found.problems and not found.unrendered and self._is_for_us(path, found):
            for line, column, message in found.problems:
                self._fail(path, line, column, message)
        elif found.recognised or found.unrendered:
            self.judged += 1
            self.unrendered += [path] if found.unrendered else []
        elif found.problems:
            line, column, message = found.problems[0]
            self.skipped.append(
                SkippedFile(path, UNPARSED, ReportError(path, line, column, message))
            )
        else:
            self._skip(path, OWN if path in self.own else UNKNOWN_CONTENT)

    def _is_for_us(self, path: str, found: FileFacts) -> bool:
        """Whether a file that does not parse shows that it is to be judged; a name in a
        Kustomization does as well."""
        return found.recognised or path in self.deployed().listed

    def _skip(self, path: str, reason: str) -> None:
        if self.workspace.reported(path):
            self.skipped.append(SkippedFile(path, reason))

    def _fail(self, path: str, line: int, column: int, message: str) -> None:
        if self.workspace.reported(path):
            self.failed.append(ReportError(path, line, column, message))

    def unread(self) -> set[str]:
        """Paths of the files that could not be read, or not in full."""
        return {*self.unrendered, *(error.path for error in self.failed)}

    def left_out(self) -> set[str]:
        """Paths of the files in which nobody looked for anything."""
        return {
            found.path
            for found in self.skipped
            if found.reason not in (OWN, UNKNOWN_CONTENT, UNPARSED)
        }

    def coverage(self) -> Coverage:
        """discovered = judged + skipped + failed; a file with several faults failed once."""
        failed = len({error.path for error in self.failed})
        return Coverage(
            discovered=self.judged + len(self.skipped) + failed,
            judged=self.judged,
            unrendered=len(self.unrendered),
            skipped=self.skipped,
            failed=self.failed,
        )


def excluded_by(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Whether a path matches one of the patterns, which read as in .gitignore.

    Raises UsageError for what is no pattern.
    """
    lines = list(patterns)
    if not lines:
        return lambda path: False
    compiled = path_patterns(lines)
    if compiled is None:
        wrong = next(line for line in lines if path_patterns([line]) is None)
        raise UsageError(
            f"cannot exclude {wrong!r}: it is no pattern of a path",
            hint="See `exclude` in .platguard.yaml and --exclude; write them as in .gitignore.",
        )
    return compiled.match_file


def excluded_of(request: Request, settings: Settings) -> Callable[[str], bool]:
    """Whether a path is left out by a repository's configuration or by a request."""
    return excluded_by([*settings.repository.exclude, *request.exclude])


def survey_of(
    request: Request,
    settings: Settings,
    workspace: Workspace,
    memory: FactMemory,
    wanted: Collection[str],
    deployed: Callable[[], DeployedPaths],
) -> Survey:
    """The walk over a workspace that a request and a repository's configuration ask for; `deployed`
    as for Survey."""
    own = {ORGANISATION_FILE, REPOSITORY_FILE, *settings.register}
    own |= {file.path for file in settings.standards if not file.builtin}
    survey = Survey(workspace, memory, excluded_of(request, settings), wanted, own, deployed)
    survey.skipped += [SkippedFile(found.path, found.reason) for found in workspace.left_out]
    return survey
