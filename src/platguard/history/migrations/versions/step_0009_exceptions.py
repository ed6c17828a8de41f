"""The register that all repositories share as it stood, so that reports of past days can tell who
excepted what, by whom and until when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=False, nullable=False)


def upgrade() -> None:
    op.add_column("runs", sa.Column("exceptions", sa.Integer, nullable=True))
    op.create_table(
        "exception_editions",
        _key("exception"),
        _key("opened"),
        sa.Column("closed", sa.Integer, nullable=True),
        sa.Column("told", sa.Integer, sa.ForeignKey("texts.id"), nullable=False),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.execute(
        "CREATE VIEW exceptions_dated AS SELECT i.text AS exception,"
        f" {_date('e.opened')} AS opened, {_date('e.closed')} AS closed, t.text AS told"
        " FROM exception_editions e JOIN texts i ON i.id = e.exception"
        " JOIN texts t ON t.id = e.told"
    )


def _date(column: str) -> str:
    if op.get_context().dialect.name == "sqlite":
        return f"date({column} * 86400, 'unixepoch')"
    return f"CAST(DATE '1970-01-01' + {column} AS text)"
