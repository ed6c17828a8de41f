"""Reads an earlier report in JSON: strict about types, and blind to keys that it does not know.

The file is whatever the user names. Format 1 may get more keys, so unknown ones are passed over;
one that is missing, or of another type, is a UsageError at its place.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from stat import S_ISREG

from platguard.errors import UsageError
from platguard.json_fields import JsonObject, JsonText
from platguard.model.drift import Earlier, Identity, Past, Trace
from platguard.model.lifecycle import LIFECYCLE_STATES
from platguard.model.report import ExceptionNote, Finding, LifecycleNote
from platguard.model.standard import LEVELS, SEVERITIES
from platguard.patterns import pattern
from platguard.records import dataclass
from platguard.request import PreviousFile

FORMAT = 1
LARGEST = 32_000_000
"""The largest report that is read, in bytes: some 20,000 findings."""

_FINGERPRINT = pattern(r"[0-9a-f]{32}")
_COMMIT = pattern(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REMEDY = "Name a file that `platguard scan --format json` wrote."
_TOLD = ("fail", "exempt", "unknown", "pass")
_FAILING = ("fail", "exempt")


@dataclass(frozen=True, slots=True)
class RuleThen:
    """A rule as it was."""

    revision: int
    state: str


@dataclass(frozen=True, slots=True)
class PreviousReport:
    """What an earlier report says, as far as a comparison needs it."""

    path: str
    """As it was named."""
    version: str
    as_of: str
    commit: str | None
    scope: Sequence[str] | None
    """Folders and files that it is about; None for everything."""
    narrowed: bool
    """Whether rules or files were left out on purpose."""
    digests: tuple[str, str]
    """Of the standards and the configuration."""
    tables: Mapping[str, str]
    """The day of each table, by name."""
    skipped: Mapping[str, str]
    failed: Mapping[str, str]
    """Why files were left out or could not be read, by path."""
    rules: Mapping[str, RuleThen]
    """By id."""
    failing: Sequence[Earlier]
    """What failed or was exempt, and what an even earlier report has and this one could not see."""
    undecided: Sequence[Finding]
    past: Sequence[Past]
    """What had been resolved by then."""


def open_previous(path: str, folder: str) -> PreviousFile:
    """The file of an earlier report; UsageError when it is none that can be read."""
    try:
        # Without waiting: nobody may ever write to a pipe.
        number = os.open(os.path.join(folder, path), os.O_RDONLY | os.O_NONBLOCK)
        with open(number, "rb") as stream:
            if not S_ISREG(os.fstat(number).st_mode):
                raise UsageError("is no file", path=path, hint=_REMEDY)
            data = stream.read(LARGEST + 1)
    except OSError as error:
        told = f"the earlier report cannot be read: {error.strerror}"
        raise UsageError(told, path=path, hint=_REMEDY) from error
    except ValueError as error:
        raise UsageError(f"{path!r} is no name of a file", hint=_REMEDY) from error
    return PreviousFile(path, data)


def read_previous(file: PreviousFile) -> PreviousReport:
    """The report that a file holds; UsageError at the first fault."""
    report = _document(file)
    if report.value.get("report") != FORMAT or "platguard" not in report.value:
        raise report.fault(f"is not a report of platguard in format {FORMAT}", "report")
    as_of, coverage = report.date("as_of"), report.object("coverage")
    findings = report.objects("findings", "a finding", lambda each: _earlier(each, as_of))
    drift = report.optional("drift")
    unseen = drift.objects("incomparable", "an incomparable finding", _carried) if drift else []
    return PreviousReport(
        path=file.path,
        version=report.text("platguard"),
        as_of=as_of,
        commit=_commit(report.object("target")),
        scope=_scope(report.object("target")),
        narrowed=report.object("target").boolean("narrowed"),
        digests=_digests(report.object("inputs")),
        tables=dict(report.object("inputs").objects("tables", "a table", _table)),
        skipped=dict(coverage.objects("skipped", "a skipped file", _reason)),
        failed=dict(coverage.objects("failed", "a failed file", _reason)),
        rules=dict(report.objects("rules", "a rule", _rule)),
        failing=[*(found for found in findings if found.finding.outcome in _FAILING), *unseen],
        undecided=[found.finding for found in findings if found.finding.outcome == "unknown"],
        past=[
            *(drift.objects("resolved", "a resolved finding", _resolved(as_of)) if drift else []),
            *(drift.objects("past", "a finding of the past", _past) if drift else []),
        ],
    )


def _document(file: PreviousFile) -> JsonObject:
    if len(file.data) > LARGEST:
        told = f"is larger than {LARGEST // 1_000_000} MB, which is the limit of a report"
        raise UsageError(told, path=file.path, hint=_REMEDY)
    try:
        text = file.data.decode(json.detect_encoding(file.data))
    except UnicodeDecodeError as error:
        raise UsageError("is no text", path=file.path, hint=_REMEDY) from error
    return JsonText(text, file.path, _REMEDY).document("the report")


def _commit(target: JsonObject) -> str | None:
    commit = target.text_or_none("commit")
    if commit is not None and not _COMMIT.fullmatch(commit):
        raise target.fault(f"commit must be the id of a commit, not {commit!r:.60}", "commit")
    return commit


def _scope(target: JsonObject) -> list[str] | None:
    target.need("scope")
    return None if target.value["scope"] is None else target.texts("scope")


def _digests(inputs: JsonObject) -> tuple[str, str]:
    return inputs.text("standards"), inputs.text("configuration")


def _table(table: JsonObject) -> tuple[str, str]:
    return table.text("name"), table.date("as_of")


def _reason(file: JsonObject) -> tuple[str, str]:
    return file.text("path"), file.text("reason")


def _rule(rule: JsonObject) -> tuple[str, RuleThen]:
    state = rule.choice("state", LIFECYCLE_STATES)
    return rule.text("id"), RuleThen(rule.integer("revision"), state)


def _earlier(found: JsonObject, as_of: str) -> Earlier:
    """A finding; what was not compared was first seen on the day of the report."""
    comparison = found.optional("comparison")
    return Earlier(_finding(found), _trace(comparison) if comparison else Trace(as_of))


def _carried(each: JsonObject) -> Earlier:
    return Earlier(_finding(each.object("finding")), _trace(each))


def _resolved(as_of: str) -> Callable[[JsonObject], Past]:
    def read(each: JsonObject) -> Past:
        return Past(_identity(each.object("finding")), _trace(each), as_of)

    return read


def _past(each: JsonObject) -> Past:
    return Past(_identity(each), _trace(each), each.date("resolved_on"))


def _trace(told: JsonObject) -> Trace:
    return Trace(told.date("first_seen"), told.integer("regressions", least=0))


def _identity(found: JsonObject) -> Identity:
    return Identity(
        rule=found.text("rule"),
        path=found.text("path"),
        address=found.text("address"),
        subject=found.text("subject"),
        fingerprint=found.pattern("fingerprint", _FINGERPRINT),
    )


def _finding(found: JsonObject) -> Finding:
    return Finding(
        rule=found.text("rule"),
        standard=found.text("standard"),
        title="",
        level=found.choice("level", LEVELS),
        severity=found.choice("severity", SEVERITIES),
        outcome=found.choice("outcome", _TOLD),
        message=found.text("message"),
        fix=found.text("fix"),
        path=found.text("path"),
        line=found.integer("line"),
        column=found.integer("column"),
        end_line=found.integer("end_line"),
        subject=found.text("subject"),
        address=found.text("address"),
        fingerprint=found.pattern("fingerprint", _FINGERPRINT),
        gap=_gap(found),
        lifecycle=_lifecycle(found.object("lifecycle")),
        exception=_exception(found),
        controls=_controls(found.object("controls")),
        owner=found.text("owner"),
        contact=found.text("contact"),
        guide=found.text("guide"),
    )


def _gap(found: JsonObject) -> int | None:
    """Reports of older versions know of none."""
    return found.integer_or_none("gap") if "gap" in found.value else None


def _lifecycle(told: JsonObject) -> LifecycleNote:
    return LifecycleNote(
        state=told.choice("state", LIFECYCLE_STATES),
        announced=told.date_or_none("announced"),
        warn_from=told.date_or_none("warn_from"),
        enforced_from=told.date_or_none("enforced_from"),
        days_left=told.integer_or_none("days_left"),
        deadline="",
        revision=told.integer_or_none("revision", least=2),
        replacement=told.text_or_none("replacement") or "",
    )


def _exception(found: JsonObject) -> ExceptionNote | None:
    told = found.optional("exception")
    if told is None:
        return None
    return ExceptionNote(
        id=told.text("id"),
        state=told.text("state"),
        sunset=told.text("sunset"),
        days_left=told.integer_or_none("days_left"),
        text="",
    )


def _controls(told: JsonObject) -> dict[str, list[str]]:
    return {name: told.texts(name) for name in told.value}
