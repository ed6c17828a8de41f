"""What runs told of the register that all repositories share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "registers",
        sa.Column("run", sa.Integer, primary_key=True, autoincrement=False, nullable=False),
        sa.Column("told", sa.Integer, sa.ForeignKey("texts.id"), nullable=False),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    is_sqlite = op.get_context().dialect.name == "sqlite"
    day = "date(r.as_of * 86400, 'unixepoch')" if is_sqlite else "DATE '1970-01-01' + r.as_of"
    op.execute(
        f"CREATE VIEW registers_dated AS SELECT g.run, CAST({day} AS text) AS as_of, t.text AS told"
        " FROM registers g JOIN runs r ON r.id = g.run JOIN texts t ON t.id = g.told"
    )
