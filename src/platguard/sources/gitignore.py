"""The patterns of a `.gitignore`, as git's wildmatch.c and dir.c understand them.

Patterns are matched byte by byte, against one path at a time: git decides folder by folder, and a
pattern that named a folder says nothing of the files in it. Every star commits to its first match,
so that no pattern takes longer than its length times the length of the path.
"""

from __future__ import annotations

import re

from platguard.patterns import pattern
from platguard.records import dataclass

CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "\\x21-\\x7e",
    "lower": "a-z",
    "print": "\\x20-\\x7e",
    "punct": "\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e",
    "space": " \\t-\\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
MEMBER = pattern(
    r"\[:(?P<name>[^\]]*):\]|(?P<low>\\.|[^\\])-(?P<high>\\.|[^\]\\])|(?P<one>\\.|[^\\])", re.DOTALL
)
TOKEN = pattern(
    r"(?P<stars>\*+)|(?P<any>\?)|\[(?P<negated>[!^]?)"
    r"(?P<members>(?:\[:[^\]]*:\]|\\.|[^\\])(?:\[:[^\]]*:\]|\\.|[^\]\\])*)\]"
    r"|\\(?P<escaped>.)|(?P<plain>[^\[\\])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of a `.gitignore`."""

    expression: re.Pattern[str]
    ignores: bool
    """False for a line that begins with an exclamation mark."""
    folders_only: bool
    by_name: bool
    """Whether it is compared with the last part of the path only."""

    def names(self, path: str, is_folder: bool) -> bool:
        """Whether it names this very path, given as Latin-1 text of its bytes."""
        if self.folders_only and not is_folder:
            return False
        compared = path.rpartition("/")[2] if self.by_name else path
        return self.expression.fullmatch(compared) is not None


def patterns(data: bytes) -> list[Pattern]:
    """The patterns of a file, last one first: the first that names a path decides."""
    lines = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1").split("\n")
    return [pattern for line in reversed(lines) if (pattern := _pattern(line.removesuffix("\r")))]


def _pattern(line: str) -> Pattern | None:
    text = _without_trailing_spaces(line)
    if not text or text.startswith("#"):
        return None
    glob = text.removeprefix("!")
    path = glob.removesuffix("/")
    by_name = "/" not in path
    expression = _part(path) if by_name else _path(path.removeprefix("/").split("/"))
    if not path or expression is None:
        return None
    return Pattern(re.compile(expression, re.DOTALL), glob == text, path != glob, by_name)


def _without_trailing_spaces(line: str) -> str:
    text = line.rstrip(" ")
    backslashes = len(text) - len(text.rstrip("\\"))
    return text + " " if backslashes % 2 and len(text) < len(line) else text


def _path(parts: list[str]) -> str | None:
    """An expression for parts between slashes, where `**` stands for any number of folders."""
    groups: list[list[str]] = [[]]
    for part in parts:
        expression = _part(part)
        if part == "**":
            groups.append([])
        elif part and expression is not None:
            groups[-1].append(expression)
        else:
            return None
    if len(groups) == 1:
        return "/".join(groups[0])
    first, *middle, last = groups
    begins = "".join(part + "/" for part in first)
    goes_on = ("(?>(?:[^/]+/)*?" + "".join(part + "/" for part in group) + ")" for group in middle)
    return begins + "".join(goes_on) + ("(?:[^/]+/)*" + "/".join(last) if last else ".+")


def _part(glob: str) -> str | None:
    """An expression for one part of a path; None for a glob that matches nothing."""
    pieces = [""]
    end = 0
    while end < len(glob):
        token = TOKEN.match(glob, end)
        if token is None:
            return None
        end = token.end()
        if token["stars"]:
            pieces.append("")
        elif (one := _one(token)) is not None:
            pieces[-1] += one
        else:
            return None
    first, *rest = pieces
    if not rest:
        return first
    *middle, last = rest
    return first + "".join(f"(?>[^/]*?{piece})" for piece in middle) + f"[^/]*{last}"


def _one(token: re.Match[str]) -> str | None:
    """An expression for one byte; None for a class that git does not know."""
    if token["any"]:
        return "[^/]"
    if token["members"] is None:
        return re.escape(token["escaped"] or token["plain"])
    members = [_member(member) for member in MEMBER.finditer(token["members"])]
    known = [member for member in members if member is not None]
    if len(known) != len(members):
        return None
    if token["negated"]:
        return f"[^/{''.join(known)}]"
    return f"(?!/)[{''.join(known)}]" if any(known) else "(?!)"


def _member(member: re.Match[str]) -> str | None:
    if member["name"] is not None:
        return CLASSES.get(member["name"])
    if member["one"]:
        return re.escape(member["one"][-1])
    low, high = member["low"][-1], member["high"][-1]
    return f"{re.escape(low)}-{re.escape(high)}" if low <= high else ""
