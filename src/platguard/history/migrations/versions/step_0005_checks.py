"""How the checks of each repository came out, for shares of two days over the same repositories."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_CHECKED = ("passed", "failed", "exempt", "unknown")


def upgrade() -> None:
    for name in _CHECKED:
        op.add_column("observations", sa.Column(f"checks_{name}", sa.Integer, nullable=True))
