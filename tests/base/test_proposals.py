"""A change cannot vouch for itself: what it alters in what decides is told, and does not count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from drift.scans import Course, Seen

from .changes import ADOPTED, ENTRY, ROLES, STANDARD, branch, exception, made, pod

EXCEPTION = exception("*.yaml")

OWN = "standards: [builtin, ./standards]\n"


def _scan(course: Course, before: Mapping[str, str], change: Mapping[str, str | None]) -> Seen:
    course.write({"platguard.yaml": ADOPTED + ROLES, "old.yaml": "a: 1\n", **before}).commit()
    return branch(course, change).scan("--base", "main", "--rule", "privileged")


def _changes(seen: Seen) -> list[tuple[Any, ...]]:
    return [
        (one["subject"], one["key"], one["was"], one["becomes"])
        for one in seen.report["proposed"]["changes"]
    ]


def _effects(seen: Seen) -> list[tuple[str, str, str]]:
    return [(one["path"], one["was"], one["becomes"]) for one in seen.report["proposed"]["effects"]]


VOUCHING: dict[str, tuple[dict[str, str | None], tuple[Any, ...], str]] = {
    "an exception": (
        {ENTRY: EXCEPTION},
        ("exception EXC-2026-0007", None, None, "privileged in *.yaml through 2027-06-30"),
        "exempt",
    ),
    "an exclude": (
        {".platguard.yaml": "exclude: ['new.yaml']\n"},
        (".platguard.yaml", "exclude", None, "new.yaml"),
        "not judged",
    ),
    "a lowered level": (
        {"platguard.yaml": f"{ADOPTED}{ROLES}rules: {{privileged: {{level: note}}}}\n"},
        ("rule privileged", "level", None, "note"),
        "note",
    ),
    "a rule turned off": (
        {"platguard.yaml": f"{ADOPTED}{ROLES}rules: {{image-tag: {{enabled: false}}}}\n"},
        ("rule image-tag", "enabled", None, "false"),
        "",
    ),
}


@pytest.mark.parametrize("case", VOUCHING.values(), ids=VOUCHING)
def test_a_change_cannot_vouch_for_itself(
    course: Course, case: tuple[dict[str, str | None], tuple[Any, ...], str]
) -> None:
    change, told, becomes = case
    seen = _scan(course, {}, {"new.yaml": pod("a"), **change})
    assert made(seen) == {"privileged new.yaml"}
    assert seen.code == 1
    assert _changes(seen) == [told]
    if becomes:
        assert ("new.yaml", "error", becomes) in _effects(seen)
    course.project.git("switch", "-q", "main")
    course.project.git("merge", "-q", "feature")
    merged = course.scan("--rule", "privileged")
    assert (merged.code == 0) == bool(becomes)


def test_a_moved_sunset_is_told_with_both_dates(course: Course) -> None:
    later = EXCEPTION.replace("2027-06-30", "2027-12-31")
    seen = _scan(course, {ENTRY: EXCEPTION, "a.yaml": pod("a")}, {ENTRY: later})
    assert ("exception EXC-2026-0007", "sunset", "2027-06-30", "2027-12-31") in _changes(seen)
    (found,) = (f for f in seen.report["findings"] if f["rule"] == "privileged")
    assert (found["outcome"], found["exception"]["sunset"]) == ("exempt", "2027-06-30")


def test_an_exception_that_is_taken_away(course: Course) -> None:
    seen = _scan(course, {ENTRY: EXCEPTION, "a.yaml": pod("a")}, {ENTRY: None})
    gone = "privileged in *.yaml through 2027-06-30"
    assert _changes(seen) == [("exception EXC-2026-0007", None, gone, None)]
    assert _effects(seen) == [("a.yaml", "exempt", "error")]
    assert seen.code == 0


def test_an_entry_in_another_file_is_no_change(course: Course) -> None:
    other = ENTRY.replace("EXC-2026-0007", "shop")
    seen = _scan(course, {ENTRY: EXCEPTION}, {ENTRY: None, other: EXCEPTION})
    assert _changes(seen) == []


def test_standards(course: Course) -> None:
    course.write({"platguard.yaml": OWN, "standards/ours.yaml": STANDARD, "a.yaml": pod("a")})
    course.commit()
    weaker = STANDARD.replace("severity: high", "severity: low")
    more = f"{weaker}{STANDARD[STANDARD.index('  - id') :].replace('our-limit', 'our-other')}"
    branch(course, {"standards/ours.yaml": more, "b.yaml": pod("b")})
    seen = course.scan("--base", "main")
    assert "our-limit b.yaml" in made(seen)
    assert "our-other b.yaml" not in made(seen)
    assert _changes(seen) == [
        ("rule our-limit", "severity", "high", "low"),
        ("rule our-other", None, None, "Containers have a name"),
    ]
    assert ("b.yaml", "error", "warning") in _effects(seen)
    assert ("b.yaml", "not judged", "error") in _effects(seen)
    gone = branch(course, {"standards/ours.yaml": None, "platguard.yaml": ADOPTED})
    changes = _changes(gone.scan("--base", "main"))
    assert ("rule our-limit", None, "Containers have a name", None) in changes
    assert ("platguard.yaml", "standards", "./standards", None) in changes


BROKEN: dict[str, dict[str, str | None]] = {
    "the configuration": {"platguard.yaml": "profil: strict\n"},
    "no YAML": {"platguard.yaml": "a: ["},
    "the repository's": {".platguard.yaml": "rules: {}\n"},
    "an exception": {ENTRY: EXCEPTION.replace("sunset: 2027", "sunsett: 2027")},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_what_is_broken_on_the_branch_is_only_told(
    course: Course, change: dict[str, str | None]
) -> None:
    seen = _scan(course, {}, {"new.yaml": pod("a"), **change})
    assert seen.code == 1
    (path,) = change
    assert path in {fault["path"] for fault in seen.report["proposed"]["faults"]}


def test_a_link_in_the_place_of_the_configuration(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "mine.yaml": "standards: []\n"}).commit()
    branch(course, {"platguard.yaml": None})
    (course.folder / "platguard.yaml").symlink_to("mine.yaml")
    seen = branch(course, {"new.yaml": pod("a")}).scan("--base", "main", "--rule", "privileged")
    assert seen.code == 1
    assert seen.report["proposed"]["faults"]


@pytest.mark.parametrize("flag", ["--config", "--standards", "--exceptions"])
def test_what_is_named_and_lies_in_the_repository_is_read_on_the_base(
    course: Course, flag: str
) -> None:
    named = {"--config": "ci/platguard.yaml", "--standards": "rules", "--exceptions": "register"}
    path = named[flag]
    before = {
        "platguard.yaml": ADOPTED + ROLES,
        "ci/platguard.yaml": ADOPTED + ROLES,
        "rules/ours.yaml": STANDARD,
        "register/none.txt": "",
    }
    course.write(before).commit()
    weaker: dict[str, str | None] = {
        "ci/platguard.yaml": f"{ADOPTED}rules: {{privileged: {{enabled: false}}}}\n",
        "rules/ours.yaml": STANDARD.replace("== 'main'", "== 'x'"),
        "register/a.yaml": EXCEPTION,
        "new.yaml": pod("a"),
    }
    branch(course, weaker)
    seen = course.scan("--base", "main", flag, path)
    assert seen.code == 1
    rule = "our-limit" if flag == "--standards" else "privileged"
    assert f"{rule} new.yaml" in made(seen)
    assert seen.report["proposed"]["changes"]


LINKED: dict[str, tuple[str, str, str]] = {
    "a file, to another one": ("ci/platguard.yaml", "../tests/weak.yaml", "ci/platguard.yaml"),
    "a file, to outside": ("ci/platguard.yaml", "../../weak.yaml", "ci/platguard.yaml"),
    "a folder, to outside": ("ci", "../weak", "ci/platguard.yaml"),
}


@pytest.mark.parametrize("case", LINKED.values(), ids=LINKED)
def test_a_link_leads_to_nothing_else_than_what_the_base_has(
    course: Course, case: tuple[str, str, str]
) -> None:
    """The file that `--config` names is the one of that name on the base, wherever it leads now."""
    place, goal, named = case
    weak = f"{ADOPTED}rules: {{privileged: {{enabled: false}}}}\n"
    course.write({"ci/platguard.yaml": ADOPTED, "tests/weak.yaml": weak}).commit()
    (course.folder.parent / "weak.yaml").write_text(weak)
    (course.folder.parent / "weak").mkdir()
    (course.folder.parent / "weak" / "platguard.yaml").write_text(weak)
    branch(course, {"new.yaml": pod("a"), "ci/platguard.yaml": None})
    if place == "ci":
        (course.folder / "ci").rmdir()
    (course.folder / place).symlink_to(goal)
    seen = branch(course, {}).scan("--base", "main", "--config", named)
    assert "privileged new.yaml" in made(seen)


@pytest.mark.parametrize("name", ["platguard.yaml", ".platguard.yaml"])
@pytest.mark.parametrize("is_inside", [True, False])
def test_a_configuration_further_down_takes_no_part_in_what_decides(
    course: Course, name: str, is_inside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = {"platguard.yaml": ADOPTED, ".platguard.yaml": "exclude: ['new.yaml']\n"}[name]
    course.write({"platguard.yaml": ADOPTED, "deploy/old.yaml": "a: 1\n"}).commit()
    service = "services: {a: {image: 'b:1.0.0', privileged: true}}\n"
    branch(course, {f"deploy/{name}": weak, "deploy/new.yaml": service})
    monkeypatch.chdir(course.folder / "deploy" if is_inside else course.folder)
    seen = course.scan("--base", "main", "--rule", "privileged", *([] if is_inside else ["deploy"]))
    assert made(seen) == {"privileged deploy/new.yaml"}


def test_a_configuration_that_the_base_has_further_down_counts(course: Course) -> None:
    own = {"deploy/platguard.yaml": ADOPTED, "deploy/old.yaml": "a: 1\n"}
    course.write({"platguard.yaml": f"{ADOPTED}profile: strict\n", **own}).commit()
    branch(course, {"deploy/platguard.yaml": None, "deploy/new.yaml": pod("a")})
    seen = course.scan("--base", "main", "--rule", "privileged", "deploy")
    assert made(seen) == {"privileged new.yaml"}


def test_what_is_excluded_does_not_pass_and_what_no_more_is_did_not(course: Course) -> None:
    left_out = {".platguard.yaml": "exclude: ['**']\n", "a.yaml": pod("a")}
    back = _scan(course, left_out, {".platguard.yaml": "exclude: []\n"})
    assert _effects(back) == [("a.yaml", "not judged", "error")]
    course.project.git("switch", "-q", "main")
    course.project.git("merge", "-q", "feature")
    course.project.git("switch", "-q", "-c", "other")
    course.write({".platguard.yaml": left_out[".platguard.yaml"]}).commit()
    seen = course.scan("--base", "main", "--rule", "privileged")
    assert _effects(seen) == [("a.yaml", "error", "not judged")]
    assert "Once merged: 1 not judged any more." in seen.text


def test_another_order_of_what_is_excluded(course: Course) -> None:
    before = {".platguard.yaml": "exclude: ['!old.yaml', '*.txt']\n"}
    seen = _scan(course, before, {".platguard.yaml": "exclude: ['*.txt', '!old.yaml']\n"})
    assert _changes(seen) == [
        (".platguard.yaml", "order of exclude", "!old.yaml, *.txt", "*.txt, !old.yaml")
    ]


def test_what_lies_elsewhere_is_taken_as_given(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED}).commit()
    outside = course.folder.parent / "ours.yaml"
    outside.write_text(f"{ADOPTED}rules: {{privileged: {{enabled: false}}}}\n")
    branch(course, {"new.yaml": pod("a")})
    seen = course.scan("--base", "main", "--config", str(outside))
    assert "privileged new.yaml" not in made(seen)
    assert seen.report["proposed"]["changes"] == []


def test_the_base_decides_where_it_went_on(course: Course) -> None:
    """An exception that was merged after the branch began counts."""
    course.write({"platguard.yaml": ADOPTED + ROLES}).commit()
    branch(course, {"new.yaml": pod("a")})
    course.project.git("switch", "-q", "main")
    course.write({ENTRY: EXCEPTION}).commit()
    course.project.git("switch", "-q", "feature")
    seen = course.scan("--base", "main", "--rule", "privileged")
    assert (seen.code, seen.report["findings"][0]["outcome"]) == (0, "exempt")
    assert seen.report["proposed"]["changes"] == []


def test_a_broken_base_is_refused(course: Course) -> None:
    course.write({"platguard.yaml": "profil: strict\n"}).commit()
    branch(course, {"platguard.yaml": ADOPTED})
    code, _, errors = course.run("scan", "--base", "main")
    assert code == 2
    assert "platguard.yaml:1:1: unknown key 'profil'" in errors


def test_a_cache_that_was_committed_is_refused(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = course.folder / ".cache"
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(cache))
    course.write({"platguard.yaml": ADOPTED}).commit()
    assert branch(course, {"new.yaml": pod("a")}).scan("--base", "main").code == 1
    course.project.git("add", "--force", ".cache")
    code, told, errors = course.run("scan", "--base", "main")
    assert (code, told) == (2, "")
    assert "holds files that are committed, such as .cache/" in errors
