"""Annotations, as the runner of GitHub Actions reads them."""

from __future__ import annotations

from dataclasses import replace

from platguard.model.report import Report

from .changes import CHANGE, HARMLESS
from .consumers import Command, commands
from .reports import BUSY, CLEAN, finding, render


def annotated(report: Report) -> list[Command]:
    written = render(report, "github")
    found = commands(written)
    assert len(found) == len(written.splitlines())
    return found


def many(**by_level: int) -> Report:
    findings = [
        finding("image-tag", f"k8s/{level}-{number}.yaml", 1, "It moves.", level=level)
        for level, count in by_level.items()
        for number in range(count)
    ]
    summary = replace(CLEAN.summary, drift=True, exit=1)
    return replace(CLEAN, findings=tuple(findings), summary=summary)


def test_an_annotation_stands_on_its_line_and_says_the_fix() -> None:
    one = finding(
        "image-tag",
        "k8s/a,b:c.yaml",
        7,
        "100% wrong.",
        column=5,
        fix="Pin it.",
        title="Tags, fixed",
    )
    assert annotated(replace(CLEAN, findings=(one,)))[0] == Command(
        "error",
        {
            "file": "k8s/a,b:c.yaml",
            "line": "7",
            "endLine": "7",
            "col": "5",
            "title": "image-tag: Tags, fixed",
        },
        "100% wrong. Pin it. Help: #platform-help",
    )


def test_columns_are_for_one_line_only() -> None:
    one = finding("image-tag", "a.yaml", 7, "It moves.", end_line=9)
    told = annotated(replace(CLEAN, findings=(one,)))[0].properties
    assert (told["line"], told["endLine"]) == ("7", "9")
    assert "col" not in told


def test_the_whole_repository_has_no_line() -> None:
    one = finding("codeowners", ".", 1, "Nobody owns it.", title="Owners")
    assert annotated(replace(CLEAN, findings=(one,)))[0].properties == {
        "title": "codeowners: Owners"
    }


def test_levels_are_kinds_and_the_gravest_come_first() -> None:
    told = annotated(many(note=2, warning=1, error=3))
    assert [command.name for command in told] == ["error"] * 3 + ["warning"] + ["notice"] * 3
    grave = finding("secret-in-git", "z.yaml", 1, "A secret.", severity="critical")
    report = many(error=20)
    first = annotated(replace(report, findings=(*report.findings, grave)))[0]
    assert first.properties["file"] == "z.yaml"


def test_no_more_than_a_step_shows_and_the_rest_is_counted() -> None:
    told = annotated(many(error=25, warning=11, note=30))
    kinds = [command.name for command in told]
    assert {kind: kinds.count(kind) for kind in kinds} == {"error": 10, "warning": 10, "notice": 10}
    assert "15 errors, 1 warning, 21 notices." in told[-1].text


def test_only_what_the_change_made_is_an_annotation() -> None:
    told = annotated(CHANGE)
    files = [(command.name, command.properties.get("file")) for command in told]
    assert files == [
        ("error", "k8s/api.yaml"),
        ("error", "k8s/web.yaml"),
        ("warning", "docker-stack.yml"),
        ("notice", None),
    ]
    assert "Older than this change: 3 findings. Resolved: 1." in told[-1].text
    assert "Proposed for what decides, and not in force: 4 changes." in told[-1].text
    (only,) = annotated(HARMLESS)
    assert only.text.startswith("Passed: this change brings no finding, 3 old findings left.")


def test_what_was_not_judged_is_an_error_until_that_is_allowed() -> None:
    told = annotated(BUSY)
    assert told[0].name == "error"
    assert told[0].properties == {
        "file": "k8s/broken.yaml",
        "line": "4",
        "col": "8",
        "title": "Not judged",
    }
    allowed = annotated(replace(BUSY, summary=replace(BUSY.summary, exit=1)))
    assert [c.name for c in allowed if c.properties["title"] == "Not judged"] == ["warning"]
    empty = annotated(replace(CLEAN, summary=replace(CLEAN.summary, exit=4)))
    assert [command.name for command in empty] == ["error", "notice"]


def test_a_clean_scan_says_so() -> None:
    (only,) = annotated(CLEAN)
    assert only == Command(
        "notice", {"title": "platguard"}, "Passed. Judged 12 of 12 files, as of 2026-11-22."
    )


def test_a_message_stays_below_what_the_runner_takes() -> None:
    one = finding("image-tag", "a.yaml", 1, "x" * 100_000)
    assert len(annotated(replace(CLEAN, findings=(one,)))[0].text) <= 4_096
