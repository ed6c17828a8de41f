"""The report for people."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from platguard.model.report import Coverage, Report, ReportError, Summary

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
    assert all(line.startswith(("k8s/broken.yaml:4:8: ", "Failed and ")) for line in longer)


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


def test_the_last_line_counts_the_undecided() -> None:
    last = render(BUSY, "text", width=40).splitlines()[-1]
    assert last.startswith("Failed and incomplete: 5 errors, 1 warning, 0 notes; ")
    assert last.endswith(" 1 exempt, 14 unknown.")


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
        (replace(CLEAN, summary=UNDECIDED), "Nothing failed, not everything was decided: "),
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


def test_what_failed_is_told_once_and_on_one_line() -> None:
    lines = render(BUSY, "text", width=40).splitlines()
    assert lines.count("k8s/broken.yaml:4:8: expected ',' or ']', the file ended") == 1
