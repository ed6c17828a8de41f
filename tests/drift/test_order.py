"""How far findings are from what is asked for: which of two scans is worse, whatever moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from platguard.drift import compare
from platguard.model.report import Finding

from .grounds import PlainGround, earlier, finding

GAPS = st.integers(-3, 3)
RULES = ["language-eol", "replicas"]


def stage(number: int, gap: int | None, rule: str = RULES[0], path: str = "Dockerfile") -> Finding:
    """One of the things in a file that only their order names."""
    return finding(rule, path, f"docker:{number}", gap=gap, message=f"{gap} too many")


def named(name: str, gap: int) -> Finding:
    """A finding about something with a name of its own."""
    return finding(RULES[1], address=f"k8s:apps/Deployment/shop/{name}", gap=gap, message=f"{gap}")


def changes(before: Sequence[Finding], now: Sequence[Finding]) -> list[str]:
    """What changed of each finding of now; `new` for one that nobody had."""
    compared = compare([earlier(found) for found in before], [], now, PlainGround())
    return [found.change if found.was else found.state for found in compared.now]


def stages(gaps: Sequence[int | None]) -> list[Finding]:
    return [stage(number, gap) for number, gap in enumerate(gaps)]


@given(GAPS, GAPS)
def test_one_is_worse_when_it_is_further_away(was: int, now: int) -> None:
    expected = "worse" if now > was else "better" if now < was else ""
    assert changes([stage(0, was)], [stage(0, now)]) == [expected]


@given(st.none() | GAPS, st.none() | GAPS)
def test_without_a_number_nobody_knows(was: int | None, now: int | None) -> None:
    if None in (was, now):
        assert changes([stage(0, was)], [stage(0, now)]) == ["" if was == now else "updated"]


@given(st.lists(GAPS, max_size=6), st.data())
def test_what_is_left_in_another_order_is_not_worse(gaps: list[int], data: st.DataObject) -> None:
    left = data.draw(st.permutations(gaps))[: data.draw(st.integers(0, len(gaps)))]
    assert "worse" not in changes(stages(gaps), stages(left))


@given(st.lists(GAPS, min_size=1, max_size=6), st.data())
def test_as_many_are_worse_as_have_what_nobody_had(gaps: list[int], data: st.DataObject) -> None:
    """Of values that are greater than any that was there, none is excused."""
    greater = data.draw(st.sets(st.integers(0, len(gaps) - 1)))
    now = [gap + 10 if number in greater else gap for number, gap in enumerate(gaps)]
    order = data.draw(st.permutations(now))
    assert changes(stages(gaps), stages(order)).count("worse") == len(greater)


@given(st.lists(st.tuples(st.sampled_from(RULES), st.sampled_from("ab"), GAPS, GAPS), max_size=8))
def test_each_rule_and_file_is_for_itself(given_: list[tuple[str, str, int, int]]) -> None:
    before = [stage(n, was, rule, path) for n, (rule, path, was, _) in enumerate(given_)]
    now = [stage(n, gap, rule, path) for n, (rule, path, _, gap) in enumerate(given_)]
    together = changes(before, now)
    for name in {(found.rule, found.path) for found in now}:
        own = [n for n, found in enumerate(now) if (found.rule, found.path) == name]
        alone = changes([before[n] for n in own], [now[n] for n in own])
        assert Counter(together[n] for n in own) == Counter(alone)


@given(st.lists(st.tuples(GAPS, GAPS), max_size=6))
def test_what_has_a_name_answers_for_itself(pairs: list[tuple[int, int]]) -> None:
    """Whatever another one in the file had, and whether that is still there."""
    before = [named(f"web-{n}", was) for n, (was, _) in enumerate(pairs)]
    now = [named(f"web-{n}", gap) for n, (_, gap) in enumerate(pairs)]
    alone = [changes([was], [gap]) for was, gap in zip(before, now, strict=True)]
    assert [[change] for change in changes(before, now)] == alone
    assert changes(before, now[1:]) == [change for (change,) in alone[1:]]


@given(st.lists(GAPS, min_size=2, max_size=6), GAPS)
def test_one_more_step_away_is_worse(gaps: list[int], step: int) -> None:
    """Some of them answer for it, however the others could be explained."""
    now = [gap + abs(step) for gap in gaps]
    assert ("worse" in changes(stages(gaps), stages(now))) == (step != 0)


@given(GAPS, GAPS, st.sampled_from(["error", "warning"]), st.sampled_from(["error", "warning"]))
def test_what_it_does_goes_before_how_far_it_is(was: int, now: int, a: str, b: str) -> None:
    (change,) = changes([replace(stage(0, was), level=a)], [replace(stage(0, now), level=b)])
    if a != b:
        assert change == ("worse" if b == "error" else "better")
