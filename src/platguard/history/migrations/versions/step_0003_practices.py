"""Services, how repositories rotate secrets and segment networks, and when rules are retired."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SMALL = sa.SmallInteger().with_variant(sa.Integer, "sqlite")


def _steps(name: str, keys: tuple[str, ...], *told: Any) -> None:
    """A table of what is so of repositories from a day until another."""
    columns = [_key(key) for key in ("repository", *keys, "opened")]
    closed = sa.Column("closed", sa.Integer, nullable=True)
    op.create_table(name, *columns, closed, *told, sqlite_with_rowid=False, sqlite_strict=True)
    op.create_index(f"{name}_closed", name, ["repository", "closed"])


def _key(name: str) -> Any:
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=False, nullable=False)


def _numbers(*names: str) -> list[Any]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def upgrade() -> None:
    op.add_column("rule_editions", sa.Column("retired_from", sa.Integer, nullable=True))
    texts = [sa.Column(name, sa.Text, nullable=False) for name in ("owner", "folder")]
    whole = sa.Column("is_whole", _SMALL, nullable=False)
    _steps("services", ("service",), *texts, whole, *_numbers("findings"))
    state = sa.Column("state", _SMALL, nullable=False)
    _steps("service_standings", ("service", "rule"), state)
    rotated = sa.Column("rotated_on", sa.Integer, nullable=True)
    worst = sa.Column("worst", sa.Text, nullable=False)
    secrets = ("secrets", "without_evidence", "scheduled", "unknown", "without_history")
    _steps("rotations", ("holder",), rotated, worst, *_numbers(*secrets))
    _steps("segmentations", (), *_numbers("workloads", "selected", "unknown"))
