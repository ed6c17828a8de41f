"""For every day: what a revised rule finds is what it found before, and what was added since."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from scan.projects import Project

from platguard.dates import add_months
from platguard.model.standard import LEVELS

from .rules import LATEST, MOVING, OFFER, standard

EPOCH = date(2026, 1, 1)
REACH = 900
"""Days over which the dates of a rule and of its revision are strewn."""

days = st.integers(0, REACH).map(lambda number: EPOCH + timedelta(days=number))
tags = st.sampled_from(["latest", "edge", "1.0"])
Found = dict[str, dict[str, Any]]
"""Findings by fingerprint."""


@st.composite
def lifecycles(draw: st.DrawFn, since: date = EPOCH) -> dict[str, str]:
    """The dates of a rule or of a revision, with the notice that is owed."""
    announced = since + timedelta(days=draw(st.integers(0, 300)))
    enforced = add_months(announced, 3) + timedelta(days=draw(st.integers(0, 300)))
    warns = announced + timedelta(days=draw(st.integers(0, (enforced - announced).days - 1)))
    named = {"announced": announced, "warn_from": warns, "enforced_from": enforced}
    return {**{name: day.isoformat() for name, day in named.items()}, **OFFER}


def found(project: Project, day: date, **rule: Any) -> Found:
    """What a rule finds on a day."""
    scanned = project.write({"own.yaml": standard(**rule)}).scan(day.isoformat())
    return {finding["fingerprint"]: finding for finding in scanned.report["findings"]}


def weaker(*levels: str) -> str:
    """The weakest of some levels."""
    return max(levels, key=LEVELS.index)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), stages=st.lists(tags, min_size=1, max_size=5), day=days)
def test_a_revised_rule_finds_what_it_found_and_what_was_added(
    data: st.DataObject, stages: list[str], day: date
) -> None:
    own = data.draw(st.none() | lifecycles(), label="the rule's own dates")
    since = date.fromisoformat(own["announced"]) if own else EPOCH
    dates = data.draw(lifecycles(since), label="the revision's dates")
    revised = {"number": 2, "was": {"deny": LATEST}, "lifecycle": dates}
    with TemporaryDirectory() as folder:
        project = Project(Path(folder)).write({"platguard.yaml": "standards: [own.yaml]\n"})
        images = "".join(f"FROM image-{n}:{tag}\n" for n, tag in enumerate(stages))
        project.write({"Dockerfile": images})
        before = found(project, day, deny=LATEST, lifecycle=own)
        by_rule = found(project, day, deny=MOVING, lifecycle=own)
        by_revision = found(project, day, deny=MOVING, lifecycle=dates)
        now = found(project, day, deny=MOVING, lifecycle=own, revision=revised)
    added = {
        name: weaker(by_rule[name]["level"], finding["level"])
        for name, finding in by_revision.items()
        if name in by_rule and name not in before
    }
    assert {name: finding for name, finding in now.items() if name not in added} == before
    assert {name: now[name]["level"] for name in added} == added
    assert all(now[name]["lifecycle"]["revision"] == 2 for name in added)
