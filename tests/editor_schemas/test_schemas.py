"""The schemas know every key, explain it, and take every file that people are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from platguard import (
    config,
    edit_fields,
    lifecycle_fields,
    programme_fields,
    revision_fields,
    standards,
    test_fields,
)
from platguard.approvals import REQUIRED_ROLES
from platguard.config import ORGANISATION_KEYS, REPOSITORY_KEYS, SETTING_KEYS
from platguard.editor_schemas import SCHEMAS
from platguard.inventory import reading
from platguard.model.facts import FACT_TYPES
from platguard.model.facts.tools import TOOL_CATEGORIES
from platguard.parsers import parse
from platguard.register import APPROVAL_KEYS, ENTRY_KEYS, SCOPE_KEYS, SELECTOR_KEYS

from .samples import SAMPLES, fault, schema, validator

TOP = Path(__file__).parents[2]


def keys(kind: str, path: str) -> set[str]:
    """The keys that a schema allows at a place: `rules/*/lifecycle`, `*` for an item."""
    found = schema(kind)
    for step in path.split("/") if path else []:
        whole = _whole(kind, found)
        items: Any = whole.get("items", whole.get("additionalProperties"))
        found = items if step == "*" else whole["properties"][step]
    return set(_whole(kind, found)["properties"])


def _whole(kind: str, shape: dict[str, Any]) -> dict[str, Any]:
    """The shape that a reference leads to."""
    for reference in (shape, *shape.get("allOf", ())):
        if "$ref" in reference:
            found: dict[str, Any] = schema(kind)["definitions"][
                reference["$ref"].rpartition("/")[2]
            ]
            return found
    return shape


@pytest.mark.parametrize(
    ("kind", "path", "known"),
    [
        ("standard", "", standards.STANDARD_KEYS),
        ("standard", "rules/*", standards.RULE_KEYS),
        ("standard", "rules/*/lifecycle", lifecycle_fields.LIFECYCLE_KEYS),
        ("standard", "rules/*/lifecycle/waves/*", lifecycle_fields.WAVE_KEYS),
        ("standard", "rules/*/revision", revision_fields.REVISION_KEYS),
        ("standard", "rules/*/revision/was", revision_fields.WAS_KEYS),
        ("standard", "rules/*/edits/*", edit_fields.EDIT_KEYS),
        ("standard", "rules/*/tests/*", test_fields.TEST_KEYS),
        ("standard", "rules/*/mutations/*", test_fields.MUTATION_KEYS),
        ("configuration", "", ORGANISATION_KEYS),
        ("configuration", "rules/*", SETTING_KEYS),
        ("configuration", "rules/*/lifecycle", lifecycle_fields.LIFECYCLE_KEYS),
        ("configuration", "exceptions", tuple(config.LIMITS)),
        ("configuration", "adoption", config.ADOPTION_KEYS),
        ("configuration", "programme", programme_fields.PROGRAMME_KEYS),
        ("configuration", "programme/pilot", programme_fields.GROUP_KEYS),
        ("configuration", "programme/waves", programme_fields.GROUP_KEYS),
        ("configuration", "capabilities", TOOL_CATEGORIES),
        ("configuration", "roles", REQUIRED_ROLES),
        ("repository", "", REPOSITORY_KEYS),
        ("repository", "allow", standards.ALLOW_LISTS),
        ("exception", "", ENTRY_KEYS),
        ("exception", "scope", SCOPE_KEYS),
        ("exception", "scope/resources/*", SELECTOR_KEYS),
        ("exception", "approvals/*", APPROVAL_KEYS),
        ("inventory", "", reading.INVENTORY_KEYS),
        ("inventory", "defaults", reading.DEFAULT_KEYS),
        ("inventory", "repositories/*", reading.ENTRY_KEYS),
        ("inventory", "teams/*", reading.TEAM_KEYS),
    ],
)
def test_the_keys_are_those_of_the_reader(kind: str, path: str, known: Sequence[str]) -> None:
    assert keys(kind, path) == set(known)


def described(shape: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of a schema that has a shape of its own, with where it is."""
    if not isinstance(shape, dict):
        return
    for key in ("items", "additionalProperties"):
        yield from described(shape.get(key), f"{name}/*")
    for key, inner in shape.get("properties", {}).items():
        yield f"{name}/{key}", inner
        yield from described(inner, f"{name}/{key}")
    for key, inner in shape.get("definitions", {}).items():
        yield from described(inner, f"{name}#{key}")


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_key_is_explained_and_shown(kind: str) -> None:
    found = list(described(schema(kind)))
    # What a rule's own param narrows is explained where the setting is defined.
    narrowed = re.compile(r"/rules/[^*/]+/(params|segments)$|/segments/\*/params$")
    silent = [n for n, s in found if "description" not in s and not narrowed.search(n)]
    assert silent == []
    shown = {"examples", "enum", "oneOf", "default", "properties", "items", "allOf"}
    bare = [n for n, s in found if not shown & s.keys() and not narrowed.search(n)]
    assert bare == []


