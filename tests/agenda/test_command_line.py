"""`platguard agenda` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scan.projects import STACK, Project
from scan.test_command_line import run
from schemas import schema

from .agendas import calendar_parts
from .test_events import ENFORCED, SWARM

ASKED = ("agenda", "--as-of", "2026-11-22", "--rule", "docker-swarm")


@pytest.fixture
def shop(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a stack file, where commands are run."""
    project.write({"deploy/docker-compose.yml": STACK, "platguard.yaml": SWARM})
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(project.folder.parent / "cache"))
    monkeypatch.chdir(project.folder)
    return project.folder


@pytest.mark.usefixtures("shop")
def test_it_is_text_without_being_asked(capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = run(capsys, *ASKED)
    assert code == 0
    assert ENFORCED in " ".join(told.split())
    assert told.startswith("Agenda of shop, after 2026-11-22 through 2027-02-20\n")
    assert "\x1b" not in told


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("span", "last"),
    [
        (["--within", "12w"], "2027-02-14"),
        (["--within", "1d"], "2026-11-23"),
        (["--until", "2027-01-01"], "2027-01-01"),
        ([], "2027-02-20"),
    ],
)
def test_how_far_it_looks(capsys: pytest.CaptureFixture[str], span: list[str], last: str) -> None:
    code, told, _ = run(capsys, *ASKED, *span, "--format=json")
    document = json.loads(told)
    schema("agenda-v1").validate(document)
    assert (code, document["until"]) == (0, last)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--within", "90"], "'90' is not a span: write days or weeks, 90d or 12w"),
        (["--within", "-3d"], "'-3d' is not a span"),
        (["--within", "0d"], "the agenda ends on 2026-11-22; it must end after 2026-11-22"),
        (["--within", "3661d"], "'3661d' is too long a span: at most 3,660 days"),
        (["--within", "100000d"], "'100000d' is too long a span: at most 3,660 days"),
        (["--within", "9" * 5000 + "w"], "is too long a span: at most 3,660 days"),
        (
            ["--until", "2026-02-30"],
            "it must be a date as YYYY-MM-DD, and the calendar has no such day",
        ),
        (["--until", "2026-11-01"], "it must end after 2026-11-22, where it begins"),
        (
            ["--until", "9999-12-31"],
            "more than 10 years after 2026-11-22. It reaches 2036-11-29 at",
        ),
        (["--within", "9d", "--until", "2027-01-01"], "choose one"),
        (["--rule", "docker-swam"], "there is no such rule"),
        (["--format", "html"], "'html' is not one of"),
        (["nowhere"], "nowhere: there is no such file or folder"),
        (["--exceptions", "nowhere"], "nowhere: there is no such folder of exceptions"),
    ],
)
def test_what_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    code, out, complaint = run(capsys, *ASKED, *asked)
    assert (code, out) == (2, "")
    assert complaint.startswith("platguard: error: ")
    assert told in complaint
    assert complaint.count("\n") == 1


def test_what_cannot_be_read_is_incomplete(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nspec: [\n")
    code, told, _ = run(capsys, *ASKED)
    assert code == 3
    assert "Could not be read, so nothing is known of them\npod.yaml:4:1: " in told
    assert ENFORCED in " ".join(told.split())


def test_a_folder_of_the_repository(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "other").mkdir()
    _, told, _ = run(capsys, *ASKED, "other")
    assert "docker-swarm is enforced on 2026-12-31, in 39 days: nothing here" in told
    _, told, _ = run(capsys, *ASKED, "deploy")
    assert ENFORCED in " ".join(told.split())


def test_a_calendar_goes_to_a_file(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = run(capsys, *ASKED, "--format=ics", "--output=a.ics")
    assert (code, told) == (0, "")
    first = (shop / "a.ics").read_bytes()
    found = calendar_parts(first)
    assert [str(event["dtstart"].dt) for event in found] == ["2026-12-31", "2027-02-10"]
    run(capsys, *ASKED, "--format=ics", "--output=a.ics")
    assert (shop / "a.ics").read_bytes() == first
    code, _, complaint = run(capsys, *ASKED, "--format=ics", "--output=no/a.ics")
    assert code == 2
    assert "no/a.ics: cannot be written" in complaint
