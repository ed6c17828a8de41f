"""Scans through the command line, each of which leaves its report for the next one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from scan.projects import Project
from schemas import schema

from platguard.cli import main
from platguard.model.drift import STATES

DAY = "2026-11-22"
EARLIER = "2026-10-01"


@dataclass(frozen=True)
class Seen:
    """What a scan told, and where its report is."""

    code: object
    text: str
    report: dict[str, Any]
    sarif: dict[str, Any]
    path: Path

    def but(self, **values: Any) -> Seen:
        """The report as if it had said something else."""
        report = {**self.report, **values}
        self.path.write_text(json.dumps(report))
        return replace(self, report=report)

    @property
    def counts(self) -> dict[str, int]:
        """How often each state came that came at all."""
        counts = self.report["drift"]["counts"]
        return {state: counts[state] for state in STATES if counts[state]}

    def states(self, rule: str = "") -> list[str]:
        """The states of the failing findings of today, with what changed."""
        return [
            " ".join(filter(None, (found["drift"], found["comparison"]["change"])))
            for found in self.report["findings"]
            if found["drift"] and rule in ("", found["rule"])
        ]

    def comparison(self, rule: str) -> dict[str, Any]:
        """What is told of the one finding of a rule."""
        (found,) = (found for found in self.report["findings"] if found["rule"] == rule)
        comparison: dict[str, Any] = found["comparison"]
        return comparison

    def gone(self, kind: str) -> list[dict[str, Any]]:
        """What the earlier report had and this one lists as `kind`."""
        gone: list[dict[str, Any]] = self.report["drift"][kind]
        return gone


class Course:
    """A repository on its way from scan to scan."""

    def __init__(self, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
        self.project = project
        self._capsys = capsys
        self._number = 0

    @property
    def folder(self) -> Path:
        """The root of the repository."""
        return self.project.folder

    def write(self, given: Mapping[str, str]) -> Course:
        """Writes files, by path."""
        self.project.write(given)
        return self

    def commit(self) -> Course:
        """Commits everything."""
        self.project.commit()
        return self

    def run(self, *arguments: str) -> tuple[object, str, str]:
        """Exit code and both streams of a command."""
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        told = self._capsys.readouterr()
        return stop.value.code, told.out, told.err

    def scan(self, *arguments: str, day: str = DAY, since: Seen | None = None) -> Seen:
        """A scan into all formats, compared with an earlier one; every state is counted."""
        self._number += 1
        path = self.folder.parent / f"report-{self._number}.json"
        sarif = self.folder.parent / f"report-{self._number}.sarif"
        formats = ["--format=text", f"--format=json={path}", f"--format=sarif={sarif}"]
        compared = ["--previous", str(since.path)] if since else []
        code, text, errors = self.run("scan", "--as-of", day, *formats, *compared, *arguments)
        assert errors == ""
        report, written = json.loads(path.read_text()), json.loads(sarif.read_text())
        schema("report-v1").validate(report)
        schema("sarif").validate(written)
        seen = Seen(code, text, report, written, path)
        if since:
            assert_counted(seen, since)
        return seen


def assert_counted(seen: Seen, since: Seen) -> None:
    """Each failing finding of both reports has one state, and the numbers are those."""
    drift = seen.report["drift"]
    told = [found["drift"] for found in seen.report["findings"] if _fails(found)]
    assert all(told)
    assert all(f["drift"] is None for f in seen.report["findings"] if not _fails(f))
    gone = [kind for kind in ("resolved", "incomparable") for _ in drift[kind]]
    assert sum(drift["counts"][state] for state in STATES) == len(told) + len(gone)
    assert all(drift["counts"][state] == [*told, *gone].count(state) for state in STATES)
    kept = [found for found in seen.report["findings"] if (found["comparison"] or {}).get("was")]
    assert drift["baseline"] == len(kept) + len(gone)
    if since.report["drift"] is None:
        assert drift["baseline"] == sum(map(_fails, since.report["findings"]))


def _fails(found: Mapping[str, Any]) -> bool:
    return found["outcome"] in ("fail", "exempt")
