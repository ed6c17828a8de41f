"""The last day of an exception is told alike everywhere, and no day tells what comes later."""

from __future__ import annotations

from datetime import date

import pytest
from icalendar import Calendar

from .repositories import APPROVED, ENTRY, REGISTER, Repository

CLOSING = "EXC-7 covered through 2026-11-30, 8 days left, closed from 2026-12-01"


def calendar(repository: Repository, as_of: str = "2026-11-22") -> Calendar:
    """What `calendar` writes."""
    return Calendar.from_ical(repository.done("calendar", as_of=as_of))


def test_the_day_before_it_is_closed_is_the_last_one(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED)
    told = repository.done("close", "EXC-7", "--on", "2026-12-01").splitlines()
    assert told[0].endswith("EXC-7: closed, covers nothing from 2026-12-01.")
    assert told[1] == f"{CLOSING}, limited support"
    assert repository.findings()[0]["exception"]["days_left"] == 8
    scan = repository.platguard("scan", "--as-of", "2026-11-22").out
    assert f"{CLOSING}, limited support" in " ".join(scan.split())
    assert CLOSING in repository.checked()
    (row,) = repository.rows("--state", "expiring", "--ending-within", "8d")
    assert (row["last_day"], row["days_left"], row["sunset"]) == ("2026-11-30", 8, "2027-05-31")
    assert repository.rows("--ending-within", "7d") == []
    assert repository.done("list").splitlines()[1].split()[2:4] == ["2026-11-30", "8"]
    (event,) = calendar(repository).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 11, 30)
    assert "covers through 2026-11-30;" in str(event["description"])
    asked = ("request", "--finding", repository.fingerprint())
    assert "EXC-7 covers it through 2026-11-30" in repository.refused(*asked)


def test_the_list_is_in_the_order_of_the_last_days(repository: Repository) -> None:
    for name, end in (
        ("EXC-1", "sunset: 2027-05-01"),
        ("EXC-2", "sunset: 2027-05-31\nclosed_on: 2027-03-01"),
        ("EXC-3", "sunset: 2027-04-01"),
    ):
        text = ENTRY.replace("EXC-7", name).replace("sunset: 2027-05-31", end)
        repository.entry(text, name)
    assert [row["id"] for row in repository.rows()] == ["EXC-2", "EXC-3", "EXC-1"]


@pytest.mark.parametrize(
    "end", ["closed_on: 2026-06-01\n", "rejected: {by: bob, on: 2026-02-01, why: It is.}\n"]
)
def test_what_somebody_ended_has_no_days_left(repository: Repository, end: str) -> None:
    repository.entry(ENTRY + end)
    (row,) = repository.rows()
    assert row["days_left"] is None
    assert repository.done("list").splitlines()[1].split()[3] == "team-a"


def test_a_day_in_the_past_shows_nothing_of_later_ones(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED)
    assert repository.rows(as_of="2026-01-09") == []
    told = repository.done("list", as_of="2026-01-09")
    assert told == f"No such exception in {REGISTER} as of 2026-01-09.\n"
    (row,) = repository.rows(as_of="2026-01-15")
    assert row["text"] == "EXC-7 requested 2026-01-10, waiting for leadership"
    assert repository.state(as_of="2026-01-16") == "active"


def test_a_calendar_of_nothing_is_valid_and_says_so(repository: Repository) -> None:
    told = repository.run("calendar")
    assert told.code == 0
    assert told.error == f"No exception in {REGISTER} is approved and not over: no events.\n"
    written = Calendar.from_ical(told.out)
    assert [part.name for part in written.subcomponents] == ["VTIMEZONE"]
    assert written.walk("VEVENT") == []


def test_the_list_tells_programs_everything(repository: Repository) -> None:
    resource = "{kind: Pod, name: api, labels: {app: api}}"
    text = ENTRY.replace("[api.yaml]", f"[api.yaml], resources: [{resource}]")
    text = text.replace("category: waiver", "category: mitigated\ncompensating: A firewall.")
    repository.entry(f"{text}max_findings: 3\nrenews: EXC-6\n{APPROVED}")
    (row,) = repository.rows()
    assert row["scope"] == {
        "repositories": [],
        "paths": ["api.yaml"],
        "resources": [{"kind": "Pod", "namespace": None, "name": "api", "labels": {"app": "api"}}],
        "fingerprints": [],
    }
    assert (row["starts"], row["compensating"]) == ("2026-01-16", "A firewall.")
    assert (row["max_findings"], row["renews"], row["closed_on"]) == (3, "EXC-6", None)
    assert {given["terms"] for given in row["approvals"]} == {None}
    repository.entry(ENTRY).done("reject", "EXC-7", "--by", "bob", "--why", "No.")
    (row,) = repository.rows()
    assert row["rejected"] == {"by": "bob", "on": "2026-11-22", "why": "No."}
    assert row["starts"] is None
