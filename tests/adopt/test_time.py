"""Debt ends: on its sunset it is tolerated for the last time, and everybody is told before."""

from __future__ import annotations

import json
from pathlib import Path

from drift.scans import DAY, Course

from .repositories import ADOPTED, BASELINE, SUNSET, debt, entries, failing, with_debt, workload

AFTER = "2027-07-01"


def test_the_sunset_is_the_last_day(course: Course) -> None:
    with_debt(course)
    last = course.scan(day=SUNSET)
    assert (last.code, debt(last)["baselines"][0]["days_left"]) == (0, 0)
    assert "which is today" in last.text
    number = debt(last)["tolerated"]
    over = course.scan(day=AFTER)
    assert over.code == 1
    assert (debt(over)["tolerated"], debt(over)["returned"]) == (0, number)
    told = " ".join(over.text.split())
    assert f"{number} findings are back: tolerated through {SUNSET}, and not mended." in told
    assert f"tolerated it through {SUNSET} (1 day ago)" in told
    found = next(f for f in over.report["findings"] if f["rule"] == "image-tag")
    assert (found["outcome"], found["exception"]["state"]) == ("fail", "returned")


def test_an_earlier_report_tells_the_trend_and_what_returned(course: Course) -> None:
    with_debt(course, **{"b.yaml": workload("b")})
    first = course.scan()
    course.write({"b.yaml": workload("b", "1.0.0")}).commit()
    second = course.scan(since=first)
    assert debt(second)["was"] == debt(second)["tolerated"] + 1
    assert "; 1 fewer than in the earlier report." in " ".join(second.text.split())
    over = course.scan(day=AFTER, since=second)
    assert over.counts["returned"] == debt(over)["returned"] == debt(second)["tolerated"]


def test_a_sunset_too_far_away_covers_nothing(course: Course) -> None:
    with_debt(course)
    Path(BASELINE).rename(".platguard/baseline/2028-11-23.txt")
    seen = course.scan()
    assert debt(seen)["tolerated"] == 0
    assert "invalid-exception .platguard/baseline/2028-11-23.txt" in failing(seen)
    assert "latest possible is 2028-11-22" in " ".join(seen.text.split())
    # A day later it is near enough.
    assert course.scan(day="2026-11-23").code == 0


def test_the_earliest_sunset_holds_where_two_name_the_same(course: Course) -> None:
    with_debt(course)
    data = Path(BASELINE).read_text()
    course.write({".platguard/baseline/2028-01-01.txt": data})
    assert course.scan(day=SUNSET).code == 0
    assert course.scan(day=AFTER).code == 1


def test_the_agenda_lists_sunsets(course: Course) -> None:
    with_debt(course)
    number = debt(course.scan())["tolerated"]
    arguments = ("agenda", "--as-of", "2026-11-22", "--until", "2027-12-31")
    code, told, _ = course.run(*arguments, "--format", "json")
    assert code == 0
    events = [e for e in json.loads(told)["events"] if e["exception"] == BASELINE]
    assert [(e["day"], e["kind"], len(e["changes"])) for e in events] == [(AFTER, "lapses", number)]
    assert "Mend what it names" in events[0]["advice"]
    _, calendar, _ = course.run(*arguments, "--format", "ics")
    assert f"{BASELINE} stops covering on {AFTER}" in calendar.replace("\r\n ", "")


def test_the_agenda_tells_which_rule_makes_debt_worse(course: Course) -> None:
    dated = f"""{ADOPTED}rules:
  image-tag:
    lifecycle:
      announced: 2026-09-01
      enforced_from: 2027-01-15
      replacement: fixed tags
      guide: https://platform.example/tags
"""
    with_debt(course, dated)
    _, told, _ = course.run(
        "agenda", "--as-of", "2026-11-22", "--until", "2027-03-31", "--format", "json"
    )
    (event,) = (e for e in json.loads(told)["events"] if e["rule"] == "image-tag")
    assert (event["day"], event["kind"], len(event["changes"])) == ("2027-01-15", "enforced", 1)
    assert failing(course.scan(day="2027-01-15")) == {"image-tag a.yaml"}


def test_the_list_of_exceptions_tells_of_it_in_a_line(course: Course) -> None:
    with_debt(course)
    _, told, _ = course.run("exceptions", "list", "--as-of", "2026-11-22")
    assert f"{BASELINE}: " in told
    assert f"adopted findings, through {SUNSET}, 220 days left." in told


def test_the_list_of_exceptions_has_a_line_for_each_baseline(course: Course) -> None:
    with_debt(course)
    number = len(entries(course))
    line = f"{BASELINE}: {number} adopted findings, through {SUNSET}, 220 days left."

    def listed(*arguments: str) -> str:
        code, told, _ = course.run("exceptions", "list", "--as-of", DAY, *arguments)
        assert code == 0
        return told

    for asked in ((), ("--ending-within", "220d")):
        assert listed(*asked).splitlines()[1:] == [line], asked
    one = f"{BASELINE}: 1 adopted finding, through {SUNSET}, 220 days left."
    assert listed("--rule", "image-tag").splitlines()[1:] == [one]
    for asked in (
        ("--ending-within", "219d"),
        ("--rule", "privileged"),
        ("--owner", "team-a"),
        ("--state", "active"),
    ):
        assert BASELINE not in listed(*asked), asked
    told = {"path": BASELINE, "findings": number, "sunset": SUNSET, "days_left": 220}
    assert json.loads(listed("--format", "json"))["baselines"] == [told]
