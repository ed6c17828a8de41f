"""Past days in the history are those that a scan of each day would have left there."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from register_health.entries import entry
from running import Told, started, within
from schemas import schema
from sources.building import Repository

from platguard import change_judgement, commit_judgement
from platguard.bench import Bench
from platguard.cache import Cache
from platguard.material import Material
from platguard.model.organisation import Member, Placement
from platguard.organisation.backfill_subjects import subjects
from platguard.organisation.observing import observe
from platguard.organisation.orders import Brief, Order

from .estate import FIXED, MOVING, SLOW_GIT, STANDARD, Estate, read_statistics

DAYS = ("2026-01-15", "2026-02-15", "2026-03-15", "2026-04-15")
VIEWS = (
    *("spans_dated", "findings_dated", "observations_dated", "standings_dated", "usages_dated"),
    *("tallies", "run_coverage"),
)
NUMBERS = ("id", "run", "rule", "finding", "reason")
"""Columns that depend on the order in which a history was written."""
LIFECYCLE = """\
    lifecycle:
      announced: 2026-02-01
      warn_from: 2026-03-01
      enforced_from: 2026-05-15
      replacement: named versions
      guide: https://platform.example/tags
"""


def start(estate: Estate, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """A process of a command about the organisation; it judges in one process unless it says so."""
    return started(estate.top, estate.environ(**more), *_asked(*arguments))


def run(estate: Estate, *arguments: str) -> Told:
    """A command about the organisation that comes to an end, without a traceback."""
    return within(estate.top, estate.environ(), *_asked(*arguments))


def _asked(command: str, *arguments: str) -> Sequence[str]:
    jobs = () if command == "report" else ("--jobs=1",)
    return ("org", command, *jobs, *arguments)


def backfill(estate: Estate, *arguments: str, history: str = "past.db") -> Told:
    """A backfill of DAYS."""
    asked = ("--since", DAYS[0], "--until", DAYS[-1], "--history", history, *arguments)
    return run(estate, "backfill", "inventory.yaml", *asked)


def told_of(estate: Estate, *arguments: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a backfill tells programs of the days, and of its own work."""
    told = backfill(estate, "--format=json", "--stats=stats.json", *arguments)
    found = json.loads(told.output)
    schema("organisation-backfill-v1").validate(found)
    statistics = read_statistics(estate.top / "stats.json")
    assert found["summary"]["exit"] == statistics["exit"] == told.code
    assert statistics["command"] == "backfill"
    return found, statistics


def dump(estate: Estate, history: str) -> dict[str, list[Any]]:
    """All that a history tells, whatever the order in which it was written; of several runs about
    a day, the last one counts."""
    found = {}
    with closing(sqlite3.connect(estate.top / history)) as database:
        for view in VIEWS:
            source = f"SELECT v.*, r.as_of AS of_day FROM {view} v JOIN runs r ON r.id = v.run"
            source += " WHERE r.id IN (SELECT max(id) FROM runs WHERE state = 1 GROUP BY as_of)"
            is_of_run = view in ("tallies", "run_coverage")
            rows = database.execute(source if is_of_run else f"SELECT * FROM {view}")
            names = [column[0] for column in rows.description]
            kept = [number for number, name in enumerate(names) if name not in NUMBERS]
            if not is_of_run:
                kept = list(range(len(names)))
            found[view] = sorted(repr([row[number] for number in kept]) for row in rows)
    return found


def findings(estate: Estate, history: str = "past.db") -> list[tuple[str | None, ...]]:
    """Each state of a finding: when, whose, and how it is."""
    asked = "SELECT repository, opened, closed, outcome, level, cause, ended FROM spans_dated"
    with closing(sqlite3.connect(estate.top / history)) as database:
        return sorted(database.execute(asked), key=repr)


@pytest.fixture
def estate(estate: Estate) -> Estate:
    """Three repositories with a past, one of which is younger than the others."""
    for name, changes in {
        "web/shop": {"2026-01-10": MOVING, "2026-03-01": FIXED, "2026-04-01": MOVING},
        "web/site": {"2026-01-12": FIXED, "2026-02-20": MOVING},
        "pay/young": {"2026-03-10": MOVING},
    }.items():
        made = estate.repository(name, None)
        for day, text in changes.items():
            made.write("Dockerfile", text)
            made.commit(day=day)
    return estate


