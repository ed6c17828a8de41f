"""A repository with roles, a finding and a register, and the commands run in it."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from schemas import schema
from sources.building import SHORT_LIVED

from platguard.cli import main

TODAY = "2026-11-22"
REGISTER = ".platguard/exceptions"
CONFIGURATION = """\
standards: [standards]
roles:
  platform:
    - {name: bob, from: 2024-01-01, until: 2027-06-30}
    - {name: dora}
  leadership: [{name: carol}, {name: dora}]
"""
STANDARD = """\
standard: own
title: Own rules
owner: platform
contact: "#platform"
rules:
  - id: privileged-pod
    title: Pods are not privileged
    on: container
    deny: container.privileged
    severity: high
    why: A privileged container owns its node.
    message: "{container.subject} of {container.name} is privileged."
    fix: Leave privileged out.
  - id: own-secret
    title: Nothing is called secret
    on: workload
    deny: workload.name == "secret"
    severity: high
    why: It is not.
    message: "{workload.name} is called so."
    fix: Rename it.
    exceptions: fingerprint
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: shop}
spec:
  containers:
    - name: main
      image: registry.example/NAME:1.0.0
      securityContext: {privileged: true}
"""
ENTRY = """\
id: EXC-7
rules: [privileged-pod]
scope: {paths: [api.yaml]}
category: waiver
reason: The vendor's driver needs the host until May.
owner: team-a
requested: {by: alice, on: 2026-01-10}
sunset: 2027-05-31
"""
APPROVED = """\
approvals:
  - {role: platform, by: bob, on: 2026-01-15, sunset: 2027-05-31}
  - {role: leadership, by: carol, on: 2026-01-16, sunset: 2027-05-31}
"""
ASKED = (
    *("--by", "alice", "--owner", "team-a", "--months", "6"),
    *("--reason", "The vendor's driver needs the host until May."),
)


class Told(NamedTuple):
    """What a command gives."""

    code: object
    out: str
    error: str


@dataclass
class Repository:
    """A folder in which commands are run."""

    folder: Path
    streams: pytest.CaptureFixture[str]

    def write(self, given: Mapping[str, str | bytes]) -> Repository:
        """Writes files, by path."""
        for path, text in given.items():
            target = self.folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode() if isinstance(text, str) else text)
        return self

    def entry(self, text: str | bytes, name: str = "EXC-7") -> Repository:
        """Writes an entry of the register."""
        return self.write({f"{REGISTER}/{name}.yaml": text})

    def commit(self) -> None:
        """Commits everything, in a git repository that is made when there is none."""
        identity = ("-c", "user.name=tests", "-c", "user.email=tests@platform.example")
        for arguments in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "change")):
            command = ["git", *SHORT_LIVED, *identity, *arguments]
            subprocess.run(command, cwd=self.folder, check=True)

    def read(self, name: str = "EXC-7") -> str:
        """The text of an entry, its line ends as they are."""
        return (self.folder / REGISTER / f"{name}.yaml").read_bytes().decode()

    def register(self) -> dict[str, bytes]:
        """Every file of the register."""
        folder = self.folder / REGISTER
        return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}

    def run(self, *arguments: str, as_of: str = TODAY) -> Told:
        """Runs `platguard exceptions`."""
        day = ("--as-of", as_of) if arguments[0] != "schema" else ()
        return self.platguard("exceptions", *arguments, *day)

    def platguard(self, *arguments: str) -> Told:
        """Runs a command."""
        self.streams.readouterr()
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        told = self.streams.readouterr()
        assert "Traceback" not in told.err
        assert "bug" not in told.err
        return Told(stop.value.code, told.out, told.err)

    def done(self, *arguments: str, as_of: str = TODAY) -> str:
        """What a command prints that must succeed."""
        told = self.run(*arguments, as_of=as_of)
        assert told.code == 0, told
        return told.out

    def checked(self, *arguments: str, as_of: str = TODAY) -> str:
        """What `check` prints, with what is wrapped on one line again."""
        return re.sub(r"\n {4}", " ", self.done("check", *arguments, as_of=as_of))

    def refused(self, *arguments: str, as_of: str = TODAY) -> str:
        """What a command complains of that must change nothing."""
        before = self.register()
        told = self.run(*arguments, as_of=as_of)
        assert told.code == 2, told
        assert self.register() == before
        return told.error

    def rows(self, *arguments: str, as_of: str = TODAY) -> list[dict[str, Any]]:
        """What `list` writes as JSON."""
        document = json.loads(self.done("list", "--format", "json", *arguments, as_of=as_of))
        schema("exceptions-v1").validate(document)
        found: list[dict[str, Any]] = document["entries"]
        return found

    def state(self, name: str = "EXC-7", as_of: str = TODAY) -> str:
        """The state of an entry."""
        return str(next(row["state"] for row in self.rows(as_of=as_of) if row["id"] == name))

    def findings(self, rule: str = "privileged-pod") -> list[dict[str, Any]]:
        """The findings of a rule."""
        told = self.platguard("scan", "--format", "json", "--as-of", TODAY, "--no-cache")
        found: list[dict[str, Any]] = json.loads(told.out)["findings"]
        return [finding for finding in found if finding["rule"] == rule]

    def fingerprint(self, rule: str = "privileged-pod") -> str:
        """The fingerprint of the first finding of a rule."""
        return str(self.findings(rule)[0]["fingerprint"])
