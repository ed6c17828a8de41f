"""`platguard exceptions calendar`: an event a sunset, with reminders."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from reporters.test_inert import ATTACKS, assert_harmless
from scan.projects import Project
from scan.test_command_line import run

from .agendas import calendar_parts
from .dated_shop import USUAL, day, entry, files

ASKED = ("exceptions", "calendar", "--as-of", "2026-11-22")
REGISTER = ".platguard/exceptions"


@pytest.fixture
def shop(project: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose register has one entry in every state."""
    chosen = files(USUAL)
    shop = {name: chosen[name] for name in ("platguard.yaml", "own.yaml", "Dockerfile")}
    rules = ["image-moves"]
    for name, starts, sunset, values in (
        ("active", -9, 100, {"ticket": "https://tickets.example/1"}),
        ("approved", -9, 200, {"scope": {"paths": ["a"]}, "starts": day(9)}),
        ("ending", -9, 3, {"scope": {"paths": ["b"]}}),
        ("ends-today", -9, 0, {"scope": {"paths": ["c"]}}),
        ("over", -9, -1, {"scope": {"paths": ["d"]}}),
        ("closed", -9, 50, {"scope": {"paths": ["e"]}, "closed_on": "2026-11-22"}),
        ("requested", -9, 50, {"scope": {"paths": ["f"]}, "approvals": []}),
        ("too-short", -9, 50, {"scope": {"paths": ["g"]}, "reason": "Later."}),
    ):
        shop[f"{REGISTER}/{name}.yaml"] = entry(name, rules, starts, sunset, **values)
    project.write(shop)
    monkeypatch.chdir(project.folder)
    return project.folder


def events(written: str | bytes) -> dict[str, Any]:
    """The events of a calendar, by the id in their summary."""
    return {str(event["summary"]).split()[1]: event for event in calendar_parts(written)}


@pytest.mark.usefixtures("shop")
def test_what_is_approved_and_not_over_has_an_event(capsys: pytest.CaptureFixture[str]) -> None:
    code, written, _ = run(capsys, *ASKED)
    found = events(written)
    assert code == 0
    assert {name: event["dtstart"].dt for name, event in found.items()} == {
        "ends-today": date(2026, 11, 22),
        "ending": date(2026, 11, 25),
        "active": date(2027, 3, 2),
        "approved": date(2027, 6, 10),
    }
    described = str(found["active"]["description"])
    for told in (
        "active covers through 2027-03-02",
        "Rules: image-moves",
        "Owner: team-active",
        "Reason: The vendor of active names no fixed tag before spring.",
        "Ticket: https://tickets.example/1",
        "`platguard exceptions renew active`",
    ):
        assert told in described


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("asked", "days"),
    [
        ([], [30, 7]),
        (["--remind", "90d", "--remind", "2w", "--remind", "14d"], [90, 14]),
        (["--remind", "0d"], [0]),
    ],
)
def test_reminders(capsys: pytest.CaptureFixture[str], asked: list[str], days: list[int]) -> None:
    _, written, _ = run(capsys, *ASKED, *asked)
    for event in events(written).values():
        alarms = event.walk("VALARM")
        assert [alarm["trigger"].dt for alarm in alarms] == [-timedelta(days=n) for n in days]
        assert {str(alarm["action"]) for alarm in alarms} == {"DISPLAY"}


def test_an_event_keeps_its_id(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, first, _ = run(capsys, *ASKED)
    assert run(capsys, *ASKED)[1] == first
    path = shop / REGISTER / "active.yaml"
    path.write_text(path.read_text().replace("2027-03-02", "2027-04-01"))
    _, second, _ = run(capsys, *ASKED[:3], "2026-11-23")
    before, after = events(first)["active"], events(second)["active"]
    assert before["uid"] == after["uid"]
    assert str(after["dtstart"].dt) == "2027-04-01"
    assert len({str(event["uid"]) for event in events(first).values()}) == 4


def test_it_goes_to_a_file(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, *ASKED, "--output", "sunsets.ics")[:2] == (0, "")
    data = (shop / "sunsets.ics").read_bytes()
    assert len(events(data)) == 4
    assert b"\r\n" in data
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_an_empty_register_is_an_empty_calendar(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project.folder)
    code, written, _ = run(capsys, *ASKED)
    assert (code, events(written)) == (0, {})


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--remind", "soon"], "'soon' is not a span"),
        (["--remind", "30"], "'30' is not a span"),
        (["--exceptions", "nowhere"], "nowhere: there is no such folder of exceptions"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_what_cannot_be_is_refused(
    capsys: pytest.CaptureFixture[str], asked: list[str], told: str
) -> None:
    code, out, complaint = run(capsys, *ASKED, *asked)
    assert (code, out) == (2, "")
    assert told in complaint


def test_a_broken_entry_is_told_with_its_place(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / REGISTER / "bad.yaml").write_text("id: EXC-1\nrules: [no-such-rule]\n")
    code, _, complaint = run(capsys, *ASKED)
    assert code == 2
    assert f"{REGISTER}/bad.yaml:2:9: there is no rule 'no-such-rule'" in complaint


@pytest.mark.parametrize("attack", ATTACKS, ids=ascii)
def test_no_text_acts(shop: Path, capsys: pytest.CaptureFixture[str], attack: str) -> None:
    if "\udcff" in attack:
        pytest.skip("no YAML file can hold it")
    reason = f"{attack} and {attack} BEGIN:VALARM, {'a' * 40}; {attack}"
    values = {"scope": {"paths": ["z"]}, "reason": reason, "owner": attack}
    text = entry("hostile", ["image-moves"], -9, 100, **values)
    (shop / REGISTER / "hostile.yaml").write_text(text)
    code, written, _ = run(capsys, *ASKED)
    assert code == 0
    assert_harmless(written.replace("\r\n", "\n"))
    assert len(calendar_parts(written, "VALARM")) == 10
