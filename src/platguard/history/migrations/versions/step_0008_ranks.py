"""What ranks findings, in the indexes of those that are there and of those that were there: the
worst of a day are found by them alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_SUMMED = "rule outcome seen opened since cause"
_INDEXES = (
    ("spans_now", f"repository {_SUMMED} level severity closed", "closed IS NULL"),
    ("spans_ended", f"closed {_SUMMED} repository ended level severity", "closed IS NOT NULL"),
)


def upgrade() -> None:
    for name, columns, some in _INDEXES:
        where = sa.text(some)
        op.drop_index(name, "spans")
        op.create_index(name, "spans", columns.split(), sqlite_where=where, postgresql_where=where)
