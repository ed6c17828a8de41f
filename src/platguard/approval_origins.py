"""Which commits wrote the lines of an approval, and what the exception was in each of them."""

from __future__ import annotations

from collections.abc import Sequence

from platguard.errors import PlatguardError, SourceError, UsageError
from platguard.fields import Fields, read_document
from platguard.model.document import Map
from platguard.model.policy_exception import Approval, PolicyException
from platguard.patterns import pattern
from platguard.register import ENTRY_KEYS, read_entry
from platguard.sources.commits import Commit
from platguard.sources.history import History, Line
from platguard.tuples import NamedTuple

# Ends of lines for YAML and not for git: places and lines of blame would not meet.
_OTHER_LINE_ENDS = pattern("\r(?!\n)|[\x85\u2028\u2029]")


class Untraceable(PlatguardError):
    """Why it cannot be told where an approval comes from."""


class Origin(NamedTuple):
    """A commit that wrote lines of an approval."""

    commit: Commit
    path: bytes
    """Where the file was, from the top of the repository."""
    is_cut_off: bool
    """Whether this clone lacks what came before, so that an older commit may have written them."""


class _Committed(NamedTuple):
    """A file of the register as it is committed."""

    approvals: Sequence[Approval]
    mappings: Sequence[Map]
    """The approvals with their places."""
    lines: Sequence[Line]


class Origins:
    """Where the approvals of a register come from, in the history that leads to one commit.

    Each file is traced once, and each of its former contents read once.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._files: dict[str, _Committed | Untraceable] = {}
        self._exceptions: dict[tuple[str, bytes], PolicyException | None] = {}

    def of(self, path: str, approval: Approval) -> list[Origin]:
        """The commits that wrote a line of the approval in a file, the newest first.

        Raises Untraceable when it is not committed as it stands, or cannot be read.
        """
        file = self._file(path)
        if approval not in file.approvals:
            raise Untraceable("as it stands it is not committed yet")
        written = _lines_of(file.mappings[file.approvals.index(approval)])
        lines = {line[1:] for number, line in enumerate(file.lines, 1) if number in written}
        origins = [self._origin(*line) for line in lines]
        return sorted(origins, key=lambda o: (o.commit.seconds, o.commit.id, o.path), reverse=True)

    def _origin(self, name: str, path: bytes, is_boundary: bool) -> Origin:
        commit = self._history.commits.get(name)
        return Origin(commit, path, is_boundary and bool(commit.parents))

    def exception_in(self, origin: Origin) -> PolicyException | None:
        """The exception as it stood in a commit; None when it could not be read as one."""
        key = origin.commit.id, origin.path
        if key not in self._exceptions:
            data = self._history.commits.file(*key)
            self._exceptions[key] = None if data is None else _readable(data)
        return self._exceptions[key]

    def _file(self, path: str) -> _Committed:
        if path not in self._files:
            try:
                self._files[path] = self._read(path)
            except (SourceError, Untraceable) as error:
                self._files[path] = Untraceable(error.message, hint=error.hint)
        found = self._files[path]
        if isinstance(found, Untraceable):
            raise Untraceable(found.message, hint=found.hint)
        return found

    def _read(self, path: str) -> _Committed:
        data = self._history.file(path)
        if data is None:
            raise Untraceable("the file is not committed yet")
        _check_lines(data)
        exception = _readable(data)
        if exception is None:
            raise Untraceable("the file as it is committed is not an exception that can be read")
        lines = self._history.blame(path)
        if [line.text for line in lines] != data.removesuffix(b"\n").split(b"\n"):
            raise Untraceable("git blame tells of other lines than those that are committed")
        mappings = read_document(data, path).get("approvals", ())
        return _Committed(exception.approvals, mappings, lines)


def _check_lines(data: bytes) -> None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Untraceable("the file as it is committed is not UTF-8") from None
    if _OTHER_LINE_ENDS.search(text):
        raise Untraceable("the file has line ends that git does not know; use line feeds only")


def _readable(data: bytes) -> PolicyException | None:
    try:
        document = read_document(data, "")
        fields = Fields(document, "", "the exception", ENTRY_KEYS, document.start())
        # Rules that no longer exist were known when it was written.
        return read_entry(data, "", dict.fromkeys(fields.texts("rules"), "")).exception
    except UsageError:
        return None


def _lines_of(mapping: Map) -> set[int]:
    """The lines of a mapping without the comments between them."""
    lines = {mapping.start().line}
    for key in mapping:
        lines.update(range(mapping.key_place(key).line, mapping.place(key).end_line + 1))
    return lines
