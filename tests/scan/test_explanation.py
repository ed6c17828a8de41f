"""`platguard explain`: what it says of a rule, and of a place in a file."""

from __future__ import annotations

import re
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
    params: {least: {type: int, default: 20}}
    deny: item.length < least
    severity: high
    why: Short keys are guessed.
    message: "{item.name} is short."
    fix: "Length of {item.name}: {item.length + 1} of {params.least}."
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


def unfolded(text: str) -> str:
    """Text with what is wrapped on one line again."""
    return re.sub(r"\n +", " ", text)


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
        ("key-short", "broken.yaml:2", "broken.yaml:3:19: key-short: not-evaluated. It could not"),
        ("key-short", "templates/pod.yaml:4", "not-evaluated. The file is a template"),
        ("key-short", "chart.yaml:1", "not-evaluated. The file is skipped: nothing that"),
    ],
)
def test_a_place_is_judged_as_in_a_scan(explain: Explain, rule: str, at: str, told: str) -> None:
    assert told in unfolded(explain(rule, "--at", at))


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
    told = unfolded(told)
    assert f"object-unowned: {outcome}. " in told
    assert note in told
    assert ".." not in told


def test_a_rule_tells_its_dates_and_all_that_it_asks(explain: Explain) -> None:
    told = explain("object-unowned")
    for part in (
        "announced on 2026-01-10\n  warns from 2026-01-10\n  enforced from 2026-06-10",
        "replacement: labels\n  guide: https://platform.example/owners",
        'It asks that the object meets the JSON Schema\n    {\n      "properties": {\n',
        "  low, at most a note, where\n    object.kind == 'Pod'\n  else high\n",
    ):
        assert part in told
    told = explain("key-short")
    assert "For each of\n    secret.keys\n  It fails where\n    item.length < least\n" in told
    assert "  with\n    least = 20\n" in told
    assert "Length of <name>: ... of 20.\n" in told


def test_no_line_is_longer_than_the_terminal_but_those_of_files(
    explain: Explain, project: Project
) -> None:
    (project.folder / "platguard.yaml").unlink()
    for rule in ("image-tag", "capabilities", "secret-rotation-overdue", "non-root"):
        longer = [line for line in explain(rule).splitlines() if len(line) > 80]
        assert all(line.startswith(" " * 6) for line in longer)


def test_an_expression_is_broken_between_its_words(explain: Explain, project: Project) -> None:
    long = " && ".join(f"item.name != 'two words of key number {n}'" for n in range(5))
    project.write({"standards/own.yaml": OWN.replace("item.length < least", f'"{long}"')})
    told = explain("key-short")
    for number in range(5):
        assert f"item.name != 'two words of key number {number}'" in told
    assert "number 0' &&\n" in told


def test_one_example_of_each_kind_is_shown_and_the_others_on_request(
    explain: Explain, project: Project
) -> None:
    (project.folder / "platguard.yaml").unlink()
    told = explain("image-tag")
    assert "What it finds\n  Latest:\n    Dockerfile\n      FROM nginx:latest\n  says " in told
    assert "Put a version in the place of latest, or add a digest" in told
    assert "What it is content with\n  A version in a pod:\n" in told
    assert "{image." not in told
    assert "skaffold.yaml" not in told
    (hidden,) = re.findall(r"^  (\d+) more: platguard explain image-tag --all$", told, re.M)
    everything = explain("image-tag", "--all")
    assert "skaffold.yaml" in everything
    assert "more: platguard" not in everything
    others = re.findall(r" \((?:fail|pass|none|unknown|warn|not-applicable)\):$", everything, re.M)
    assert len(others) == int(hidden)


def test_examples_are_those_that_hold_for_the_organisation(
    explain: Explain, project: Project
) -> None:
    """What the organisation allows is no example of what the rule finds."""
    configuration = FILES["platguard.yaml"].replace("[standards]", "[builtin, standards]")
    allowed = "  image-tag: {params: {mutable_tags: [edge]}}\n"
    project.write({"platguard.yaml": configuration + allowed})
    told = explain("image-tag")
    assert "FROM nginx:latest" not in told
    assert "What it finds\n  No tag, and a port that is none:\n" in told


def test_a_place_tells_its_fix_and_what_decided(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write({"Dockerfile": "FROM nginx:latest\nFROM nginx:1.29.3\n"})
    monkeypatch.chdir(project.folder)
    told = []
    for line in (1, 2):
        with pytest.raises(SystemExit):
            main(["explain", "image-tag", "--at", f"Dockerfile:{line}"])
        told.append(capsys.readouterr().out)
    assert "\n    fix  Put a version in the place of latest, or add a digest:" in told[0]
    assert told[1].startswith("Dockerfile:2:1: image-tag: pass. This does not hold:\n      image.")
    assert "fix " not in told[1]


def test_a_rule_that_nobody_adopted_says_that_it_only_warns(
    project: Project, explain: Explain
) -> None:
    (project.folder / "platguard.yaml").unlink()
    assert "at most a warning, until a platguard.yaml adopts" in explain("image-tag")
    assert "at most a warning" not in explain("secret-in-git")
