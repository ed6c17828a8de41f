"""Baselines as files: what is written reads back, and what is none is told at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.baseline_lines import order, read_entry, written
from platguard.baselines import new_file, pruned, read_baseline
from platguard.errors import UsageError
from platguard.model.baseline import DebtEntry
from platguard.model.paths import path_of
from platguard.model.standard import LEVELS, SEVERITIES

PATH = ".platguard/baseline/2027-06-30.txt"
GOOD = f"a.yaml image-tag error/medium {'0' * 32} k8s:apps/Deployment/shop/a containers[main]"

hard = st.one_of(
    st.text(min_size=1, max_size=12),
    st.binary(min_size=1, max_size=12).map(path_of),
    st.sampled_from(["# a", "<<<<<<< x", "a\\sb", " a ", "a  b", "\u202ea", "a\nb", "\\x41", "é"]),
)
named = st.builds(
    DebtEntry,
    path=hard,
    rule=st.sampled_from(["image-tag", "non-root", "docker-swarm"]),
    level=st.sampled_from(LEVELS),
    severity=st.sampled_from(SEVERITIES),
    fingerprint=st.integers(0, 2**128 - 1).map(lambda number: f"{number:032x}"),
    address=hard,
    subject=st.one_of(st.just(""), hard),
)


@given(named)
def test_an_entry_reads_back_as_it_was_written(entry: DebtEntry) -> None:
    line = written(entry)
    assert line.isprintable()
    assert line == line.strip()
    assert not line.startswith("#")
    assert read_entry(line, 1, PATH) == entry


@given(st.lists(named, max_size=8, unique_by=lambda entry: (entry.path, entry.fingerprint)))
def test_a_file_reads_back_and_is_in_the_order_of_sort(entries: list[DebtEntry]) -> None:
    data = new_file(entries)
    assert list(read_baseline(data, PATH).entries) == sorted(entries, key=order)
    lines = [line for line in data.split(b"\n") if line and not line.startswith(b"#")]
    assert lines == sorted(lines)


@given(
    st.lists(named, min_size=1, max_size=8, unique_by=lambda entry: entry.fingerprint), st.data()
)
def test_pruning_takes_away_the_lines_of_what_is_gone_and_no_others(
    entries: list[DebtEntry], data: st.DataObject
) -> None:
    gone = data.draw(st.sets(st.sampled_from(entries)))
    old = new_file(entries)
    new = pruned(old, PATH, gone, {})
    if len(gone) == len(entries):
        assert new is None
        return
    assert new is not None
    left = [line for line in old.split(b"\n") if line not in {written(e).encode() for e in gone}]
    assert new.split(b"\n") == left


FAULTS = {
    "no entry": ("hello", 1, 1, "is no entry of a baseline"),
    "an empty rule": (GOOD.replace("image-tag", "Image_Tag"), 1, 8, "is no id of a rule"),
    "no level": (GOOD.replace("error/medium", "medium"), 1, 18, "is no level and severity"),
    "no fingerprint": (GOOD.replace("0" * 32, "00"), 1, 31, "is no fingerprint"),
    "an odd escape": (GOOD.replace("a.yaml", r"a\q.yaml"), 1, 2, "spells nothing"),
    "a conflict": (f"# kept\n<<<<<<< HEAD\n{GOOD}\n", 2, 1, "a merge left its mark here"),
    "twice in other words": (f"{GOOD}\n{GOOD.replace('medium', 'low')}", 2, 1, "in other words"),
    "a space before it": (f" {GOOD}", 1, 2, "is no id of a rule"),
}


@pytest.mark.parametrize(("text", "line", "column", "told"), FAULTS.values(), ids=FAULTS)
def test_what_is_no_entry_is_told_at_its_place(
    text: str, line: int, column: int, told: str
) -> None:
    with pytest.raises(UsageError) as error:
        read_baseline(text.encode(), PATH)
    assert told in error.value.message
    assert (error.value.path, error.value.line, error.value.column) == (PATH, line, column)


def test_bytes_that_are_no_text_are_told_with_their_line() -> None:
    with pytest.raises(UsageError, match="is not UTF-8") as error:
        read_baseline(b"# a\n\xff\n", PATH)
    assert error.value.line == 2


@pytest.mark.parametrize(
    "text",
    [f"{GOOD}\n{GOOD}\n", f"{GOOD}\r\n\r\n{GOOD}\r\n", f"\ufeff{GOOD}  \n", f"{GOOD}"],
    ids=["the same line twice", "lines of Windows", "a mark, and spaces at the end", "no end"],
)
def test_what_editors_and_merges_do_to_a_line_changes_nothing(text: str) -> None:
    (entry,) = read_baseline(text.encode(), PATH).entries
    assert written(entry) == GOOD


@pytest.mark.parametrize("name", ["2027-13-01.txt", "later.txt", "2027-06-30", "x/2027-06-30.txt"])
def test_a_file_that_is_named_after_no_day_is_none(name: str) -> None:
    with pytest.raises(UsageError, match="its name is no day"):
        read_baseline(b"", f".platguard/baseline/{name}")
