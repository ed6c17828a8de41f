"""Editions of the standards: files, `builtin`, a configuration, or these at a commit."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from platguard.builtin import StandardFile
from platguard.config import Repository, read_organisation, read_repository
from platguard.config_files import ORGANISATION_FILE, REPOSITORY_FILE
from platguard.errors import PlatguardError, UsageError
from platguard.reads import Below, Reads, Recorded
from platguard.request import Request
from platguard.settings import Settings, named_standards, read_settings
from platguard.sources import open_revision
from platguard.sources.git import Git
from platguard.standards import combine, read_standard

if TYPE_CHECKING:
    from platguard.sources import Source


class Edition:
    """One of the two that are compared."""

    def __init__(self, name: str, request: Request) -> None:
        """`name` is `builtin`, a path, or `REV:PATH`. Raises UsageError when it is nothing."""
        self.name = name
        self._request = request
        self._commit = None if _is_at_hand(name, request.cwd) else _Commit.named(name, request)
        if self._commit is None:
            _check_presence(name, request.cwd)
        path = self._commit.path if self._commit else name
        self.is_configuration = os.path.basename(path) == ORGANISATION_FILE
        """Whether it is an organisation's whole configuration, rather than standards alone."""

    def settings(self, source: Source) -> Settings:
        """The settings of a scan of `source` that goes by this edition."""
        if self._commit is None:
            return self._settings_at_hand(source)
        if self.is_configuration:
            return self._commit.settings(self._request, source)
        standards = self._commit.standards()
        read = read_settings(self._request._replace(standards=("builtin",)), source)
        return replace(read, standards=standards)

    def _settings_at_hand(self, source: Source) -> Settings:
        if not self.is_configuration:
            return read_settings(self._request._replace(standards=(self.name,)), source)
        read = read_settings(self._request._replace(config=self.name), source)
        folder = os.path.dirname(self.name)
        return replace(read, standards=[_below(folder, file) for file in read.standards])


def settings_of(old: Edition, new: Edition, source: Source) -> tuple[Settings, Settings]:
    """The settings of a scan of `source` by each of two editions.

    What a configuration that is not part of an edition sets for a rule of the other one is left
    out, so that both can be tried under it.
    """
    before, after = old.settings(source), new.settings(source)
    if not (before.organisation.settings or after.organisation.settings):
        return before, after
    known = [_ids(settings) for settings in (before, after)]
    if not old.is_configuration:
        before = _without_foreign(before, *known)
    if not new.is_configuration:
        after = _without_foreign(after, *reversed(known))
    return before, after


def _ids(settings: Settings) -> Mapping[str, str]:
    """Every id that the standards of the settings know, and what it means now."""
    files = settings.standards
    return combine(
        read_standard(file.data, file.path, builtin=file.builtin) for file in files
    ).known_ids


def _without_foreign(
    settings: Settings, own: Mapping[str, str], others: Mapping[str, str]
) -> Settings:
    organisation = settings.organisation
    foreign = {n for n in organisation.settings if not own.get(n) and others.get(n)}
    if not foreign:
        return settings
    kept = {n: found for n, found in organisation.settings.items() if n not in foreign}
    # Policies are remembered by this text, and a scan refuses what is left out here.
    marked = settings.configuration + f"\n# without {sorted(foreign)}".encode()
    return replace(
        settings, organisation=replace(organisation, settings=kept), configuration=marked
    )


class _Commit:
    """A path at a commit of the repository around the current folder."""

    def __init__(self, git: Git, revision: str, path: str) -> None:
        self.path = path
        """From the top of the repository."""
        self._revision = revision
        self._source = open_revision(git.root, git, revision)

    @classmethod
    def named(cls, name: str, request: Request) -> _Commit:
        """What `REV:PATH` names; PATH is from the top, or with `./` from the current folder."""
        revision, _, path = name.partition(":")
        git = Git.find(request.cwd, request.environ)
        if git is None:
            raise UsageError(
                "there is no such file or folder, and no git repository that could have it",
                path=name,
                hint="REV:PATH is looked for in the repository of the current folder.",
            )
        if path.startswith(("./", "../")):
            here = os.path.relpath(os.path.realpath(request.cwd), git.root)
            path = os.path.join(here, path)
        return cls(git, revision, os.path.normpath(path or "."))

    def standards(self) -> list[StandardFile]:
        """The standards at the path."""
        with self._in_errors(""):
            found = named_standards(self.path, Recorded(self._source, Reads()))
        return [replace(file, path=f"{self._revision}:{file.path}") for file in found]

    def settings(self, request: Request, source: Source) -> Settings:
        """What the configuration at the path decides about a repository."""
        folder = os.path.dirname(self.path)
        with self._in_errors(folder):
            if self._source.read(self.path) is None:
                raise UsageError("there is no such file", path=ORGANISATION_FILE)
            read = read_settings(request._replace(config=""), Below(self._source, folder))
        own = source.read(REPOSITORY_FILE)
        here = os.path.normpath(os.path.join(self._source.root, folder))
        return replace(
            read,
            standards=[_below(folder, file, f"{self._revision}:") for file in read.standards],
            organisation=read_organisation(read.configuration, f"{self._revision}:{self.path}"),
            repository=Repository() if own is None else read_repository(own, REPOSITORY_FILE),
            register_root=read.register_root or ("" if here == source.root else here),
        )

    @contextmanager
    def _in_errors(self, folder: str) -> Iterator[None]:
        """Errors name the revision, and the path from the top of the repository."""
        try:
            yield
        except PlatguardError as error:
            if error.path:
                error.path = f"{self._revision}:{os.path.join(folder, error.path)}"
            raise


def _is_at_hand(name: str, cwd: str) -> bool:
    return ":" not in name or "://" in name or os.path.lexists(os.path.join(cwd, name))


def _check_presence(name: str, cwd: str) -> None:
    if name == "builtin" or "://" in name or os.path.lexists(os.path.join(cwd, name)):
        return
    raise UsageError(
        "holds no standards: there is no such file or folder",
        path=name,
        hint="Of a commit, write REV:PATH, such as HEAD:standards.",
    )


def _below(folder: str, file: StandardFile, prefix: str = "") -> StandardFile:
    """The file of a standard, named as its reader would look for it."""
    if file.builtin:
        return file
    return replace(file, path=prefix + os.path.normpath(os.path.join(folder, file.path)))
