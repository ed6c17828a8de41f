"""Keys and items taken out of a text."""

from __future__ import annotations

from platguard.edits.entries import entry
from platguard.edits.layout import Change, Layout
from platguard.edits.refusal import Refused
from platguard.parsers.spans import Node
from platguard.patterns import pattern

_COMMENT = pattern(r"[ \t]*(#[^\r\n]*)?")


def removal(layout: Layout, target: Node, holder: Node, name: str) -> Change | None:
    """Takes a key or an item out of what holds it; with its holder, where it is the only one.

    None where it is not there. Nothing above `target` is taken away.
    """
    if holder.is_mapping:
        if entry(holder, name) is None:
            return None
        number = holder.index_of(name)
    else:
        texts = [it.value if it.is_scalar else None for it in holder.parts]
        if name not in texts:
            return None
        number = texts.index(name)
    while len(holder.parts) == 1:
        above = holder.parent
        if holder is target or above is None:
            raise Refused("nothing would be left")
        holder, number = above, above.parts.index(holder)
        if not holder.is_mapping:
            raise Refused("nothing would be left")
    if holder.flows:
        return _out_of_brackets(layout, holder, number)
    return _lines_out(layout, holder, number)


def _out_of_brackets(layout: Layout, holder: Node, number: int) -> Change:
    firsts = holder.keys or holder.parts
    own, end = firsts[number].mark, holder.parts[number].end
    is_last = number + 1 == len(firsts)
    start, stop = (holder.parts[number - 1].end, end) if is_last else (own, firsts[number + 1].mark)
    if "#" in layout.text[start:own] + layout.text[end:stop]:
        raise Refused("a comment stands beside it")
    return Change(start, stop, "")


def _lines_out(layout: Layout, holder: Node, number: int) -> Change:
    first = holder.keys[number] if holder.is_mapping else holder.parts[number]
    end = layout.content_end(holder.parts[number])
    start = first.start if holder.is_mapping else _dash(layout, first)
    if not layout.begins_its_line(start):
        return _joined(layout, holder, number, start)
    comment = _COMMENT.match(layout.text, end)
    if comment and comment[1]:
        # What it says may be about more than what is taken away.
        return Change(start, comment.start(1), "")
    top, after = layout.line_start(start), _next_line(layout, end)
    if after == layout.line_end(end) and top:
        # The last line of a text without a line break at its end.
        return Change(layout.line_end(top - 1), after, "")
    is_parted = not top or not layout.line_before(top).strip()
    if is_parted and not layout.text[after : layout.line_end(after)].strip(" \t"):
        after = _next_line(layout, after)
    return Change(top, after, "")


def _dash(layout: Layout, item: Node) -> int:
    return layout.text.rindex("-", 0, item.mark)


def _next_line(layout: Layout, index: int) -> int:
    end = layout.text.find("\n", index)
    return len(layout.text) if end < 0 else end + 1


def _joined(layout: Layout, holder: Node, number: int, start: int) -> Change:
    """Without the first entry of a mapping, which stands behind the dash of a list."""
    if number + 1 >= len(holder.parts):
        raise Refused("it stands on the line of something else")
    end = (holder.keys or holder.parts)[number + 1].start
    if "#" in layout.text[layout.content_end(holder.parts[number]) : end]:
        raise Refused("a comment stands beside it")
    return Change(start, end, "")
