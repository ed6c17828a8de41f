"""Remembers what a scan wrote, and writes it again while nothing that it depends on has changed.

What a scan depends on is spelled out in full and compared, never only a digest of it: the request,
every path and content id, or the commit that names them, each configuration file that was read, and
the day; of platguard itself, its identity. An unchanged repository then costs the walk over its
files and nothing else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from zlib import crc32

from platguard.identity import identity
from platguard.model.blob import Blob
from platguard.reads import Reads
from platguard.sources.hashing import content_id

if TYPE_CHECKING:
    from platguard.cache import Cache
    from platguard.request import PreviousFile, Request
    from platguard.workspace import Workspace


class Replay:
    """The remembered end of one scan."""

    def __init__(
        self, cache: Cache, request: Request, workspace: Workspace, outputs: Sequence[str]
    ) -> None:
        """`outputs` tell how the report is written: formats, width, colours."""
        self._cache = cache
        self._request = request
        self._workspace = workspace
        asked = json.dumps([workspace.root, _asked(request), list(outputs)])
        self._name = f"reports/{crc32(asked.encode()):08x}"
        self._state = [identity(), asked, _contents(workspace)] if cache.enabled else []

    def find(self) -> dict[str, Any] | None:
        """What `keep` was given, or None when anything has changed since."""
        line = self._cache.get(self._name)
        if line is None:
            return None
        try:
            kept: dict[str, Any] = json.loads(line)
            same = kept["state"] == self._state and self._same_day(kept["days"])
            same = same and self._reads_hold(Reads(kept["reads"]))
            return kept["end"] if same else None
        except (ValueError, KeyError, TypeError):
            return None

    def _reads_hold(self, reads: Reads) -> bool:
        base = self._workspace.base
        if base is None:
            return reads.hold(self._workspace.source)
        return reads.hold(base.files, base.folder)

    def _same_day(self, days: Sequence[str]) -> bool:
        timezone, as_of = days
        return self._request.day(timezone).isoformat() == as_of

    def keep(self, end: dict[str, Any], timezone: str, as_of: str, reads: Reads) -> None:
        """Remembers how a scan ended (plain JSON), for a day, and the settings that it read."""
        if self._cache.enabled:
            whole = {
                "state": self._state,
                "days": [timezone, as_of],
                "reads": reads.entries,
                "end": end,
            }
            self._cache.put(self._name, json.dumps(whole, separators=(",", ":")).encode())


def _asked(request: Request) -> list[Any]:
    """Everything in a request that a report may depend on, but for the clock."""
    return [
        *(list(request.paths), request.files, request.staged, request.revision, request.base),
        *(str(request.as_of), list(request.standards), request.register, request.config),
        *(list(request.rules), list(request.skipped_rules), list(request.exclude)),
        *(request.fail_on, request.allow_incomplete, request.cwd),
        _named(request.previous),
    ]


def _named(previous: PreviousFile | None) -> list[str]:
    """The earlier report by its name and, like the files that are judged, its content id."""
    return [previous.path, content_id(previous.data, "sha256")] if previous else []


def _contents(workspace: Workspace) -> list[Any]:
    source = workspace.source
    if workspace.is_of_commit:
        return [source.commit, *_circumstances(workspace)]
    listed = [
        [found.path, found.content_id if isinstance(found, Blob) else found.reason]
        for found in workspace.blobs
    ]
    return [source.commit, *_circumstances(workspace), listed, source.list("")]


def _circumstances(workspace: Workspace) -> list[Any]:
    history = workspace.source.history
    shallow = history is not None and history.is_shallow
    base = list(workspace.base.note) if workspace.base else []
    return [shallow, _origin(workspace), sorted(workspace.scope), base]


def _origin(workspace: Workspace) -> list[int]:
    """What changes when the repository is said to come from elsewhere."""
    if workspace.git is None:
        return []
    try:
        stat = os.stat(os.path.join(workspace.git.git_dir, "config"))
    except OSError:
        return []
    return [stat.st_size, stat.st_mtime_ns]
