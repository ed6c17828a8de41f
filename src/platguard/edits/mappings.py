"""Steps of an edit as changes of a YAML or JSON text."""

from __future__ import annotations

from typing import Any

from platguard.edits.entries import entry
from platguard.edits.layout import Change, Layout
from platguard.edits.refusal import Refused
from platguard.edits.removals import removal
from platguard.edits.scalars import in_flow, is_plain, written
from platguard.edits.steps import Step
from platguard.parsers.spans import Node


class Editor:
    """Changes to what stands below one mapping of a text."""

    def __init__(self, layout: Layout, target: Node, before: str, *, as_json: bool) -> None:
        self._layout = layout
        self._text = layout.text
        self._target = target
        self._before = before
        self._as_json = as_json

    def change(self, step: Step) -> Change | None:
        """The change that makes a step; None where nothing is to be done."""
        *above, last = step.route if step.kind != "remove" else (*step.route, step.value)
        holder, remaining = self._reached(above)
        if step.kind == "rename":
            return None if remaining else self._renamed(holder, last, step.value)
        if step.kind == "remove":
            return None if remaining else removal(self._layout, self._target, holder, step.value)
        value: Any = [step.value] if step.kind == "append" else step.value
        for key in reversed([*remaining[1:], last] if remaining else []):
            value = {key: value}
        key = remaining[0] if remaining else last
        found = entry(holder, key)
        if found is None:
            return self._added(holder, key, value)
        if remaining:
            return self._filled(holder, key, found, value)
        if step.kind == "append":
            return self._appended(holder, key, found, step.value)
        return self._replaced(holder, key, found, value)

    def _reached(self, keys: list[str]) -> tuple[Node, list[str]]:
        """The deepest mapping or list on the way that is there, and the keys that are left."""
        node = self._target
        for number, key in enumerate(keys):
            found = entry(node, key) if node.is_mapping else None
            if found is None or not (found.is_mapping or found.is_sequence):
                return node, keys[number:]
            node = found
        return node, []

    def _added(self, mapping: Node, key: str, value: Any) -> Change:
        if not mapping.is_mapping:
            raise Refused("a list stands where a mapping is expected")
        if mapping.flows:
            pair = self._pair(mapping, key, value)
            return self._put_in(mapping, pair)
        lines = self._layout.lines(key, value, self._layout.column(mapping.keys[0].start))
        number = mapping.index_of(self._before) if mapping is self._target else -1
        if number >= 0 and self._layout.begins_its_line(mapping.keys[number].start):
            return self._above(mapping.keys[number], lines)
        return self._below(mapping.parts[-1], lines)

    def _below(self, node: Node, lines: list[str]) -> Change:
        at = self._layout.line_end(self._layout.content_end(node))
        line_break = self._layout.break_at(at)
        return Change(at, at, "".join(f"{line_break}{line}" for line in lines))

    def _above(self, key: Node, lines: list[str]) -> Change:
        """Above a key and the comments that belong to it, parted from it as it is from others."""
        at = self._layout.line_start(key.start)
        while at and self._layout.line_before(at).lstrip().startswith("#"):
            at = self._layout.line_start(at - 1)
        line_break = self._layout.break_at(at)
        parted = bool(at) and not self._layout.line_before(at).strip()
        return Change(at, at, line_break.join([*lines, "", ""] if parted else [*lines, ""]))

    def _pair(self, mapping: Node, key: str, value: Any) -> str:
        as_json = self._as_json or (
            bool(mapping.keys) and all(it.style == '"' for it in mapping.keys)
        )
        name = written(key, flows=True, as_json=as_json)
        if self._as_json and isinstance(value, dict | list) and mapping.keys:
            return f"{name}: {self._unfolded(mapping, value)}"
        return f"{name}: {in_flow(value, as_json=as_json)}"

    def _unfolded(self, holder: Node, value: dict[str, Any] | list[Any]) -> str:
        """A value of JSON on as many lines as those around it take."""
        first = (holder.keys or holder.parts)[0]
        if not self._layout.begins_its_line(first.start):
            return in_flow(value, as_json=True)
        inner = self._layout.line_start(first.start)
        outer = self._layout.line_start(holder.end - 1)
        indent = self._text[inner : first.start]
        closing = self._text[outer : holder.end - 1]
        step = indent.removeprefix(closing) if not closing.strip() else ""
        return _unfolded(value, indent, step or "  ", self._layout.break_at(first.start))

    def _put_in(self, holder: Node, new: str) -> Change:
        """One more entry or item at the end of what stands in brackets."""
        if not holder.parts:
            opening = self._text[holder.start]
            closing = self._text[holder.end - 1]
            return Change(holder.start, holder.end, f"{opening}{new}{closing}")
        end = holder.parts[-1].end
        last = (holder.keys or holder.parts)[-1]
        if self._layout.begins_its_line(last.start):
            start = self._layout.line_start(last.start)
            indent = self._text[start : last.start]
            return Change(end, end, f",{self._layout.break_at(start)}{indent}{new}")
        return Change(end, end, f", {new}")

    def _filled(self, holder: Node, key: str, found: Node, value: Any) -> Change | None:
        """A mapping in the place of a scalar, such as nothing at all."""
        if not found.is_scalar:
            raise Refused(f"{key} is no mapping")
        return self._replaced(holder, key, found, value)

    def _replaced(self, holder: Node, key: str, found: Node, value: Any) -> Change | None:
        is_holder = isinstance(value, dict | list)
        if not found.is_scalar:
            raise Refused(f"{key} is no single value")
        if not is_holder:
            return self.rewritten(found, value)
        if holder.flows or found.style in ("|", ">"):
            return Change(found.start, found.end, in_flow(value, as_json=self._as_json))
        name = holder.keys[holder.index_of(key)]
        lines = self._layout.inner_lines(value, self._layout.column(name.start))
        if found.start == found.end:
            return self._below(found, lines)
        colon = self._text.rindex(":", name.end, found.start) + 1
        line_break = self._layout.break_at(colon)
        return Change(colon, found.end, "".join(f"{line_break}{line}" for line in lines))

    def rewritten(self, node: Node, value: Any) -> Change:
        """Another value in the place of a scalar, in its quotes."""
        if node.style in ("|", ">"):
            raise Refused("the value is a block of text")
        quote = node.style if isinstance(value, str) else ""
        in_brackets = node.parent is not None and node.parent.flows
        new = written(value, quote=quote, flows=in_brackets, as_json=self._as_json)
        if node.start == node.end:
            return Change(node.start, node.end, f" {new}")
        return Change(node.start, node.end, new)

    def _appended(self, holder: Node, key: str, found: Node, item: Any) -> Change | None:
        if found.is_scalar and found.start == found.end:
            return self._replaced(holder, key, found, [item])
        if not found.is_sequence:
            raise Refused(f"{key} is no list")
        if any(part.is_scalar and part.value == str(item) for part in found.parts):
            return None
        quote = next((part.style for part in found.parts if part.style in ("'", '"')), "")
        new = written(item, quote=quote, flows=found.flows, as_json=self._as_json)
        if found.flows:
            return self._put_in(found, new)
        dash = " " * self._layout.column(found.start)
        return self._below(found.parts[-1], [f"{dash}- {new}"])

    def _renamed(self, mapping: Node, key: str, name: str) -> Change | None:
        if entry(mapping, key) is None:
            return None
        node = mapping.keys[mapping.index_of(key)]
        quote = node.style
        if not quote and not is_plain(name, flows=mapping.flows):
            quote = '"'
        return Change(node.start, node.end, written(name, quote=quote, as_json=self._as_json))


def _unfolded(value: Any, indent: str, step: str, line_break: str) -> str:
    inner = indent + step
    if isinstance(value, dict) and value:
        opening, closing = "{", "}"
        parts = [
            f"{written(key, as_json=True)}: {_unfolded(item, inner, step, line_break)}"
            for key, item in value.items()
        ]
    elif isinstance(value, list) and value:
        opening, closing = "[", "]"
        parts = [_unfolded(item, inner, step, line_break) for item in value]
    else:
        return in_flow(value, as_json=True)
    lines = f",{line_break}".join(f"{inner}{part}" for part in parts)
    return f"{opening}{line_break}{lines}{line_break}{indent}{closing}"
