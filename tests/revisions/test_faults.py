"""A revision that cannot be meant is refused, with its place and the way out."""

from __future__ import annotations

import pytest
from scan.projects import Project

from platguard.errors import UsageError

RULE = """\
standard: own
title: Own
owner: us
contact: "#us"
rules:
  - id: image-moves
    title: Images do not move
    on: image
    deny: image.tag in ["latest", "edge"]
    severity: high
    why: What is deployed twice must be the same.
    message: "{image.reference} moves."
    fix: Name a version.
"""
DATES = "{announced: 2026-10-01, enforced_from: 2027-01-15, replacement: a, guide: b}"
WAS = '{deny: image.tag == "latest"}'


def fault(project: Project, text: str, configuration: str = "") -> UsageError:
    """What is said of a standard, and of a configuration of it."""
    project.write({"own.yaml": text, "Dockerfile": "FROM a:edge\n"})
    project.write({"platguard.yaml": f"standards: [own.yaml]\n{configuration}"})
    with pytest.raises(UsageError) as raised:
        project.scan()
    return raised.value


@pytest.mark.parametrize(
    ("revision", "at", "told"),
    [
        ("2", "2", "the revision of rule image-moves must be a mapping, not 2"),
        ("{}", "{", "has no number"),
        ("{number: 1}", "number", "must be 2 or more, not 1: a rule begins as revision 1"),
        ("{number: true}", "number", "number of the revision of rule image-moves must be a whole"),
        ('{number: "2"}', "number", "must be a whole number, not '2'"),
        ("{nummer: 2}", "nummer", "unknown key 'nummer'"),
        (f"{{number: 2, was: {WAS}}}", "{number", "has no lifecycle"),
        (f"{{number: 2, lifecycle: {DATES}}}", "lifecycle", "has dates and no was"),
        (f"{{number: 2, was: {{}}, lifecycle: {DATES}}}", "{}", "is empty"),
        (f"{{number: 2, was: null, lifecycle: {DATES}}}", "null", "must be a mapping"),
        (
            f"{{number: 2, was: {{denied: a}}, lifecycle: {DATES}}}",
            "denied",
            "unknown key 'denied' in was of rule image-moves",
        ),
        (
            f"{{number: 2, was: {{deny: 'true', require: 'true'}}, lifecycle: {DATES}}}",
            "deny",
            "was of rule image-moves must have exactly one of require, deny, schema",
        ),
        (
            f"{{number: 2, was: {{schema: {{}}}}, lifecycle: {DATES}}}",
            "schema",
            "must have require or deny, as the rule has, not schema",
        ),
        (
            f"{{number: 2, was: {{deny: ''}}, lifecycle: {DATES}}}",
            "deny",
            "deny of was of rule image-moves must not be empty",
        ),
        (
            f"{{number: 2, was: {{deny: image.tga == 'a'}}, lifecycle: {DATES}}}",
            "image.tga",
            "rule image-moves, was.deny: no such name: image.tga, did you mean image.tag?",
        ),
        (
            f"{{number: 2, was: {{when: image.tag}}, lifecycle: {DATES}}}",
            "image.tag}",
            "rule image-moves, was.when: gives string, expected bool",
        ),
        (
            f"{{number: 2, was: {{deny: image.tag.matches('(')}}, lifecycle: {DATES}}}",
            "'('",
            "invalid regular expression",
        ),
        (
            f"{{number: 2, was: {WAS}, lifecycle: {DATES.replace('2027-01-15', '2026-12-31')}}}",
            "lifecycle",
            "earliest possible is 2027-01-01",
        ),
        (
            f"{{number: 2, was: {WAS}, lifecycle: {DATES.replace('2027-01-15', '2027-02-29')}}}",
            "enforced_from",
            "is 2027-02-29; it must be a date as YYYY-MM-DD, and the calendar has no such",
        ),
        (
            f"{{number: 2, was: {WAS}, lifecycle: {DATES[:-1]}, retired_from: 2028-01-01}}}}",
            "lifecycle",
            "cannot have retired_from: only a whole rule is retired",
        ),
        (
            f"{{number: 2, was: {WAS}, lifecycle: {DATES[:-1]}, applies_to: new,"
            " new_after: 2028-01-01}}",
            "lifecycle",
            "cannot have applies_to: it reaches whom the rule reaches",
        ),
        (
            f"{{number: 2, was: {WAS}, lifecycle: {DATES}}}\n"
            "    lifecycle: {announced: 2026-10-02, enforced_from: 2027-03-01}",
            "lifecycle",
            "announced is 2026-10-01, before the rule itself, 2026-10-02",
        ),
        (
            f"{{number: 2, was: {WAS}, lifecycle: {DATES}}}\n    lifecycle: {{}}",
            "lifecycle",
            "announced is 2026-10-01, and the rule itself is not announced",
        ),
    ],
)
def test_it_is_refused_at_its_place(project: Project, revision: str, at: str, told: str) -> None:
    error = fault(project, f"{RULE}    revision: {revision}\n")
    assert told in error.message
    first = f"    revision: {revision}".splitlines()[0]
    assert (error.path, error.line, error.column) == ("own.yaml", 14, first.index(at) + 1)


