"""The tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SMALL = sa.SmallInteger().with_variant(sa.Integer, "sqlite")


def _table(name: str, *parts: Any, rowid: bool = False) -> None:
    op.create_table(name, *parts, sqlite_with_rowid=rowid, sqlite_strict=True)


def _number(name: str) -> Any:
    return sa.Column(name, sa.Integer, nullable=False)


def _word(name: str) -> Any:
    return sa.Column(name, _SMALL, nullable=False)


def _text(name: str) -> Any:
    return sa.Column(name, sa.Text, nullable=False)


def _optional(name: str) -> Any:
    return sa.Column(name, sa.Integer, nullable=True)


def _key(name: str, kind: Any = sa.Integer) -> Any:
    return sa.Column(name, kind, primary_key=True, autoincrement=False, nullable=False)


def _id() -> Any:
    return sa.Column("id", sa.Integer, primary_key=True)


def _into(name: str, table: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=nullable)


def upgrade() -> None:
    _names()
    _runs()
    _repositories()
    _findings()
    _indexes()


def _names() -> None:
    digest = sa.Column("digest", sa.LargeBinary, nullable=False, unique=True)
    _table("texts", _id(), digest, _text("text"), rowid=True)
    content = sa.Column("content", sa.LargeBinary, nullable=True)
    unique = sa.Column("name", sa.Text, nullable=False, unique=True)
    _table("repositories", _id(), unique, content, rowid=True)
    unique = sa.Column("name", sa.Text, nullable=False, unique=True)
    _table("rules", _id(), unique, rowid=True)


def _runs() -> None:
    told = ("tool_version", "timezone", "standards", "configuration", "register", "tables")
    texts = [_text(name) for name in told]
    whole = sa.Column("whole", _SMALL, nullable=False)
    _table(
        "runs", _id(), _number("as_of"), _word("state"), *texts, whole, _number("repositories"),
        rowid=True,
    )  # fmt: skip
    _table("pending", _key("run"), _key("repository"), _text("counts"))
    outcomes = ("pass", "fail", "exempt", "unknown", "not_applicable", "not_evaluated")
    _table("tallies", _key("run"), _key("rule"), *(_number(name) for name in outcomes))
    files = ("repositories", "discovered", "judged", "unrendered", "skipped", "failed")
    status = _key("status", _SMALL)
    _table("run_coverage", _key("run"), status, *(_number(name) for name in files))
    judged = sa.Column("judged", _SMALL, nullable=False)
    _table("looks", _key("repository"), _key("day"), _number("run"), judged)
    steps = (_key("rule"), _key("opened"), _optional("closed"))
    words = ("standard", "title", "severity", "state", "owner", "contact", "guide")
    more = ("replacement", "controls")
    days = ("announced", "warn_from", "enforced_from")
    _table(
        "rule_editions", *steps, *(_text(name) for name in (*words, *more)), _number("revision"),
        *(_optional(name) for name in days),
    )  # fmt: skip


def _steps(*keys: Any) -> list[Any]:
    return [_key("repository"), *keys, _key("opened"), _optional("closed")]


def _repositories() -> None:
    told = ("team", "segment", "tier", "wave")
    _table("placements", *_steps(), *(_text(name) for name in told), _optional("created"))
    numbers = ("exit", "discovered", "judged", "unrendered", "skipped", "failed")
    _table(
        "observations", *_steps(), _word("status"), _into("reason", "texts"), _text("commit"),
        _optional("committed_on"), *(_number(name) for name in numbers),
    )  # fmt: skip
    _table("blind", *_steps(_key("path"), _key("reason")))
    _table("standings", *_steps(_key("rule")), _word("state"))
    keys = ["product", "version", "category", "subject", "path"]
    texts = [_key("kind", sa.Text), _key("strength", sa.Text)]
    _table("usages", *_steps(*(_key(name) for name in keys), *texts), _number("line"))
    _table("exception_matches", *_steps(_key("exception")), _number("matches"))


def _findings() -> None:
    _table(
        "findings", _id(), _into("repository", "repositories"), _into("rule", "rules"),
        sa.Column("fingerprint", sa.LargeBinary, nullable=False), _into("path", "texts"),
        _into("address", "texts"), _into("subject", "texts"), _number("line"), _number("column"),
        sa.UniqueConstraint("repository", "fingerprint", "path", name="findings_identity"),
        rowid=True,
    )  # fmt: skip
    wording = (_key("finding"), _key("message"), _number("worded_on"), _into("text", "texts"))
    _table("wordings", *wording)
    words = ("outcome", "seen", "level", "severity", "cause", "ended")
    _table(
        "spans", _key("finding"), _key("opened"), _optional("closed"), _number("since"),
        _number("repository"), _number("rule"), *(_word(name) for name in words),
        _into("message", "texts"), _into("exception", "texts", nullable=True),
    )  # fmt: skip


def _indexes() -> None:
    for name, table, columns in (
        ("runs_as_of", "runs", "as_of"),
        ("looks_run", "looks", "run"),
        ("observations_opened", "observations", "opened closed"),
        ("blind_closed", "blind", "repository closed"),
        ("standings_flow", "standings", "rule opened closed state repository"),
        ("standings_closed", "standings", "repository closed"),
        ("usages_flow", "usages", "kind product version opened closed repository"),
        ("usages_closed", "usages", "repository closed"),
        ("exception_matches_closed", "exception_matches", "repository closed"),
        ("exception_matches_flow", "exception_matches", "exception opened closed matches"),
        ("spans_flow", "spans", "rule opened closed outcome repository cause"),
    ):
        op.create_index(name, table, columns.split())
    for name, columns, where in (
        ("spans_resolved", "closed rule ended seen since", "closed IS NOT NULL"),
        ("spans_open", "repository", "closed IS NULL"),
    ):
        only = sa.text(where)
        op.create_index(name, "spans", columns.split(), sqlite_where=only, postgresql_where=only)