def commits(estate: Estate) -> Mapping[str, Mapping[str, str]]:
    """By day, the commit of each repository that is there, as git alone tells."""
    found: dict[str, dict[str, str]] = {}
    for day in DAYS:
        found[day] = {}
        for member in estate.members:
            folder = (estate.top / member["path"]).resolve()
            asked = ["git", "rev-list", "-1", "--first-parent", f"--before={day}T23:59:59Z", "main"]
            told = subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True)
            if told.stdout:
                found[day][member["name"]] = told.stdout.strip()
    return found


def test_it_is_as_if_each_day_had_been_scanned(estate: Estate) -> None:
    told = backfill(estate)
    for day, there in commits(estate).items():
        members = [
            {**member, "revision": there[member["name"]]}
            for member in estate.members
            if member["name"] in there
        ]
        estate.write("then.yaml", yaml.safe_dump({"repositories": members}))
        run(estate, "scan", "then.yaml", "--as-of", day, "--history", "scans.db")

    assert told.code == 0, told.errors
    assert dump(estate, "past.db") == dump(estate, "scans.db")
    assert [line[:4] for line in findings(estate)] == [
        ("pay/young", "2026-03-15", None, "fail"),
        ("web/shop", "2026-01-15", "2026-03-15", "fail"),
        ("web/shop", "2026-04-15", None, "fail"),
        ("web/site", "2026-03-15", None, "fail"),
    ]


def test_the_order_of_writing_and_the_number_of_processes_do_not_matter(estate: Estate) -> None:
    today = ("scan", "inventory.yaml", "--as-of=2026-05-01")
    run(estate, *today, "--history=late.db")
    for day in (DAYS[2], DAYS[0], DAYS[3], DAYS[1]):
        asked = ("--since", day, "--until", day, "--history=late.db")
        run(estate, "backfill", "inventory.yaml", *asked)
    backfill(estate, "--jobs=3", history="early.db")
    run(estate, *today, "--history=early.db")

    assert dump(estate, "late.db") == dump(estate, "early.db")


def test_a_repository_is_not_in_the_organisation_before_it_is_there(estate: Estate) -> None:
    estate.member("web/made-first", estate.repository("x/unnamed", FIXED).root)
    estate.members = [m for m in estate.members if m["name"] != "x/unnamed"]
    estate.members[-1] |= {"name": "web/announced", "created": "2026-02-01"}
    born = Repository(estate.top / "clones" / "late", estate.home)
    born.write("Dockerfile", FIXED)
    born.commit(day="2026-04-01")
    estate.member("web/late", born.root, created="2026-03-01")

    told = backfill(estate)

    with closing(sqlite3.connect(estate.top / "past.db")) as database:
        asked = "SELECT repository, opened, closed, status FROM observations_dated"
        seen = sorted(database.execute(asked), key=repr)
        numbers = dict(
            database.execute("SELECT date(as_of * 86400, 'unixepoch'), repositories FROM runs")
        )
    assert told.code == 0
    assert ("web/announced", "2026-02-15", None, "judged") in seen
    assert ("web/late", "2026-03-15", "2026-04-15", "empty") in seen
    assert {name for name, opened, *_ in seen if opened == DAYS[0]} == {"web/shop", "web/site"}
    assert numbers == {DAYS[0]: 2, DAYS[1]: 3, DAYS[2]: 5, DAYS[3]: 5}


def test_what_was_announced_later_is_a_note_before(estate: Estate) -> None:
    estate.write("own.yaml", STANDARD + LIFECYCLE)
    whole = backfill(estate, "--no-cache", history="whole.db")
    told = backfill(estate)

    levels = [line[:5] for line in findings(estate) if line[0] == "web/site"]
    assert told.code == whole.code == 0
    assert levels == [("web/site", "2026-03-15", None, "fail", "warning")]
    shop = [line[:5] for line in findings(estate) if line[0] == "web/shop"]
    assert shop[0] == ("web/shop", "2026-01-15", "2026-03-15", "fail", "note")
    assert dump(estate, "past.db") == dump(estate, "whole.db")


