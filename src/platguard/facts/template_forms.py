"""What one line of a template is as YAML, once a stand-in stands for each of its actions.

The indentation of block collections is that of YAML 1.2.2, chapter 8: an item begins at its dash,
a key where it stands, and the items of a key may begin where the key does.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import lru_cache

from platguard.patterns import pattern
from platguard.records import dataclass
from platguard.tuples import NamedTuple

STAND_IN = pattern(r"\$\(platguard_([0-9]{1,9})\)")
"""Stands for an action of a template, by its number; plain text wherever YAML allows any."""

_ONLY_STAND_INS = pattern(r"\s*(?:\$\(platguard_[0-9]{1,9}\)\s*)+")
_INDENT = pattern(r"\bn?indent\s+([0-9]{1,3})")
_DASHES = pattern(r"(?:-(?: +|$))*")
_COLON = pattern(r":(?=\s|$)")
_QUOTED_KEY = pattern(r"""(?:"[^"]*"|'[^']*')\s*:""")
_PROPERTIES = pattern(r"(?:[&!]\S*\s*)*+")
_COMMENT = pattern(r"(?:^|\s)#.*$")
_BLOCK = pattern(r"[|>][-+0-9]{0,2}")
_QUOTED_ENDS = {
    "'": pattern(r"(?:[^']|'')*+'"),
    '"': pattern(r'(?:[^"\\]|\\.)*+"'),
}
# What nothing closes is closed by the end of the line, so that no part is read twice.
_QUOTED = pattern(r"""\$\([^)]*\)?|"(?:[^"\\]|\\.)*"?|'[^']*'?""")


class Form(Enum):
    """What may stand below a line, and further in."""

    OPEN = "a value"
    SCALAR = "nothing, for the value is written"
    TEXT = "text, line by line"
    UNKNOWN = "whatever an action leaves"


class Written(NamedTuple):
    """A line that says something itself."""

    indent: int
    dashes: tuple[int, ...]
    """The column of the dash of each item that begins here; columns count from 0."""
    column: int
    """Where what follows the dashes begins."""
    is_key: bool
    """Whether a key stands there."""
    key: str
    """The key; empty where none is."""
    form: Form
    brackets: int
    """How many brackets more are opened than closed."""
    quote: str = ""
    """The quote that begins a text which goes on in the next line; empty for none."""


@dataclass(slots=True)
class OpenValue:
    """A value in quotes or brackets that goes on over lines, whatever their indentation."""

    quote: str = ""
    brackets: int = 0
    column: int = 0
    """Where the line begins that begins the value."""

    def goes_on(self, line: str) -> bool:
        """Whether a line is within the value."""
        if self.quote:
            self.quote = "" if _closes(line, self.quote) else self.quote
            return True
        if not self.brackets or not says_something(line):
            return False
        if indent_of(line) <= self.column and not line.lstrip().startswith(("]", "}", ",")):
            self.brackets = 0
            return False
        self.brackets = max(self.brackets + _brackets_of(line), 0)
        return True


def says_something(line: str) -> bool:
    """Whether a line is neither empty nor a comment."""
    return line.lstrip()[:1] not in ("", "#")


def is_stand_in(line: str) -> bool:
    """Whether nothing but actions stands in a line."""
    return "$(platguard_" in line and _ONLY_STAND_INS.fullmatch(line) is not None


def indent_of(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))


def key_indent_of(line: str) -> int:
    """Where the key of a line begins, behind the dashes of items that begin there as well."""
    dashes = _DASHES.match(line, indent_of(line))
    return dashes.end() if dashes else indent_of(line)


def wanted_indent(line: str, actions: Sequence[str]) -> int:
    """The indentation of what an action leaves: the one that it asks for, or its own."""
    first = STAND_IN.search(line)
    number = int(first[1]) if first else len(actions)
    wanted = _INDENT.findall(actions[number]) if number < len(actions) else []
    return int(wanted[-1]) if wanted else indent_of(line)


@lru_cache(maxsize=1024)
def written(line: str) -> Written:
    """What a line says that says something itself."""
    indent, column = indent_of(line), key_indent_of(line)
    dashes = tuple(at for at in range(indent, column) if line[at] == "-")
    content = line[column:].rstrip()
    value_start = _value_start(content)
    value = _PROPERTIES.sub("", content[value_start:].strip(), count=1)
    opened = max(_brackets_of(value), 0) if value.startswith(("[", "{")) else 0
    quote = value[:1] if value.startswith(("'", '"')) and not _closes(value[1:], value[0]) else ""
    key = content[: max(value_start - 1, 0)].strip(" \"'")
    return Written(indent, dashes, column, value_start > 0, key, _form(value), opened, quote)


def _closes(text: str, quote: str) -> bool:
    """Whether a quoted text ends within `text`."""
    return _QUOTED_ENDS[quote].match(text) is not None


def _brackets_of(line: str) -> int:
    """How many brackets more a line opens than it closes, outside of quotes."""
    plain = _COMMENT.sub("", _QUOTED.sub('""', line))
    return sum(map(plain.count, "[{")) - sum(map(plain.count, "]}"))


def _value_start(content: str) -> int:
    """Where the value of a key begins; 0 where no key stands."""
    if content.startswith(('"', "'")):
        found = _QUOTED_KEY.match(content)
    else:
        found = _COLON.search(_COMMENT.sub("", content))
    return found.end() if found and not content.startswith(tuple("[]{},")) else 0


def _form(value: str) -> Form:
    value = _COMMENT.sub("", value).rstrip()
    if not value:
        return Form.OPEN
    if _BLOCK.fullmatch(value):
        return Form.TEXT
    return Form.UNKNOWN if is_stand_in(value) else Form.SCALAR
