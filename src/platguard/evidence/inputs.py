"""Everything that decides and is read from files: as it was read, kept, and used again.

Standards, configuration, register and keys are found by questions to folders that somebody named:
what has this file, which files are below this folder. An export keeps the questions and their
answers. Who judges by it answers the same questions from it and reads no other file, so that the
paths in a configuration, which may lead anywhere, lead nowhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from platguard.builtin import builtin_by_name
from platguard.errors import UsageError
from platguard.evidence.names import Paths, file_path
from platguard.json_fields import JsonObject
from platguard.organisation.orders import KeptFiles
from platguard.reads import Files, answered_by
from platguard.records import dataclass
from platguard.request import Request
from platguard.settings import Settings, shared_settings
from platguard.sources.given import GivenFiles

CONFIGURATION, CURRENT = "configuration", "current"
ROLES = (CONFIGURATION, CURRENT)
"""The folders that are asked: that of the configuration, and the current one, where it is another;
exports have no paths of a machine."""
_NOWHERE = "/nowhere"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What decides about all repositories."""

    entries: Sequence[Any]
    """Questions and answers, as `reads.Reads` has them; the folder of each is one of ROLES."""
    builtin: Mapping[str, bytes]
    """The standards and tables that come with platguard, by name."""
    config: str = ""
    """The name of the organisation's configuration; empty where each repository has its own."""
    standards: Sequence[str] = ()
    """Instead of those that the configuration chooses."""
    register: str = ""
    """Folder of the exceptions; empty for the configuration's."""
    current: str = CURRENT
    """The role of the current folder: another one than its own where both are one folder."""
    is_signed: bool = False
    """Whether approvals are proven by the commits of the register's repository."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Where each role lies; without it, nowhere."""

    def request(self, request: Request) -> Request:
        """The request, asking by these inputs."""
        folder = self._place(CONFIGURATION)
        return request._replace(
            cwd=self._place(self.current),
            config=os.path.join(folder, self.config) if self.config else "",
            standards=tuple(self.standards),
            register=self.register,
        )

    @property
    def folder_of(self) -> Callable[..., Files]:
        """What gives the files of the folders that the request names."""
        return answered_by(self.kept().reads)

    def kept(self) -> KeptFiles:
        """For workers."""
        reads = [[self._place(role), *rest] for role, *rest in self.entries]
        builtin = {name: data.decode("latin-1") for name, data in self.builtin.items()}
        return KeptFiles(reads, builtin)

    def _place(self, role: str) -> str:
        return self.places.get(role, f"{_NOWHERE}/{role}")


def inputs_of(request: Request) -> Inputs:
    """The inputs that a request names, as they are now; UsageError for what cannot be used."""
    for name in (*request.standards, request.register):
        if os.path.isabs(name):
            hint = "Name it from the current folder: exports hold no paths of a machine."
            raise UsageError("is an absolute path", path=name, hint=hint)
    settings = shared_settings(request, GivenFiles({}))
    if request.register and not settings.register:
        raise UsageError("holds no exceptions", path=request.register, hint="Leave it away.")
    folder, name = os.path.split(os.path.join(request.cwd, request.config))
    places = {CURRENT: request.cwd, **({CONFIGURATION: folder} if request.config else {})}
    roles = {os.path.normpath(place): role for role, place in places.items()}
    asked = [entry for entry in settings.reads.entries if entry[0] is not None]
    entries = [[roles[os.path.normpath(at)], *rest] for at, *rest in asked]
    is_signed = settings.organisation.needs_signatures
    return Inputs(
        entries=entries,
        builtin=builtin_by_name(),
        config=name if request.config else "",
        standards=tuple(request.standards),
        register=request.register,
        current=roles[os.path.normpath(request.cwd)],
        is_signed=is_signed,
        # The commits that prove an approval lie in the folder itself.
        places=places if is_signed else {},
    )


def input_files(inputs: Inputs, settings: Settings) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of an export that hold the inputs, by path, and what `export.json` says of them.

    `settings` are what the inputs come to.
    """
    files: dict[str, bytes] = {}
    paths = Paths()

    def put(wanted: str, data: bytes) -> str:
        path = paths.take(wanted)
        files[path] = data
        return path

    builtin = {name: put(f"builtin/{name}", data) for name, data in sorted(inputs.builtin.items())}
    asked = list(_asked(inputs.entries, lambda path, data: put(_kind(path, settings), data)))
    told = {
        "configuration": inputs.config,
        "standards": list(inputs.standards),
        "register": inputs.register,
        "current": inputs.current,
        "signed": inputs.is_signed,
        "asked": asked,
        "builtin": builtin,
    }
    return files, told


def _asked(entries: Sequence[Any], put: Callable[[str, bytes], str]) -> Iterator[dict[str, Any]]:
    """Each question once, and where its answer is."""
    known = set()
    for role, question, path, answer in entries:
        if (role, question, path) in known:
            continue
        known.add((role, question, path))
        told = {"folder": role, "path": path}
        if question == "list":
            yield {**told, "paths": answer}
        else:
            file = None if answer is None else put(path, answer.encode("latin-1"))
            yield {**told, "file": file}


def _kind(path: str, settings: Settings) -> str:
    """Where a file of the settings lies in an export."""
    if path in settings.register:
        return f"register/{file_path(_below(path, settings.organisation.register))}"
    if any(path == file.path for file in settings.standards):
        return f"standards/{file_path(path)}"
    if path in (settings.organisation.allowed_signers, settings.organisation.openpgp_keys):
        return f"keys/{file_path(path)}"
    return f"configuration/{file_path(path)}"


def _below(path: str, folder: str) -> str:
    return path.removeprefix(f"{os.path.normpath(folder)}/")


def read_inputs(given: JsonObject, read: Callable[[str], bytes]) -> Inputs:
    """What `input_files` told; `read` gives the bytes of a file of the export.

    Raises UsageError for what `input_files` never tells.
    """
    names = given.object("builtin")
    return Inputs(
        entries=given.objects("asked", "a question", lambda asked: _entry(asked, read)),
        builtin={name: read(names.text(name)) for name in names.value},
        config=_plain_name(given, "configuration"),
        standards=given.texts("standards"),
        register=given.text("register"),
        current=given.choice("current", ROLES),
        is_signed=given.boolean("signed"),
    )


def _entry(asked: JsonObject, read: Callable[[str], bytes]) -> list[Any]:
    # A path as it is, whatever bytes it has: it is compared, and never opened.
    role, path = asked.choice("folder", ROLES), asked.need("path")
    if not isinstance(path, str):
        raise asked.fault("path of a question must be text", "path")
    if "paths" in asked.value:
        asked.texts("paths")
        return [role, "list", path, asked.need("paths")]
    file = asked.text_or_none("file")
    return [role, "read", path, None if file is None else read(file).decode("latin-1")]


def _plain_name(given: JsonObject, key: str) -> str:
    name = given.text(key)
    if "/" in name or name in (".", ".."):
        raise given.fault(f"{key} of an export is the name of a file", key)
    return name
