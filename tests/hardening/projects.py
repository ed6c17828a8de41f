"""A repository that a stranger wrote, and the command line run over it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from running import PROGRAM, heard
from schemas import schema
from sources.building import SHORT_LIVED

DAY = "2026-11-22"

GOOD = """\
apiVersion: v1
kind: Pod
metadata: {name: good}
spec: {containers: [{name: app, image: "registry.example/app:1.2"}]}
"""
PRIVILEGED = GOOD.replace("good", "bad").replace(
    '1.2"', '1.2", securityContext: {privileged: true}'
)
RULE = """\
standard: own
title: Own rules
owner: platform
contact: "#platform"
rules:
  - id: own-rule
    title: Own rule
    on: workload
    require: workload.kind != "Pod"
    severity: high
    why: A test needs a rule.
    message: "{workload.subject} is a Pod."
    fix: Write a Deployment.
"""


@dataclass(frozen=True)
class Told:
    """What a run said, everywhere that it said it."""

    code: int
    output: str
    errors: str
    report: dict[str, Any] = field(default_factory=dict)
    sarif: dict[str, Any] = field(default_factory=dict)
    written: str = ""
    """The text of all reports that were written to files."""

    @property
    def everything(self) -> str:
        """Every character that left the program."""
        return self.output + self.errors + self.written

    def rules(self, path: str) -> set[str]:
        """The rules that a file failed."""
        found = self.report["findings"]
        return {f["rule"] for f in found if f["path"] == path and f["outcome"] == "fail"}

    def failures(self) -> dict[str, dict[str, Any]]:
        """The first fault of each file that could not be read."""
        return {f["path"]: f for f in reversed(self.report["coverage"]["failed"])}

    def skipped(self) -> dict[str, str]:
        """Why files were skipped."""
        return {s["path"]: s["reason"] for s in self.report["coverage"]["skipped"]}


class Project:
    """A folder to scan, with a home, a cache and an environment that hold nothing else."""

    def __init__(self, top: Path, cache: Path) -> None:
        self.root = top / "project"
        self.out = top / "out"
        self.cache = cache
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(top / "home"),
            "PLATGUARD_CACHE_DIR": str(self.cache),
        }
        for folder in (self.root, self.out, top / "home"):
            folder.mkdir()

    def write(self, path: str | bytes, content: str | bytes = GOOD) -> Path:
        """Writes one file and the folders around it."""
        file = self.root / os.fsdecode(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def git(self, *arguments: str) -> None:
        """Runs git as the author of the repository would."""
        names = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
        subprocess.run(
            ["git", *SHORT_LIVED, *arguments],
            cwd=self.root,
            env=self.environ | dict.fromkeys(names, "a@example.org"),
            check=True,
            capture_output=True,
        )

    def commit(self) -> None:
        """Makes the folder a repository, with all of it committed."""
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=all")

    def run(self, *arguments: str, environ: Mapping[str, str] | None = None) -> Told:
        """Runs any command; what it says is inert and never a traceback.

        With an environment of its own it is a process of its own, otherwise it is not: that is
        much faster.
        """
        if environ is None:
            told = self._within(arguments)
        else:
            done = self.start(*arguments, environ=environ)
            output, errors = done.communicate(timeout=90)
            told = Told(done.returncode, output.decode("utf-8"), errors.decode("utf-8"))
        assert_harmless(told)
        return told

    def start(
        self, *arguments: str, environ: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """A process that runs a command."""
        return subprocess.Popen(
            [*PROGRAM, *arguments],
            cwd=self.root,
            env={**self.environ, **(environ or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _within(self, arguments: Sequence[str]) -> Told:
        said = heard(self.root, self.environ, *arguments)
        return Told(said.code, said.output, said.errors)

    def scan(self, *arguments: str, environ: Mapping[str, str] | None = None) -> Told:
        """Scans into all formats at once; those that were written meet their schemas."""
        targets = {"json": self.out / "report.json", "sarif": self.out / "report.sarif"}
        for file in targets.values():
            file.unlink(missing_ok=True)
        formats = [f"--format={name}={file}" for name, file in targets.items()]
        told = self.run(
            *("scan", "--as-of", DAY, "--format=text", *formats, *arguments),
            environ=environ,
        )
        texts = {name: f.read_text("ascii") for name, f in targets.items() if f.exists()}
        if told.code == 2:
            assert_failed_run(texts)
            assert_one_line(told)
            return told
        told = Told(
            told.code,
            told.output,
            told.errors,
            json.loads(texts["json"]),
            json.loads(texts["sarif"]),
            "".join(texts.values()),
        )
        assert_harmless(told)
        assert_sound(told)
        return told


def assert_harmless(told: Told) -> None:
    """Nothing that a terminal or the log of a CI runner obeys, and no traceback."""
    assert "Traceback" not in told.everything
    assert "bug in platguard" not in told.errors, told.errors
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", told.everything)
    assert not re.search(r"^\s*::", told.everything, re.MULTILINE)
    assert not re.search(r"##(\[|vso\[)", told.everything)


def assert_failed_run(texts: Mapping[str, str]) -> None:
    """There is no report; code scanning is told that there is none, when the options were read."""
    assert set(texts) <= {"sarif"}
    for text in texts.values():
        schema("sarif").validate(json.loads(text))
        (run,) = json.loads(text)["runs"]
        assert run["results"] == []
        assert run["invocations"][0]["executionSuccessful"] is False


def assert_one_line(told: Told) -> None:
    """A usage error is one line on standard error, and nothing else."""
    assert told.output == ""
    assert told.errors.startswith("platguard: error: "), told.errors
    assert told.errors.count("\n") == 1, told.errors


def assert_sound(told: Told) -> None:
    """The reports meet their schemas, agree with each other and lost nothing."""
    schema("report-v1").validate(told.report)
    schema("sarif").validate(told.sarif)
    coverage, summary = told.report["coverage"], told.report["summary"]
    failed = {error["path"] for error in coverage["failed"]}
    counted = coverage["judged"] + len(coverage["skipped"]) + len(failed)
    assert coverage["discovered"] == counted
    assert summary["exit"] == told.code
    (invocation,) = told.sarif["runs"][0]["invocations"]
    assert invocation["exitCode"] == told.code
    assert invocation["executionSuccessful"] is (told.code not in (3, 4))
    assert (told.code == 3) >= bool(failed) or "--allow-incomplete" in str(told.report["notices"])
