"""`platguard explain`: what it says of a rule, and of a place in a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from platguard.cli import main
from scan.projects import Project

OWN = """\
standard: own
title: Our own
owner: platform
contact: "#platform"
rules:
  - id: object-unowned
    title: Objects name their owner
    on: object
    schema: {properties: {metadata: {required: [labels]}}}
    grades: [{when: "object.kind == 'Pod'", severity: low, level_at_most: note}]
    severity: high
    why: Somebody must be asked.
    message: "{object.label} names no owner."
    fix: Add a label.
    lifecycle:
      announced: 2026-01-10
      enforced_from: 2026-06-10
      replacement: labels
      guide: https://platform.example/owners
  - id: key-short
    title: Keys are long
    on: secret
    for_each: secret.keys
    let: {least: "20"}
    deny: item.length < least
    severity: high
    why: Short keys are guessed.
    message: "{item.name} is short."
    fix: Take a longer one.
  - id: later
    title: Later
    on: object
    deny: "true"
    severity: high
    why: One day.
    message: It is there.
    fix: Remove it.
    lifecycle: {announced: 2027-01-10, enforced_from: 2027-06-10, replacement: x, guide: y}
"""
SECRET = """\
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData:
  user: "0123456789012345678901234"
  password: "4711-1147-x"
"""
EXCEPTION = """\
id: EXC-2026-0001
rules: [object-unowned]
scope: {paths: [secret.yaml]}
category: waiver
reason: Its vendor overwrites all labels every night.
owner: team-shop
requested: {by: alice, on: 2026-06-01}
approvals:
  - {role: platform, by: bob, on: 2026-06-02, sunset: 2026-12-31}
  - {role: leadership, by: carol, on: 2026-06-03, sunset: 2026-12-31}
sunset: 2026-12-31
"""
FILES = {
    "platguard.yaml": """\
standards: [standards]
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
rules:
  object-unowned: {enabled: true}
""",
    "standards/own.yaml": OWN,
    "secret.yaml": SECRET,
    "broken.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: [}\n",
    "templates/pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Values.name }}\n",
    "chart.yaml": "name: nothing\n",
}

Explain = Callable[..., str]


@pytest.fixture
def explain(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Explain:
    """Runs `platguard explain` in a project and gives what it prints."""
    project.write(FILES)
    monkeypatch.chdir(project.folder)
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str, as_of: str = "2026-11-22") -> str:
        with pytest.raises(SystemExit) as stop:
            main(["explain", *arguments, "--as-of", as_of])
        assert stop.value.code == 0
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("rule", "at", "told"),
    [
        ("object-unowned", "secret.yaml:2", "secret.yaml:2:7: object-unowned: fail, error. "),
        ("key-short", "secret.yaml:6", "secret.yaml:6:13: key-short: fail, error. password is"),
        ("later", "secret.yaml:2", "not-evaluated. The rule is a draft, not in force."),
        ("key-short", "broken.yaml:2", "not-evaluated. Line 3 could not be read: "),
        ("key-short", "templates/pod.yaml:4", "not-evaluated. The file is a template"),
        ("key-short", "chart.yaml:1", "not-evaluated. The file is skipped: nothing that"),
    ],
)
def test_a_place_is_judged_as_in_a_scan(explain: Explain, rule: str, at: str, told: str) -> None:
    assert told in explain(rule, "--at", at)


def test_a_file_is_judged_beside_what_lies_beside_it(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outside of a repository too: its path tells that it is a test, as in a scan of the folder."""
    project.write({"tests/api/Dockerfile": "FROM nginx:latest\n"})
    monkeypatch.chdir(project.folder)
    with pytest.raises(SystemExit):
        main(["explain", "image-tag", "--at", "tests/api/Dockerfile:1"])
    assert "tests/api/Dockerfile:1:1: image-tag: fail, note." in capsys.readouterr().out


def test_what_is_told_of_no_file_has_a_place(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write({"compose.yml": "services: {web: {image: 'nginx:1.29.3'}}\n"})
    monkeypatch.chdir(project.folder)
    with pytest.raises(SystemExit):
        main(["explain", "codeowners", "--at", ".:1"])
    assert ".:1:1: codeowners: fail, warning. no CODEOWNERS found" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("as_of", "outcome", "note"),
    [
        ("2026-12-31", "exempt", "EXC-2026-0001 covered through 2026-12-31"),
        ("2027-01-01", "fail, error", "exception EXC-2026-0001 expired on 2026-12-31"),
    ],
)
def test_a_place_is_exempt_as_long_as_an_exception_covers_it(
    project: Project, explain: Explain, as_of: str, outcome: str, note: str
) -> None:
    project.write({".platguard/exceptions/EXC-2026-0001.yaml": EXCEPTION})
    told = explain("object-unowned", "--at", "secret.yaml:2", as_of=as_of)
    assert f"object-unowned: {outcome}. " in told
    assert note in told
    assert ".." not in told


def test_a_rule_tells_its_dates_and_all_that_it_asks(explain: Explain) -> None:
    told = explain("object-unowned")
    for part in (
        "announced on 2026-01-10\n  warns from 2026-01-10\n  enforced from 2026-06-10",
        "replacement: labels\n  guide: https://platform.example/owners",
        'schema: {\n    "properties"',
        "grade low, note at most when: object.kind == 'Pod'",
    ):
        assert part in told
    assert "for_each: secret.keys\n  deny: item.length < least\n  let least: 20" in explain(
        "key-short"
    )


def test_a_rule_that_nobody_adopted_says_that_it_only_warns(
    project: Project, explain: Explain
) -> None:
    (project.folder / "platguard.yaml").unlink()
    assert "at most a warning, until a platguard.yaml adopts" in explain("image-tag")
    assert "at most a warning" not in explain("secret-in-git")
