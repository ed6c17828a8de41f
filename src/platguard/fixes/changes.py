"""The edits of one file, made together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from posixpath import dirname, join
from typing import Any, Generic, TypeVar

from platguard.edits import EditableFile, Refused
from platguard.facts import kind_of
from platguard.fixes.wishes import Wish, Wishes
from platguard.model.verdict import Verdict

Name = TypeVar("Name")
"""What a caller calls a finding by."""


@dataclass(slots=True)
class FileChange(Generic[Name]):
    """What becomes of a file, and of the findings in it."""

    files: dict[str, bytes] = field(default_factory=dict)
    """The new bytes of it, and of files made beside it."""
    made: list[Name] = field(default_factory=list)
    refused: list[tuple[Name, str]] = field(default_factory=list)
    """Findings whose edit was not made, and why."""


def change_of(
    path: str,
    data: bytes,
    found: Sequence[tuple[Name, Verdict]],
    wishes: Wishes,
    kinds: tuple[str, ...],
) -> FileChange[Name]:
    """The edits of some kinds that findings in a file want; a refused one costs no other."""
    change: FileChange[Name] = FileChange()
    file = _opened(path, data)
    groups: dict[Any, tuple[Wish, list[Name]]] = {}
    for name, verdict in found:
        try:
            wish = wishes.of(verdict, file, kinds)
        except Refused as refusal:
            change.refused.append((name, refusal.reason))
            continue
        if wish is not None:
            group = groups.setdefault(_identity(wish, verdict), (wish, []))
            group[1].append(name)
    for wish, names in sorted(groups.values(), key=lambda group: _order(group[0])):
        try:
            if not isinstance(file, Refused):
                file = _edited(file, wish, len(names), path, change)
            elif wish.spot is None:
                change.files |= _created(wish, path)
        except Refused as refusal:
            change.refused += [(name, refusal.reason) for name in names]
        else:
            change.made += names
    if not isinstance(file, Refused) and file.data != data:
        change.files[path] = file.data
    return change


def _opened(path: str, data: bytes) -> EditableFile | Refused:
    try:
        return EditableFile.of(data, _kind(path))
    except Refused as refusal:
        return refusal


def _edited(
    file: EditableFile, wish: Wish, wishes: int, path: str, change: FileChange[Name]
) -> EditableFile:
    if wish.spot is not None:
        return file.with_edit(wish.spot, wish.edit, wishes)
    change.files |= _created(wish, path)
    return file


def _created(wish: Wish, path: str) -> dict[str, bytes]:
    created = wish.edit.create.items()
    return {join(dirname(path), name): text.encode("utf-8") for name, text in created}


def _identity(wish: Wish, verdict: Verdict) -> tuple[Any, ...]:
    """What edits have in common that are one: the rule, what they do, and where."""
    spot = wish.spot
    where = (spot.document, spot.route, spot.part) if spot and spot.document >= 0 else spot
    exact = (spot.line, spot.column) if spot and wish.edit.replace else ()
    if wish.spot is None:
        return verdict.rule.id, repr(wish.edit.create)
    return verdict.rule.id, repr(wish.edit), where, () if spot and spot.part else exact


def _order(wish: Wish) -> tuple[bool, int, int]:
    """First texts in their place, then what moves lines; from the end of the file upwards."""
    if wish.spot is None:
        return (True, 0, 0)
    return (not wish.edit.replace, -wish.spot.line, -wish.spot.column)


def _kind(path: str) -> str:
    kind = kind_of(path)
    return kind.name if kind else ""
