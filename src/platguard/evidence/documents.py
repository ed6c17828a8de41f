"""The JSON files of an export: what they hold, as values, and as bytes that never differ."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, field, replace
from datetime import date
from typing import Any

from platguard.errors import UsageError
from platguard.evidence.names import is_path
from platguard.json_fields import JsonObject, JsonText
from platguard.model.organisation import STATUSES, Placement, Terms
from platguard.model.organisation_scan import RegisterLine
from platguard.records import dataclass

FORMAT = 1
"""The number of the format of exports."""
ALL = "*"
"""The pattern that chooses all repositories."""
REGISTER = "register.json"
EXPORT, REPOSITORIES, REPORT = "export.json", "repositories.json", "report.json"
HISTORY, REVISION = "history", "revision"
COMMITS = (HISTORY, REVISION)
"""Where the commits come from: a history, which had them judged on the day, or the revisions that
the inventory named when the export was made."""
REMEDY = "An export is what `platguard org export` wrote, unchanged."
_COMMIT = re.compile(r"|[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_NUMBERS = ("exit", "discovered", "judged", "unrendered", "skipped", "failed")


@dataclass(frozen=True, slots=True)
class ExportNote:
    """What an export says of itself: the contents of `export.json`."""

    terms: Terms
    """What decided, without rules and exceptions, which follow from the files."""
    tool_digest: str
    """Of the files of the platguard that made it; see `tool.code_digest`."""
    commits: str
    """One of COMMITS."""
    only: str
    """The pattern of the names that were chosen."""
    inputs: Mapping[str, Any]
    """See `inputs.read_inputs`."""
    engineers: Mapping[str, int] = field(default_factory=dict)
    """How many engineers each team has, where the inventory tells it."""

    def fits(self, terms: Terms) -> bool:
        """Whether this is what a run was judged by, whatever platguard did it."""
        return self.terms == replace(
            terms, tool_version=self.terms.tool_version, rules=(), exceptions=None
        )


@dataclass(frozen=True, slots=True)
class RepositoryNote:
    """One repository of an export."""

    placement: Placement
    url: str
    """Where it is fetched from; empty for one that only lay on the machine of the export."""
    revision: str
    """What the inventory named."""
    archived: bool
    commit: str
    """Empty where none was judged."""
    tree: str
    committed_on: date | None
    status: str
    reason: str
    exit: int
    discovered: int
    judged: int
    unrendered: int
    skipped: int
    failed: int
    result: str
    """The file with what came of it."""
    objects: str
    """The file with its commits, as a pack of git; empty without one."""
    recorded_on: date | None = None
    """The last day on which the history saw it, the day of the export included."""
    recorded: str = ""
    """The status that the history has of it; empty without a history."""
    held: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Of a repository that was not judged: the fingerprints of what exceptions covered when it was,
    by their ids, which counts for their limits."""


def json_bytes(value: Any) -> bytes:
    """A JSON file: sorted, in ASCII, and the same for the same value."""
    text = json.dumps(value, sort_keys=True, indent=1, allow_nan=False)
    return text.encode("ascii") + b"\n"


def lines_bytes(value: Mapping[str, Any]) -> bytes:
    """A long JSON file, as `json_bytes` but for its lines: each item of what it holds takes one.

    That is read, compared and written many times faster than a line for every value.
    """
    members = (f"{_line(key)}: {_member(value[key])}" for key in sorted(value))
    return f"{{\n {_NEXT.join(members)}\n}}\n".encode("ascii")


_NEXT = ",\n "


def _member(value: Any) -> str:
    if isinstance(value, list) and value:
        return f"[\n  {f'{_NEXT} '.join(map(_line, value))}\n ]"
    if isinstance(value, Mapping) and value:
        items = (f"{_line(key)}: {_line(value[key])}" for key in sorted(value))
        return f"{{\n  {f'{_NEXT} '.join(items)}\n }}"
    return _line(value)


def _line(value: Any) -> str:
    return json.dumps(value, sort_keys=True, allow_nan=False)


