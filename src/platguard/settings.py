"""Everything that decides and is read from files: standards, configurations, the register.

What an organisation decides for all of its repositories is read apart from what each repository
says of itself, so that whoever judges many of them reads it once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from platguard.baselines import read_baselines
from platguard.builtin import StandardFile, builtin_standards
from platguard.config import (
    Organisation,
    Repository,
    read_organisation,
    read_repository,
)
from platguard.config_files import BASELINE_FOLDER, ORGANISATION_FILE, REPOSITORY_FILE
from platguard.errors import PlatguardError, UsageError
from platguard.model.baseline import Baseline
from platguard.model.paths import bytes_of
from platguard.reads import Files, OnDisk, Reads, Recorded
from platguard.records import dataclass
from platguard.request import Request

if TYPE_CHECKING:
    from platguard.model.organisation import Placement


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
    reads: Reads
    """What was read for all this."""
    allowed_signers: bytes = b""
    """The SSH keys of those who approve."""
    openpgp_keys: bytes = b""
    """The OpenPGP keys of those who approve."""
    register_root: str = ""
    """The folder that the user named, from which the paths of the register start; empty when the
    register lies in what is judged."""
    baselines: Sequence[Baseline] = ()
    """The findings that the repository adopted."""
    baseline_files: Mapping[str, bytes] = field(default_factory=dict)
    """Their files, by path."""
    placement: Placement | None = None
    """Where the organisation places the repository, whatever it says of itself."""

    @property
    def team(self) -> str:
        """The team that the repository belongs to; empty where nobody says."""
        return (self.placement and self.placement.team) or self.repository.team

    @property
    def segment(self) -> str:
        """The segment that the repository belongs to; empty where nobody says."""
        return (self.placement and self.placement.segment) or self.repository.segment

    @property
    def are_all_in_reads(self) -> bool:
        """Whether `reads` has everything that decides, and not also the history of a register."""
        return not (self.organisation.needs_signatures and self.register_root)

    @property
    def digests(self) -> tuple[str, str, str]:
        """Of the standards, the configuration and the register, as `sha256:...`."""
        standards = _digest(tuple((file.path, file.data) for file in self.standards))
        register = _digest(tuple(sorted({**self.register, **self.baseline_files}.items())))
        return standards, _digest((("", self.configuration),)), register


@lru_cache(maxsize=8)
def _digest(files: tuple[tuple[str, bytes], ...]) -> str:
    known = sha256()
    for path, data in files:
        for part in (bytes_of(path), data):
            known.update(b"%d:%s" % (len(part), part))
    return f"sha256:{known.hexdigest()}"


def read_settings(
    request: Request, source: Files, folder_of: Callable[..., Files] = OnDisk
) -> Settings:
    """The settings of a scan. Raises UsageError at the place of the first fault.

    `folder_of` gives the files of a folder that the user named, with the arguments of OnDisk.
    """
    return own_settings(shared_settings(request, source, folder_of), request, source)


def shared_settings(
    request: Request, source: Files, folder_of: Callable[..., Files] = OnDisk
) -> Settings:
    """What an organisation decides, without what a repository says of itself.

    It is the same for all repositories where the request names the configuration: nothing of it
    lies in the `source` then. Raises what `read_settings` raises.
    """
    reads = Reads()
    files, name = Recorded(source, reads), ORGANISATION_FILE
    if request.config:
        folder, name = os.path.split(os.path.join(request.cwd, request.config))
        files = Recorded(folder_of(folder), reads)
    configuration = files.read(name)
    if configuration is None and request.config:
        raise UsageError("there is no such file", path=request.config)
    organisation = Organisation()
    if configuration is not None:
        organisation = read_organisation(configuration, request.config or name)
    asked = Recorded(folder_of(request.cwd), reads)
    register = _register(request, organisation, files, reads, folder_of)
    return Settings(
        standards=_standards(request, organisation, asked if request.standards else files),
        organisation=organisation,
        repository=Repository(),
        register=register,
        configuration=configuration or b"",
        reads=reads,
        allowed_signers=_keys("allowed_signers", organisation, files),
        openpgp_keys=_keys("openpgp_keys", organisation, files),
        register_root=_register_root(request, files) or "",
    )


def own_settings(shared: Settings, request: Request, source: Files) -> Settings:
    """The settings of a repository, by those that all have; raises what `read_settings` raises."""
    reads = Reads(shared.reads.entries)
    files = Recorded(source, reads)
    own = files.read(REPOSITORY_FILE)
    baseline_files = _baseline_files(files)
    return replace(
        shared,
        repository=read_repository(own, REPOSITORY_FILE) if own is not None else Repository(),
        reads=reads,
        baselines=read_baselines(baseline_files),
        baseline_files=baseline_files,
        placement=request.placement,
    )


def as_written(settings: Settings) -> Settings:
    """The standards as they are written, whatever the organisation sets of them.

    Whom to ask stays what it is, because a standard may leave that to the organisation.
    """
    organisation = Organisation(contact=settings.organisation.contact)
    return replace(settings, organisation=organisation, configuration=b"")


def _baseline_files(files: Recorded) -> dict[str, bytes]:
    """What lies where a repository keeps what it adopted: always its own, wherever the
    configuration is."""
    found = {path: files.read(path) for path in files.list(BASELINE_FOLDER)}
    if not found and not _may_be_folder(BASELINE_FOLDER, files):
        raise UsageError(
            "is not a folder of baselines",
            path=BASELINE_FOLDER,
            hint="Make it one; `platguard adopt` writes its files.",
        )
    return {path: data for path, data in found.items() if data is not None}


def _keys(name: str, organisation: Organisation, files: Recorded) -> bytes:
    path = getattr(organisation, name)
    if not path:
        return b""
    data = files.read(os.path.normpath(path))
    if data is None:
        raise UsageError(f"{name} is {path}, and there is no such file", path=organisation.path)
    return data


def _standards(request: Request, organisation: Organisation, files: Recorded) -> list[StandardFile]:
    named = request.standards or organisation.standards
    found: list[StandardFile] = []
    for name in named:
        found += named_standards(name, files)
    return found


def named_standards(name: str, files: Recorded) -> list[StandardFile]:
    """The standards that `builtin`, a file or a folder holds; UsageError when there are none.

    A folder's own `data` folder holds dated tables and is left out.
    """
    if name == "builtin":
        return builtin_standards()
    if "://" in name:
        raise UsageError(
            "standards are read from files and folders, not from a URL",
            path=name,
            hint="Check the repository out at a commit and name its folder.",
        )
    path = os.path.normpath(name)
    # The folder first: as a file it could not be read.
    tables = os.path.join(path, "data", "")
    found = {p: d for p, d in _yaml_below(path, files).items() if not p.startswith(tables)}
    if not found and (data := files.read(path)) is not None:
        found = {path: data}
    if not found:
        raise UsageError("holds no standards: there is no such file or folder of YAML", path=name)
    return [StandardFile(path, data, False) for path, data in found.items()]


def _register(
    request: Request,
    organisation: Organisation,
    files: Recorded,
    reads: Reads,
    folder_of: Callable[..., Files],
) -> dict[str, bytes]:
    folder = os.path.normpath(request.register or organisation.register)
    outside = _register_root(request, files)
    if outside:
        files = Recorded(folder_of(outside, links=False), reads)
    found = _yaml_below(folder, files)
    if request.register and not found and not os.path.isdir(os.path.join(request.cwd, folder)):
        raise UsageError("there is no such folder of exceptions", path=request.register)
    if not found and not _may_be_folder(folder, files):
        raise UsageError(
            "is not a folder of exceptions",
            path=folder,
            hint="Make it one, with a file for each exception.",
        )
    return found


def _may_be_folder(path: str, files: Recorded) -> bool:
    """Whether nothing else stands there: neither a file nor a link, behind which nobody looks."""
    try:
        return files.read(path) is None
    except PlatguardError as error:
        return "link" not in error.message


def _register_root(request: Request, files: Recorded) -> str | None:
    return request.cwd if request.register else files.folder


def _yaml_below(folder: str, files: Recorded) -> dict[str, bytes]:
    """The YAML files below a folder."""
    # git also lists what is deleted from the working tree: it has no bytes.
    found = {path: files.read(path) for path in files.list(folder) if _is_yaml(path)}
    return {path: data for path, data in found.items() if data is not None}


def _is_yaml(path: str) -> bool:
    return path.endswith((".yaml", ".yml"))
