"""Debt and changes: baselines count as they stand on the base, and what becomes of them is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from base.changes import branch, made
from drift.scans import DAY, Course, Seen

from .repositories import ADOPTED, BASELINE, SUNSET, adopt, debt, entries, with_debt, workload


def _changes(seen: Seen) -> list[tuple[Any, ...]]:
    return [
        (one["path"], one["subject"], one["key"], one["was"], one["becomes"])
        for one in seen.report["proposed"]["changes"]
        if one["kind"] == "baseline"
    ]


def test_a_change_answers_for_what_it_makes_and_for_no_debt(course: Course) -> None:
    with_debt(course)
    number = len(entries(course))
    seen = branch(course, {"a.yaml": "# one line more\n" + workload("a"), "b.yaml": workload("b")})
    told = seen.scan("--base", "main")
    assert told.code == 1
    assert {name.split()[1] for name in made(told)} == {"b.yaml"}
    assert (debt(told)["tolerated"], debt(told)["was"]) == (number, number)
    assert "; as many as on main." in " ".join(told.text.split())


def test_a_branch_that_moves_a_file_with_debt_passes(course: Course) -> None:
    compose = "services:\n  web:\n    image: registry.example/web:latest\n"
    with_debt(course, **{"shop/compose.yml": compose})
    number = len(entries(course))
    course.project.git("switch", "-q", "-c", "feature")
    Path("deploy").mkdir()
    course.project.git("mv", "a.yaml", "deploy/b.yaml")
    course.project.git("mv", "shop", "store")
    course.project.commit()
    told = course.scan("--base", "main")
    assert (told.code, debt(told)["tolerated"], made(told)) == (0, number, set())


def test_a_branch_cannot_adopt_what_it_makes(course: Course) -> None:
    with_debt(course)
    course.project.git("switch", "-q", "-c", "feature")
    course.write({"b.yaml": workload("b")})
    assert adopt(course, "--sunset", SUNSET, "--add")[0] == 0
    course.project.commit()
    told = course.scan("--base", "main")
    assert told.code == 1
    assert {name.split()[1] for name in made(told)} == {"b.yaml"}
    ((path, subject, key, was, becomes),) = _changes(told)
    number = len(entries(course, path))
    assert (subject, key, was) == (f"baseline through {SUNSET}", None, None)
    assert becomes == f"{number} findings (+{number})"
    effects = told.report["proposed"]["effects"]
    assert [(one["was"], one["becomes"]) for one in effects if one["rule"] == "image-tag"] == [
        ("error", "exempt")
    ]


def test_what_a_branch_prunes_is_told_and_its_files_stay_judged(course: Course) -> None:
    with_debt(course, **{"b.yaml": workload("b")})
    number = len(entries(course))
    course.project.git("switch", "-q", "-c", "feature")
    course.write({"a.yaml": workload("a", "1.0.0")}).project.commit()
    assert adopt(course, "--prune")[0] == 0
    course.project.commit()
    told = course.scan("--base", "main")
    assert told.code == 0
    assert _changes(told) == [
        (
            BASELINE,
            f"baseline through {SUNSET}",
            None,
            f"{number} findings",
            f"{number - 1} findings (-1)",
        )
    ]
    assert (debt(told)["was"], debt(told)["tolerated"]) == (number, number - 1)
    assert "; 1 fewer than on main." in " ".join(told.text.split())


def test_a_moved_sunset_is_told_with_the_old_one(course: Course) -> None:
    with_debt(course)
    number = len(entries(course))
    later = ".platguard/baseline/2028-03-31.txt"
    course.project.git("switch", "-q", "-c", "feature")
    course.project.git("mv", BASELINE, later)
    course.project.commit()
    told = course.scan("--base", "main")
    assert _changes(told) == [
        (
            later,
            f"baseline through {SUNSET}",
            "sunset",
            SUNSET,
            f"2028-03-31 for {number} findings",
        )
    ]
    # It counts from the day on which it is merged.
    assert debt(told)["baselines"][0]["sunset"] == SUNSET


def test_a_broken_baseline_stops_a_scan_and_is_only_told_of_a_branch(course: Course) -> None:
    with_debt(course)
    course.project.git("switch", "-q", "-c", "feature")
    broken = "2027-08-31.txt"
    course.write({f".platguard/baseline/{broken}": "# fine\nnot an entry\n"}).project.commit()
    told = course.scan("--base", "main")
    assert told.code == 0
    (fault,) = told.report["proposed"]["faults"]
    assert (fault["path"], fault["line"]) == (f".platguard/baseline/{broken}", 2)
    code, _, errors = course.run("scan", "--as-of", DAY)
    assert code == 2
    assert f".platguard/baseline/{broken}:2:1: is no entry of a baseline" in errors


def test_a_baseline_counts_from_its_merge_on_for_branches_that_are_older(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": workload("a")}).commit()
    branch(course, {"c.env": "A=1\n"})
    course.project.git("switch", "-q", "main")
    adopt(course, "--sunset", SUNSET)
    course.project.commit()
    number = len(entries(course))
    course.project.git("switch", "-q", "feature")
    told = course.scan("--base", "main")
    assert (told.code, debt(told)["tolerated"], debt(told)["was"]) == (0, number, number)


def test_the_index_is_judged_by_the_debt_of_the_base(course: Course) -> None:
    with_debt(course)
    number = len(entries(course))
    course.project.git("mv", "a.yaml", "b.yaml")
    told = course.scan("--base", "main", "--staged")
    assert (told.code, debt(told)["tolerated"], made(told)) == (0, number, set())
    assert course.scan("--staged").code == 0
