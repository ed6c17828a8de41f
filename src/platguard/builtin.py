"""The standards and tables that come with platguard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StandardFile:
    """The bytes of one standard, before they are read."""

    path: str
    data: bytes
    builtin: bool


def builtin_folder() -> Path:
    """Where the built-in standards lie: in the package, or at the top of a checkout."""
    packaged = Path(__file__).parent / "policies"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "policies"


def builtin_standards() -> list[StandardFile]:
    """The standards that come with platguard."""
    found = sorted(builtin_folder().glob("*.yaml"))
    return [StandardFile(f"builtin:{path.name}", path.read_bytes(), True) for path in found]
