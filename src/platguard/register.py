"""Reads the register of exceptions: one YAML file for each, strict in its keys and types."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from platguard.approvals import folded
from platguard.errors import UsageError
from platguard.fields import Fields, read_document
from platguard.model.policy_exception import Entry
from platguard.patterns import pattern
from platguard.suggestions import nearest

ENTRY_KEYS = (
    *("id", "rules", "scope", "category", "reason", "compensating", "owner", "requested"),
    *("approvals", "starts", "sunset", "max_findings", "renews", "closed_on", "rejected"),
    "ticket",
)
SCOPE_KEYS = ("repositories", "paths", "resources", "fingerprints")
SELECTOR_KEYS = ("kind", "namespace", "name", "labels")
APPROVAL_KEYS = ("role", "by", "on", "sunset", "terms")

ID = pattern(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What an id looks like: it also names files, branches and calendar events."""
OWN_ID_HINT = "Give each exception an id of its own; ids that only look different are one."


def id_hint(name: str) -> str:
    """What an id looks like, and what is in `name` that only looks like it."""
    told = "Write up to 64 letters, digits, dots, underscores and hyphens: EXC-2026-0007."
    odd = next((character for character in name if not character.isascii()), "")
    if not odd:
        return told
    number = name.index(odd) + 1
    return f"{told} Its character {number} is {_character(odd)}, which is not of ASCII."


def _character(odd: str) -> str:
    return f"{unicodedata.name(odd, 'without a name')} (U+{ord(odd):04X})"


def read_register(files: Mapping[str, bytes], known_ids: Mapping[str, str]) -> list[Entry]:
    """The entry of each file, by path.

    Raises UsageError for a file that cannot be read as an entry, for an unknown key, for a rule
    that never existed and for an id that two files claim. What is well-formed and out of bounds
    is an invalid exception, not an error.
    """
    entries: list[Entry] = []
    seen: dict[str, Entry] = {}
    for path in sorted(files):
        entry = read_entry(files[path], path, known_ids)
        other = seen.setdefault(folded(entry.exception.id), entry)
        if other is not entry:
            raise _taken(entry, other)
        entries.append(entry)
    return entries


def read_entry(data: bytes, path: str, known_ids: Mapping[str, str]) -> Entry:
    """The entry that one file holds; raises UsageError as `read_register` does."""
    from platguard.exception_values import exception_of

    document = read_document(data, path)
    fields = Fields(document, path, "the exception", ENTRY_KEYS, document.start())
    name = fields.text("id")
    if not ID.fullmatch(name):
        raise fields.fault(
            f"{name!r:.80} is not an id",
            "id",
            hint=id_hint(name),
        )
    for key in ("reason", "owner", "category", "compensating", "renews", "ticket"):
        fields.text(key, "")
    for key in ("sunset", "starts", "closed_on"):
        _check_day(fields, key)
    _check_rules(fields, known_ids)
    _check_parts(fields)
    if fields.has("max_findings"):
        fields.integer("max_findings")
    places = {key: document.place(key) for key in document}
    if approvals := document.get("approvals"):
        places |= {f"approvals.{n}": approvals.place(n) for n in range(len(approvals))}
    exception = exception_of(document)
    now = {rule: known_ids[rule] or rule for rule in exception.rules}
    return Entry(path, exception, places, now)


def _taken(entry: Entry, other: Entry) -> UsageError:
    told = f"the id {entry.exception.id} is taken by {other.path}:{other.place('id').line}"
    return entry_fault(entry, told, hint=OWN_ID_HINT)


def entry_fault(entry: Entry, message: str, key: str = "id", hint: str = "") -> UsageError:
    """An error at a key of an entry, at its id when it does not have the key."""
    place = entry.place(key)
    return UsageError(message, path=entry.path, line=place.line, column=place.column, hint=hint)


def _check_rules(fields: Fields, known_ids: Mapping[str, str]) -> None:
    rules = fields.texts("rules")
    if not rules:
        raise fields.fault("the exception names no rules", "rules")
    for number, rule in enumerate(rules):
        if rule not in known_ids:
            place = fields.value["rules"].place(number)
            raise UsageError(
                f"there is no rule {rule!r}",
                path=fields.path,
                line=place.line,
                column=place.column,
                hint=_hint(rule, known_ids),
            )


def _check_day(fields: Fields, key: str) -> None:
    """What is written as text may be no day, and then the entry is invalid; this is no text."""
    if fields.has(key) and not isinstance(fields.value[key], str):
        fields.date(key)


def _check_parts(fields: Fields) -> None:
    scope = fields.mapping("scope", "the scope", SCOPE_KEYS)
    if scope is not None:
        for key in ("repositories", "paths", "fingerprints"):
            scope.texts(key)
        scope.mappings("resources", "a resource", SELECTOR_KEYS, _check_selector)
    fields.mappings("approvals", "an approval", APPROVAL_KEYS, _check_texts)
    for key, keys in (("requested", ("by", "on")), ("rejected", ("by", "on", "why"))):
        part = fields.mapping(key, key, keys)
        if part is not None:
            _check_texts(part)


def _check_selector(fields: Fields) -> None:
    for key in ("kind", "namespace", "name"):
        fields.text(key, "")
    fields.pairs("labels")


def _check_texts(fields: Fields) -> None:
    for key in fields.value:
        fields.text(key, "")


def _hint(rule: str, known: Iterable[str]) -> str:
    near = nearest(rule, known, most=3, cutoff=0.5)
    return f"Nearest are: {', '.join(near)}." if near else "`platguard standards list` names all."
