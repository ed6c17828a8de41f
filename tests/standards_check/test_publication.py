"""When a date became public, whatever dates a file has held."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from platguard.publication import Publication, moves, published

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 12, 31))


@st.composite
def histories(draw: st.DrawFn) -> list[Publication]:
    """Versions in order, each with a date or without."""
    days = sorted(draw(st.lists(DAYS, max_size=12)))
    values = draw(st.lists(st.none() | DAYS, min_size=len(days), max_size=len(days)))
    return [
        Publication(day, f"{number:040x}", value)
        for number, (day, value) in enumerate(zip(days, values, strict=True))
    ]


@given(histories(), DAYS)
def test_it_is_the_start_of_the_last_run_of_versions_that_give_such_a_date(
    history: list[Publication], current: date
) -> None:
    found = published(history, current)
    reads = [version.value is not None and version.value <= current for version in history]
    if found is None:
        assert not reads or not reads[-1]
        return
    start = history.index(found)
    assert all(reads[start:])
    assert start == 0 or not reads[start - 1]


@given(histories(), DAYS, st.integers(min_value=0, max_value=400))
def test_moving_later_never_takes_notice_away(
    history: list[Publication], current: date, days: int
) -> None:
    before = published(history, current)
    moved = current + timedelta(days)
    committed = [*history, Publication(date(2027, 1, 1), "new", moved)]
    if before is not None:
        for versions in (history, committed):
            after = published(versions, moved)
            assert after is not None
            assert after.on <= before.on


@given(histories(), DAYS, st.integers(min_value=1, max_value=400))
def test_moving_earlier_starts_anew(history: list[Publication], current: date, days: int) -> None:
    now = Publication(date(2027, 1, 1), "now", current)
    earlier = Publication(date(2027, 2, 1), "earlier", current - timedelta(days))
    assert earlier.value is not None
    assert published([*history, now, earlier], earlier.value) == earlier


@given(histories(), DAYS)
def test_it_is_never_later_than_the_newest_change_that_lowered_the_date(
    history: list[Publication], current: date
) -> None:
    versions = [*history, Publication(date(2027, 1, 1), "newest", current)]
    found = published(versions, current)
    assert found is not None
    lowered = [versions[0]] + [
        later
        for version, later in pairwise(versions)
        if later.value and (version.value is None or later.value < version.value)
    ]
    assert versions.index(found) <= versions.index(lowered[-1])


@given(histories(), DAYS)
def test_moves_tell_every_change_and_end_with_what_is(
    history: list[Publication], current: date
) -> None:
    told = moves(history, current)
    assert told[-1].value == current
    assert all(one.value != other.value for one, other in pairwise(told))
    assert {version.value for version in history if version.value} | {current} == {
        version.value for version in told
    }
    assert bool(told[-1].commit) == (told[-1] in history)
