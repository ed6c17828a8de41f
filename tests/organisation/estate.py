"""An organisation of small repositories, and scans of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from running import Told, ended, started, within
from schemas import schema
from sources.building import Repository

DAY = "2026-11-22"
STANDARD = """\
standard: own
title: Own rules
owner: platform
contact: "#platform"
rules:
  - id: moving-tag
    title: Images stay what they are
    on: image
    deny: image.tag == "latest"
    severity: high
    why: A moved tag is another program.
    message: "{image.reference} may move."
    fix: Name a version.
"""
MOVING = "FROM registry.example/base:latest\n"
FIXED = "FROM registry.example/base:1.0\n"
SLOW_GIT = '#!/bin/sh\nsleep 0.02\nexec REAL "$@"\n'
"""Gives whoever disturbs a command the time for it."""


@dataclass(frozen=True)
class Scanned(Told):
    """What a scan said, as JSON as well."""

    statistics: dict[str, Any] = field(default_factory=dict)
    """What it told of its work."""

    @property
    def scan(self) -> dict[str, Any]:
        """The result."""
        return self.document

    @property
    def judgements(self) -> dict[str, int]:
        """How often workers judged, and why."""
        found: dict[str, int] = self.statistics["judgements"]
        return found

    def status(self, name: str) -> tuple[str, str]:
        """What became of a repository, and why."""
        (found,) = [one for one in self.scan["repositories"] if one["name"] == name]
        return found["status"], found["reason"]


class Estate:
    """A folder with an inventory, a configuration beside it, and repositories below `clones`."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.home = top / "home"
        self.cache = top / "cache"
        self.members: list[dict[str, str]] = []
        self.jobs = 1
        """Repositories at the same time: each is a process, which takes long to start."""
        self.write("platguard.yaml", "standards: [own.yaml]\nregister: register\n")
        self.write("own.yaml", STANDARD)
        (top / "register").mkdir()
        self.home.mkdir()

    def write(self, path: str, text: str) -> None:
        """Writes one file beside the inventory."""
        (self.top / path).write_text(text)

    def take_builtin(self, restored: Path, settings: str = "register: register\n") -> None:
        """Has itself judged by the standards that come with platguard, and `settings`.

        `restored` is a cache to begin with, in which they are compiled.
        """
        shutil.copytree(restored, self.cache)
        self.write("platguard.yaml", f"standards: [builtin]\n{settings}")

    def repository(self, name: str, dockerfile: str | None = FIXED) -> Repository:
        """A repository with one commit, or with none, that the inventory names."""
        made = Repository(self.top / "clones" / name.replace("/", "-"), self.home)
        if dockerfile is not None:
            made.write("Dockerfile", dockerfile)
            made.commit()
        self.member(name, made.root)
        return made

    def member(self, name: str, path: Path, **more: str) -> None:
        """Names a repository in the inventory."""
        told = {"name": name, "path": os.path.relpath(path, self.top), "team": name.split("/")[0]}
        self.members.append({**told, **more})
        text = yaml.safe_dump({"repositories": self.members}, sort_keys=False)
        self.write("inventory.yaml", text)

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of a run."""
        own = {"HOME": str(self.home), "PLATGUARD_CACHE_DIR": str(self.cache)}
        return {"PATH": os.environ["PATH"], **own, **more}

    def with_git(self, script: str, **more: str) -> dict[str, str]:
        """The environment of a run in which git is a script; REAL in it stands for the real one."""
        real = shutil.which("git")
        assert real
        program = self.top / "bin" / "git"
        program.parent.mkdir(exist_ok=True)
        program.write_text(script.replace("REAL", real))
        program.chmod(0o755)
        return self.environ(PATH=f"{program.parent}:{os.environ['PATH']}", **more)

    @property
    def _asked(self) -> Sequence[str]:
        return ("org", "scan", "inventory.yaml", "--as-of", DAY, f"--jobs={self.jobs}")

    def start(
        self, *arguments: str, environ: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """A process that scans."""
        return started(self.top, environ or self.environ(), *self._asked, *arguments)

    def run(self, *arguments: str, environ: Mapping[str, str] | None = None) -> Told:
        """A scan that comes to an end, without a traceback.

        With an environment of its own it is a process of its own.
        """
        if environ:
            return ended(self.start(*arguments, environ=environ))
        return within(self.top, self.environ(), *self._asked, *arguments)

    def scan(self, *arguments: str, environ: Mapping[str, str] | None = None) -> Scanned:
        """As `run`, with the result and what was done as JSON, held against their schemas and the
        result's own sums."""
        told = self.run("--format=json", "--stats=stats.json", *arguments, environ=environ)
        assert told.output, told.errors
        scan = json.loads(told.output)
        schema("organisation-scan-v1").validate(scan)
        statistics = read_statistics(self.top / "stats.json")
        assert statistics["statuses"] == scan["summary"]["statuses"]
        assert statistics["exit"] == told.code
        summary, lines = scan["summary"], scan["repositories"]
        assert summary["exit"] == told.code
        assert sum(summary["statuses"].values()) == summary["repositories"] == len(lines)
        for level in ("error", "warning", "note", "soon"):
            assert summary[level] == sum(line["summary"][level] for line in lines)
        fails = sum(rule["fail"] for rule in scan["rules"])
        assert summary["outcomes"]["fail"] == fails
        return Scanned(told.code, told.output, told.errors, scan, statistics)


def read_statistics(file: Path) -> dict[str, Any]:
    """What a command told of its work, held against its schema."""
    found: dict[str, Any] = json.loads(file.read_text("ascii"))
    schema("organisation-statistics-v1").validate(found)
    assert found["seconds"]["total"] >= found["seconds"]["fetching"] + found["seconds"]["judging"]
    return found
