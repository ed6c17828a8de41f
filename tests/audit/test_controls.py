"""Controls of frameworks: what a control comes to, its evidence, and which frameworks are told."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from platguard.audit.control_names import names_of
from platguard.audit.controls import controls
from platguard.audit.matrix import matrix, repositories_of
from platguard.audit.report import assemble
from platguard.builtin import builtin_files
from platguard.errors import UsageError
from platguard.model.audit import ControlRow, OrganisationReport, Tally
from platguard.model.audit.rules import WORDINGS
from platguard.model.organisation import STATUSES, RuleNote

from .organisations import TODAY, FakeHistory, busy, note, state, wanted

OK, BAD = Tally(passed=1), Tally(passed=1, failed=1)
EXEMPT, UNKNOWN = Tally(passed=1, exempt=1), Tally(passed=1, unknown=1)
ELSEWHERE = Tally(not_applicable=1)
CONTROLS = {"nist-800-53r5": ["CM-6"], "cis-kubernetes-2.0.1": ["5.2.2"], "own": ["A"]}


def made(
    found: dict[str, dict[str, Tally]], missing: bool = False, **more: object
) -> OrganisationReport:
    """The report about repositories with these outcomes of the rules a and b."""
    rules: list[RuleNote] = [note("a", controls=CONTROLS), note("b", controls={"own": ["A", "B"]})]
    repositories = [state(name) for name in found]
    if missing:
        repositories.append(state("gone", "missing"))
    history = FakeHistory(repositories=repositories, rules=rules, found={TODAY: found})
    return assemble(history, wanted(**more))


def control(report: OrganisationReport, framework: str, name: str) -> ControlRow:
    """One control of a report."""
    (found,) = (
        one
        for part in report.controls
        if part.name == framework
        for one in part.controls
        if one.control == name
    )
    return found


@pytest.mark.parametrize(
    ("first", "second", "missing", "told"),
    [
        ({"a": OK, "b": OK}, {"a": OK, "b": OK}, False, "met"),
        ({"a": OK, "b": ELSEWHERE}, {"a": ELSEWHERE}, False, "met"),
        ({"a": OK, "b": BAD}, {"a": OK, "b": OK}, False, "not met"),
        ({"a": OK, "b": BAD}, {"a": UNKNOWN, "b": EXEMPT}, True, "not met"),
        ({"a": OK, "b": EXEMPT}, {"a": OK, "b": OK}, False, "exempt"),
        ({"a": OK, "b": EXEMPT}, {"a": UNKNOWN, "b": OK}, False, "unknown"),
        ({"a": OK, "b": OK}, {"a": OK, "b": OK}, True, "unknown"),
        ({"a": ELSEWHERE, "b": ELSEWHERE}, {}, False, "no evidence"),
    ],
)
def test_a_control_is_met_only_when_all_is_known_to_pass(
    first: dict[str, Tally], second: dict[str, Tally], missing: bool, told: str
) -> None:
    report = made({"x": first, "y": second}, missing)
    assert control(report, "own", "A").state == told


def test_evidence_names_commits_and_rules_by_repository() -> None:
    report = made({"x": {"a": BAD, "b": OK}, "y": {"a": OK, "b": EXEMPT}, "z": {"a": ELSEWHERE}})
    found = [one for one in report.evidence if (one.framework, one.control) == ("own", "A")]
    assert [(one.repository, one.state, one.failed, one.exempt, one.passed) for one in found] == [
        ("x", "fail", ["a"], [], ["b"]),
        ("y", "exempt", [], ["b"], ["a"]),
    ]
    assert {(one.commit, one.committed_on) for one in found} == {
        ("c0ffee" * 6 + "0000", date(2025, 11, 1))
    }
    row = control(report, "own", "A")
    assert (row.committed_from, row.committed_to) == (date(2025, 11, 1), date(2025, 11, 1))
    # It is made anew each time.
    assert len([*report.evidence]) == len([*report.evidence]) > 0


def test_a_repository_that_is_not_there_is_unknown_to_every_rule() -> None:
    report = made({"x": {"a": OK, "b": OK}}, missing=True)
    gone = [one for one in report.evidence if one.repository == "gone"]
    assert {(one.state, one.status) for one in gone} == {("unknown", "missing")}
    assert [one.unknown for one in gone if one.control == "A"] == [["a", "b"]]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", ["cis-kubernetes-2.0.1", "nist-800-53r5", "own"]),
        ("nist-800-53r5", ["nist-800-53r5"]),
        ("NIST 800-53", ["nist-800-53r5"]),
        ("cis", ["cis-kubernetes-2.0.1"]),
        ("own", ["own"]),
    ],
)
def test_frameworks_are_chosen_by_the_beginning_of_their_names(given: str, told: list[str]) -> None:
    assert [one.name for one in made({"x": {"a": OK, "b": OK}}, framework=given).controls] == told


def test_a_framework_that_no_rule_is_mapped_to_is_told() -> None:
    with pytest.raises(UsageError) as caught:
        made({"x": {"a": OK}}, framework="onw")
    assert "did you mean own?" in str(caught.value)
    assert "nist-800-53r5" in str(caught.value)


def test_a_framework_is_told_where_no_rule_is_mapped_to_any() -> None:
    history = FakeHistory(
        repositories=[state("x")], rules=[note("a")], found={TODAY: {"x": {"a": OK}}}
    )
    with pytest.raises(UsageError, match="Those that rules are mapped to are: none"):
        assemble(history, wanted(framework="soc2"))
    assert assemble(FakeHistory(), wanted(framework="soc2")).controls == []


def test_deviations_are_those_in_force() -> None:
    report = assemble(busy(), wanted())
    row = control(report, "SOC 2", "CC7.1")
    assert (row.deviations, row.state) == (["EXC-2"], "not met")


STANDINGS = st.sampled_from(["pass", "fail", "exempt", "unknown", "not-applicable"])


@given(st.lists(st.tuples(st.sampled_from(STATUSES), STANDINGS, STANDINGS), max_size=6))
def test_a_control_counts_repositories_as_its_rules_together_do(
    found: list[tuple[str, str, str]],
) -> None:
    states = [state(f"{number}", status) for number, (status, *_) in enumerate(found)]
    notes = [note(rule, controls={"own": ["A"]}) for rule in "ab"]
    cells = {
        f"{number}": dict(zip("ab", pair, strict=True)) for number, (_, *pair) in enumerate(found)
    }
    table = matrix(states, notes, cells, {}, {})
    for framework in controls(notes, table.rules, table.rows):
        for row in framework.controls:
            together = repositories_of(table.rows, row.rules)
            assert row.repositories == together.rate
            assert (row.exempt, row.unknown) == (together.exempt, together.unknown)


def test_every_control_of_a_built_in_rule_has_a_title_and_no_other_has() -> None:
    mapped: dict[str, set[str]] = defaultdict(set)
    for _, data in builtin_files():
        for rule in yaml.safe_load(data)["rules"]:
            for framework, ids in rule.get("controls", {}).items():
                mapped[framework] |= {*ids}
    assert mapped
    for framework, ids in mapped.items():
        called = names_of(framework)
        assert called.titles.keys() == ids, framework
        assert called.wording in WORDINGS
        assert called.source
        assert called.name != framework
        assert all(len(title) <= 70 for title in called.titles.values())


def test_controls_are_in_the_order_of_their_numbers_and_have_titles() -> None:
    named = {"nist-800-53r5": ["AC-6", "CM-7(5)", "CM-10", "CM-7"], "own": ["A.10", "A.9"]}
    history = FakeHistory(
        repositories=[state("x")],
        rules=[note("a", controls=named)],
        found={TODAY: {"x": {"a": OK}}},
    )
    nist, own = assemble(history, wanted()).controls
    assert [one.control for one in nist.controls] == ["AC-6", "CM-7", "CM-7(5)", "CM-10"]
    assert (nist.title, nist.wording) == ("NIST SP 800-53 Revision 5", "official")
    assert [one.title for one in nist.controls][:2] == ["Least Privilege", "Least Functionality"]
    assert nist.controls[3].title == "", "no built-in rule is mapped to it"
    assert [one.control for one in own.controls] == ["A.9", "A.10"]
    assert (own.title, own.wording, own.controls[0].title) == ("own", "", "")