def test_interrupted_anywhere_it_goes_on(estate: Estate) -> None:
    asked = ("backfill", "inventory.yaml", "--since", DAYS[0], "--until", DAYS[-1])
    path = estate.with_git(SLOW_GIT)["PATH"]
    for seen in (1, 5):
        killed = start(estate, *asked, "--history=cut.db", "--verbose", PATH=path)
        assert killed.stderr is not None
        for _, line in zip(range(seen), killed.stderr, strict=False):
            assert ": judged" in line
        killed.send_signal(signal.SIGKILL)
        killed.communicate(timeout=60)

    told = backfill(estate, "--verbose", history="cut.db")
    whole = backfill(estate, "--verbose")

    assert told.code == 0
    assert told.errors.count(": judged") < whole.errors.count(": judged") == 10
    assert dump(estate, "cut.db") == dump(estate, "past.db")


def test_known_days_are_judged_again_when_somebody_asks(estate: Estate) -> None:
    first = backfill(estate, "--verbose")
    second = backfill(estate, "--verbose")
    third = backfill(estate, "--verbose", "--again")

    assert first.errors.count(": judged") == third.errors.count(": judged") == 10
    assert second.errors.count(": judged") == 0
    assert "0 days judged, 4 known before" in second.output


def test_days_that_were_judged_by_other_rules_are_told_and_judged_again(estate: Estate) -> None:
    estate.write("own.yaml", STANDARD + LIFECYCLE)
    between, on_the_way = "2026-01-20", DAYS[2]
    for day in (between, on_the_way):
        run(estate, "scan", "inventory.yaml", "--as-of", day, "--history", "past.db")
    first = backfill(estate)
    again = backfill(estate, "--again")

    words = " ".join(first.output.split())
    # On the other day the rule was announced, and the scan judged by all that the backfill does.
    assert "1 of 2 known days in this time was judged by other standards" in words
    assert f"than these ({between}):" in words
    assert f"{between}:" in again.output
    assert "judged by other" not in again.output
    assert "5 days judged, 0 known before" in again.output
    shop = [line[:5] for line in findings(estate) if line[0] == "web/shop"]
    assert shop[0] == ("web/shop", DAYS[0], DAYS[2], "fail", "note")


def test_programs_are_told_of_each_day(estate: Estate) -> None:
    estate.member("web/gone", estate.top / "clones" / "gone", created="2026-03-01")
    first, work = told_of(estate)
    second, no_work = told_of(estate)

    assert first["summary"] == {"days": 4, "judged": 4, "known": 0, "exit": 3}
    assert second["summary"] == {"days": 4, "judged": 0, "known": 4, "exit": 3}
    assert [(day["day"], day["repositories"]) for day in first["days"]] == [
        *((DAYS[0], 2), (DAYS[1], 2), (DAYS[2], 4), (DAYS[3], 4)),
    ]
    last = first["days"][-1]
    assert last["outcomes"] == {"pass": 0, "fail": 3, "exempt": 0, "unknown": 0}
    assert (last["statuses"]["judged"], last["statuses"]["missing"]) == (3, 1)
    assert [{**day, "known": True} for day in first["days"]] == second["days"]
    assert first["gaps"] == second["gaps"]
    (gap,) = first["gaps"]
    assert (gap["repository"], gap["status"]) == ("web/gone", "missing")
    assert (gap["first"], gap["last"]) == (DAYS[2], DAYS[3])
    assert str(estate.top) not in json.dumps(first)

    # No worker is needed to see that a folder is not there.
    made = {"asked": 12, "resumed": 0, "made": 10, "again": 0, "retried": 0, "lost": 0}
    assert work["judgements"] == made
    assert (work["statuses"]["judged"], work["statuses"]["missing"]) == (10, 2)
    # Three contents are all there is: two texts, and one of these in two repositories.
    assert work["parsed"] <= 3
    assert {line["name"] for line in work["slowest"]} > {"web/shop", "web/site"}
    assert no_work["judgements"]["made"] == no_work["judgements"]["asked"] == 0
    assert no_work["slowest"] == []


