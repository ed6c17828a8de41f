"""The earlier report is a file that somebody names: what is refused, and what is put up with."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .scans import DAY, EARLIER, Course, Seen

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: kube-system}
spec: {containers: [{name: main, image: "nginx:latest"}]}
"""
_Edit = Callable[[dict[str, Any]], object]


@pytest.fixture
def first(course: Course) -> Seen:
    """A scan with a finding, in a repository."""
    return course.write({"a.yaml": POD}).commit().scan(day=EARLIER)


def _finding(**values: Any) -> _Edit:
    return lambda report: report["findings"][0].update(values)


WRONG: dict[str, tuple[_Edit, str]] = {
    "another format": (lambda r: r.update(report=2), "is not a report of platguard in format 1"),
    "no report": (lambda r: r.clear(), "is not a report of platguard in format 1"),
    "no findings": (lambda r: r.pop("findings"), "the report has no findings"),
    "findings": (lambda r: r.update(findings={}), "findings of the report must be a list"),
    "a finding": (lambda r: r.update(findings=[1]), "findings of the report must hold mappings"),
    "a path": (_finding(path=1), "path of a finding must be text"),
    "a line": (_finding(line=True), "line of a finding must be a whole number"),
    "no line": (_finding(line=0), "line of a finding must be from 1 to 1000000000"),
    "a level": (_finding(level="fatal"), "must be one of error, warning, note, not 'fatal'"),
    "an outcome": (_finding(outcome="new"), "outcome of a finding must be one of fail"),
    "a fingerprint": (_finding(fingerprint="x"), "fingerprint of a finding is none: 'x'"),
    "a lifecycle": (_finding(lifecycle=None), "lifecycle of a finding must be a mapping"),
    "controls": (_finding(controls={"a": "b"}), "a of controls of a finding must be a list"),
    "a day": (lambda r: r.update(as_of="2026-02-30"), "must be a date such as 2026-12-31"),
    "a commit": (lambda r: r["target"].update(commit="--all"), "commit must be the id of a commit"),
    "a scope": (lambda r: r["target"].pop("scope"), "target of the report has no scope"),
    "tomorrow": (lambda r: r.update(as_of="2026-11-23"), "the earlier report is of 2026-11-23"),
}


def _refused(course: Course, path: Path, *more: str) -> str:
    code, told, errors = course.run("scan", "--as-of", DAY, "--previous", str(path), *more)
    assert (code, told) == (2, "")
    assert errors.startswith("platguard: error: ")
    assert errors.count("\n") == 1
    return errors


@pytest.mark.parametrize(("edit", "fault"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_at_its_place(
    course: Course, first: Seen, edit: _Edit, fault: str
) -> None:
    report = json.loads(first.path.read_text())
    edit(report)
    first.path.write_text(json.dumps(report, indent=2))
    told = _refused(course, first.path)
    assert fault in told
    assert str(first.path) in told
    assert "Name " in told


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}{}",
        b"null",
        b'{"report": 1, "platguard": "0.1.0", "as_of": NaN}',
        b"[" * 100_000,
        b'{"a":' * 5_000,
        b'{"report": 1, "report": 1}',
        b"\xff\xfe{",
        b"\x00\x01\x02",
        b'{"report": ' + b"9" * 5_000 + b"}",
        b'{"report": "\x1b[2J"}',
    ],
    ids=lambda content: repr(content[:12]),
)
def test_what_is_no_report_is_refused(course: Course, first: Seen, content: bytes) -> None:
    first.path.write_bytes(content)
    assert "\x1b" not in _refused(course, first.path)


def test_a_fault_has_line_and_column(course: Course, first: Seen) -> None:
    lines = first.path.read_text().replace('"level": "warning"', '"level": "loud"', 1)
    first.path.write_text(lines)
    number = next(n for n, line in enumerate(lines.split("\n"), 1) if '"loud"' in line)
    assert f"{first.path}:{number}:7: level of a finding" in _refused(course, first.path)


def test_what_is_too_large_is_refused(course: Course, first: Seen) -> None:
    with open(first.path, "wb") as stream:
        stream.truncate(100_000_000)
    assert "is larger than 32 MB" in _refused(course, first.path)


def test_what_is_no_file_is_refused(course: Course, first: Seen) -> None:
    pipe = course.folder.parent / "pipe"
    os.mkfifo(pipe)
    assert "is no file" in _refused(course, pipe)
    assert "cannot be read" in _refused(course, course.folder)
    assert "cannot be read: No such file" in _refused(course, course.folder / "none.json")


def test_keys_that_nobody_knows_are_passed_over(course: Course, first: Seen) -> None:
    report = json.loads(first.path.read_text())
    report["more"] = {"a": 1}
    report["findings"][0]["more"] = 1
    first.path.write_text(json.dumps(report))
    assert course.scan(since=first).states("image-tag") == ["persisting"]


def test_standard_input_has_no_earlier_report(
    course: Course, first: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(POD.encode())))
    assert "not with standard input" in _refused(course, first.path, "-")


def test_a_report_of_the_same_day_changes_nothing(course: Course, first: Seen) -> None:
    second = course.scan(day=EARLIER, since=first)
    assert set(second.counts) == {"persisting"}
    assert second.report["drift"]["rate"] == 0
    assert second.code == first.code


@pytest.mark.parametrize("fail_on", ["error", "warning", "note", "never"])
def test_the_exit_code_stays_what_it_is(course: Course, first: Seen, fail_on: str) -> None:
    course.write({"b.yaml": POD})
    alone = course.scan("--fail-on", fail_on)
    assert course.scan("--fail-on", fail_on, since=first).code == alone.code


def test_a_scan_is_not_replayed_for_another_report(course: Course, first: Seen) -> None:
    second = course.scan(since=first)
    assert course.scan(since=first).report == second.report
    assert "persisting" not in course.scan(since=first.but(findings=[])).counts


def test_a_commit_that_is_fetched_later_counts(course: Course) -> None:
    """What a scan without the commit could not know is not repeated."""
    course.write({"Dockerfile": "FROM python:3.9-slim\n"}).commit()
    first = course.scan("--rule=language-eol", day="2025-06-01")
    git = course.folder / ".git"
    git.rename(course.folder.parent / "kept")
    course.project.commit(day="2026-11-02")
    for _ in range(2):
        assert course.scan("--rule=language-eol", since=first).states() == ["new"]
    course.project.git("fetch", "-q", str(course.folder.parent / "kept"), "main")
    assert course.scan("--rule=language-eol", since=first).states() == ["aged-in"]


def test_nothing_of_a_hostile_report_acts(course: Course, first: Seen) -> None:
    report = json.loads(first.path.read_text())
    bad = "x\n::error::\x1b[2J##[group]\u202e\ud800\udcff"
    for found in report["findings"]:
        found.update(path=f"{bad}.yaml", message=bad, subject=bad, fingerprint="0" * 32)
    first.path.write_text(json.dumps(report))
    seen = course.scan(since=first)
    assert seen.counts["resolved"]
    for text in (seen.text, seen.path.read_text()):
        assert "\x1b" not in text
        assert "##[" not in text
        assert not any(line.lstrip().startswith("::") for line in text.splitlines())
