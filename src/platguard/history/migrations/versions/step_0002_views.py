"""Views that tell findings, spans, observations and usages in words and dates, for people."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision = "0002"
down_revision = "0001"

_OUTCOMES = ("fail", "exempt", "unknown", "soon", "unseen")
_LEVELS = ("error", "warning", "note", "")
_SEVERITIES = ("critical", "high", "medium", "low", "info", "")
_STATUSES = ("judged", "incomplete", "empty", "failed", "quarantined", "missing", "stale")
_STANDINGS = ("fail", "unknown", "exempt", "pass", "not-applicable", "not-evaluated")
_CAUSES = (
    "first", "new", "regressed", "returned", "aged-in", "rule-change", "moved", "reworded",
    "unseen", "seen-again",
)  # fmt: skip
_ENDS = ("", "resolved", "moved", "changed", "rule-change", "rule-gone")
_RUN_STATES = ("open", "complete", "abandoned")


def _date(column: str) -> str:
    if op.get_context().dialect.name == "sqlite":
        return f"date({column} * 86400, 'unixepoch')"
    return f"CAST(DATE '1970-01-01' + {column} AS text)"


def _word(column: str, known: Sequence[str]) -> str:
    cases = " ".join(f"WHEN {number} THEN '{word}'" for number, word in enumerate(known))
    return f"CASE {column} {cases} END"


def upgrade() -> None:
    step = f"{_date('s.opened')} AS opened, {_date('s.closed')} AS closed"
    repository = "JOIN repositories r ON r.id = s.repository"
    op.execute(
        f"CREATE VIEW spans_dated AS SELECT r.name AS repository, l.name AS rule, {step},"
        f" {_date('s.since')} AS since, {_word('s.outcome', _OUTCOMES)} AS outcome,"
        f" {_word('s.level', _LEVELS)} AS level, {_word('s.severity', _SEVERITIES)} AS severity,"
        f" {_word('s.cause', _CAUSES)} AS cause, {_word('s.ended', _ENDS)} AS ended,"
        " p.text AS path, f.line, a.text AS address, b.text AS subject,"
        " coalesce(t.text, m.text) AS message, e.text AS exception"
        f" FROM spans s {repository} JOIN rules l ON l.id = s.rule"
        " JOIN findings f ON f.id = s.finding JOIN texts p ON p.id = f.path"
        " JOIN texts a ON a.id = f.address JOIN texts b ON b.id = f.subject"
        " JOIN texts m ON m.id = s.message LEFT JOIN texts e ON e.id = s.exception"
        " LEFT JOIN wordings w ON w.finding = s.finding AND w.message = s.message"
        " LEFT JOIN texts t ON t.id = w.text"
    )
    op.execute(
        "CREATE VIEW findings_dated AS SELECT r.name AS repository, l.name AS rule,"
        f" p.text AS path, f.line, a.text AS address, {_date('min(s.opened)')} AS first_seen,"
        f" {_date('max(s.since)')} AS since,"
        f" sum(CASE s.cause WHEN {_CAUSES.index('regressed')} THEN 1 ELSE 0 END) AS regressions,"
        " sum(CASE WHEN s.closed IS NULL THEN 1 ELSE 0 END) AS is_there"
        " FROM findings f JOIN spans s ON s.finding = f.id JOIN rules l ON l.id = f.rule"
        " JOIN repositories r ON r.id = f.repository JOIN texts p ON p.id = f.path"
        " JOIN texts a ON a.id = f.address"
        " GROUP BY f.id, r.name, l.name, p.text, f.line, a.text"
    )
    op.execute(
        f"CREATE VIEW observations_dated AS SELECT r.name AS repository, {step},"
        f' {_word("s.status", _STATUSES)} AS status, t.text AS reason, s."commit",'
        f" {_date('s.committed_on')} AS committed_on, s.discovered, s.judged, s.unrendered,"
        f" s.skipped, s.failed FROM observations s {repository} JOIN texts t ON t.id = s.reason"
    )
    op.execute(
        "CREATE VIEW standings_dated AS SELECT r.name AS repository, l.name AS rule,"
        f" {step}, {_word('s.state', _STANDINGS)} AS state FROM standings s {repository}"
        " JOIN rules l ON l.id = s.rule"
    )
    texts = ("category", "product", "version", "subject", "path")
    joins = " ".join(f"JOIN texts {name}_t ON {name}_t.id = s.{name}" for name in texts)
    columns = ", ".join(f"{name}_t.text AS {name}" for name in texts)
    op.execute(
        f"CREATE VIEW usages_dated AS SELECT r.name AS repository, {step}, s.kind, {columns},"
        f" s.line, s.strength FROM usages s {repository} {joins}"
    )
    op.execute(
        f"CREATE VIEW runs_dated AS SELECT {_date('s.as_of')} AS as_of,"
        f" {_word('s.state', _RUN_STATES)} AS state, s.tool_version, s.standards,"
        " s.configuration, s.register, s.tables, s.repositories FROM runs s"
    )
