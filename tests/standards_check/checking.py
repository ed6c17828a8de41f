"""A repository of standards, and checks of it through the command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from scan.projects import Project

from platguard.cli import main

RULE = """\
  - id: ID
    title: Deployments run several replicas
    on: object
    when: object.kind == "Deployment"
    require: replicas >= params.least
    let: {replicas: object.manifest.?spec.?replicas.orValue(1)}
    params: {least: {type: int, default: 2}}
    severity: high
    why: One replica is an outage that waits for its day.
    message: "{object.label} runs {replicas} replicas, {params.least} are needed."
    fix: "Set replicas: {params.least} or more."
"""
HEAD = """\
standard: own
title: Our own
owner: team-platform
contact: "#own"
rules:
"""
OFFER = "guide: https://platform.example/replicas, replacement: replicas"
ROLES = """\
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01, until: 2026-06-30}]
"""


def rule(name: str = "own-rule", dates: str = "", more: str = "") -> str:
    """One rule, with the dates of a lifecycle in flow style."""
    life = f"    lifecycle: {{{dates}, {OFFER}}}\n" if dates else ""
    return RULE.replace("ID", name) + life + more


def standard(*rules: str) -> str:
    """A standard of some rules, or of one without dates."""
    return HEAD + "".join(rules or (rule(),))


def dated(announced: str, enforced_from: str, more: str = "") -> str:
    """A standard of one rule with these dates."""
    return standard(rule(dates=f"announced: {announced}, enforced_from: {enforced_from}{more}"))


class Told(NamedTuple):
    """What a check said."""

    code: object
    output: str
    """With what is wrapped on one line again."""
    errors: list[str]

    @property
    def late(self) -> list[str]:
        """The faults of notice."""
        return [line for line in self.errors if "notice-too-short" in line]


class Standards(Project):
    """A folder of standards, which may be a git repository."""

    def __init__(
        self, folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        super().__init__(folder)
        self._patch = patch
        self._capsys = capsys

    def publish(self, day: str, **files: str) -> str:
        """Writes `own` as standards/own.yaml and so on, `platguard` as the configuration, and
        commits all of it on a day."""
        self.put(**files)
        return self.commit(day=day)

    def put(self, **files: str) -> None:
        """Writes the files that `publish` writes."""
        names = {"platguard": "platguard.yaml"}
        self.write({names.get(n, f"standards/{n}.yaml"): text for n, text in files.items()})
        if not (self.folder / "platguard.yaml").exists():
            self.write({"platguard.yaml": "standards: [./standards]\n"})

    def check(self, as_of: str = "2026-11-22", *arguments: str, cwd: Path | None = None) -> Told:
        """Checks the standards as of a day."""
        self._patch.chdir(cwd or self.folder)
        with pytest.raises(SystemExit) as stop:
            main(["standards", "check", "--as-of", as_of, *arguments])
        output, errors = self._capsys.readouterr()
        unfolded = re.sub(r"\n {4}", " ", output)
        return Told(stop.value.code, unfolded, errors.splitlines())
