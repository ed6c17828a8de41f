"""Text of a repository made harmless in Markdown: no markup, no link, and nobody is called.

A table cell and a heading take `plain`, `html_code` and `cell_code`; `code` is for texts that
people also read as they are written, in a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from platguard.patterns import pattern
from platguard.reporters.inert import inert, inert_line

# Entities are never markup, wherever they stand (CommonMark 2.5). What is left as it is means
# nothing inside a line; an underline before a letter ends no emphasis (6.2). A dot may make a link.
_MARKUP = pattern(r"""[^\w\s,./()'";=?+:-]|_(?![a-z0-9])|(?<=www)\.""", re.IGNORECASE | re.ASCII)
# Inside a line a `>` closes nothing that `<` has not begun, and a percent sign is one.
_WITHIN = pattern(_MARKUP.pattern.replace("+:-]", "+:%>-]"), re.IGNORECASE | re.ASCII)
# What begins a list, a rule, a heading or a block of code when it comes first in a line or an item,
# or is a command to GitLab (`/close`).
_OPENING = pattern(r"^(?:[ =+/-]|\d(?=\d*[.)]))", re.ASCII)
# GitHub and GitLab look for names, addresses and numbers in what was rendered, where an entity is
# the character that it stands for: `@name`, `a@b.c`, `#1`, `!1`, `GH-1`, `http://`. Only something
# between the two parts keeps them apart; renovatebot/renovate writes U+200B in the same places.
_CALLING = pattern(
    r"(?<![a-z0-9_])@(?=[a-z0-9_])|@(?=[\w-]*\.)|[#!$%&~^](?=\d)|\bgh-(?=\d)|:(?=//)",
    re.IGNORECASE | re.ASCII,
)
_APART = "\u200b"


def plain(text: str) -> str:
    """Text of which nothing is markup, and which no renderer takes for a link or a name."""
    shown = _MARKUP.sub(_entity, _CALLING.sub(rf"\g<0>{_APART}", inert(text)))
    return _OPENING.sub(_entity, shown)


def inline(text: str) -> str:
    """As `plain` for text that stands inside a line, such as a cell: what is markup only at the
    beginning of one is left as it is, so that people can also read it unrendered."""
    return _WITHIN.sub(_entity, _CALLING.sub(rf"\g<0>{_APART}", inert(text)))


def html_code(text: str) -> str:
    """Text that renderers also leave alone afterwards: no name in it is called."""
    return f"<code>{plain(text)}</code>" if text else ""


def code(text: str) -> str:
    """`text` as code on one line: the fence is longer than any that it holds."""
    shown = inert(text) or " "
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    edge = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{edge}{shown}{edge}{fence}"


def cell_code(text: str) -> str:
    """`text` as code that may stand in a table or in a link and can be copied as it is."""
    # Tables are cut at bars before code is looked for (GFM 4.10).
    return html_code(text) if re.search(r"[|\\]", inert(text)) or not text else code(text)


def block(lines: Sequence[str], language: str = "") -> list[str]:
    """Lines as a block of code, whose fence is longer than any that they hold."""
    shown = [inert_line(inert(line)) for line in lines]
    longest = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *shown, fence]


def _entity(found: re.Match[str]) -> str:
    character = found[0]
    return f"&#{ord(character)};" if character.isascii() or character == _APART else character
