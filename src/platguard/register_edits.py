"""Edits the text of an exception's file: what an edit is not about stays as it is, byte by byte.

ruamel.yaml tells where each value stands and writes the new ones. Comments, order, quoting,
indentation and line ends of all others are never taken apart, so they cannot come out otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from platguard import dates
from platguard.errors import UsageError
from platguard.patterns import pattern

_WIDTH = 100
# What ruamel.yaml leaves without quotes in a flowing mapping, and libyaml takes for a key there.
_INDICATORS = ("?", "-", ":")
_UNBROKEN = 1 << 30
_BY_HAND = "Write the change into the file by hand."
_BOM = "\ufeff"
_COMMENT = pattern(r"(?:^|(?<=\s))#[^\n]*")


def new_file(values: Mapping[str, Any]) -> bytes:
    """The text of a new entry, each of its keys on a line.

    Mappings and lists are flowing where they fit on theirs, and have a line for each part where
    they do not: ruamel.yaml would break a flowing one wherever the line happens to be full.
    """
    return _encoded("".join(_new_key(key, value) for key, value in values.items()))


def _new_key(key: str, value: Any) -> str:
    is_text = isinstance(value, str)
    return _dumped(CommentedMap({key: _fitting(key, value)}), _WIDTH if is_text else _UNBROKEN)


def _fitting(key: str, value: Any, indent: int = 0) -> Any:
    """The value on the line of its key, or on lines of its own where it is too long."""
    flowing = _flowing(value)
    is_long = indent + len(f"{key}: {_line(value)}") > _WIDTH
    if is_long and isinstance(value, Mapping):
        return CommentedMap((k, _fitting(k, v, indent + 2)) for k, v in value.items())
    if is_long and isinstance(value, list | tuple):
        return CommentedSeq(_flowing(item) for item in value)
    return flowing


def with_key(data: bytes, key: str, value: Any, after: str = "") -> bytes:
    """The text with another key, behind the key `after` or else at its end."""
    return _Text(data).with_key(key, value, after)


def with_item(data: bytes, key: str, item: Mapping[str, str], after: str = "") -> bytes:
    """The text with another mapping at the end of the list `key`, in the style of the last one.

    A list that is not there yet is added behind the key `after`.
    """
    text = _Text(data)
    items = text.value(key)
    if isinstance(items, SequenceNode):
        return text.with_item(items, item)
    return text.with_key(key, CommentedSeq([_flowing(item)]), after)


def with_replaced_item(data: bytes, key: str, index: int, item: Mapping[str, str]) -> bytes:
    """The text with another mapping in place of one in the list `key`."""
    text = _Text(data)
    items = text.value(key)
    assert isinstance(items, SequenceNode)
    return text.with_replaced(items.value[index], item)


class _Text:
    """A text and the places of its values."""

    def __init__(self, data: bytes) -> None:
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UsageError("is not UTF-8 and cannot be edited", hint=_BY_HAND) from error
        self._mark = _BOM if text.startswith(_BOM) else ""
        self._text = text.removeprefix(_BOM)
        self._line_end = "\r\n" if "\r\n" in text else "\n"
        try:
            root = YAML(pure=True).compose(self._text)
        except YAMLError as error:
            raise UsageError("cannot be edited", hint=_BY_HAND) from error
        assert isinstance(root, MappingNode)
        self._root = root

    def value(self, key: str) -> Node | None:
        """The value of a key, None when the text has no such key."""
        return next((value for name, value in self._root.value if name.value == key), None)

    def with_key(self, key: str, value: Any, after: str) -> bytes:
        last = self.value(after) or self._root.value[-1][1]
        if self._root.flow_style:
            pair = _line(CommentedMap({key: _flowing(value)}))[1:-1]
            return self._with_part((last.end_mark.index, f", {pair}"))
        kept = value if isinstance(value, CommentedSeq) else _flowing(value)
        block = _dumped(CommentedMap({key: kept}), _UNBROKEN)
        return self._with_lines(last, block, self._root.start_mark.column)

    def with_item(self, items: SequenceNode, item: Mapping[str, str]) -> bytes:
        if not items.value:
            return self._with_part((items.start_mark.index + 1, _line(item)))
        last: MappingNode = items.value[-1]
        if items.flow_style:
            return self._with_flowing_item(items, last, item)
        dash, column = items.start_mark.column, last.start_mark.column
        space = column - dash - 1 if self._is_on_line_of_dash(last) else 1
        written = _item(item, flows=last.flow_style, indent=1 + space)
        return self._with_lines(last, f"-{' ' * space}{written}", dash)

    def with_replaced(self, old: MappingNode, item: Mapping[str, str]) -> bytes:
        start, end = old.start_mark.index, self._end(old)
        written = _item(item, flows=old.flow_style, indent=old.start_mark.column)
        return _encoded(f"{self._mark}{self._text[:start]}{self._lines(written)}{self._text[end:]}")

    def _with_flowing_item(
        self, items: SequenceNode, last: MappingNode, item: Mapping[str, str]
    ) -> bytes:
        end, close = last.end_mark.index, items.end_mark.index - 1
        between = _COMMENT.sub("", self._text[end:close])
        if "\n" not in between:
            return self._with_part((end, f", {_line(item)}"))
        ends_in_comma = "," in between
        new = f"{' ' * last.start_mark.column}{_line(item)}{',' * ends_in_comma}"
        comma = (end, "" if ends_in_comma else ",")
        return self._with_part(comma, (self._line_end_after(end), f"{self._line_end}{new}"))

    def _with_lines(self, last: Node, block: str, column: int) -> bytes:
        """The text with lines of their own below those of a value."""
        indented = "".join(f"\n{' ' * column}{line}" for line in block.rstrip("\n").split("\n"))
        return self._with_part((self._line_end_after(self._end(last)), self._lines(indented)))

    def _with_part(self, *parts: tuple[int, str]) -> bytes:
        """The text with each part put in at its index; they are in order."""
        written, done = self._mark, 0
        for index, part in parts:
            written += self._text[done:index] + part
            done = index
        return _encoded(written + self._text[done:])

    def _lines(self, text: str) -> str:
        return text.replace("\n", self._line_end)

    def _end(self, node: Node) -> int:
        """The index behind the last character of a value."""
        if isinstance(node, MappingNode | SequenceNode) and not node.flow_style:
            last = node.value[-1]
            return self._end(last[1] if isinstance(node, MappingNode) else last)
        # Block scalars end where the next token begins, flowing ones where they are closed.
        return len(self._text[: node.end_mark.index].rstrip())

    def _line_end_after(self, index: int) -> int:
        end = self._text.find("\n", index)
        end = len(self._text) if end < 0 else end
        return end - (self._text[index:end].endswith("\r"))

    def _is_on_line_of_dash(self, item: MappingNode) -> bool:
        before = self._text[: item.start_mark.index].rpartition("\n")[2]
        return before.strip() == "-"


def _item(item: Mapping[str, str], *, flows: bool, indent: int) -> str:
    if flows:
        return _line(item)
    lines = _dumped(CommentedMap((k, _flowing(v)) for k, v in item.items()), _UNBROKEN)
    return lines.rstrip("\n").replace("\n", f"\n{' ' * indent}")


def _line(value: Any) -> str:
    return _dumped(_flowing(value), _UNBROKEN).strip()


def _flowing(value: Any) -> Any:
    """The value as ruamel.yaml writes it on one line, days without quotes."""
    if isinstance(value, Mapping):
        mapping = CommentedMap((key, _flowing(item)) for key, item in value.items())
        mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list | tuple):
        sequence = CommentedSeq(_flowing(item) for item in value)
        sequence.fa.set_flow_style()
        return sequence
    if not isinstance(value, str):
        return value
    if value.startswith(_INDICATORS):
        return SingleQuotedScalarString(value)
    return dates.parse(value) or value


def _dumped(value: Any, width: int) -> str:
    yaml = YAML(pure=True)
    yaml.width = width
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UsageError("what is to be written is not text in UTF-8") from error
