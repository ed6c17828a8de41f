"""The edits of one file, made together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field
from posixpath import dirname, join
from typing import Any, Generic, TypeVar

from platguard.edits import ClosedFile, EditableFile, Refused
from platguard.facts import kind_of
from platguard.fixes.wishes import Wish, Wishes
from platguard.model.verdict import Verdict
from platguard.patterns import pattern
from platguard.records import dataclass

_NAME = pattern(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")

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
    exists: Callable[[str], bool] = lambda path: False,
) -> FileChange[Name]:
    """The edits of some kinds that findings in a file want; a refused one costs no other.

    `exists` tells which files are there, so that none is made in the place of another.
    """
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
            if wish.spot is None:
                change.files |= _created(wish, path, exists)
            elif isinstance(file, EditableFile):
                file = file.with_edit(wish.spot, wish.edit, len(names))
        except Refused as refusal:
            change.refused += [(name, refusal.reason) for name in names]
        else:
            change.made += names
    if isinstance(file, EditableFile) and file.data != data:
        change.files[path] = file.data
    return change


def _opened(path: str, data: bytes) -> EditableFile | ClosedFile:
    try:
        return EditableFile.of(data, _kind(path))
    except Refused as refusal:
        return ClosedFile(data, refusal)


def _created(wish: Wish, path: str, exists: Callable[[str], bool]) -> dict[str, bytes]:
    created = wish.edit.create
    made = {join(dirname(path), name): text.encode("utf-8") for name, text in created.items()}
    for name in created:
        # A part of it may come from the repository.
        if not _NAME.fullmatch(name):
            raise Refused("a file of such a name is not made")
    for name in made:
        if exists(name):
            raise Refused(f"{name} is there already")
    return made


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
