"""Repositories of tests, and scans of them whose JSON is always held against its schema."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from schemas import schema
from sources.building import SHORT_LIVED

from platguard.memory import Statistics
from platguard.reporters import write
from platguard.request import Request
from platguard.scan import scan

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)

STACK = """\
services:
  web:
    image: registry.example/web:1.0.0
    deploy: {placement: {constraints: [node.role == worker]}}
"""
"""A service that runs on Docker Swarm."""

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: shop}
spec:
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers:
        - name: main
          image: registry.example/NAME:1.0.0
"""
POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: NAME, namespace: shop}
spec:
  podSelector: {matchLabels: {app: NAME}}
  policyTypes: [Ingress, Egress]
"""


def deployment(name: str) -> str:
    """A deployment in the namespace shop, right in all but its network."""
    return DEPLOYMENT.replace("NAME", name)


def policy(name: str) -> str:
    """A policy that selects the pods of that deployment in both directions."""
    return POLICY.replace("NAME", name)


@dataclass(frozen=True)
class Scanned:
    """What a scan reports."""

    report: dict[str, Any]
    statistics: Statistics
    text: str

    @property
    def code(self) -> int:
        """The exit code."""
        found: int = self.report["summary"]["exit"]
        return found

    def findings(self, rule: str) -> list[dict[str, Any]]:
        """The findings of a rule."""
        return [found for found in self.report["findings"] if found["rule"] == rule]

    def places(self, rule: str) -> list[str]:
        """Where the failing findings of a rule stand, as `path:line`."""
        failing = (found for found in self.findings(rule) if found["outcome"] == "fail")
        return [f"{found['path']}:{found['line']}" for found in failing]


class Project:
    """A folder of files, which may be a git repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache: Path | None = None

    def write(self, given: Mapping[str, str]) -> Project:
        """Writes files, by path."""
        for path, text in given.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        return self

    def git(self, *arguments: str) -> str:
        """Runs git in the folder."""
        identity = ["-c", "user.name=tests", "-c", "user.email=tests@platform.example"]
        done = subprocess.run(
            ["git", *SHORT_LIVED, *identity, *arguments],
            cwd=self.folder,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, message: str = "change", day: str = "2026-11-01") -> str:
        """Commits everything on a day; makes the repository when there is none."""
        if not (self.folder / ".git").exists():
            self.git("init", "-q", "-b", "main")
        self.git("add", "-A")
        moment = f"{day}T12:00:00+00:00"
        os.environ["GIT_COMMITTER_DATE"] = os.environ["GIT_AUTHOR_DATE"] = moment
        try:
            self.git("commit", "-q", "--allow-empty", "-m", message)
        finally:
            del os.environ["GIT_COMMITTER_DATE"], os.environ["GIT_AUTHOR_DATE"]
        return self.git("rev-parse", "HEAD")

    def scan(self, as_of: str = "2026-11-22", **asked: Any) -> Scanned:
        """Scans the folder as of a day."""
        request = Request(
            now=asked.pop("now", NOON),
            cwd=asked.pop("cwd", str(self.folder)),
            environ={"PATH": os.environ["PATH"], "HOME": str(self.folder.parent)},
            as_of=date.fromisoformat(as_of) if as_of else None,
            cache=str(self.cache) if self.cache else None,
            **asked,
        )
        done = scan(request)
        return Scanned(_written(done.report), done.statistics, _text(done.report))


def _written(report: Any) -> dict[str, Any]:
    stream = StringIO()
    write(report, stream, "json")
    document: dict[str, Any] = json.loads(stream.getvalue())
    schema("report-v1").validate(document)
    coverage = document["coverage"]
    failed = {fault["path"] for fault in coverage["failed"]}
    counted = coverage["judged"] + len(coverage["skipped"]) + len(failed)
    assert coverage["discovered"] == counted
    return document


def _text(report: Any) -> str:
    stream = StringIO()
    write(report, stream, "text")
    return stream.getvalue()
