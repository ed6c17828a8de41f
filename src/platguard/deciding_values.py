"""The values in files that decide, one by one, so that two states of them can be told apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from platguard.errors import UsageError
from platguard.fields import read_document
from platguard.model.document import Map, Place, Seq
from platguard.model.proposal import Proposal
from platguard.model.report import ReportError
from platguard.tuples import NamedTuple

_NAMES = ("id", "name", "role")
"""The keys by one of which the mappings of a list are known."""
_IN_ORDER = "exclude"
"""The list whose later items win, where some take back what others say."""
_NOT_DECIDING = ("tests", "mutations")
"""What a rule has for those who write it."""


class Subject(NamedTuple):
    """What a value belongs to."""

    kind: str
    """A key of PROPOSAL_KINDS."""
    name: str


class Value(NamedTuple):
    """A value as a person would write it, and where."""

    text: str
    path: str
    line: int


Values = dict[tuple[Subject, str], Value]
"""By what each belongs to and its key; of the items of a list, the key and the item."""


def values_of(files: Mapping[str, tuple[str, bytes]]) -> tuple[Values, list[ReportError]]:
    """The values of files, each given with its kind, and why some files have none."""
    values: Values = {}
    faults = []
    for path, (kind, data) in files.items():
        try:
            document = read_document(data, path)
        except UsageError as error:
            faults.append(ReportError(path, error.line, error.column, error.message))
            continue
        for subject, key, text, place in _values(kind, path, document):
            values.setdefault((subject, key), Value(text, path, place.line))
    return values, faults


def proposals(before: Values, after: Values) -> list[Proposal]:
    """What differs, by path, line and key; a rule or an exception that is new or gone is told as
    one."""
    known = {subject for subject, _ in before}, {subject for subject, _ in after}
    gone, new = _wholes(known[0] - known[1]), _wholes(known[1] - known[0])
    found = [*_told_whole(before, gone, new=False), *_told_whole(after, new, new=True)]
    for key in before.keys() | after.keys():
        subject, name = key
        was, becomes = before.get(key), after.get(key)
        if subject not in gone | new and _text(was) != _text(becomes):
            shown = name.partition("\0")[0]
            texts = _text(was), _text(becomes)
            place = _place(was, becomes)
            found.append(Proposal(subject.kind, *place, subject.name, shown, *texts))
    return sorted(found, key=lambda one: (one.path, one.line, one.subject, one.key, one.was))


def _wholes(subjects: Iterable[Subject]) -> set[Subject]:
    """Those that a line can sum up; the others are told value by value."""
    return {subject for subject in subjects if subject.kind in ("exception", "standard")}


def _told_whole(values: Values, subjects: Iterable[Subject], *, new: bool) -> Iterator[Proposal]:
    for subject in subjects:
        own = {name: value for (owner, name), value in values.items() if owner == subject}
        first = min(own.values(), key=lambda value: value.line)
        told = _summary(own)
        line = first.line if new else 1
        was, becomes = ("", told) if new else (told, "")
        yield Proposal(subject.kind, first.path, line, subject.name, "", was, becomes)


def _summary(own: Mapping[str, Value]) -> str:
    """What a rule or an exception is, in a line."""

    def listed(key: str) -> str:
        return ", ".join(v.text for name, v in own.items() if name.partition("\0")[0] == key)

    if "title" in own:
        return own["title"].text
    scopes = (listed(f"scope.{part}") for part in ("paths", "repositories", "fingerprints"))
    where = next(filter(None, scopes), "")
    end = listed("sunset")
    return f"{listed('rules')}{f' in {where}' if where else ''}{f' through {end}' if end else ''}"


def _place(was: Value | None, becomes: Value | None) -> tuple[str, int]:
    if becomes is not None:
        return becomes.path, becomes.line
    return was.path if was else "", 1


def _text(value: Value | None) -> str:
    return value.text if value else ""


def _values(kind: str, path: str, document: Map) -> Iterator[tuple[Subject, str, str, Place]]:
    if kind == "exception":
        yield from _below(Subject(kind, f"exception {document.get('id', path)}"), "", document)
        return
    rules = document.get("rules")
    own = Subject(kind, path)
    if kind == "standard":
        own = Subject(kind, f"standard {document.get('standard', path)}")
    for key, value in document.items():
        if key != "rules":
            yield from _value(own, str(key), value, document.place(key))
    for name, rule, place in _items(rules):
        subject = Subject(kind, f"rule {name}")
        if isinstance(rule, Map):
            decides = (key for key in rule if key not in _NOT_DECIDING)
            for key in decides:
                yield from _value(subject, str(key), rule[key], rule.place(key))
        elif rule is not None:
            yield subject, "", str(rule), place


def _items(value: Any) -> Iterator[tuple[str, Any, Place]]:
    """The items of a list or a mapping, by what each is known by."""
    if isinstance(value, Map):
        for key, item in value.items():
            yield str(key), item, value.place(key)
    elif isinstance(value, Seq):
        for number, item in enumerate(value):
            yield _name(item, number, value), item, value.place(number)


def _name(item: Any, number: int, among: Sequence[Any]) -> str:
    for key in _NAMES:
        if isinstance(item, Map) and key in item:
            alike = sum(isinstance(each, Map) and each.get(key) == item[key] for each in among)
            return f"{item[key]}" if alike == 1 else f"{item[key]}-{number}"
    return str(number)


def _below(subject: Subject, key: str, value: Map) -> Iterator[tuple[Subject, str, str, Place]]:
    for name, item in value.items():
        dotted = f"{key}.{name}" if key else str(name)
        yield from _value(subject, dotted, item, value.place(name))


def _value(
    subject: Subject, key: str, value: Any, place: Place
) -> Iterator[tuple[Subject, str, str, Place]]:
    if isinstance(value, Map) and value:
        yield from _below(subject, key, value)
    elif isinstance(value, Seq) and value:
        if key == _IN_ORDER and any(str(item).startswith("!") for item in value):
            yield subject, f"order of {key}", ", ".join(map(_written, value)), place
        for name, item, at in _items(value):
            if isinstance(item, (Map, Seq)):
                yield from _value(subject, f"{key}.{name}", item, at)
            else:
                # Whatever its position: a list of texts is read as a set.
                yield subject, f"{key}\0{item}", _written(item), at
    elif value is not None:  # a key without a value says nothing
        yield subject, key, _written(value), place


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (Map, Seq)):
        return "{}" if isinstance(value, Map) else "[]"
    return " ".join(str(value).split())
