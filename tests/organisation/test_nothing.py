"""What counts of a repository is what stands in it: of nothing, nothing does."""

from __future__ import annotations

from typing import Any

from .estate import FIXED, Estate

TABLES = "stale-reference-data"
LATER = "2028-11-22"
"""A day on which the tables are old."""


def lines(told: Any, key: str) -> dict[str, dict[str, Any]]:
    return {one.get("name") or one["id"]: one for one in told.scan[key]}


def without_a_configuration(estate: Estate) -> None:
    """Repositories that are judged by what comes with platguard, each by settings of its own."""
    (estate.top / "platguard.yaml").unlink()


def test_an_empty_repository_passes_and_fails_nothing(estate: Estate) -> None:
    without_a_configuration(estate)
    estate.repository("a/good", FIXED)
    bare = estate.repository("b/nothing", None)
    bare.write("notes.txt", "There is no README here.\n")
    bare.commit()
    told = estate.scan()
    assert told.status("b/nothing")[0] == "empty"
    summary = lines(told, "repositories")["b/nothing"]["summary"]
    assert (summary["warning"], set(summary["outcomes"].values())) == (0, {0})
    assert lines(told, "rules")["readme"]["repositories"] == 1


def test_the_tables_of_all_count_for_none(estate: Estate) -> None:
    without_a_configuration(estate)
    estate.repository("a/good", FIXED)
    estate.repository("b/good", FIXED)
    told = estate.scan()
    assert TABLES not in lines(told, "rules")
    assert not told.scan.get("register")


def test_tables_that_are_old_are_told_once(estate: Estate) -> None:
    without_a_configuration(estate)
    estate.repository("a/good", FIXED)
    estate.repository("b/good", FIXED)
    told = estate.scan("--as-of", LATER)
    assert TABLES not in lines(told, "rules")
    found = [one["message"] for one in told.scan["register"] if one["rule"] == TABLES]
    assert len(found) == len(set(found)) > 3