def test_a_repository_that_is_new_to_the_inventory_is_judged_on_known_days(estate: Estate) -> None:
    newest = estate.members.pop()
    estate.member("web/site", (estate.top / estate.members.pop()["path"]).resolve())
    backfill(estate)
    estate.member(newest["name"], (estate.top / newest["path"]).resolve())
    told = backfill(estate)
    backfill(estate, history="whole.db")

    assert "2 days judged, 2 known before" in told.output
    assert dump(estate, "past.db") == dump(estate, "whole.db")


def test_what_cannot_be_judged_is_told_by_name_and_time(estate: Estate) -> None:
    estate.member("web/gone", estate.top / "clones" / "gone")
    estate.member("web/later", estate.top / "clones" / "gone-too", created="2026-03-01")
    told = backfill(estate)

    assert told.code == 3
    assert f"web/gone: missing from {DAYS[0]} to {DAYS[3]}: its folder does not exist" in (
        told.output
    )
    assert f"web/later: missing from {DAYS[2]} to {DAYS[3]}: its folder does" in told.output
    assert f"{DAYS[0]}: 2 of 3 repositories judged" in told.output
    assert str(estate.top) not in told.output.replace(str(estate.top / "past.db"), "")
    assert backfill(estate, "--allow-incomplete").code == 0


def test_a_shallow_clone_does_not_tell_its_past(estate: Estate) -> None:
    source = (estate.top / estate.members[0]["path"]).resolve().as_uri()
    target = estate.top / "clones" / "shallow"
    asked = ["git", "clone", "--quiet", "--depth=1", source, str(target)]
    subprocess.run(asked, check=True, env=estate.environ())
    estate.member("web/shallow", target)
    told = backfill(estate)

    assert told.code == 3
    assert f"web/shallow: failed from {DAYS[0]} to 2026-04-14: a shallow clone" in told.output


def test_a_report_of_a_past_day_is_that_of_the_day(estate: Estate) -> None:
    backfill(estate, history="platguard-history.db")
    told = run(estate, "report", "inventory.yaml", "--as-of", DAYS[1], "--since", DAYS[0])

    assert told.code == 0, told.errors
    assert f"as of {DAYS[1]}" in told.output
    assert "1 of 2 (50.0%)" in told.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--since=2026-02-01", "--until=2026-01-01"], "--since 2026-02-01 is after 2026-01-01"),
        (["--since=2026-01-01", "--until=2999-01-01"], "is after"),
        (["--since=1970-01-01", "--every=day"], "more than 4,000 days"),
        ([], "Missing option '--since'"),
        (["--since=2026-01-01", "--only=nobody/*"], "no repository of the inventory"),
    ],
)
def test_what_is_no_backfill(estate: Estate, arguments: list[str], message: str) -> None:
    told = run(estate, "backfill", "inventory.yaml", *arguments)

    assert told.code == 2
    assert message in told.errors
    assert not os.path.exists(estate.top / "platguard-history.db")


def test_before_anybody_was_there_is_nothing_to_judge(estate: Estate) -> None:
    told = run(estate, "backfill", "inventory.yaml", "--since=2020-01-01", "--until=2020-06-01")

    assert told.code == 4
    assert Path(estate.top / "platguard-history.db").exists()


def keep_in_git(estate: Estate, day: str, **files: str) -> None:
    """Commits what decides, as it is on a day; names are those of files without their ending."""
    for name, text in files.items():
        estate.write(f"{name}.yaml", text)
    decisions = Repository(estate.top, estate.home)
    decisions.run("add", "--", "platguard.yaml", "own.yaml", "register")
    decisions.run("commit", "--quiet", "--allow-empty", "--message", "decide", day=day)


