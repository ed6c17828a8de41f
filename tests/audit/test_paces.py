"""When parts of the organisation are done, and since when controls are as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platguard.audit.answers import Answers
from platguard.audit.report import Wanted, assemble
from platguard.history.store import Store
from platguard.model.audit import ControlRow, OrganisationReport, Pace, Tally
from platguard.model.programme import ProgrammePlan

from .organisations import FakeHistory, Found, busy, note, state, wanted
from .test_answers import OK, PLACES, bad, look, put, report, store, swarm

__all__ = ["store"]

OUTCOMES = {
    "pass": Tally(passed=1),
    "fail": Tally(failed=1),
    "exempt": Tally(exempt=1),
    "unknown": Tally(unknown=1),
    "": Tally(not_applicable=1),
}
DAYS = [date(2025, month, 28) for month in range(1, 7)]
REPOSITORIES = {"a/one": "a", "a/two": "a", "b/one": "b"}


def history(course: Mapping[str, Sequence[str]], **more: object) -> FakeHistory:
    """What the rules `images` and `users`, each of a standard of its own, came to on DAYS: a word a
    day for `repository rule`."""
    found: dict[date, Found] = {
        day: {
            name: {
                rule: OUTCOMES[course[f"{name} {rule}"][place]]
                for rule in ("images", "users")
                if f"{name} {rule}" in course
            }
            for name in REPOSITORIES
        }
        for place, day in enumerate(DAYS)
    }
    return FakeHistory(
        repositories=[
            state(name, team=team, created=date(2020, 1, 1)) for name, team in REPOSITORIES.items()
        ],
        rules=[note("images", "images", controls={"own": ["A", "B"]}),
               note("users", "users", controls={"own": ["B"]})],
        found=found,
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def made(course: Mapping[str, Sequence[str]], **more: object) -> OrganisationReport:
    """The report of the last of DAYS."""
    return assemble(history(course), Wanted(DAYS[-1], **more))  # type: ignore[arg-type]


def pace(report: OrganisationReport, part: str, name: str = "", what: str = "") -> Pace:
    """One row of the table."""
    (found,) = (one for one in report.paces if (one.part, one.name, one.what) == (part, name, what))
    return found


def control(report: OrganisationReport, name: str) -> ControlRow:
    """One control of the framework `own`."""
    return controls(report)[name]


FALLING = {
    "a/one images": ["fail"] * 3 + ["pass"] * 3,
    "a/two images": ["fail"] * 6,
    "b/one images": ["fail", "pass", "pass", "pass", "pass", "pass"],
    "a/one users": ["exempt"] * 6,
    "a/two users": ["unknown"] * 6,
}


def test_a_team_and_the_whole_are_told_by_the_same_arithmetic() -> None:
    report = made(FALLING, programme=ProgrammePlan(DAYS[0], finish_by=date(2025, 12, 31)))
    whole, team = pace(report, "organisation"), pace(report, "team", "a")
    assert (whole.first_on, whole.first, whole.left, whole.exempt, whole.unknown, whole.days) == (
        DAYS[0], 4, 2, 1, 1, 6,
    )  # fmt: skip
    assert (team.first, team.left, team.repositories) == (3, 2, 2)
    assert team.told.startswith("Not in time for 2025-12-31: of 1 failing rule, at this pace the")
    assert team.told.endswith(" 1 more is exempt.") is False, "nobody knows until when"
    done = pace(report, "team", "b")
    assert (done.left, done.zero_on, done.told) == (
        0,
        DAYS[1],
        f"Nothing is left, since {DAYS[1]}.",
    )


def test_a_standard_is_told_where_somebody_had_something_to_do() -> None:
    report = made(FALLING)
    told = [(one.part, one.name) for one in report.paces if one.what == "users"]
    assert told == [("organisation", ""), ("team", "a")]
    assert pace(report, "team", "a", "users").told == "All of it is exempt."
    images = pace(report, "team", "a", "images")
    assert (images.first, images.left, images.unknown) == (2, 1, 0)


@pytest.mark.parametrize(
    ("course", "told"),
    [
        (["fail"] * 6, "No end is set; of 1 failing rule, their number does not fall."),
        (["pass"] * 5 + ["fail"], "No end is set; of 1 failing rule, their number does not fall."),
        (["pass"] * 6, f"Nothing is left, since {DAYS[0]} or earlier."),
        (["fail"] * 5 + ["pass"], f"Nothing is left, since {DAYS[5]}."),
    ],
)
def test_why_there_is_no_day(course: list[str], told: str) -> None:
    assert pace(made({"b/one images": course}), "team", "b").told == told


def test_of_one_day_nothing_follows() -> None:
    course = history({"a/one images": ["fail"] * 6})
    course.found = {DAYS[0]: course.found[DAYS[0]]}
    found = assemble(course, Wanted(DAYS[0]))
    whole = pace(found, "organisation")
    assert (whole.first_on, whole.per_month, whole.zero_on) == (None, None, None)
    assert "too early to say" in whole.told


def test_a_team_that_nobody_could_look_at_is_not_done() -> None:
    found = FakeHistory(
        [
            state("a/one", "missing", team="a"),
            state("b/one", team="b"),
            state("b/x", "failed", team="b"),
        ],
        [note("images", "images")],
        {DAYS[0]: {"b/one": {"images": Tally(passed=1)}}},
    )
    report = assemble(found, Wanted(DAYS[0]))
    assert pace(report, "team", "a").told == "Not known: none of its repositories could be judged."
    assert pace(report, "team", "b").told.endswith("1 repository could not be judged.")


def test_what_ends_is_told_by_part_as_it_is_of_all() -> None:
    report = assemble(busy(), wanted())
    whole = pace(report, "organisation", what="Docker Swarm")
    (burndown,) = (one for one in report.usage if one.rule == "docker-swarm")
    assert (whole.left, whole.per_month, whole.zero_on) == (
        burndown.places, burndown.per_month, burndown.zero_on,
    )  # fmt: skip
    teams = [one for one in report.paces if one.part == "team" and one.rule]
    assert {one.name: (one.first, one.left) for one in teams} == {
        "payments": (2, 2), "search": (4, 0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("images", "users", "of_a", "of_b"),
    [
        (["fail", "pass"] * 3, None, ("met", 5, False), ("met", 5, False)),
        (["pass"] * 6, None, ("met", 0, True), ("met", 0, True)),
        (["pass"] * 3 + ["fail"] * 3, None, ("not met", 3, False), ("not met", 3, False)),
        (["fail"] * 6, ["exempt"] * 6, ("not met", 0, True), ("not met", 0, True)),
        # A rule that breaks later does not begin anew what is broken already.
        (["fail"] * 6, ["pass"] * 5 + ["fail"], ("not met", 0, True), ("not met", 0, True)),
        (["fail", "exempt", "exempt", "pass", "pass", "pass"], ["pass", "fail"] + ["pass"] * 4,
         ("met", 3, False), ("met", 3, False)),
        (["unknown", "unknown", "fail", "exempt", "exempt", "exempt"], ["pass"] * 6,
         ("exempt", 3, False), ("exempt", 3, False)),
        # Before anything was there that it is about, there was no evidence: that is no "earlier".
        (["", "", "pass", "pass", "pass", "pass"], None, ("met", 2, False), ("met", 2, False)),
        ([""] * 6, None, ("no evidence", None, False), ("no evidence", None, False)),
    ],
)  # fmt: skip
def test_since_when_a_control_is_as_it_is(
    images: list[str],
    users: list[str] | None,
    of_a: tuple[str, int | None, bool],
    of_b: tuple[str, int | None, bool],
) -> None:
    course = {"a/one images": images, **({"b/one users": users} if users else {})}
    found = history(course)
    found.began = found.began._replace(known_since=[("images", DAYS[0]), ("users", DAYS[0])])
    report = assemble(found, Wanted(DAYS[-1]))
    for name, (told, place, or_earlier) in (("A", of_a), ("B", of_b)):
        row = control(report, name)
        since = None if place is None else DAYS[place]
        assert (row.state, row.since, row.or_earlier) == (told, since, or_earlier)


def test_a_repository_that_cannot_be_judged_leaves_it_unknown_since_when() -> None:
    found = history({"a/one images": ["pass"] * 6})
    missing = FakeHistory(
        [*found.repositories, state("c/gone", "missing")], found.rules, found.found
    )
    row = control(assemble(missing, Wanted(DAYS[-1])), "A")
    assert (row.state, row.since) == ("unknown", None)


COURSES = st.fixed_dictionaries({
    f"{name} {rule}": st.lists(st.sampled_from([*OUTCOMES]), min_size=6, max_size=6)
    for name in REPOSITORIES
    for rule in ("images", "users")
})  # fmt: skip


@given(COURSES)
@settings(max_examples=60, deadline=None)
def test_counting_back_comes_to_what_counting_each_day_does(
    course: dict[str, list[str]],
) -> None:
    found = history(course)
    found.began = found.began._replace(known_since=[("images", DAYS[0]), ("users", DAYS[0])])
    report = assemble(found, Wanted(DAYS[-1]))
    for part, prefix in (("", ""), ("a", "a/"), ("b", "b/")):
        own = [told for name, told in course.items() if name.startswith(prefix)]
        left = [sum(told[place] in ("fail", "exempt") for told in own) for place in range(6)]
        row = pace(report, "team" if part else "organisation", part)
        assert (row.first, row.left) == (left[0], left[-1])
    for name, ids in (("A", ["images"]), ("B", ["images", "users"])):
        states = [
            worst([told[place] for key, told in course.items() if key.split()[1] in ids])
            for place in range(6)
        ]
        begun = next((place for place in range(6) if states[place]), None)
        met = control(report, name)
        if begun is None:
            assert met.since is None
            continue
        since = 5
        while since > begun and states[since - 1] in (states[5], ""):
            since -= 1
        if states[5] and "" not in states[begun:]:
            assert (met.since, met.or_earlier) == (DAYS[since], since == 0)


def worst(states: Sequence[str]) -> str:
    """What several come to; empty where nothing is evidence."""
    return next((one for one in ("fail", "unknown", "exempt", "pass") if one in states), "")


def test_a_history_answers_what_days_in_memory_do(store: Store) -> None:
    """Two repositories get better and worse over three runs, and one cannot be judged at last."""
    whole = pace(report(store, 10), "organisation")
    assert (whole.first_on, whole.left) == (None, 2), "both runs are of one month"
    for day, failing in ((40, ["shop/web", "bank/core"]), (70, [])):
        seen = {
            name.replace("/", "_"): look(name, day, [swarm("x")] if name in failing else [],
                                         bad(1) if name in failing else OK)
            for name in PLACES
        }  # fmt: skip
        put(store, day, **seen)
    found, now = report(store, 70), date(2026, 3, 12)
    bank, shop = pace(found, "team", "bank"), pace(found, "team", "shop")
    assert (bank.first_on, bank.first, bank.left, bank.zero_on) == (date(2026, 1, 21), 0, 0, now)
    assert (shop.first, shop.left, shop.zero_on) == (1, 0, now)
    row = controls(found)["CC7.1"]
    assert (row.state, row.since, row.or_earlier) == ("met", now, False)
    row = controls(report(store, 10))["CC7.1"]
    assert (row.state, row.since, row.or_earlier) == ("not met", date(2026, 1, 1), True)


def controls(report: OrganisationReport) -> dict[str, ControlRow]:
    """Those of the first framework, by id."""
    return {one.control: one for one in report.controls[0].controls}


def test_what_turned_is_told_as_it_was_known_on_a_day(store: Store) -> None:
    answers, day = Answers(store.database), date(2026, 1, 11)
    turned = {(one.repository, one.opened, one.closed) for one in answers.turns(day)}
    assert turned == {("shop/api", day, None)}, "the other one fails since the first look"
    first = date(2026, 1, 1)
    assert dict(answers.first_passes(day, {"bank/core"})) == {
        "docker-swarm": first, "no-latest": first,
    }  # fmt: skip
    assert dict(answers.first_passes(date(2025, 12, 31), None)) == {}
