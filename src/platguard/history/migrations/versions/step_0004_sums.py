"""Indexes that hold all that sums over findings need, so that no table is read for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_SUMMED = "rule outcome seen opened since cause"
_INDEXES = (
    ("spans_now", f"repository {_SUMMED} closed", "closed IS NULL"),
    ("spans_ended", f"closed {_SUMMED} repository ended", "closed IS NOT NULL"),
)


def upgrade() -> None:
    for name in ("spans_open", "spans_resolved"):
        op.drop_index(name, "spans")
    for name, columns, some in _INDEXES:
        where = sa.text(some)
        op.create_index(name, "spans", columns.split(), sqlite_where=where, postgresql_where=where)
