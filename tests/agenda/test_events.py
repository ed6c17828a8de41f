"""Which events an agenda has, whom it names, and how it says it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from scan.projects import STACK, Project

from platguard.errors import UsageError
from platguard.forecast import forecast

from .agendas import agenda_of, request, told
from .dated_shop import USUAL, day, files

SWARM = """\
contact: "#platform-help"
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
rules:
  docker-swarm:
    lifecycle:
      announced: 2026-09-30
      enforced_from: 2026-12-31
      retired_from: 2027-02-10
      guide: https://platform.example/migrate/swarm
      replacement: Kubernetes
      waves: [{name: pilot, teams: [platform-tools], enforced_from: 2026-12-01, opt_in: true}]
"""
EXCEPTION = """\
id: EXC-2026-0007
rules: [docker-swarm]
scope: {paths: ["deploy/**"]}
category: waiver
reason: The HSM driver exists for Swarm only; the vendor ships a Kubernetes one in 2027.
owner: team-ledger
requested: {by: alice, on: 2026-09-01}
approvals:
  - {role: platform, by: bob, on: 2026-10-01, sunset: 2027-01-15}
  - {role: leadership, by: carol, on: 2026-10-02, sunset: 2027-01-15}
sunset: 2027-01-15
"""
ENFORCED = (
    "docker-swarm is enforced on 2026-12-31, in 39 days: 1 finding turns from warning to error"
)


@pytest.fixture
def swarm(project: Project) -> Project:
    """A stack file where Docker Swarm is retired on a date."""
    return project.write({"deploy/docker-compose.yml": STACK, "platguard.yaml": SWARM})


def test_a_rule_is_enforced_and_retired(swarm: Project) -> None:
    document = agenda_of(swarm.folder, rules=["docker-swarm"])
    assert told(document) == [
        ENFORCED,
        "docker-swarm is retired on 2027-02-10, in 80 days: 1 error ends",
    ]
    first = document["events"][0]
    assert first["advice"] == (
        "Replacement: Kubernetes. Ask platform-runtime, #platform-help."
        " Guide: https://platform.example/migrate/swarm"
    )
    (change,) = first["changes"]
    assert (change["path"], change["line"], change["owner"]) == (
        "deploy/docker-compose.yml",
        4,
        "platform-runtime",
    )
    assert document["summary"]["first"] == {"error": 0, "warning": 1, "note": 0, "soon": 0}
    assert document["summary"]["last"] == {"error": 0, "warning": 0, "note": 0, "soon": 0}


def test_the_wave_of_a_team_decides(swarm: Project) -> None:
    swarm.write({".platguard.yaml": "team: platform-tools\n"})
    first = agenda_of(swarm.folder)["events"][0]
    assert first["text"].startswith("docker-swarm is enforced on 2026-12-01, in 9 days")
    assert first["changes"][0]["owner"] == "platform-tools"


def test_dates_are_listed_that_turn_nothing_here(swarm: Project) -> None:
    swarm.write({"deploy/docker-compose.yml": "services: {web: {image: 'web:1.0.0'}}\n"})
    assert told(agenda_of(swarm.folder, rules=["docker-swarm"])) == [
        "docker-swarm is enforced on 2026-12-31, in 39 days: nothing here would turn",
        "docker-swarm is retired on 2027-02-10, in 80 days: nothing here would turn",
    ]


def test_dates_of_rules_about_new_repositories_are_none_of_an_older_one(swarm: Project) -> None:
    dated = SWARM[: SWARM.index("      waves")]
    dated += "      applies_to: new\n      new_after: 2026-06-01\n"
    swarm.write({"platguard.yaml": dated}).commit(day="2026-05-31")
    assert told(agenda_of(swarm.folder, rules=["docker-swarm"])) == []


def test_an_exception_stops_covering_after_its_sunset(swarm: Project) -> None:
    swarm.write({".platguard/exceptions/EXC-2026-0007.yaml": EXCEPTION})
    document = agenda_of(swarm.folder, 80, rules=["docker-swarm"])
    lapses = next(event for event in document["events"] if event["kind"] == "lapses")
    assert lapses["text"] == (
        "EXC-2026-0007 stops covering on 2027-01-16, in 55 days:"
        " 1 finding turns from exempt to error"
    )
    assert lapses["advice"] == (
        "It covers through 2027-01-15, approved by bob and carol."
        " Fix it or request a renewal: `platguard exceptions renew EXC-2026-0007`."
    )
    assert (lapses["owner"], lapses["changes"][0]["owner"]) == ("team-ledger", "team-ledger")
    enforced = next(event for event in document["events"] if event["kind"] == "enforced")
    assert enforced["text"].endswith("1 finding turns from exempt (warning) to exempt (error)")


RENEWAL = (
    EXCEPTION.replace("0007", "0008\nrenews: EXC-2026-0007")
    .replace("ships a Kubernetes one in 2027", "is late")
    .replace("2027-01-15", "2027-06-30")
    .replace("2026-09-01", "2026-12-20")
    .replace("2026-10-0", "2026-12-2")
)
APPROVED_BY_CAROL = "  - {role: leadership, by: carol, on: 2026-12-22, sunset: 2027-06-30}\n"


@pytest.mark.parametrize(
    ("renewal", "told"),
    [
        (
            RENEWAL.replace(APPROVED_BY_CAROL, ""),
            "Fix it or have its renewal EXC-2026-0008 approved, which waits for that.",
        ),
        (RENEWAL.replace("by: bob", "by: dave"), "Fix it or mend its renewal EXC-2026-0008"),
        (RENEWAL, "EXC-2026-0008 continues it."),
    ],
    ids=["waits", "invalid", "granted"],
)
def test_a_renewal_that_is_there_is_not_asked_for(swarm: Project, renewal: str, told: str) -> None:
    register = ".platguard/exceptions"
    swarm.write({f"{register}/a.yaml": EXCEPTION, f"{register}/b.yaml": renewal})
    events = agenda_of(swarm.folder, 80, rules=["docker-swarm"])["events"]
    (lapses,) = (event for event in events if event["exception"] == "EXC-2026-0007")
    assert f"It covers through 2027-01-15, approved by bob and carol. {told}" in lapses["advice"]
    assert "exceptions renew" not in lapses["advice"]


@pytest.mark.parametrize("days", [40, 60, 75])
def test_what_ends_is_told_the_same_whatever_else_has_a_date(swarm: Project, days: int) -> None:
    swarm.write({".platguard/exceptions/a.yaml": EXCEPTION})
    dated = agenda_of(swarm.folder, days)["events"]
    ended = [
        change["message"]
        for event in dated
        for change in event["changes"]
        if change["to"] is None and change["rule"] == "ending-exception"
    ]
    assert ended == ["about exception:EXC-2026-0007"] * (days > 54)
    every = f"{SWARM}  ending-exception: {{enabled: false}}\n"
    swarm.write({"platguard.yaml": every})
    rest = agenda_of(swarm.folder, days)["events"]
    whole = [event for event in dated if event["kind"] != "ending"]
    assert [e["advice"] for e in rest if e["kind"] != "ending"] == [e["advice"] for e in whole]


def test_nothing_that_is_to_come_is_told_as_past(swarm: Project) -> None:
    swarm.write({".platguard/exceptions/a.yaml": EXCEPTION})
    events = agenda_of(swarm.folder, 80)["events"]
    advice = [event["advice"] for event in events if event["exception"]]
    assert len(advice) == 2
    assert all(told.startswith("It covers through 2027-01-15") for told in advice)
    assert not any("ago" in told or "left" in told for told in advice)


def test_a_sunset_is_listed_that_turns_nothing_here(swarm: Project) -> None:
    elsewhere = EXCEPTION.replace("deploy/**", "other/**")
    swarm.write({".platguard/exceptions/a.yaml": elsewhere})
    texts = told(agenda_of(swarm.folder, rules=["docker-swarm"]))
    sunset = "EXC-2026-0007 stops covering on 2027-01-16, in 55 days: nothing here would turn"
    assert sunset in texts
    others = EXCEPTION.replace("scope: {", "scope: {repositories: [payments/ledger], ")
    swarm.write({".platguard/exceptions/a.yaml": others})
    assert sunset not in told(agenda_of(swarm.folder, rules=["docker-swarm"]))


def test_support_ends_by_time_alone(project: Project) -> None:
    project.write({"Dockerfile": "FROM python:3.9\n", "platguard.yaml": "rules: {}\n"})
    document = agenda_of(project.folder, 120, date(2025, 7, 25), rules=["language-eol"])
    assert told(document) == [
        "language-eol changes by time alone on 2025-08-02, in 8 days:"
        " 1 finding appears as soon failing",
        "language-eol changes by time alone on 2025-11-01, in 99 days:"
        " 1 finding turns from soon failing to error",
    ]
    message = document["events"][1]["changes"][0]["message"]
    assert "which ended on 2025-10-31 (1 day ago)" in message


def test_every_kind_of_event_is_met(project: Project) -> None:
    project.write(files(USUAL))
    kinds = {event["kind"] for event in agenda_of(project.folder, 60)["events"]}
    assert kinds == {
        *("announced", "warns", "enforced", "retired", "ages"),
        *("covers", "lapses", "ending", "stands"),
    }


def test_rules_can_be_chosen(project: Project) -> None:
    project.write(files(USUAL))
    events = agenda_of(project.folder, 60, rules=["image-season"])["events"]
    assert {event["rule"] for event in events} == {"image-season", None}
    assert {event["exception"] for event in events} == {None, "EXC-2", "EXC-3"}


def test_what_could_not_be_read_is_told(swarm: Project) -> None:
    swarm.write({"k8s/broken.yaml": "apiVersion: v1\nkind: Pod\nspec: [\n"})
    document = agenda_of(swarm.folder)
    assert [error["path"] for error in document["errors"]] == ["k8s/broken.yaml"]
    assert document["coverage"]["failed"] == 1
    assert told(document)[0] == ENFORCED


def test_a_fault_that_comes_with_a_day_is_told_today(swarm: Project) -> None:
    dated = SWARM.replace("      guide: https://platform.example/migrate/swarm\n", "")
    dated = dated.replace("announced: 2026-09-30", "announced: 2026-12-30").replace(
        "enforced_from: 2026-12-31", "enforced_from: 2027-12-31"
    )
    dated = dated.replace("      retired_from: 2027-02-10\n", "")
    swarm.write({"platguard.yaml": dated[: dated.index("      waves")]})
    agenda_of(swarm.folder, 37)
    with pytest.raises(UsageError, match=r"guide is missing, and .* announced since 2026-12-30"):
        agenda_of(swarm.folder, 38)


def test_a_sunset_at_the_end_of_all_calendars(project: Project) -> None:
    shop = files(USUAL)
    path = ".platguard/exceptions/one.yaml"
    shop[path] = shop[path].replace(day(USUAL["sunset"]), "9999-12-31")
    project.write(shop)
    assert agenda_of(project.folder, 5)["until"] == "2026-11-27"
    last = date.max - timedelta(days=3)
    assert agenda_of(project.folder, 3, last, rules=["secret-old"])["until"] == "9999-12-31"
    with pytest.raises(UsageError, match="no calendar reaches so far"):
        agenda_of(project.folder, 4, last)


ZONES = ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin", "UTC"]


@pytest.mark.parametrize("zone", ZONES)
def test_days_are_those_of_the_organisation(
    swarm: Project, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    swarm.write({"platguard.yaml": f"timezone: {zone}\n{SWARM}"})
    expected = None
    for environment in ZONES:
        monkeypatch.setenv("TZ", environment)
        for hours in (14, 0, -12):
            moment = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
            now = moment.astimezone(timezone(timedelta(hours=hours)))
            document = agenda_of(swarm.folder, 45, None, now=now)
            expected = expected or document
            assert document == expected
    assert expected is not None
    today = {"Pacific/Kiritimati": "2026-11-23", "Etc/GMT+12": "2026-11-21"}
    assert expected["as_of"] == today.get(zone, "2026-11-22")
    assert expected["events"][0]["day"] == "2026-12-31"


def test_the_same_input_gives_the_same_bytes(project: Project) -> None:
    project.write(files(USUAL))
    first, second = (forecast(request(project.folder), timedelta(days=60)).events for _ in range(2))
    assert first == second
