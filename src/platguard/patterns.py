"""Regular expressions that are compiled when they are first used.

There are hundreds of them in the program, compiling one takes a tenth of a millisecond or a few,
and a run uses some. A module writes `pattern(...)` where it would write `re.compile(...)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, AnyStr

__all__ = ["compiled_later", "pattern"]

_compile = re.compile
"""That of `re` itself, also while `compiled_later` has another one in its place."""
_WHAT_PATTERNS_HAVE = tuple(name for name in dir(re.Pattern) if not name.startswith("_"))


def pattern(text: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`; what is wrong with `text` is told when it is first used."""
    found: Any = _Pattern(text, flags)
    return found  # type: ignore[no-any-return]


class _Pattern:
    """A regular expression that becomes what `re.compile` makes of it."""

    def __init__(self, text: Any, flags: int) -> None:
        self._given = (text, flags)

    def __getattr__(self, name: str) -> Any:
        """Asked for what it has not got, which is everything until it is compiled."""
        if name not in _WHAT_PATTERNS_HAVE:
            raise AttributeError(name)
        compiled = _compile(*self._given)
        # From here on a call costs no more than that of the compiled one itself.
        vars(self).update((each, getattr(compiled, each)) for each in _WHAT_PATTERNS_HAVE)
        return vars(self)[name]

    def __repr__(self) -> str:
        return f"pattern({self._given[0]!r})"


@contextmanager
def compiled_later() -> Iterator[None]:
    """Lets modules of others that are imported meanwhile make their patterns so, too.

    It is for a library whose patterns a run never uses: PyYAML compiles those of a reader in
    Python, which is not the one that reads, for as long as the rest of it takes to be imported.
    """
    before = re.compile
    re.compile = pattern  # type: ignore[assignment]
    try:
        yield
    finally:
        re.compile = before
