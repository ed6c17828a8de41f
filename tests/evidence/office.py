"""An organisation with evidence about it, and what is done with that."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml
from organisation.estate import DAY, FIXED, MOVING, STANDARD
from running import Told, ended, started, within
from schemas import schema
from sources.building import Repository

__all__ = ["DAY", "FIXED", "MOVING"]
JOBS = "--jobs=1"
"""Each repository at the same time is a process, which takes long to start."""
CONFIGURATION = """\
standards: [../standards]
register: register
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
"""
EXCEPTION = """\
id: EXC-2026-0001
rules: [moving-tag]
scope: {repositories: [payments/ledger]}
category: waiver
reason: >-
  The supplier of this image publishes nothing else yet; a release is promised for spring 2027.
owner: payments
requested: {by: alice, on: 2026-06-02}
approvals:
  - {role: platform, by: bob, on: 2026-06-09, sunset: 2027-06-30}
  - {role: leadership, by: carol, on: 2026-06-11, sunset: 2027-06-30}
starts: 2026-06-11
sunset: 2027-06-30
"""


@dataclass(frozen=True)
class Verified(Told):
    """What was said of an export."""

    @property
    def differences(self) -> list[str]:
        """Repository, rule and message of each difference."""
        keys = ("repository", "rule", "message")
        return [" ".join(one[key] for key in keys) for one in self.document["differences"]]


class Office:
    """A folder with an inventory, what decides, and repositories below `clones`."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.desk = top / "desk"
        self.home = top / "home"
        self.members: list[dict[str, str]] = []
        self.write("desk/platguard.yaml", CONFIGURATION)
        self.write("standards/own.yaml", STANDARD)
        self.write("desk/register/EXC-2026-0001.yaml", EXCEPTION)

    def write(self, path: str, text: str) -> Path:
        """Writes one file."""
        file = self.top / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def repository(self, name: str, dockerfile: str, **more: str) -> Repository:
        """A repository with a commit, which the inventory names."""
        made = Repository(self.top / "clones" / name, self.home)
        made.write("Dockerfile", dockerfile)
        made.write("README.md", f"# {name}\n")
        made.commit()
        told = {"name": name, "path": f"../clones/{name}", "team": name.split("/")[0]}
        self.members.append({**told, **more})
        self.name_members()
        return made

    def name_members(self) -> None:
        """Writes the inventory."""
        text = yaml.safe_dump({"repositories": self.members}, sort_keys=False)
        self.write("desk/inventory.yaml", text)

    def run(
        self, *arguments: str, at: Path | None = None, environ: Mapping[str, str] | None = None
    ) -> Told:
        """Runs platguard at the desk, or elsewhere; it never shows a bug of its own.

        With an environment of its own it is a process of its own.
        """
        own = {"HOME": str(self.home), "PLATGUARD_CACHE_DIR": str(self.top / "cache")}
        around = {"PATH": os.environ["PATH"], **own, **(environ or {})}
        if environ:
            return ended(started(at or self.desk, around, *arguments))
        return within(at or self.desk, around, *arguments)

    def scan(self) -> None:
        """Scans the organisation into its history."""
        told = self.run("org", "scan", "inventory.yaml", "--as-of", DAY, "--fail-on=never", JOBS)
        assert told.code == 0, told.output + told.errors

    def export(
        self,
        name: str = "export",
        *arguments: str,
        code: int = 0,
        environ: Mapping[str, str] | None = None,
    ) -> Path:
        """Exports into a folder beside the desk."""
        folder = self.top / name
        given = [JOBS] if "--as-of" in arguments else [JOBS, "--as-of", DAY]
        told = self.run("org", "export", str(folder), *given, *arguments, environ=environ)
        assert told.code == code, told.output + told.errors
        return folder

    def verify(self, folder: Path, *arguments: str, at: Path | None = None) -> Verified:
        """Verifies an export."""
        told = self.run("verify", str(folder), "--format=json", JOBS, *arguments, at=at)
        assert told.output, told.errors
        document = json.loads(told.output)
        schema("verification-v1").validate(document)
        assert document["exit"] == told.code
        return Verified(told.code, told.output, told.errors, document)


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of all files below a folder, by path."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def edit(folder: Path, path: str, change: Callable[[Any], object]) -> None:
    """Changes a JSON file of an export, and the statement with it, as a forger would."""
    file = folder / path
    value = json.loads(file.read_text())
    change(value)
    file.write_text(json.dumps(value, sort_keys=True, indent=1) + "\n")
    restate(folder, path)


def restate(folder: Path, path: str) -> None:
    """Makes the statement name the bytes that a file has now."""
    digest = sha256((folder / path).read_bytes()).hexdigest()
    file = folder / "statement.json"
    statement = json.loads(file.read_text())
    named = [*statement["subject"], *statement["predicate"]["configuration"]]
    for one in named:
        if one["name"] == path:
            one["digest"]["sha256"] = digest
    file.write_text(json.dumps(statement, sort_keys=True, indent=1) + "\n")