def test_a_rule_with_a_schema_was_a_schema(project: Project) -> None:
    schema = RULE.replace("on: image", "on: object").replace(
        'deny: image.tag in ["latest", "edge"]', "schema: {required: [spec]}"
    )
    schema = schema.replace("image.reference", "object.name")
    for was, told in (
        ("{deny: 'true'}", "must have schema, as the rule has, not deny"),
        ("{schema: {type: mapping}}", "schema of was of rule image-moves"),
        ("{schema: 1}", "schema must be a JSON Schema"),
    ):
        text = f"{schema}    revision: {{number: 2, was: {was}, lifecycle: {DATES}}}\n"
        assert told in fault(project, text).message


def test_an_announced_revision_offers_a_way(project: Project) -> None:
    dates = DATES.replace("guide: b", "warn_from: 2026-11-01")
    error = fault(project, f"{RULE}    revision: {{number: 2, was: {WAS}, lifecycle: {dates}}}\n")
    assert error.message.startswith("revision 2 of rule image-moves: standard-incomplete: guide")
    assert project.scan("2026-09-30").report["findings"] == []


def test_what_the_former_rule_cannot_compute_is_a_fault_of_the_rule(project: Project) -> None:
    was = "{deny: '[1][image.tag.size()] == 1'}"
    error = fault(project, f"{RULE}    revision: {{number: 2, was: {was}, lifecycle: {DATES}}}\n")
    assert error.message.startswith("rule image-moves cannot judge Dockerfile")
    assert (error.path, error.line) == ("own.yaml", 6)


REVISED = f"{RULE}    revision: {{number: 2, was: {WAS}, lifecycle: {DATES}}}\n"


@pytest.mark.parametrize(
    ("setting", "place", "told"),
    [
        (
            "{number: 3, lifecycle: {}}",
            (4, 16),
            "image-moves has no revision 3: it is at revision 2",
        ),
        ("{lifecycle: {}}", (4, 15), "the revision of image-moves has no number"),
        ("{number: 2}", (4, 15), "the revision of image-moves has no lifecycle"),
        ("{number: 2, was: {}}", (4, 27), "unknown key 'was' in the revision of image-moves"),
        (
            "{number: 2, lifecycle: {announced: 2026-10-01, enforced_from: 2026-11-01}}",
            (4, 27),
            "earliest possible is 2027-01-01",
        ),
        (
            "{number: 2, lifecycle: {announced: 2026-08-01, enforced_from: 2027-01-01}}\n"
            "    lifecycle: {announced: 2026-09-01, enforced_from: 2027-01-01}",
            (4, 27),
            "announced is 2026-08-01, before the rule itself, 2026-09-01",
        ),
    ],
)
def test_other_dates_are_checked_like_its_own(
    project: Project, setting: str, place: tuple[int, int], told: str
) -> None:
    configuration = f"rules:\n  image-moves:\n    revision: {setting}\n"
    error = fault(project, REVISED, configuration)
    assert told in error.message
    assert (error.path, error.line, error.column) == ("platguard.yaml", *place)
