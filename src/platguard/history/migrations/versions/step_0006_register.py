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
