"""Days that messages count are those of the day of the report."""

from __future__ import annotations

from datetime import date

import pytest

from platguard.audit.recounting import recounted

THEN, NOW = date(2026, 7, 20), date(2026, 11, 20)


@pytest.mark.parametrize(
    ("message", "told", "counted_for"),
    [
        ("a takes b, which was given up on 2025-08-28 (326 days ago).",
         "a takes b, which was given up on 2025-08-28 (449 days ago).", None),
        ("a uses go 1.20 (go 1.20), which ended on 2020-02-06 (2,356 days ago).",
         "a uses go 1.20 (go 1.20), which ended on 2020-02-06 (2,479 days ago).", None),
        ("a uses php 8.2, which ends on 2026-12-31, in 164 days.",
         "a uses php 8.2, which ends on 2026-12-31, in 41 days.", None),
        # Nobody looked since it ended.
        ("a uses b, which ends on 2026-11-19, in 122 days.",
         "a uses b, which ends on 2026-11-19, 1 day ago.", None),
        ("a was last rotated 2026-01-01 (200 days ago). The standard is 31 days, 169 days over.",
         "a was last rotated 2026-01-01 (323 days ago). The standard is 31 days, 292 days over.",
         None),
        ("The table t describes 2026-05-01, 80 days ago; the limit is 30 days.",
         "The table t describes 2026-05-01, 203 days ago; the limit is 30 days.", None),
        # What these count from, the message does not say.
        ("a was pushed 5 days ago.", "a was pushed 5 days ago.", THEN),
        ("b ended on 2026-07-19 (1 day ago); it was pushed 5 days ago.",
         "b ended on 2026-07-19 (124 days ago); it was pushed 5 days ago.", THEN),
        ("a ended on 2026-99-99 (3 days ago).", "a ended on 2026-99-99 (3 days ago).", None),
    ],
)  # fmt: skip
def test_days_follow_from_the_date_beside_them(
    message: str, told: str, counted_for: date | None
) -> None:
    assert recounted(message, THEN, NOW) == (told, counted_for)


def test_what_counts_nothing_or_is_of_the_day_stays() -> None:
    message = "a ended on 2026-07-19 (1 day ago)."
    assert recounted(message, None, NOW) == (message, None)
    assert recounted(message, NOW, NOW) == (message, NOW)
