"""What passes in repositories and soon will not, so that reports can tell what ends next.

Earlier looks are not told anew: of them nobody knows it until the next scan, or a backfill with
`--again`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=False, nullable=False)


def upgrade() -> None:
    op.create_table(
        "endings",
        *map(_key, ("repository", "rule", "day", "what", "opened")),
        sa.Column("closed", sa.Integer, nullable=True),
        sa.Column("findings", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("endings_closed", "endings", ["repository", "closed"])
    op.execute(
        f"CREATE VIEW endings_dated AS SELECT r.name AS repository, l.name AS rule,"
        f" {_date('s.opened')} AS opened, {_date('s.closed')} AS closed,"
        f" {_date('s.day')} AS ends_on, t.text AS what, s.findings"
        " FROM endings s JOIN repositories r ON r.id = s.repository"
        " JOIN rules l ON l.id = s.rule JOIN texts t ON t.id = s.what"
    )


def _date(column: str) -> str:
    if op.get_context().dialect.name == "sqlite":
        return f"date({column} * 86400, 'unixepoch')"
    return f"CAST(DATE '1970-01-01' + {column} AS text)"
