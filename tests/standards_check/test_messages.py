"""Messages must let somebody act; every rule that comes with platguard does."""

from __future__ import annotations

import pytest

from .checking import HEAD, Standards, rule, standard

MESSAGE = '"{object.label} runs {replicas} replicas, {params.least} are needed."'
FIX = '"Set replicas: {params.least} or more."'
WHY = "One replica is an outage that waits for its day."


def test_a_good_rule_keeps_the_contract(standards: Standards) -> None:
    standards.put(own=standard())
    told = standards.check()
    assert (told.code, told.errors) == (0, [])


def test_every_built_in_rule_keeps_the_contract(standards: Standards) -> None:
    told = standards.check("2026-11-22", "builtin")
    assert (told.code, told.errors) == (0, [])


@pytest.mark.parametrize(
    ("message", "faults"),
    [
        ("Invalid configuration.", ["names nothing that was found", "and not what", "the limit"]),
        ("Error.", ["names nothing that was found", "and not what", "the limit"]),
        (
            "policy violation",
            ["names nothing that was found", "with a full stop", "and not what", "the limit"],
        ),
        ("ERROR! Deployment failed.", ["names nothing", "and not what", "the limit"]),
        ('"{object.label} violates a policy: {params.least}."', ["and not what"]),
        ('"{object.label}."', ["and not what", "the limit"]),
        ("Two replicas are needed.", ["names nothing that was found", "the limit"]),
        ('"{params.least} replicas are needed."', ["names nothing that was found"]),
        ("\"{'object'} runs fewer than {params.least}.\"", ["names nothing that was found"]),
        ('"{object.label} runs {replicas} replicas."', ["the limit that decides, params.least"]),
        ('"{object.label} runs fewer than {params.least}"', ["with a full stop"]),
        ('"{replicas} of {params.least} replicas run."', []),
    ],
)
def test_a_bad_message_is_told_with_its_place_and_remedy(
    standards: Standards, message: str, faults: list[str]
) -> None:
    text = standard().replace(MESSAGE, message).replace(FIX, "Set more replicas.")
    standards.put(own=text)
    told = standards.check()
    assert told.code == (2 if faults else 0)
    assert len(told.errors) == len(faults)
    for line, fault in zip(told.errors, faults, strict=True):
        assert line.startswith("platguard: error: standards/own.yaml:15:14: rule own-rule: ")
        assert fault in line
        assert line.endswith(".")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (FIX, MESSAGE, "own.yaml:16:10: rule own-rule: message-contract: fix repeats"),
        (FIX, "Deployments run several replicas", "fix repeats what is wrong"),
        (FIX, "Fix it.", "fix does not say what to change"),
        (FIX, "Please fix the error.", "fix does not say what to change"),
        (WHY, MESSAGE, "own.yaml:14:10: rule own-rule: message-contract: why repeats"),
        (FIX, FIX + "\n    warning: Error.", "message-contract: warning names nothing"),
        (FIX, '""', "fix of rule own-rule must not be empty"),
        (f"    why: {WHY}\n", "", "rule own-rule has no why"),
    ],
)
def test_the_other_texts_say_something_of_their_own(
    standards: Standards, old: str, new: str, fault: str
) -> None:
    text = standard()
    assert old in text
    standards.put(own=text.replace(old, new, 1))
    told = standards.check()
    assert told.code == 2
    assert any(fault in line for line in told.errors)


def test_a_scan_judges_all_the_same(standards: Standards) -> None:
    standards.put(own=standard().replace(MESSAGE, "Error."))
    assert standards.scan().report["summary"]["exit"] == 4


def test_every_fault_of_a_run_is_told(standards: Standards) -> None:
    standards.put(
        own=standard(
            rule("short", "announced: 2026-09-01, enforced_from: 2026-09-30, waves: [{name: a}]"),
            rule("typo").replace("severity", "severty"),
            rule("vague").replace(MESSAGE, '"{object.label} has an error."'),
            rule("unknown").replace("object.kind", "object.knd"),
        ),
        more=standard(rule("late", "announced: 2026-09-01, enforced_from: 2026-09-30")),
        broken="a: [",
    )
    told = standards.check()
    assert told.code == 2
    places = [line.split(": ")[2] for line in told.errors]
    assert places == sorted(places, key=lambda place: (place.split(":")[0], _numbers(place)))
    expected = {
        "broken.yaml:": "",
        "more.yaml:": "notice-too-short: enforced_from is 2026-09-30",
        "own.yaml:17": "a wave has no enforced_from",
        "own.yaml:25": "unknown key 'severty'",
        "own.yaml:38": "says that something is wrong, and not what",
        "own.yaml:43": "no such name: object.knd",
    }
    for place, fault in expected.items():
        assert any(place in line and fault in line for line in told.errors), (place, told.errors)


def _numbers(place: str) -> list[int]:
    return [int(part) for part in place.split(":")[1:]]


def test_every_waiver_and_every_missing_word_is_told(standards: Standards) -> None:
    dates = "announced: 2026-09-01, enforced_from: 2026-12-31"
    bare = "lifecycle: {announced: 2026-09-01, enforced_from: 2026-12-31}"
    waived = (
        ", notice_waiver: {reason: A known backdoor., approvals: ["
        "{role: platform, by: eve, on: 2026-09-01}, {role: leadership, by: mallory, on: 2026-09-01}"
        "]}"
    )
    standards.put(
        own=standard(
            rule("a", dates + waived),
            rule("b", dates + waived),
            rule("c", more=f"    {bare}\n"),
        ),
        platguard="standards: [./standards]\nroles: {platform: [{name: bob}]}\n",
    )
    told = standards.check()
    assert told.code == 2
    for fault in (
        "rule a: notice_waiver: eve",
        "rule b: notice_waiver: eve",
        "rule b: notice_waiver: mallory",
        "rule c: standard-incomplete: replacement",
        "rule c: standard-incomplete: guide",
    ):
        assert any(fault in line for line in told.errors), fault
    assert len(told.errors) == 6


@pytest.mark.parametrize(
    ("rules", "line"), [("rules:\n", 5), ("rules: []\n", 5), ("", 1)], ids=["none", "[]", "absent"]
)
def test_a_standard_without_rules_says_how_to_write_one(
    standards: Standards, rules: str, line: int
) -> None:
    standards.put(own=HEAD.replace("rules:\n", rules))
    told = standards.check()
    assert told.code == 2
    assert told.errors == [
        f"platguard: error: standards/own.yaml:{line}:1: the standard has no rules. Write one"
        " (`platguard standards new ID` shows how), or remove the file."
    ]