@pytest.mark.parametrize("kind", SCHEMAS)
def test_every_example_is_right(kind: str) -> None:
    for name, shape in described(schema(kind)):
        for example in shape.get("examples", ()):
            whole = {**shape, "definitions": schema(kind).get("definitions", {})}
            assert Draft7Validator(whole).is_valid(example), (name, example)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_editors_can_use_it(kind: str) -> None:
    found = schema(kind)
    Draft7Validator.check_schema(found)
    # SchemaStore asks for these, and for draft 7; nothing leads out of the file.
    assert found["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert found["$id"] == f"urn:platguard:schema:{kind}-v1"
    assert found["title"]
    assert found["description"]
    references = re.findall(r'"\$ref": "([^"]*)"', json.dumps(found))
    assert all(told.startswith("#/definitions/") for told in references)


def test_types_of_facts_are_told_with_their_fields() -> None:
    on = schema("standard")["definitions"]["rule"]["properties"]["on"]
    told = {value["const"]: value["description"] for value in on["oneOf"]}
    assert set(told) == set(FACT_TYPES)
    assert "host_network" in told["workload"]


def test_rules_are_offered_with_their_params() -> None:
    rules = schema("configuration")["properties"]["rules"]["properties"]
    days = rules["secret-rotation-overdue"]["properties"]["params"]["properties"]["max_age_days"]
    assert (days["type"], days["default"]) == ("integer", 31)
    offered = schema("exception")["properties"]["rules"]["items"]["anyOf"][0]["enum"]
    assert set(offered) == set(rules)
    own = {"rules": {"a-rule-of-our-own": {"level": "error", "params": {"least": 3}}}}
    assert validator("configuration").is_valid(own)


def shown_files() -> Iterator[tuple[str, str, bytes]]:
    """Kind, place and text of every file of ours in this repository."""
    for path in sorted((TOP / "policies").glob("*.yaml")):
        yield "standard", path.name, path.read_bytes()
    for folder in (TOP, TOP / "examples" / "shop"):
        for kind, name in (("configuration", "platguard.yaml"), ("repository", ".platguard.yaml")):
            if (folder / name).exists():
                yield kind, f"{folder.name}/{name}", (folder / name).read_bytes()
        for path in sorted((folder / ".platguard" / "exceptions").glob("*.yaml")):
            yield "exception", path.name, path.read_bytes()
    for page in [TOP / "README.md", *sorted((TOP / "docs").glob("*.md"))]:
        for number, text in enumerate(re.findall(r"```yaml\n(.*?)```", page.read_text(), re.S)):
            kind = kind_of(text)
            if kind:
                yield kind, f"{page.name}, block {number}", text.encode()


def kind_of(text: str) -> str:
    """What a block in a page is; empty when it is only a part of a file, or another's."""
    told = set(re.findall(r"^(\w+):", text, re.M))
    if "standard" in told:
        return "standard"
    if "requested" in told:
        return "exception"
    if "repositories" in told and told <= set(reading.INVENTORY_KEYS):
        return "inventory"
    if told and told <= set(REPOSITORY_KEYS):
        return "repository"
    return "configuration" if told and told <= set(ORGANISATION_KEYS) else ""


SHOWN = list(shown_files())


def test_files_of_every_kind_are_shown() -> None:
    assert {kind for kind, _, _ in SHOWN} == set(SCHEMAS)


@pytest.mark.parametrize(("kind", "text"), [pytest.param(k, t, id=n) for k, n, t in SHOWN])
def test_files_that_are_shown_are_taken(kind: str, text: bytes) -> None:
    document = parse(text, "strict").documents[0].value
    wrong = [f"{list(e.absolute_path)}: {e.message}" for e in validator(kind).iter_errors(document)]
    assert wrong == []


@pytest.mark.parametrize(
    ("kind", "change", "told"),
    [
        ("standard", {"ownr": "a"}, "unknown key 'ownr'"),
        ("standard", {"rules": []}, "no rules"),
        ("standard", {"title": " "}, "must not be empty"),
        ("configuration", {"profile": "strickt"}, "must be one of baseline, strict"),
        ("configuration", {"rules": {"image-tag": {"levle": "error"}}}, "unknown key 'levle'"),
        ("configuration", {"rules": {"limits": {"level": "high"}}}, "must be one of error"),
        ("configuration", {"exceptions": {"longest_months": 25}}, "from 1 to 24"),
        ("configuration", {"capabilities": {"cloud": ["x"]}}, "unknown key 'cloud'"),
        ("configuration", {"allowed_signers": None}, "must be text"),
        (
            "configuration",
            {"rules": {"secret-rotation-overdue": {"params": {"max_age_days": "90"}}}},
            "must be int",
        ),
        ("repository", {"rules": {}}, "unknown key 'rules'"),
        ("repository", {"exclude": "docs"}, "must be a list"),
        ("repository", {"allow": {"secrets": []}}, "unknown key 'secrets'"),
        ("exception", {"id": "EXC 7"}, "is not an id"),
        ("inventory", {"repositories": []}, "has no repositories"),
        ("inventory", {"repositories": [{"path": "a", "url": "b"}]}, "exactly one of"),
        ("inventory", {"repositories": [{"glob": "*", "name": "a"}]}, "a glob has no name"),
        ("inventory", {"repositories": [{"url": "ext::sh -c x"}]}, "names a program"),
        ("inventory", {"repositories": [{"path": "a", "name": "../a"}]}, "name of a repository"),
        ("inventory", {"revision": "-x"}, "revision of the inventory"),
        ("inventory", {"teams": {"a": {"engineers": 0}}}, "1 or more"),
        ("exception", {"scope": {"folders": ["a"]}}, "unknown key 'folders'"),
        ("exception", {"max_findings": "3"}, "a whole number"),
    ],
)
def test_wrong_files_are_refused(kind: str, change: dict[str, Any], told: str) -> None:
    values = {**SAMPLES[kind], **change}
    assert told in fault(kind, values)
    assert not validator(kind).is_valid(values)
