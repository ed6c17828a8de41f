"""Everything that decides and is read from files: standards, configurations, the register."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from platguard.builtin import StandardFile, builtin_standards
from platguard.config import (
    ORGANISATION_FILE,
    REPOSITORY_FILE,
    Organisation,
    Repository,
    read_organisation,
    read_repository,
)
from platguard.errors import UsageError
from platguard.request import Request
from platguard.sources import Source


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides, as it was read."""

    standards: Sequence[StandardFile]
    organisation: Organisation
    repository: Repository
    register: Mapping[str, bytes]
    """The files of the register, by path."""
    configuration: bytes
    """The text of the organisation's configuration."""

    @property
    def digests(self) -> tuple[str, str, str]:
        """Of the standards, the configuration and the register, as `sha256:...`."""
        standards = [part for file in self.standards for part in (file.path.encode(), file.data)]
        register = [part for path in sorted(self.register) for part in (path, self.register[path])]
        return _digest(standards), _digest([self.configuration]), _digest(register)


def _digest(parts: Sequence[str | bytes]) -> str:
    known = sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part
        known.update(b"%d:%s" % (len(data), data))
    return f"sha256:{known.hexdigest()}"


def read_settings(request: Request, source: Source) -> Settings:
    """The settings of a scan. Raises UsageError at the place of the first fault."""
    if request.config:
        given = Path(request.cwd / request.config)
        files: _Files = _OnDisk(given.parent)
        configuration: bytes | None = _read(given, request.config)
        organisation = read_organisation(configuration or b"", request.config)
    else:
        files = source
        configuration = source.read(ORGANISATION_FILE)
        organisation = Organisation()
        if configuration is not None:
            organisation = read_organisation(configuration, ORGANISATION_FILE)
    own = source.read(REPOSITORY_FILE)
    return Settings(
        standards=_standards(request, organisation, files),
        organisation=organisation,
        repository=read_repository(own, REPOSITORY_FILE) if own is not None else Repository(),
        register=_register(request, organisation, files),
        configuration=configuration or b"",
    )


class _Files(Protocol):
    """Where the files that a configuration names are read from."""

    def read(self, path: str) -> bytes | None: ...
    def list(self, folder: str) -> list[str]: ...


class _OnDisk:
    """A folder that the user named, and so trusts."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes | None:
        found = self._folder / path
        return _read(found, path) if found.is_file() else None

    def list(self, folder: str) -> list[str]:
        top = self._folder / folder
        found = [p for p in top.rglob("*") if p.is_file()] if top.is_dir() else []
        return sorted(os.path.relpath(path, self._folder) for path in found)


def _read(path: Path, named: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=named) from error


def _standards(request: Request, organisation: Organisation, files: _Files) -> list[StandardFile]:
    named = request.standards or organisation.standards
    where = _OnDisk(request.cwd) if request.standards else files
    found: list[StandardFile] = []
    for name in named:
        found += builtin_standards() if name == "builtin" else _named_standards(name, where)
    return found


def _named_standards(name: str, files: _Files) -> list[StandardFile]:
    if "://" in name:
        raise UsageError(
            "standards are read from files and folders, not from a URL",
            path=name,
            hint="Check the repository out at a commit and name its folder.",
        )
    path = os.path.normpath(name)
    data = files.read(path)
    if data is not None:
        return [StandardFile(path, data, False)]
    paths = [found for found in files.list(path) if _is_yaml(found)]
    if not paths:
        raise UsageError("holds no standards: there is no such file or folder of YAML", path=name)
    return [StandardFile(found, files.read(found) or b"", False) for found in paths]


def _register(request: Request, organisation: Organisation, files: _Files) -> dict[str, bytes]:
    if request.register:
        folder, where = request.register, _OnDisk(request.cwd)
        if not (request.cwd / folder).is_dir():
            raise UsageError("there is no such folder of exceptions", path=folder)
        return {path: where.read(path) or b"" for path in where.list(folder) if _is_yaml(path)}
    folder = os.path.normpath(organisation.register)
    return {path: files.read(path) or b"" for path in files.list(folder) if _is_yaml(path)}


def _is_yaml(path: str) -> bool:
    return path.endswith((".yaml", ".yml"))
