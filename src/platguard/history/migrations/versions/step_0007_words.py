"""The view of spans with the words by which all numbers of drift add up: raised, exempted and
undecided."""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

revision = "0007"
down_revision = "0006"

_OUTCOMES = ("fail", "exempt", "unknown", "soon", "unseen")
_LEVELS = ("error", "warning", "note", "")
_SEVERITIES = ("critical", "high", "medium", "low", "info", "")
_CAUSES = (
    "first", "new", "regressed", "returned", "aged-in", "rule-change", "moved", "reworded",
    "unseen", "seen-again", "raised",
)  # fmt: skip
_ENDS = (
    "", "resolved", "moved", "changed", "rule-change", "rule-gone", "exempted", "undecided",
)  # fmt: skip


def _date(column: str) -> str:
    if op.get_context().dialect.name == "sqlite":
        return f"date({column} * 86400, 'unixepoch')"
    return f"CAST(DATE '1970-01-01' + {column} AS text)"


def _word(column: str, known: Sequence[str]) -> str:
    cases = " ".join(f"WHEN {number} THEN '{word}'" for number, word in enumerate(known))
    return f"CASE {column} {cases} END"


def upgrade() -> None:
    op.execute("DROP VIEW spans_dated")
    op.execute(
        "CREATE VIEW spans_dated AS SELECT r.name AS repository, l.name AS rule,"
        f" {_date('s.opened')} AS opened, {_date('s.closed')} AS closed,"
        f" {_date('s.since')} AS since, {_word('s.outcome', _OUTCOMES)} AS outcome,"
        f" {_word('s.level', _LEVELS)} AS level, {_word('s.severity', _SEVERITIES)} AS severity,"
        f" {_word('s.cause', _CAUSES)} AS cause, {_word('s.ended', _ENDS)} AS ended,"
        " p.text AS path, f.line, a.text AS address, b.text AS subject,"
        " coalesce(t.text, m.text) AS message, e.text AS exception"
        " FROM spans s JOIN repositories r ON r.id = s.repository JOIN rules l ON l.id = s.rule"
        " JOIN findings f ON f.id = s.finding JOIN texts p ON p.id = f.path"
        " JOIN texts a ON a.id = f.address JOIN texts b ON b.id = f.subject"
        " JOIN texts m ON m.id = s.message LEFT JOIN texts e ON e.id = s.exception"
        " LEFT JOIN wordings w ON w.finding = s.finding AND w.message = s.message"
        " LEFT JOIN texts t ON t.id = w.text"
    )
