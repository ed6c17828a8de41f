"""A repository that a stranger wrote, and the command line run over it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests.sources.building import Repository, bare_environment

PROGRAM = [sys.executable, "-c", "from platguard.cli import main; main()"]
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

    def __init__(self, top: Path) -> None:
        self.root = top / "project"
        self.out = top / "out"
        self.cache = top / "cache"
        self.environ = bare_environment(top / "home") | {"PLATGUARD_CACHE_DIR": str(self.cache)}
        self.root.mkdir()
        self.out.mkdir()

    def write(self, path: str | bytes, content: str | bytes = GOOD) -> Path:
        """Writes one file and the folders around it."""
        file = self.root / os.fsdecode(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def git(self) -> Repository:
        """Makes the folder a repository, with all of it committed."""
        repository = Repository(self.root, self.root.parent / "home")
        repository.run("add", "--all")
        repository.run("commit", "--quiet", "--allow-empty", "-m", "all")
        return repository

    def run(
        self, *arguments: str, environ: Mapping[str, str] | None = None, seconds: float = 60
    ) -> Told:
        """Runs any command; what it says is inert and never a traceback."""
        done = subprocess.run(
            [*PROGRAM, *arguments],
            cwd=self.root,
            env={**self.environ, **(environ or {})},
            capture_output=True,
            timeout=seconds,
        )
        output, errors = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        told = Told(done.returncode, output, errors)
        assert_harmless(told)
        return told

    def scan(
        self, *arguments: str, environ: Mapping[str, str] | None = None, seconds: float = 60
    ) -> Told:
        """Scans into all formats at once; those that were written meet their schemas."""
        targets = {"json": self.out / "report.json", "sarif": self.out / "report.sarif"}
        for file in targets.values():
            file.unlink(missing_ok=True)
        formats = [f"--format={name}={file}" for name, file in targets.items()]
        told = self.run(
            *("scan", "--as-of", DAY, "--format=text", *formats, *arguments),
            environ=environ,
            seconds=seconds,
        )
        texts = {name: f.read_text("ascii") for name, f in targets.items() if f.exists()}
        if told.code == 2:
            assert not texts
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


def assert_one_line(told: Told) -> None:
    """A usage error is one line on standard error, and nothing else."""
    assert told.output == ""
    assert told.errors.startswith("platguard: error: "), told.errors
    assert told.errors.count("\n") == 1, told.errors


def assert_sound(told: Told) -> None:
    """The reports meet their schemas, agree with each other and lost nothing."""
    schema("report").validate(told.report)
    schema("sarif").validate(told.sarif)
    coverage, summary = told.report["coverage"], told.report["summary"]
    failed = {error["path"] for error in coverage["failed"]}
    counted = coverage["judged"] + len(coverage["skipped"]) + len(failed)
    assert coverage["discovered"] == counted
    assert summary["exit"] == told.code
    (invocation,) = told.sarif["runs"][0]["invocations"]
    assert invocation["exitCode"] == told.code
    assert invocation["executionSuccessful"] is not bool(failed)
    assert (told.code == 3) >= bool(failed) or "--allow-incomplete" in str(told.report["notices"])


@cache
def schema(name: str) -> Draft202012Validator:
    """The schema of a report."""
    stored = {
        "report": files("platguard") / "schemas" / "report-v1.schema.json",
        "sarif": Path(__file__).parents[1] / "reporters/data/sarif/sarif-2.1.0.json",
    }
    return Draft202012Validator(json.loads(stored[name].read_text("utf-8")))
