"""Text of a repository made harmless, the same way in every format.

File names, labels and messages are written by strangers. A terminal obeys control characters, a
reader is deceived by characters that reorder or hide text, and the log of a CI runner obeys lines
that begin with `::` (GitHub) or hold `##[` and `##vso[` (GitHub's older form, Azure Pipelines).
"""

from __future__ import annotations

import re

from platguard.patterns import pattern

# Controls (C0, DEL, C1); marks and overrides of direction; line and paragraph separators; invisible
# formats and tags; what XML cannot hold; surrogates. The joiners U+200C and U+200D stay: scripts
# and emoji need them.
_UNSAFE = pattern(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]|##(?=\[|vso\[)",
    re.IGNORECASE,
)
_SURROGATE = pattern(r"[\ud800-\udfff]")
# The runner of GitHub Actions trims a line before it looks for a command.
_COMMAND = pattern(r"^(\s*):(?=:)")
_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def inert(text: str) -> str:
    """`text` on one line, with everything that acts instead of being read spelled out: `\\x1b`."""
    return _UNSAFE.sub(_spelled, text)


def inert_line(line: str) -> str:
    """A line of output that no CI runner takes for a command."""
    return _COMMAND.sub(r"\1\\x3a", line)


def valid(text: str) -> str:
    """`text` with what no encoding can hold spelled out: a byte that is not UTF-8 is `\\xff`."""
    return text if text.isascii() else _SURROGATE.sub(_spelled, text)


def shortened(text: str, most: int) -> str:
    """`text` in at most so many characters, with an ellipsis where it was cut."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _spelled(found: re.Match[str]) -> str:
    return "".join(_NAMED.get(character) or _escape(ord(character)) for character in found[0])


def _escape(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:  # a byte that Python could not decode (PEP 383)
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
