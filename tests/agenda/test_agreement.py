"""The agenda and the scan agree, on every day."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from scan.projects import Project

from platguard.model.report import Finding
from platguard.scan import scan

from .agendas import FIRST, agenda_of, replayed, request, scanned
from .dated_shop import USUAL, entry, files, rule
from .dated_shop import day as day_of

SHOP = Path(__file__).parents[2] / "examples" / "shop"


def assert_agreement(folder: Path, days: int, first: date, cache: Path, quiet: int = 1) -> int:
    """Compares every day on which something changes, the days around it and, of those between
    them, every `quiet`-th; returns how many changes there were."""
    document = agenda_of(folder, days, first, cache=str(cache))
    before = scanned(folder, first, cache=str(cache))
    told = [(first, before), *replayed(before, document)]
    assert len(told) == days + 1
    turns = [n for n in range(1, days + 1) if told[n][1] != told[n - 1][1]]
    around = {near for n in turns for near in (n - 1, n, n + 1)}
    for number, (day, expected) in enumerate(told[1:], 1):
        if number in around or number % quiet == 0:
            assert scanned(folder, day, cache=str(cache)) == expected, day
    changes: int = document["summary"]["changes"]
    return changes


def test_a_year_of_the_example(tmp_path: Path) -> None:
    project = Project(tmp_path / "shop")
    shutil.copytree(SHOP, project.folder)
    project.commit(day="2026-06-11")
    # A year with the announcement of Swarm's end, the end itself, and that of the exception.
    first, cache = date(2026, 7, 25), tmp_path / "cache"
    assert assert_agreement(project.folder, 365, first, cache, quiet=4) > 3


def test_every_kind_of_date(dated: Project, tmp_path: Path) -> None:
    assert assert_agreement(dated.folder, 60, FIRST, tmp_path / "cache") > 30


def test_rules_that_count_the_days_of_exceptions(project: Project, tmp_path: Path) -> None:
    project.write(files({**USUAL, "counts": 8}))
    assert_agreement(project.folder, 45, FIRST, tmp_path / "cache")
    told = agenda_of(project.folder, 45)["events"]
    counted = {
        (event["day"], change["to"] and change["to"]["outcome"])
        for event in told
        for change in event["changes"]
        if change["rule"] == "counted"
    }
    # EXC-1 has 7 days left on 2026-12-05 and is expiring from 2026-12-07 on; EXC-2, which is
    # closed on 2026-12-22, is so nine days later.
    assert counted == {
        *(("2026-12-05", "fail"), ("2026-12-07", None)),
        *(("2026-12-14", "fail"), ("2026-12-16", None)),
    }


def test_a_request_is_known_from_its_day_on(project: Project, tmp_path: Path) -> None:
    shop = files(USUAL)
    own = yaml.safe_load(shop["own.yaml"])
    states = (
        ("requested", 'exception.state == "requested"'),
        ("unrenewed", 'exception.renewal_requested == ""'),
    )
    # The rules about exceptions that are asked for, and the one that the exceptions are about.
    own["rules"] = [rule(name, "exception", "{exception.id}", deny=deny) for name, deny in states]
    own["rules"].append(rule("image-season", "image", "{image.reference} moves.", deny="true"))
    old = entry("EXC-1", ["image-season"], -20, 30)
    asked = {"requested": {"by": "alice", "on": day_of(9)}, "approvals": None}
    renewal = entry("EXC-2", ["image-season"], 0, 60, renews="EXC-1", **asked)
    project.write({"platguard.yaml": shop["platguard.yaml"], "own.yaml": yaml.safe_dump(own)})
    project.write({"Dockerfile": shop["Dockerfile"], ".platguard/exceptions/a.yaml": old})
    project.write({".platguard/exceptions/b.yaml": renewal})
    assert_agreement(project.folder, 20, FIRST, tmp_path / "cache")
    turned = {
        (event["day"], event["exception"], change["rule"], change["to"] is not None)
        for event in agenda_of(project.folder, 20)["events"]
        for change in event["changes"]
    }
    assert turned == {
        (day_of(9), "EXC-1", "unrenewed", False),
        *((day_of(9), "EXC-2", name, True) for name, _ in states),
    }


numbers = st.integers(-3, 24)


@st.composite
def dates(draw: st.DrawFn) -> dict[str, int]:
    """Days around those of an agenda of 20 days, in the order that dates of a rule must have."""
    names = ("opens", "closes", "halftime", "worse", "rotated", "starts", "closed", "rejected")
    found = {name: draw(numbers) for name in names}
    announced = draw(numbers)
    warns = announced + draw(st.integers(0, 6))
    enforced = warns + draw(st.integers(1, 6))
    return found | {
        "announced": announced,
        "warns": warns,
        "enforced": enforced,
        "revised": warns + draw(st.integers(1, 9)),
        "retired": enforced + draw(st.integers(4, 12)),
        "sunset": found["starts"] + draw(st.integers(-1, 20)),
        "table": 92 + draw(numbers),
        "counts": draw(st.sampled_from([0, 0, 8])),
    }


@settings(max_examples=15, deadline=None)
@given(dates())
def test_any_dates(given_dates: dict[str, int]) -> None:
    with TemporaryDirectory() as top:
        folder = Path(top, "shop")
        folder.mkdir()
        Project(folder).write(files(given_dates))
        assert_agreement(folder, 20, FIRST, Path(top, "cache"))


def test_a_day_without_an_event_is_like_the_day_before(dated: Project, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    loud = {event["day"] for event in agenda_of(dated.folder, 60, cache=cache)["events"]}
    quiet = [n for n in range(1, 61) if (FIRST + timedelta(days=n)).isoformat() not in loud]
    assert len(quiet) > 30
    for number in quiet:
        day = FIRST + timedelta(days=number)
        before, after = (
            [
                _but_for_texts(found)
                for found in scan(request(dated.folder, on, cache=cache)).report.findings
            ]
            for on in (day - timedelta(days=1), day)
        )
        assert after == before


def _but_for_texts(finding: Finding) -> Finding:
    """The finding without the words that count days."""
    life = replace(finding.lifecycle, days_left=None, deadline="")
    note = finding.exception and replace(finding.exception, days_left=None, text="")
    return replace(finding, message="", fix="", lifecycle=life, exception=note)