def read_json(data: bytes, path: str, what: str) -> JsonObject:
    """The mapping in a JSON file; UsageError when it holds anything else."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise UsageError("is no JSON in ASCII", path=path, hint=REMEDY) from None
    return JsonText(text, path, REMEDY).document(what)


def export_bytes(note: ExportNote) -> bytes:
    """The bytes of `export.json`."""
    told = asdict(note)
    terms = told.pop("terms")
    for name in ("rules", "exceptions"):
        terms.pop(name)
    terms["as_of"] = note.terms.as_of.isoformat()
    return json_bytes({"export": FORMAT, **told, **terms})


def read_export(data: bytes) -> ExportNote:
    """What `export_bytes` was given, but `inputs` as they stand; UsageError for anything else."""
    given = read_json(data, EXPORT, "an export")
    number = given.integer("export")
    if number != FORMAT:
        told = f"is an export of format {number}, and this platguard knows {FORMAT}"
        raise given.fault(told, "export")
    tables, engineers = given.object("tables"), given.object("engineers")
    return ExportNote(
        terms=Terms(
            as_of=date.fromisoformat(given.date("as_of")),
            timezone=given.text("timezone"),
            tool_version=given.text("tool_version"),
            standards=given.pattern("standards", _DIGEST),
            configuration=given.pattern("configuration", _DIGEST),
            register=given.pattern("register", _DIGEST),
            tables={name: tables.date(name) for name in tables.value},
        ),
        tool_digest=given.pattern("tool_digest", _DIGEST),
        commits=given.choice("commits", COMMITS),
        only=given.text("only"),
        inputs=given.object("inputs").value,
        engineers={team: engineers.integer(team) for team in engineers.value},
    )


def repositories_bytes(notes: Sequence[RepositoryNote]) -> bytes:
    """The bytes of `repositories.json`."""
    return lines_bytes({"repositories": [_row(note) for note in notes]})


def _row(note: RepositoryNote) -> dict[str, Any]:
    told = asdict(note)
    told.update(told.pop("placement"))
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in told.items()}


def register_bytes(lines: Sequence[RegisterLine]) -> bytes:
    """The bytes of `register.json`: what is wrong with the register that all share."""
    return lines_bytes({"register": [asdict(line) for line in lines]})


def read_register(data: bytes) -> list[RegisterLine]:
    """What `register_bytes` was given; UsageError for anything else."""
    return read_json(data, REGISTER, "what is wrong with a register").objects(
        "register", "a line about the register", _register_line
    )


def _register_line(given: JsonObject) -> RegisterLine:
    return RegisterLine(
        rule=given.text("rule"),
        level=given.text("level"),
        severity=given.text("severity"),
        path=given.text("path"),
        line=given.integer("line", least=0),
        message=given.text("message"),
        fix=given.text("fix"),
    )


def read_repositories(data: bytes) -> list[RepositoryNote]:
    """What `repositories_bytes` was given; UsageError for anything else."""
    given = read_json(data, REPOSITORIES, "a list of repositories")
    notes = given.objects("repositories", "a repository", _note)
    names = [note.placement.name for note in notes]
    if len(set(names)) != len(names):
        raise given.fault("two repositories have one name", "repositories")
    return notes


def _note(given: JsonObject) -> RepositoryNote:
    placed = {key: given.text(key) for key in ("name", "team", "segment", "tier", "wave")}
    return RepositoryNote(
        placement=Placement(**placed, created=_day(given, "created")),
        url=given.text("url"),
        revision=given.text("revision"),
        archived=given.boolean("archived"),
        commit=given.pattern("commit", _COMMIT),
        tree=given.pattern("tree", _COMMIT),
        committed_on=_day(given, "committed_on"),
        status=given.choice("status", STATUSES),
        reason=given.text("reason"),
        **{name: given.integer(name, least=0) for name in _NUMBERS},
        result=_path(given, "result"),
        objects=_path(given, "objects"),
        recorded_on=_day(given, "recorded_on"),
        recorded=given.choice("recorded", ("", *STATUSES)),
        held=_held(given.object("held")),
    )


def _held(given: JsonObject) -> dict[str, Sequence[str]]:
    return {name: given.texts(name) for name in given.value}


def _path(given: JsonObject, key: str) -> str:
    path = given.text(key)
    if path and not is_path(path):
        raise given.fault(f"{key} of a repository is no path of an export: {path!r:.60}", key)
    return path


def _day(given: JsonObject, key: str) -> date | None:
    told = given.date_or_none(key)
    return date.fromisoformat(told) if told else None
