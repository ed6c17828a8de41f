"""Text of a repository made harmless in Markdown: no markup, no link, and nobody is called.

A table cell and a heading take `plain` or `html_code`; `code` is for texts that people also read
as they are written, in a terminal.
"""

from __future__ import annotations

import re

from platguard.reporters.inert import inert

# Entities are never markup, wherever they stand (CommonMark 2.5); a dot or colon may make a link.
_MARKUP = re.compile(r"[^\w\s,./-]|_|(?<=www)\.", re.IGNORECASE | re.ASCII)


def plain(text: str) -> str:
    """Text of which nothing is markup."""
    return _MARKUP.sub(_entity, inert(text))


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


def _entity(found: re.Match[str]) -> str:
    character = found[0]
    return f"&#{ord(character)};" if character.isascii() else character