def test_the_standards_of_each_day_come_from_git(estate: Estate) -> None:
    other = STANDARD.replace('== "latest"', '== "1.0"')
    keep_in_git(estate, "2026-02-01", own=other)
    keep_in_git(estate, "2026-03-01", own=STANDARD)
    keep_in_git(estate, "2026-04-01", own="- not a standard")
    estate.write("own.yaml", STANDARD)
    told = backfill(estate, "--standards-of=then")

    assert told.code == 3
    assert f"{DAYS[0]} is left out: the configuration of the organisation was not" in told.output
    assert f"{DAYS[3]} is left out: own.yaml:1" in " ".join(told.output.split())
    assert str(estate.top) not in told.output.replace(str(estate.top / "past.db"), "")
    assert [line[:4] for line in findings(estate)] == [
        ("pay/young", DAYS[2], None, "fail"),
        ("web/site", DAYS[1], DAYS[2], "fail"),
        ("web/site", DAYS[2], None, "fail"),
    ]
    # As a scan of that day says, by the files of that day.
    there = commits(estate)[DAYS[2]]
    members = [{**member, "revision": there[member["name"]]} for member in estate.members]
    estate.write("then.yaml", yaml.safe_dump({"repositories": members}))
    run(estate, "scan", "then.yaml", "--as-of", DAYS[2], "--history=scan.db")
    asked = "SELECT standards, configuration, register FROM runs WHERE as_of = 20527"
    digests = []
    for name in ("past.db", "scan.db"):
        with closing(sqlite3.connect(estate.top / name)) as database:
            digests.append(database.execute(asked).fetchall())
    assert digests[0] == digests[1] != []


@pytest.mark.parametrize("arguments", [["--standards=builtin"], ["--exceptions=register"], []])
def test_the_standards_of_each_day_need_a_history(estate: Estate, arguments: list[str]) -> None:
    told = backfill(estate, "--standards-of=then", *arguments)

    assert told.code == 2
    assert "git" in told.errors


CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: NAME}
spec: {type: service, lifecycle: production, owner: web}
"""
STRICT = "register: register\nprofile: strict\n"


def test_what_repositories_mean_to_each_other_is_that_of_the_day(
    estate: Estate, restored: Path
) -> None:
    estate.take_builtin(restored, STRICT)
    for name, names in {
        "a/one": {"2026-01-05": "x"},
        "b/two": {DAYS[0]: "y", DAYS[2]: "x"},
    }.items():
        made = estate.repository(name, None)
        for day, called in names.items():
            made.write("catalog-info.yaml", CATALOG.replace("NAME", called))
            made.write("Dockerfile", FIXED)
            made.commit(day=day)
    told = backfill(estate, "--stats=stats.json")
    for day, there in commits(estate).items():
        members = [
            {**member, "revision": there[member["name"]]}
            for member in estate.members
            if member["name"] in there
        ]
        estate.write("then.yaml", yaml.safe_dump({"repositories": members}))
        run(estate, "scan", "then.yaml", "--as-of", day, "--history", "scans.db", "--fail-on=never")

    with closing(sqlite3.connect(estate.top / "past.db")) as database:
        asked = (
            "SELECT repository, opened FROM spans_dated"
            " WHERE rule = 'catalog-info' AND outcome = 'fail' AND message LIKE '%b/two%'"
        )
        claimed = database.execute(asked).fetchall()
    assert told.code == 0, told.output
    assert claimed == [("a/one", DAYS[2])]
    assert read_statistics(estate.top / "stats.json")["judgements"]["again"] >= 1
    assert dump(estate, "past.db") == dump(estate, "scans.db")


def test_exceptions_hold_by_their_dates(estate: Estate) -> None:
    roles = "roles: {platform: [{name: bob}], leadership: [{name: carol}]}\n"
    estate.write("platguard.yaml", f"standards: [own.yaml]\nregister: register\n{roles}")
    covered: dict[str, Any] = {"scope": {"paths": ["Dockerfile"]}, "sunset": "2026-03-20"}
    estate.write("register/EXC-2026-0001.yaml", entry(rules="moving-tag", **covered))
    backfill(estate)

    assert [line[:4] for line in findings(estate) if line[0] == "web/site"] == [
        ("web/site", DAYS[2], DAYS[3], "exempt"),
        ("web/site", DAYS[3], None, "fail"),
    ]
    assert [line[5] for line in findings(estate) if line[0] == "web/site"] == ["new", "returned"]


def test_the_register_of_each_day_is_told_when_it_is_gone(estate: Estate) -> None:
    roles = "roles: {platform: [{name: bob}], leadership: [{name: carol}]}\n"
    settings = f"standards: [own.yaml]\nregister: register\n{roles}"
    estate.write("register/EXC-2026-0001.yaml", entry(rules="moving-tag", reason="Then."))
    keep_in_git(estate, "2026-01-20", platguard=settings)
    estate.write("register/EXC-2026-0001.yaml", entry(rules="moving-tag", reason="Now."))
    keep_in_git(estate, "2026-03-01")
    (estate.top / "register/EXC-2026-0001.yaml").unlink()
    keep_in_git(estate, "2026-04-01")
    backfill(estate, "--standards-of=then")
    told = {}
    for day in (*DAYS[1:], "2026-06-01"):
        asked = ("inventory.yaml", "--history=past.db", "--as-of", day, "--format=json")
        found = json.loads(run(estate, "report", *asked, "--allow-incomplete").output)["exceptions"]
        rows = [(one["reason"], one["approvals"][0]["by"], one["sunset"]) for one in found["rows"]]
        told[day] = found["kept_on"], rows
    assert told == {
        DAYS[1]: (DAYS[1], [("Then.", "bob", "2027-12-31")]),
        DAYS[2]: (DAYS[2], [("Now.", "bob", "2027-12-31")]),
        # The register that lies there is empty, as it was then.
        DAYS[3]: (DAYS[3], []),
        "2026-06-01": (DAYS[3], []),
    }


def test_a_part_of_the_repositories_does_not_stand_for_all(estate: Estate) -> None:
    first = backfill(estate)
    second = backfill(estate, "--only=web/shop", "--again")
    line = f"{DAYS[3]}: 3 of 3 repositories judged, 0 % of 3 checks pass"

    assert line.replace("0 %", "0.0 %") in first.output
    assert line.replace("0 %", "0.0 %") in second.output
    assert second.errors == ""


def test_who_turns_out_not_to_have_been_there_is_taken_away(estate: Estate) -> None:
    backfill(estate)
    site = next(one for one in estate.members if one["name"] == "web/site")
    estate.members.remove(site)
    estate.member("web/site", (estate.top / site["path"]).resolve(), created="2026-03-01")
    backfill(estate, "--again")
    asked = (
        "SELECT l.day FROM (SELECT DISTINCT day FROM looks) l WHERE EXISTS (SELECT 1 FROM"
        " placements p JOIN repositories r ON r.id = p.repository WHERE r.name = 'web/site'"
        " AND p.opened <= l.day AND (p.closed IS NULL OR p.closed > l.day)) ORDER BY l.day"
    )

    with closing(sqlite3.connect(estate.top / "past.db")) as database:
        assert database.execute(asked).fetchall() == [(20527,), (20558,)]


def test_each_day_is_followed_from_the_one_before(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    wholes: list[str] = []
    judged = commit_judgement.judged_commit

    def counted(material: Material, *more: Any) -> Any:
        wholes.append(material.workspace.source.commit or "")
        return judged(material, *more)

    monkeypatch.setattr(change_judgement, "judged_commit", counted)
    monkeypatch.chdir(estate.top)
    days = [date.fromisoformat(day) for day in DAYS]
    now = datetime(2026, 11, 22, tzinfo=UTC)
    member = Member(Placement("web/shop"), path=str(estate.top / "clones" / "web-shop"))
    brief = Brief(
        now, days[0], ".", estate.environ(), config="platguard.yaml", cache=str(estate.cache)
    )
    (subject,) = subjects([Order(member, member.path)], {}, days, UTC, now, brief.environ)
    bench = Bench(Cache(brief.cache))
    for day in days:
        order, known = subject.on(day, "")
        assert known is None
        assert observe(order, brief.of(order), bench, lambda commit: None).observation.judged == 1

    assert wholes == [commits(estate)[DAYS[0]]["web/shop"]]
