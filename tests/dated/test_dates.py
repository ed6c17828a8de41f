"""Calendar days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard import dates

from .samples import day

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31))
MONTHS = st.integers(min_value=-600, max_value=600)


@pytest.mark.parametrize("text", ["2025-12-31", "2024-02-29", "0001-01-01", "9999-12-31"])
def test_reads_a_day(text: str) -> None:
    found = dates.parse(text)
    assert found is not None
    assert found.isoformat() == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "2025-02-29", "2025-13-01", "2025-1-1", "20251231", "2025-W53-3", "31.12.2025"),
        *("2025-12-31T00:00:00Z", " 2025-12-31", "2025-12-31\n", "٢٠٢٥-12-31", "0000-01-01"),
        "soon",
    ],
)
def test_anything_else_is_no_day(text: str) -> None:
    assert dates.parse(text) is None


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-11-30", 3, "2026-02-28"),
        ("2025-09-30", 3, "2025-12-30"),
        ("2025-10-01", 3, "2026-01-01"),
        ("2028-02-29", 24, "2030-02-28"),
        ("2025-12-31", 24, "2027-12-31"),
        ("2026-05-31", -3, "2026-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("9999-06-01", 24, "9999-12-31"),
        ("0001-01-01", -1, "0001-01-01"),
    ],
)
def test_months_clamp_to_the_last_day(start: str, months: int, end: str) -> None:
    assert dates.add_months(day(start), months) == day(end)


@given(DAYS, DAYS, MONTHS)
def test_months_keep_the_order_of_days(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert dates.add_months(first, months) <= dates.add_months(second, months)


@given(DAYS, st.integers(min_value=0, max_value=600), st.integers(min_value=0, max_value=600))
def test_more_months_are_never_earlier(start: date, some: int, more: int) -> None:
    assert dates.add_months(start, some) <= dates.add_months(start, some + more)


@given(DAYS, MONTHS)
def test_the_day_of_the_month_stays_or_is_the_last_one(start: date, months: int) -> None:
    end = dates.add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == min(start.day, monthrange(end.year, end.month)[1])


@pytest.mark.parametrize(
    ("days", "text"), [(0, "0 days"), (1, "1 day"), (77, "77 days"), (1047, "1,047 days")]
)
def test_counts_days(days: int, text: str) -> None:
    assert dates.count_days(days) == text
