"""An organisation of small repositories, and scans of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from schemas import schema
from sources.building import Repository

PROGRAM = [sys.executable, "-c", "from platguard.cli import run; run()"]
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


@dataclass(frozen=True)
class Told:
    """What a run said."""

    code: int
    output: str
    errors: str
    scan: dict[str, Any] = field(default_factory=dict)

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
        self.write("platguard.yaml", "standards: [own.yaml]\nregister: register\n")
        self.write("own.yaml", STANDARD)
        (top / "register").mkdir()
        self.home.mkdir()

    def write(self, path: str, text: str) -> None:
        """Writes one file beside the inventory."""
        (self.top / path).write_text(text)

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

    def start(
        self, *arguments: str, environ: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """A process that scans."""
        return subprocess.Popen(
            [*PROGRAM, "org", "scan", "inventory.yaml", "--as-of", DAY, "--jobs=2", *arguments],
            cwd=self.top,
            env=environ or self.environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, environ: Mapping[str, str] | None = None) -> Told:
        """A scan that comes to an end, without a traceback."""
        started = self.start(*arguments, environ=environ)
        output, errors = started.communicate(timeout=120)
        assert "Traceback" not in errors, errors
        assert "bug in platguard" not in output + errors, output + errors
        return Told(started.returncode, output, errors)

    def scan(self, *arguments: str, environ: Mapping[str, str] | None = None) -> Told:
        """As `run`, with the result as JSON, held against its schema and its own sums."""
        told = self.run("--format=json", *arguments, environ=environ)
        assert told.output, told.errors
        scan = json.loads(told.output)
        schema("organisation-scan-v1").validate(scan)
        summary, lines = scan["summary"], scan["repositories"]
        assert summary["exit"] == told.code
        assert sum(summary["statuses"].values()) == summary["repositories"] == len(lines)
        for level in ("error", "warning", "note", "soon"):
            assert summary[level] == sum(line["summary"][level] for line in lines)
        fails = sum(rule["fail"] for rule in scan["rules"])
        assert summary["outcomes"]["fail"] == fails
        return Told(told.code, told.output, told.errors, scan)
