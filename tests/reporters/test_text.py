"""The report for people."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from platguard.model.report import Coverage, Report, ReportError, SkippedFile, Summary

from .reports import BUSY, CLEAN, REPEATED, counts, finding, render

GREEN = "\x1b[1;32m"


@pytest.mark.parametrize("report", [BUSY, CLEAN, REPEATED], ids=["busy", "clean", "repeated"])
def test_colour_changes_nothing_but_colour(report: Report) -> None:
    coloured = render(report, "text", colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(report, "text")
    assert "\x1b" not in render(report, "text")


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_lines_keep_to_the_width(width: int) -> None:
    lines = render(BUSY, "text", width=width).splitlines()
    longer = [line for line in lines if len(line.split()) > 3 and len(line) > width]
    assert longer == []


def test_every_finding_has_a_line_with_its_place_and_rule() -> None:
    lines = render(BUSY, "text").splitlines()
    for told in BUSY.findings:
        if told.outcome in ("fail", "pass"):
            word = "soon" if told.outcome == "pass" else told.level
            start = f"{told.path}:{told.line}:{told.column}: {word}[{told.rule}]"
            assert any(line.startswith(start) for line in lines)


def test_every_block_says_what_to_do_and_whom_to_ask() -> None:
    text = re.sub(r"\n +", " ", render(BUSY, "text"))
    for told in BUSY.findings:
        if told.outcome in ("fail", "pass"):
            assert f"fix  {told.fix}" in text
            assert f"rule {told.title} ({told.standard}, {told.lifecycle.state})" in text
            assert f"help {told.owner}, {told.contact}" in text
    assert "when ends on 2026-12-31, in 39 days" in text
    assert "https://platform.example/migrate/swarm" in text
    assert "EXC-2025-0004 expired on 2026-11-01 (21 days ago)" in text


def test_equal_findings_are_explained_once_and_each_place_is_told() -> None:
    text = render(REPEATED, "text")
    assert text.count("Pin the action") == 1
    for told in REPEATED.findings:
        assert f"{told.path}:{told.line}:{told.column}: error[image-tag]" in text


def test_hundreds_of_undecided_ones_take_a_few_lines() -> None:
    many = tuple(
        finding("image-tag", f"chart/{n:03}.yaml", 1, "unrendered", outcome="unknown")
        for n in range(400)
    )
    report = replace(CLEAN, findings=many)
    assert "400 unknown[image-tag] unrendered At chart/000.yaml:1:1; likewise at" in render(
        report, "text"
    )
    assert len(render(report, "text").splitlines()) < 10


def test_the_last_line_tells_what_counts() -> None:
    told = render(BUSY, "text").splitlines()[-2:]
    assert told == [
        "Checks: 61 passed, 6 failed, 1 exempt.",
        "Failed and incomplete: 5 errors, 1 warning, 0 notes, 1 soon, 14 unknown; exit 3.",
    ]


@pytest.mark.parametrize(
    "summary",
    [
        Summary(48, 260, 21, True, 1, counts(**{"pass": 1770, "fail": 329, "unknown": 310})),
        Summary(0, 260, 121, False, 0, counts(**{"pass": 1770, "fail": 381, "unknown": 91})),
        Summary(0, 0, 0, False, 0, counts(**{"pass": 1770, "unknown": 910})),
    ],
)
def test_the_last_line_is_one_line_at_usual_numbers(summary: Summary) -> None:
    last = render(replace(CLEAN, summary=summary), "text").splitlines()[-1]
    assert last.endswith(f" unknown; exit {summary.exit}.")
    assert len(last) <= 80
    assert last[0].isalpha()


def test_a_file_that_does_not_parse_is_named_with_its_place() -> None:
    def skipped(number: int) -> SkippedFile:
        path = f"editor/{number}.json"
        return SkippedFile(path, "of no use", ReportError(path, 2, 3, "not JSON"))

    some = Coverage(7, 2, 0, tuple(skipped(n) for n in range(5)), ())
    told = render(replace(CLEAN, coverage=some), "text").splitlines()
    assert told[:6] == [
        "Skipped 5 files: of no use (5).",
        "  editor/0.json:2:3: not JSON",
        "  editor/1.json:2:3: not JSON",
        "  editor/2.json:2:3: not JSON",
        "  and 2 more, which --format json names",
        "Judged 2 of 7 files, as of 2026-11-22.",
    ]


def test_what_could_not_be_opened_has_no_line() -> None:
    closed = replace(CLEAN, errors=(ReportError("k8s/closed.yaml", 0, 0, "larger than 5 MB"),))
    assert "\nk8s/closed.yaml: larger than 5 MB\n" in render(closed, "text")


def test_a_long_path_stays_in_one_piece() -> None:
    path = "/".join(["a folder with spaces"] * 5) + "/web.yaml"
    text = render(replace(CLEAN, findings=(finding("image-tag", path, 7, "It moves."),)), "text")
    assert text.startswith(f"{path}:7:1: error[image-tag]\n    It moves.\n")


UNREAD = ReportError("k8s/broken.yaml", 1, 1, "no")
WITH_A_NOTE = Summary(0, 0, 1, False, 0, counts(**{"pass": 1, "fail": 1}))
UNDECIDED = Summary(0, 0, 0, False, 0, counts(**{"pass": 1, "unknown": 2}))
DRIFT = Summary(1, 0, 0, True, 1, counts(fail=1))


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (replace(CLEAN, summary=DRIFT), "Failed: 1 error, "),
        (replace(CLEAN, summary=WITH_A_NOTE), "Passed with findings: "),
        (replace(CLEAN, summary=UNDECIDED), "Not all was decided: "),
        (replace(CLEAN, errors=(UNREAD,)), "Incomplete: "),
        (replace(CLEAN, coverage=Coverage(2, 1, 0, (), (UNREAD,))), "Incomplete: "),
        (replace(CLEAN, summary=DRIFT, errors=(UNREAD,)), "Failed and incomplete: "),
        (replace(CLEAN, coverage=Coverage(0, 0, 0, (), ())), "Nothing was judged: "),
    ],
)
def test_only_a_complete_scan_without_failures_is_green(report: Report, verdict: str) -> None:
    assert f"\n{verdict}" in render(report, "text")
    assert GREEN not in render(report, "text", colour=True)


def test_green() -> None:
    assert f"\n{GREEN}Passed:" in render(CLEAN, "text", colour=True)


def test_what_failed_is_told_once_behind_its_place() -> None:
    text = re.sub(r"\n +", " ", render(BUSY, "text", width=40))
    assert text.count("k8s/broken.yaml:4:8: expected ',' or ']', the file ended") == 1


@pytest.mark.parametrize(
    ("format_name", "told"),
    [
        ("text", "Judged 1 of 2 files, 1 could not be read"),
        ("markdown", "Judged 1 of 2 files, 1 could not be read"),
        ("sarif", '"failed": 1'),
        ("junit", '<property name="failed" value="1" />'),
    ],
)
def test_a_file_with_several_faults_is_counted_once(format_name: str, told: str) -> None:
    faults = tuple(ReportError("two.yaml", line, 1, "no YAML") for line in (3, 7))
    assert told in render(replace(CLEAN, coverage=Coverage(2, 1, 0, (), faults)), format_name)
