"""The versions of standards and of the organisation's configuration, from the history of git."""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from platguard import dates
from platguard.config_files import ORGANISATION_FILE
from platguard.errors import SourceError, UsageError
from platguard.fields import Fields, read_document
from platguard.lifecycle_fields import written_lifecycle
from platguard.model.document import Map, Seq
from platguard.model.lifecycle import Lifecycle
from platguard.policy import dated_by
from platguard.publication import Key, Version
from platguard.request import Request, zone
from platguard.settings import Settings
from platguard.sources.git import Git
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.model.standard import Rule
    from platguard.sources.arrivals import Arrival
    from platguard.sources.objects import Objects


class Contents(NamedTuple):
    """The lifecycles that one version of a file gives."""

    lifecycles: Mapping[Key, Lifecycle]
    is_setting: bool
    """Whether it is a configuration rather than a standard."""


class _Step(NamedTuple):
    """What a commit made of files: their contents by path, None for those that it removed."""

    seconds: int
    on: date
    commit: str
    files: Mapping[str, Contents | None]


class StandardHistory:
    """What could be read of the standards of a run, up to its day."""

    def __init__(self, request: Request, settings: Settings, root: str) -> None:
        """`root` is the folder that is judged, where a configuration is looked for."""
        self._request = request
        self._organisation = settings.organisation
        self._config = os.path.join(
            request.cwd if request.config else root, request.config or ORGANISATION_FILE
        )
        named = request.standards or settings.organisation.standards
        self._folder = request.cwd if request.standards else os.path.dirname(self._config)
        files = {file.path for file in settings.standards if not file.builtin}
        files |= {name for name in named if name != "builtin"}
        self._unverified: dict[str, str] = {}
        self._repositories: dict[str, tuple[Git, set[str]]] = {}
        for path in (self._config, *(os.path.join(self._folder, name) for name in sorted(files))):
            self._locate(os.path.realpath(path))
        self.versions = list(self._versions())
        """Oldest first."""

    def unverified(self, rule: Rule, lifecycle: Lifecycle) -> str:
        """Why a lifecycle of the rule cannot be held against history, and what would help; empty
        when it can."""
        setting = dated_by(rule, lifecycle, self._organisation)
        path = self._config if setting else os.path.join(self._folder, rule.path)
        return self._unverified.get(_folder_of(os.path.realpath(path)), "")

    def _locate(self, path: str) -> None:
        """Finds the repository of a file or folder, and what is asked of it."""
        folder = _folder_of(path)
        try:
            git = Git.find(folder, self._request.environ)
        except SourceError as error:
            self._unverified[folder] = _declared(str(error))
            return
        if git is None:
            told = _declared(
                "it lies in no git repository", "Check it in a clone: `git clone URL`."
            )
            self._unverified[folder] = told
        elif git.is_shallow:
            told = _declared("the clone is shallow", "Fetch its history: `git fetch --unshallow`.")
            self._unverified[folder] = told
        else:
            below = os.path.relpath(path, git.root)
            _, paths = self._repositories.setdefault(git.root, (git, set()))
            paths.add("" if below == "." else below)

    def _versions(self) -> Iterator[Version]:
        histories = [self._steps(git, paths) for git, paths in self._repositories.values()]
        files: dict[str, Contents] = {}
        for step in heapq.merge(*histories, key=lambda step: step.seconds):
            for path, contents in step.files.items():
                if contents is None:
                    files.pop(path, None)
                else:
                    files[path] = contents
            yield Version(
                step.on,
                step.commit,
                settings=_together(found for found in files.values() if found.is_setting),
                standards=_together(found for found in files.values() if not found.is_setting),
            )

    def _steps(self, git: Git, paths: set[str]) -> list[_Step]:
        """What each commit of a repository made of the files, oldest first."""
        from platguard.sources.arrivals import arrivals
        from platguard.sources.objects import Objects

        reader = _Reader(Objects(git), git.root, paths)
        as_of = self._request.day(self._organisation.timezone)
        steps: list[_Step] = []
        try:
            for arrival in arrivals(git, paths):
                on = self._day(arrival)
                if on > as_of:
                    continue
                # No commit arrived before the one that it builds on, whatever its date says.
                on = max(on, steps[-1].on) if steps else on
                if files := reader.files(arrival):
                    steps.append(_Step(arrival.seconds, on, arrival.commit, files))
        except SourceError as error:
            for path in paths:
                self._unverified[_folder_of(os.path.join(git.root, path))] = _declared(str(error))
            return []
        return steps

    def _day(self, arrival: Arrival) -> date:
        return dates.day_of(arrival.seconds, zone(self._organisation.timezone))


class _Reader:
    """Reads each version of a file once."""

    def __init__(self, objects: Objects, root: str, paths: set[str]) -> None:
        self._objects = objects
        self._root = root
        self._paths = paths
        self._known: dict[str, Contents | None] = {}

    def files(self, arrival: Arrival) -> dict[str, Contents | None]:
        """What a commit made of the files that hold dates; one that cannot be read is left out,
        so that what it said before stands."""
        found: dict[str, Contents | None] = {}
        for path, content_id in arrival.contents.items():
            if not (path in self._paths or path.endswith((".yaml", ".yml"))):
                continue
            contents = self._contents(content_id, path) if content_id else None
            if contents is not None or not content_id:
                found[os.path.join(self._root, path)] = contents
        return found

    def _contents(self, content_id: str, path: str) -> Contents | None:
        if content_id not in self._known:
            self._known[content_id] = read_contents(self._objects.read(content_id), path)
        return self._known[content_id]


def read_contents(data: bytes, path: str) -> Contents | None:
    """The lifecycles in a version of a standard or configuration; None when it cannot be read."""
    try:
        rules = read_document(data, path).get("rules")
        if isinstance(rules, Map):
            return Contents(dict(_lifecycles(rules.items(), path)), is_setting=True)
        items = rules if isinstance(rules, Seq) else ()
        named = [(item.get("id"), item) for item in items if isinstance(item, Map)]
        return Contents(dict(_lifecycles(named, path)), is_setting=False)
    except UsageError:
        return None


def _lifecycles(rules: Iterable[tuple[Any, Any]], path: str) -> Iterator[tuple[Key, Lifecycle]]:
    for name, rule in rules:
        own = _written(rule, path)
        if own is not None:
            yield (name, 1), own
        revision: Any = rule.get("revision") if isinstance(rule, Map) else None
        added = _written(revision, path)
        if added is not None:
            yield (name, revision.get("number")), added


def _written(value: Any, path: str) -> Lifecycle | None:
    if not isinstance(value, Map):
        return None
    # The other keys may be those of another version of platguard.
    return written_lifecycle(Fields(value, path, "the rule", tuple(value), value.start()))


def _together(files: Iterable[Contents]) -> dict[Key, Lifecycle]:
    return {key: life for file in files for key, life in file.lifecycles.items()}


def _declared(reason: str, remedy: str = "") -> str:
    told = f"{reason.rstrip('.')}; notice counts from the declared dates."
    return f"{told} {remedy}".rstrip()


def _folder_of(path: str) -> str:
    return path if os.path.isdir(path) else os.path.dirname(path)
