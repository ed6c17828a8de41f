"""Where approvals must be proven, they count from the day of the commit that proves them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from proofs.keys import SshKeys, needs_ssh
from scan.projects import Project

from platguard.sources.git import Git
from platguard.sources.git_processes import Answer

from .agendas import agenda_of
from .dated_shop import USUAL, files
from .test_agreement import assert_agreement

ENTRY = """\
id: EXC-9
rules: [image-moves]
scope: {paths: [Dockerfile]}
category: waiver
reason: The vendor names no fixed tag before spring.
owner: team-tools
requested: {by: alice, on: 2026-10-01}
sunset: 2027-06-30
approvals:
"""
APPROVALS = {
    "bob": "  - {role: platform, by: bob, on: 2026-10-10, sunset: 2027-06-30}\n",
    "carol": "  - {role: leadership, by: carol, on: 2026-10-12, sunset: 2027-06-30}\n",
}
DAYS = {"bob": "2026-11-10", "carol": "2026-11-12"}
PATH = ".platguard/exceptions/EXC-9.yaml"


@pytest.fixture
def signed(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A register with an exception that two people approved, each in a commit of their own."""
    keys = SshKeys(tmp_path)
    shop = {name: text for name, text in files(USUAL).items() if "exceptions/" not in name}
    shop["platguard.yaml"] += "approvals: signed\nallowed_signers: signers\n"
    shop["signers"] = "".join(keys.line(name, name) for name in APPROVALS)
    project.write(shop).commit(day="2026-10-01")
    text = ENTRY
    for name, approval in APPROVALS.items():
        text += approval
        project.write({PATH: text}).git("add", "-A")
        for who in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{who}_DATE", f"{DAYS[name]}T12:00:00+00:00")
        project.git(*keys.signing(name), "commit", "-q", "-m", name, "--gpg-sign")
    return project


@needs_ssh
def test_an_approval_counts_from_its_signed_commit(signed: Project, tmp_path: Path) -> None:
    first = date(2026, 11, 1)
    assert_agreement(signed.folder, 15, first, tmp_path / "cache")
    found = agenda_of(signed.folder, 15, first)["events"]
    (event,) = (event for event in found if event["exception"])
    assert (event["day"], event["kind"], event["exception"]) == (
        "2026-11-12",
        "covers",
        "EXC-9",
    )


@needs_ssh
def test_each_commit_is_verified_once(signed: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answer = Git.answer

    def noting(git: Git, *arguments: str, **given: Any) -> Answer:
        asked.append(arguments[0])
        return answer(git, *arguments, **given)

    monkeypatch.setattr(Git, "answer", noting)
    found = agenda_of(signed.folder, 200, date(2026, 11, 1))
    assert len({event["day"] for event in found["events"]}) > 10
    assert asked.count("verify-commit") == len(DAYS)
