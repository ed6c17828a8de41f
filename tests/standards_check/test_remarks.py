"""Remarks are told apart from faults, and never vouch for what is at fault."""

from __future__ import annotations

import re

import pytest

from .checking import ROLES, Standards, dated, rule, standard

WAIVED = (
    ", notice_waiver: {reason: The image holds a known backdoor., approvals: ["
    "{role: platform, by: BY, on: 2025-12-01}, {role: leadership, by: carol, on: 2025-12-02}]}"
)
CONFIGURATION = f"standards: [./standards]\n{ROLES}"


def lines(output: str) -> list[str]:
    """The remarks among the lines of a check, without their prefix."""
    told = output.splitlines()
    return [line.removeprefix("remark: ") for line in told if line.startswith("remark: ")]


def test_a_remark_says_that_it_is_one_and_no_fault(standards: Standards) -> None:
    standards.publish("2025-09-30", own=standard())
    told = standards.check()
    assert (told.code, told.errors) == (0, [])
    assert lines(told.output) == [
        "standards/own.yaml:6: rule own-rule: no inline test expects it to fail;"
        " add one, with what it must find",
        "standards/own.yaml:6: rule own-rule: no inline test expects it to pass;"
        " add one, with what it must leave alone",
    ]
    end = "1 rule in 1 standard: nothing wrong. 2 remarks, no fault: worth a second look.\n"
    assert told.output.endswith(end)


def test_without_remarks_nothing_is_said_of_them(standards: Standards) -> None:
    told = standards.check("2026-11-22", "builtin").output
    assert re.fullmatch(r"\d+ rules in \d+ standards: nothing wrong\.\n", told)


@pytest.mark.parametrize(
    ("by", "day", "counts"),
    [("bob", "2025-12-06", True), ("eve", "2025-12-06", False), ("bob", "2025-12-01", False)],
    ids=["approved", "by nobody in the role", "approved later"],
)
def test_a_waiver_at_fault_is_not_told_as_one(
    standards: Standards, by: str, day: str, counts: bool
) -> None:
    text = dated("2025-12-01", "2025-12-15", WAIVED.replace("BY", by))
    standards.publish("2025-12-01", own=text, platguard=CONFIGURATION)
    told = standards.check(day)
    assert told.code == (0 if counts else 2)
    assert ("the notice is waived" in told.output) == counts


def test_a_waiver_that_nobody_can_verify_is_told_as_such(standards: Standards) -> None:
    text = dated("2025-12-01", "2025-12-15", WAIVED.replace("BY", "eve"))
    standards.put(own=text)
    (standards.folder / "platguard.yaml").unlink()
    told = standards.check("2025-12-06", "standards/own.yaml")
    assert "the notice is waived, approved by eve" in told.output
    assert "notice_waiver is not verified: no configuration names who may" in told.output


INCOMPLETE = "    lifecycle:\n      announced: 2026-09-01\n      enforced_from: 2026-12-31\n"


def test_a_scan_and_a_check_name_the_place_of_the_dates(standards: Standards) -> None:
    standards.put(own=standard(rule(more=INCOMPLETE)))
    place = "standards/own.yaml:18:7: rule own-rule: standard-incomplete: replacement is missing"
    assert place in standards.check().errors[0]
    with pytest.raises(Exception, match=place):
        standards.scan()


def test_a_scan_names_the_setting_that_gives_the_dates(standards: Standards) -> None:
    setting = f"standards: [builtin]\nrules:\n  docker-swarm:\n{INCOMPLETE}"
    standards.put(platguard=setting)
    with pytest.raises(Exception, match=r"^platguard.yaml:4:5: rule docker-swarm: standard-incom"):
        standards.scan()


@pytest.mark.parametrize("contact", ["", 'contact: "#platform-help"\n'])
def test_a_built_in_rule_with_dates_and_nobody_to_ask_is_told(
    standards: Standards, contact: str
) -> None:
    dates = "announced: 2026-01-01, enforced_from: 2026-06-01, replacement: kubernetes"
    lifecycle = f"{{{dates}, guide: https://platform.example/swarm}}"
    standards.publish(
        "2025-12-01", platguard=f"{contact}rules: {{docker-swarm: {{lifecycle: {lifecycle}}}}}\n"
    )
    told = standards.check("2026-11-22", "builtin")
    assert told.code == 0
    remarks = lines(told.output)
    assert [line.partition(": rule ")[2] for line in remarks] == (
        []
        if contact
        else [
            "docker-swarm: nobody is named whom teams may ask: write `contact:` into platguard.yaml"
        ]
    )
