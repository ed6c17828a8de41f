"""The standards and tables that come with platguard."""

from __future__ import annotations

import os

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


def builtin_files(folder: str = "") -> list[tuple[str, bytes]]:
    """Name and bytes of each YAML file of the built-in folder, or of a folder in it, sorted."""
    top = os.path.join(builtin_folder(), folder)
    found = []
    for name in sorted(os.listdir(top)):
        if name.endswith(".yaml"):
            with open(os.path.join(top, name), "rb") as stream:
                found.append((name, stream.read()))
    return found


def builtin_standards() -> list[StandardFile]:
    """The standards that come with platguard."""
    return [StandardFile(f"builtin:{name}", data, True) for name, data in builtin_files()]
