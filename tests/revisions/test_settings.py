"""What an organisation makes of a revision, and what the commands tell of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from scan.projects import Project

from platguard.cli import main

from .rules import IMAGES, LATEST, OFFER, revision, standard

RULE = "image-moves"


def configuration(number: int, **dates: str) -> str:
    """The organisation's dates for a revision."""
    setting = {"revision": {"number": number, "lifecycle": {**dates, **OFFER}}}
    return yaml.safe_dump({"standards": ["own.yaml"], "rules": {RULE: setting}})


def run(project: Project, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    """The exit code of a command in the folder of the project."""
    monkeypatch.chdir(project.folder)
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    return stop.value.code


def levels(project: Project, day: str, **asked: Any) -> list[str]:
    """The levels of the findings on a day."""
    return [found["level"] for found in project.scan(day, **asked).findings(RULE)]


def test_an_organisation_sets_other_dates(project: Project) -> None:
    project.write({"Dockerfile": IMAGES, "own.yaml": standard(revision=revision())})
    own = configuration(2, announced="2026-12-01", enforced_from="2027-06-01")
    project.write({"platguard.yaml": own})
    assert levels(project, "2026-11-30") == ["error"]
    assert levels(project, "2026-12-01") == ["error", "warning"]
    assert levels(project, "2027-05-31") == ["error", "warning"]
    assert levels(project, "2027-06-01") == ["error", "error"]


def test_dates_of_an_older_revision_do_not_shorten_the_notice_of_the_next(project: Project) -> None:
    own = configuration(2, announced="2026-01-01", enforced_from="2026-06-01")
    project.write({"platguard.yaml": own, "Dockerfile": IMAGES})
    project.write({"own.yaml": standard(revision=revision(number=2))})
    assert levels(project, "2026-09-30") == ["error", "error"]
    project.write({"own.yaml": standard(revision=revision(number=3))})
    assert levels(project, "2026-09-30") == ["error"]
    project.write({"own.yaml": standard(revision={"number": 2})})
    assert levels(project, "2026-09-30") == ["error", "error"]


def test_a_level_and_a_segment_limit_what_is_added_too(project: Project) -> None:
    project.write({"Dockerfile": IMAGES, "own.yaml": standard(revision=revision())})
    head = "standards: [own.yaml]\nsegments: {labs: {level_at_most: note}}\n"
    project.write({"platguard.yaml": f"{head}rules: {{{RULE}: {{level: warning}}}}\n"})
    assert levels(project, "2027-02-01") == ["warning", "warning"]
    project.write({"platguard.yaml": head, ".platguard.yaml": "segment: labs\n"})
    assert levels(project, "2027-02-01") == ["note", "note"]
    project.write({"own.yaml": standard(revision=revision(segments=["labs"]))})
    assert levels(project, "2027-02-01") == ["note", "error"]


def test_a_number_alone_changes_no_finding(project: Project) -> None:
    project.write({"Dockerfile": IMAGES, "own.yaml": standard()})
    first = project.scan().report
    project.write({"own.yaml": standard(revision={"number": 4})})
    second = project.scan().report
    assert first["findings"] == second["findings"]
    assert [report["rules"][0]["revision"] for report in (first, second)] == [1, 4]


@pytest.mark.parametrize("day", ["2026-09-30", "2026-11-22", "2027-02-01"])
def test_what_is_remembered_judges_alike(project: Project, day: str) -> None:
    pilot = {"name": "pilot", "teams": ["tools"], "enforced_from": "2026-12-01", "opt_in": True}
    project.write({"own.yaml": standard(revision=revision(waves=[pilot]))})
    project.write({"Dockerfile": IMAGES, ".platguard.yaml": "team: tools\n"})
    without = project.scan(day).report
    project.cache = project.folder.parent / "cache"
    assert [project.scan(day).report for _ in range(2)] == [without, without]


def test_a_replay_tells_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write({"Dockerfile": IMAGES, "own.yaml": standard(revision=revision())})
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(project.folder.parent / "cache"))
    told = []
    for _ in range(2):
        assert run(project, monkeypatch, "scan", "--as-of", "2026-11-22") == 1
        told.append(capsys.readouterr().out)
    assert told[0] == told[1]
    assert "added by revision 2, whose grace period ends on 2027-01-15, in 54 days" in told[0]


def test_inline_tests_show_the_revision_and_what_was_before(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [
        {"name": "as it is", "expect": "fail"},
        {"name": "before", "expect": "pass", "as_of": "2031-12-31"},
        {"name": "since", "expect": "fail", "as_of": "2032-01-01"},
    ]
    tests = [{**case, "given": {"Dockerfile": "FROM shop:edge\n"}} for case in cases]
    dates: dict[str, Any] = {
        "announced": "2032-01-01",
        "warn_from": "2032-02-01",
        "enforced_from": "2033-01-01",
    }
    project.write({"own.yaml": standard(tests=tests, revision=revision(**dates))})
    assert run(project, monkeypatch, "standards", "test", "own.yaml") == 0
    assert "3 passed, 0 failed." in capsys.readouterr().out


def test_a_check_wants_a_way_from_an_announced_revision(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write({"own.yaml": standard(revision=revision(guide=""))})
    for day, code in (("2026-09-30", 0), ("2026-10-01", 2)):
        assert run(project, monkeypatch, "standards", "check", "--as-of", day) == code
    assert "revision 2 of rule image-moves: standard-incomplete: guide" in capsys.readouterr().err


def test_a_list_tells_the_revision(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write({"own.yaml": standard(revision=revision(number=3))})
    assert run(project, monkeypatch, "standards", "list", "--format", "json") == 0
    assert [rule["revision"] for rule in json.loads(capsys.readouterr().out)["rules"]] == [3]


def test_a_rule_is_explained_with_its_revision(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project.write({"Dockerfile": IMAGES, "own.yaml": standard(revision=revision())})
    run(project, monkeypatch, "explain", RULE)
    told = capsys.readouterr().out
    assert f"  It failed where\n    {LATEST}\n" in told
    assert "  enforced from 2027-01-15" in told
    at = ("explain", RULE, "--at", "Dockerfile:2", "--as-of")
    run(project, monkeypatch, *at, "2026-09-30")
    draft = (
        "pass. Only revision 2 is not met, which is a draft until it is announced on 2026-10-01."
    )
    assert draft in " ".join(capsys.readouterr().out.split())
    run(project, monkeypatch, *at, "2026-11-22")
    told = " ".join(capsys.readouterr().out.split())
    assert "fail, warning. shop:edge moves. It is added by revision 2," in told
