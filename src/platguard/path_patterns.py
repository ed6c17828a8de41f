"""Patterns of paths, as in .gitignore."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def path_patterns(lines: Sequence[str]) -> GitIgnoreSpec | None:
    """What matches the paths that the lines mean together; None when one is no pattern."""
    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        # A class of characters such as `[[a]` is odd, but it is what was written.
        warnings.simplefilter("ignore", FutureWarning)
        try:
            return GitIgnoreSpec.from_lines(lines)
        except (ValueError, re.error):
            return None
