"""When a rule was judged anywhere in an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Judging(NamedTuple):
    """The days from which on a rule was judged, and was not."""

    rule: str
    first: date
    """The first day."""
    is_first_of_all: bool
    """Whether nobody looked at anything before that day."""
    gaps: Sequence[tuple[date, date | None]] = ()
    """Times in which it was not, oldest first: the first day, and the one from which on it was
    again; None where it was not again by the day that is told of."""
