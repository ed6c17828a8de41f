"""Reads `inventory.yaml` strictly: every key is known, every repository is named once.

What nobody can mean (an unknown key, two repositories of one name, a URL that could run something)
is a UsageError at its place. What may be as it is meant (a pattern without a match, a team that is
not among the teams) is a notice. Whether a repository is there is for the scan to find out: one
that is gone must not keep the others from being judged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from platguard.errors import UsageError
from platguard.fields import Fields, SettingFields, read_document
from platguard.inventory.folders import beginning, matches
from platguard.inventory.naming import NAME, as_name, name_of_folder
from platguard.mirrors.addresses import Address, read_address
from platguard.model.document import Place
from platguard.model.organisation import Inventory, Member, Placement
from platguard.suggestions import suggestion

INVENTORY_KEYS = ("repositories", "defaults", "revision", "teams")
WHERE_KEYS = ("path", "url", "glob")
"""Of which an entry has exactly one."""
DEFAULT_KEYS = ("team", "segment", "tier", "wave")
ENTRY_KEYS = (*WHERE_KEYS, "name", *DEFAULT_KEYS, "created", "revision", "archived")
TEAM_KEYS = ("engineers",)
_REVISION = re.compile(r"[^\s\x00-\x1f\x7f~^:?*\[\\-][^\s\x00-\x1f\x7f:?*\[\\]*")


class _Found(NamedTuple):
    """A repository of an entry."""

    member: Member
    entry: Fields
    identity: str
    """The same for two ways of naming one repository."""


def read_inventory(path: str, *, files: bool = False) -> Inventory:
    """The inventory in a file, with patterns resolved; paths of repositories are absolute.

    `files` allows URLs of files. Raises UsageError at the place of the first fault.
    """
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path) from error
    return _Reader(data, path, files).inventory()


class _Reader:
    """Reads one file."""

    def __init__(self, data: bytes, path: str, files: bool) -> None:
        document = read_document(data, path)
        self._fields = SettingFields(
            document, path, "the inventory", INVENTORY_KEYS, document.start()
        )
        self._folder = os.path.dirname(os.path.abspath(path))
        self._files = files
        self._notices: list[str] = []
        self._revision = _revision(self._fields, "HEAD")
        defaults = self._fields.mapping("defaults", "the defaults", DEFAULT_KEYS)
        self._defaults = {key: defaults.text(key, "") if defaults else "" for key in DEFAULT_KEYS}

    def inventory(self) -> Inventory:
        """The whole file."""
        fields = self._fields
        entries = fields.mappings("repositories", "a repository", ENTRY_KEYS, lambda found: found)
        if not entries:
            raise fields.fault("the inventory has no repositories", "repositories")
        engineers = self._engineers()
        for entry in entries:
            _check(entry)
            self._found(entry, "", identity="")  # also a pattern without a match has right values
        found = [*self._named(entries), *self._matched(entries)]
        members = [item.member for item in _each_once(found)]
        if fields.has("teams"):
            self._tell_of_teams(entries, list(fields.value["teams"] or ()))
        return Inventory(
            members=sorted(members, key=lambda m: (m.placement.name.casefold(), m.placement.name)),
            engineers=engineers,
            notices=self._notices,
        )

    def _engineers(self) -> dict[str, int]:
        teams = self._fields.named("teams", "team {name}", TEAM_KEYS)
        told = {name: team for name, team in teams.items() if team.has("engineers")}
        for team in told.values():
            if team.integer("engineers") < 1:
                raise team.fault(f"engineers of {team.what} must be 1 or more", "engineers")
        return {name: team.integer("engineers") for name, team in told.items()}

    def _named(self, entries: Sequence[Fields]) -> Iterator[_Found]:
        """The repositories with an entry of their own."""
        for entry in entries:
            if entry.has("url"):
                address = self._address(entry)
                name = as_name(address.name) or "repository"
                yield self._found(entry, name, url=address.url, identity=address.identity)
            elif entry.has("path"):
                path = os.path.normpath(os.path.join(self._folder, entry.text_as_written("path")))
                name = "" if entry.has("name") else name_of_folder(path)
                yield self._found(entry, name, path=path, identity=os.path.realpath(path))

    def _matched(self, entries: Sequence[Fields]) -> Iterator[_Found]:
        """The repositories that patterns match; what has an entry of its own, or was matched by an
        earlier one, stands there."""
        taken = {
            os.path.realpath(os.path.join(self._folder, entry.text_as_written("path")))
            for entry in entries
            if entry.has("path")
        }
        for entry in entries:
            if not entry.has("glob"):
                continue
            pattern = entry.text("glob")
            below = os.path.join(self._folder, beginning(pattern))
            paths = [
                os.path.normpath(os.path.join(self._folder, found))
                for found in matches(self._folder, pattern)
            ]
            if not paths:
                self._tell(entry, "glob", f"{pattern} matches no repository")
            for path in paths:
                identity = os.path.realpath(path)
                if identity not in taken:
                    taken.add(identity)
                    name = name_of_folder(path, below)
                    yield self._found(entry, name, path=path, identity=identity)

    def _found(
        self, entry: Fields, name: str, *, identity: str, path: str = "", url: str = ""
    ) -> _Found:
        given = {key: entry.text(key, self._defaults[key]) for key in DEFAULT_KEYS}
        placement = Placement(
            name=entry.text("name", "") or name, created=entry.date("created"), **given
        )
        member = Member(
            placement=placement,
            path=path,
            url=url,
            revision=_revision(entry, self._revision),
            archived=entry.boolean("archived", False),
        )
        return _Found(member, entry, identity)

    def _address(self, entry: Fields) -> Address:
        try:
            return read_address(entry.text("url"), files=self._files)
        except UsageError as error:
            raise entry.fault(error.message, "url", hint=error.hint) from None

    def _tell_of_teams(self, entries: Sequence[Fields], teams: Sequence[str]) -> None:
        for entry in entries:
            team = entry.text("team", "")
            if team and team not in teams:
                told = f"{team} is not among the teams{suggestion(team, teams)}"
                self._tell(entry, "team", told)

    def _tell(self, entry: Fields, key: str, message: str) -> None:
        place: Place = entry.place(key)
        self._notices.append(f"{entry.path}:{place.line}:{place.column}: {message}")


def _check(entry: Fields) -> None:
    """Faults of an entry by itself."""
    given = [key for key in WHERE_KEYS if entry.has(key)]
    if len(given) != 1:
        told = f"has {' and '.join(given)}" if given else "does not say where it is"
        hint = "Give it exactly one of path, url and glob."
        raise entry.fault(f"a repository {told}", given[-1] if given else "", hint=hint)
    where = entry.text(given[0])
    if "\0" in where:
        raise entry.fault(f"{given[0]} of a repository has a character that no path has", given[0])
    if not entry.has("name"):
        return
    name = entry.text("name")
    if entry.has("glob"):
        hint = "What a glob matches is named after its origin, else after its folder."
        raise entry.fault("a glob has no name, because it may match many", "name", hint=hint)
    if not re.fullmatch(NAME, name):
        hint = "Write OWNER/NAME of letters, digits and _ . + ~ -, no part of dots alone."
        raise entry.fault(f"name of a repository is {name!r:.80}", "name", hint=hint)


def _revision(fields: Fields, default: str) -> str:
    if not fields.has("revision"):
        return default
    revision = fields.text("revision")
    if not _REVISION.fullmatch(revision):
        raise fields.fault(
            f"revision of {fields.what} is {revision!r:.80}",
            "revision",
            hint="Name a branch, tag or commit.",
        )
    return revision


def _each_once(found: Sequence[_Found]) -> Sequence[_Found]:
    """What was found; two of one name, and one by two names, are faults."""
    names: dict[str, _Found] = {}
    places: dict[str, _Found] = {}
    for item in found:
        name = item.member.placement.name
        if other := places.get(item.identity):
            raise item.entry.fault(
                f"{_where(item)} is here twice: as {other.member.placement.name}, line"
                f" {_line(other)}, and as {name}",
                _key(item),
            )
        if other := names.get(name.casefold()):
            raise item.entry.fault(
                f"two repositories are called {name}: {_where(other)}, line {_line(other)},"
                f" and {_where(item)}",
                "name" if item.entry.has("name") else _key(item),
                hint="Give one of them an entry with another name.",
            )
        names[name.casefold()] = places[item.identity] = item
    return found


def _key(item: _Found) -> str:
    return next(key for key in WHERE_KEYS if item.entry.has(key))


def _line(item: _Found) -> int:
    return item.entry.place(_key(item)).line


def _where(item: _Found) -> str:
    return item.member.url or item.member.path
