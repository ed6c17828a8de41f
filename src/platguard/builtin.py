"""The standards and tables that come with platguard."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class StandardFile:
    """The bytes of one standard, before they are read."""

    path: str
    data: bytes
    builtin: bool


def builtin_folder() -> str:
    """Where the built-in standards lie: in the package, or at the top of a checkout."""
    package = os.path.dirname(os.path.abspath(__file__))
    packaged = os.path.join(package, "policies")
    if os.path.isdir(packaged):
        return packaged
    return os.path.join(os.path.dirname(os.path.dirname(package)), "policies")


_INSTEAD: list[Mapping[str, bytes]] = []
"""What takes the place of the files that come with this platguard; the last one counts."""


def keep_builtin(files: Mapping[str, bytes]) -> None:
    """From now on, what comes with platguard is what came with the one that judged before.

    `files` are by name, those of a folder in it as `data/NAME`.
    """
    _INSTEAD.append(files)


@contextmanager
def builtin_as_kept(files: Mapping[str, bytes]) -> Iterator[None]:
    """As `keep_builtin`, as long as it lasts."""
    _INSTEAD.append(files)
    try:
        yield
    finally:
        _INSTEAD.remove(files)


def builtin_files(folder: str = "") -> list[tuple[str, bytes]]:
    """Name and bytes of each YAML file of the built-in folder, or of a folder in it, sorted."""
    if _INSTEAD:
        kept = ((*name.rpartition("/")[::2], data) for name, data in _INSTEAD[-1].items())
        return sorted((name, data) for where, name, data in kept if where == folder)
    top = os.path.join(builtin_folder(), folder)
    found = []
    for name in sorted(os.listdir(top)):
        if name.endswith(".yaml"):
            with open(os.path.join(top, name), "rb") as stream:
                found.append((name, stream.read()))
    return found


def builtin_by_name() -> dict[str, bytes]:
    """All of them, as `keep_builtin` takes them: standards, and tables as `data/NAME`."""
    tables = {f"data/{name}": data for name, data in builtin_files("data")}
    return {**dict(builtin_files()), **tables}


def builtin_standards() -> list[StandardFile]:
    """The standards that come with platguard."""
    return [StandardFile(f"builtin:{name}", data, True) for name, data in builtin_files()]
