"""Libraries that only some commands need: what is said where one of them is missing."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec

from platguard.errors import UsageError


def demand(what: str, libraries: Iterable[str], extras: str) -> None:
    """Raises UsageError where `what`, in the words of people, needs a library that is not there.

    `extras` are those of platguard that install it, with commas between them.
    """
    for library in libraries:
        if not _is_installed(library):
            raise UsageError(
                f"{what} needs {library}, which is not installed",
                hint=f"Install it: pip install 'platguard[{extras}]'.",
            )


def _is_installed(library: str) -> bool:
    try:
        return find_spec(library) is not None
    except (ImportError, ValueError):
        return False
