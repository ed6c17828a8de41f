"""The report as OSCAL: valid by NIST's schema, whole in its references, and true to the report."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platguard.audit.report import assemble
from platguard.errors import UsageError
from platguard.model.audit import Tally
from platguard.model.registered import RegisterEntry
from platguard.reporters.organisation import write
from platguard.reporters.organisation.oscal import evidence
from platguard.reporters.organisation.oscal.catalogs import target
from platguard.reporters.organisation.oscal.values import token

from .organisations import TODAY, FakeHistory, busy, note, state, there, wanted

SCHEMA = Path(__file__).parent / "data" / "oscal-assessment-results-1.2.1.schema.json"
"""Of NIST; see the README beside it."""
TEXTS = st.text(max_size=20)


@cache
def validator() -> Any:
    """What holds a document against NIST's schema; its regular expressions need Unicode classes."""
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()), validate_formats=True)


def made(history: FakeHistory | None = None, **more: object) -> dict[str, Any]:
    """The assessment results of a report: valid, and with nothing that refers to nothing."""
    stream = io.BytesIO()
    write(assemble(history or busy(), wanted(**more)), stream, "oscal")
    document: dict[str, Any] = json.loads(stream.getvalue())
    assert [str(fault)[:300] for fault in validator().iter_errors(document)] == []
    found: dict[str, Any] = document["assessment-results"]
    whole(found)
    return found


def members(value: Any) -> Iterator[tuple[str, Any]]:
    """Every member of every object below."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield key, held
            yield from members(held)
    elif isinstance(value, list):
        for held in value:
            yield from members(held)


def whole(document: dict[str, Any]) -> None:
    """Every identifier is there once, and everything that is referred to is there."""
    (result,) = document["results"]
    given = [held for key, held in members(document) if key == "uuid"]
    assert len(given) == len(set(given))

    def ids(*place: str) -> set[str]:
        held: Any = document if place[0] in document else result
        for key in place:
            held = held.get(key, {})
        return {one["uuid"] for one in held}

    def referred(*names: str) -> set[str]:
        return {held for key, held in members(document) if key in names}

    parties = ids("metadata", "parties") if "parties" in document["metadata"] else set()
    tools = ids("local-definitions", "assessment-assets", "components")
    assert referred("observation-uuid") <= ids("observations")
    assert referred("risk-uuid") <= (ids("risks") if "risks" in result else set())
    assert referred("subject-uuid") <= ids("local-definitions", "inventory-items")
    assert referred("actor-uuid") <= tools | parties
    assert referred("component-uuid") <= tools
    assert referred("party-uuid") <= parties
    assert {one for held in referred_lists(document, "party-uuids") for one in held} <= parties
    assert referred("role-id") <= {one["id"] for one in document["metadata"]["roles"]}
    resources = {f"#{one}" for one in ids("back-matter", "resources")}
    assert {held for key, held in members(document) if key == "href" and held[0] == "#"} <= (
        resources
    )
    chosen = {
        statement
        for selection in result["reviewed-controls"]["control-selections"]
        for control in selection["include-controls"]
        for statement in control["statement-ids"]
    }
    assert {one["target"]["target-id"] for one in result["findings"]} == chosen


def referred_lists(document: dict[str, Any], name: str) -> list[list[str]]:
    """The members of a name that are lists."""
    return [held for key, held in members(document) if key == name]


def properties(value: dict[str, Any]) -> dict[str, list[str]]:
    """The properties of an object by name."""
    found: dict[str, list[str]] = {}
    for one in value.get("props", []):
        found.setdefault(one["name"], []).append(one["value"])
    return found


def by_control(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """The findings by framework and control."""
    return {
        (properties(one)["framework"][0], properties(one)["control"][0]): one
        for one in document["results"][0]["findings"]
    }


def test_a_control_is_satisfied_or_not_and_why() -> None:
    ok = Tally(passed=1)
    outcomes = {
        "met": ok,
        "failing": Tally(passed=1, failed=1),
        "excepted": Tally(passed=1, exempt=1),
        "open": Tally(passed=1, unknown=1),
        "elsewhere": Tally(not_applicable=1),
    }
    history = FakeHistory(
        repositories=[state("x")],
        rules=[note(name, controls={"own": [name]}) for name in outcomes],
        found={TODAY: {"x": outcomes}},
    )
    found = by_control(made(history))
    statuses = {key[1]: one["target"]["status"] for key, one in found.items()}
    assert {name: (one["state"], one["reason"]) for name, one in statuses.items()} == {
        "met": ("satisfied", "pass"),
        "failing": ("not-satisfied", "fail"),
        "excepted": ("not-satisfied", "other"),
        "open": ("not-satisfied", "other"),
    }
    assert "deviations that were approved" in statuses["excepted"]["remarks"]
    assert "nobody can tell" in statuses["open"]["remarks"]


def test_an_observation_has_counts_and_the_commit_and_path_of_what_failed() -> None:
    result = made()["results"][0]
    swarm, tags = result["observations"]
    told = properties(swarm)
    assert [told[name] for name in ("rule", "passed", "failed", "unknown")] == [
        ["docker-swarm"], ["2"], ["1"], ["1"],
    ]  # fmt: skip
    states = [properties(one)["state"][0] for one in swarm["subjects"]]
    assert sorted(states) == ["fail", "pass", "pass", "unknown"]
    ledger, gone = swarm["relevant-evidence"]
    assert properties(ledger)["place"] == ["a.yaml:3", "b.yaml"]
    assert properties(ledger)["findings"] == ["2"]
    assert properties(ledger)["commit"] == ["c0ffee" * 6 + "0000"]
    assert properties(gone)["state"] == ["unknown"]
    (hostile, *_) = tags["relevant-evidence"]
    assert properties(hostile)["repository"] == ["=HYPERLINK(1)|x"]
    assert properties(hostile)["exception"] == ["EXC-2"]


def test_an_exception_is_a_risk_whose_deviation_was_approved() -> None:
    document = made()
    (risk,) = document["results"][0]["risks"]
    assert (risk["status"], risk["deadline"]) == ("deviation-approved", "2025-12-01T23:59:59Z")
    assert risk["description"] == "A new reason."
    told = properties(risk)
    assert (told["exception"], told["ticket"], told["term"]) == (["EXC-2"], ["OPS-7"], ["2"])
    assert risk["characterizations"][0]["facets"] == [
        {"name": "severity", "system": "http://csrc.nist.gov/ns/oscal", "value": "high"}
    ]
    names = {one["uuid"]: one["name"] for one in document["metadata"]["parties"]}
    entries = risk["risk-log"]["entries"]
    assert [
        (names[one["logged-by"][0]["party-uuid"]], one["logged-by"][0]["role-id"], one["start"])
        for one in entries
    ] == [
        ("bob", "platform", "2022-12-20T00:00:00Z"),
        # Where nobody can tell the day, it is the first one of the exception.
        ("=eve", "leadership", "2023-01-01T00:00:00Z"),
    ]
    assert names[risk["origins"][0]["actors"][0]["actor-uuid"]] == "search"
    soc = by_control(document)["SOC 2", "CC7.1"]
    assert [one["risk-uuid"] for one in soc["related-risks"]] == [risk["uuid"]]


def test_an_exception_that_is_not_in_force_is_no_risk() -> None:
    history = busy()
    history.entries = history.entries[:1]
    document = made(history)
    assert "risks" not in document["results"][0]
    assert "related-risks" not in by_control(document)["SOC 2", "CC7.1"]


def test_a_mitigation_is_told_as_one() -> None:
    history = busy()
    history.entries = [
        RegisterEntry("EXC-9", "active", "", "mitigated", ("image-tag", "gone"), "A proxy checks.",
                      None, None, "", 1, compensating="A proxy refuses such traffic.")
    ]  # fmt: skip
    (risk,) = made(history)["results"][0]["risks"]
    assert risk["description"] == "A proxy checks."
    (factor,) = risk["mitigating-factors"]
    assert factor["description"] == "A proxy refuses such traffic."
    assert not {"deadline", "risk-log"} & set(risk)
    assert risk["origins"][0]["actors"][0]["type"] == "tool"


def test_the_label_is_a_marking() -> None:
    assert made(label="Strictly ours")["metadata"]["props"] == [
        {"name": "marking", "value": "Strictly ours"}
    ]
    assert "props" not in made(label="")["metadata"]


def test_the_inputs_are_the_plan() -> None:
    document = made()
    plan = document["back-matter"]["resources"][0]
    assert document["import-ap"]["href"] == f"#{plan['uuid']}"
    told = properties(plan)
    assert (told["standards"], told["as-of"]) == (["sha256:0"], ["2025-11-15"])


def test_another_report_is_another_document_about_the_same_things() -> None:
    first, second = made(), made(label="")
    assert first["uuid"] != second["uuid"]
    risks = [one["results"][0]["risks"][0]["uuid"] for one in (first, second)]
    assert risks[0] == risks[1]


def test_places_are_named_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    history = busy()
    history.there = [there("payments/ledger", "docker-swarm", line=one) for one in range(1, 31)]
    shown = made(history)["results"][0]["observations"][0]["relevant-evidence"][0]
    assert len(properties(shown)["place"]) == evidence.MOST_PLACES
    assert properties(shown)["findings"] == ["30"]
    assert shown["description"].endswith("and 10 more.")


def test_places_without_a_line_are_named_once() -> None:
    lines = (-1, -1, 7)
    found = [there("payments/ledger", "docker-swarm", line=line) for line in lines]
    text = json.dumps(made(replace(busy(), there=found)))
    assert "in 3 places: a.yaml (2), a.yaml:7." in text


def test_without_evidence_there_is_no_document() -> None:
    with pytest.raises(UsageError, match="no control has evidence as of"):
        made(FakeHistory())


@pytest.mark.parametrize(
    ("framework", "control", "told"),
    [
        ("nist-800-53r5", "CM-6", ("cm-6", "cm-6_smt")),
        ("nist-800-53r5", "CM-7(5)", ("cm-7.5", "cm-7.5_smt")),
        ("nist-800-53r5", "IA-5(f)", ("ia-5", "ia-5_smt.f")),
        ("nist-800-53r5", "own", ("nist-800-53r5_own", "nist-800-53r5_own_smt")),
        ("pci-dss-4.0.1", "12.3.1", ("pci-dss-4.0.1_12.3.1", "pci-dss-4.0.1_12.3.1_smt")),
        ("7 rules", "a/b", ("_7-rules_a-b", "_7-rules_a-b_smt")),
    ],
)
def test_controls_are_called_as_catalogs_do(
    framework: str, control: str, told: tuple[str, str]
) -> None:
    assert tuple(target(framework, control)) == told


@given(st.text(min_size=1))
def test_any_name_makes_a_token(text: str) -> None:
    described = {"$ref": "#/definitions/TokenDatatype"}
    definitions = json.loads(SCHEMA.read_text())["definitions"]
    known = {"TokenDatatype": definitions["TokenDatatype"]}
    assert jsonschema_rs.is_valid({**described, "definitions": known}, token(text))


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_any_text_gives_a_valid_document(name: str, team: str, reason: str, path: str) -> None:
    rules = [note("a", name, controls={"own" + name: ["A" + path]})]
    history = FakeHistory(
        repositories=[state(name, team=team)],
        rules=rules,
        found={TODAY: {name: {"a": Tally(failed=1, exempt=1)}}},
        entries=[
            RegisterEntry("EXC-" + name, "active", team, "waiver", ("a",), reason, TODAY, TODAY,
                          "", 1)
        ],
        there=[there(name, "a", path=path, exception="\0observations")],
    )  # fmt: skip
    made(history, label=reason)
