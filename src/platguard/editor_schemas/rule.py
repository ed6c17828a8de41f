"""The shape of a rule in a standard."""

from __future__ import annotations

from collections.abc import Mapping

from platguard.editor_schemas.edits import edit
from platguard.editor_schemas.lifecycle import revision_lifecycle, revision_number
from platguard.editor_schemas.shapes import (
    Shape,
    choice,
    day,
    described,
    flag,
    listed,
    mapping,
    named,
    offering,
    text,
    texts,
    words,
)
from platguard.fact_words import FactWords, fact_words, model_words
from platguard.model.facts import FACT_TYPES
from platguard.model.standard import (
    EXPECTATIONS,
    LEVELS,
    PLATFORMS,
    PROFILES,
    SEVERITIES,
    WORSE,
)
from platguard.standards import ALLOW_LISTS

PARAM_SHAPES: Mapping[str, Shape] = {
    "int": {"type": "integer"},
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "list": {"type": "array", "items": {"type": "string"}},
}
"""The shape of a param's values, by its type."""
ID_PATTERN = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
_CEL = "A CEL expression over the fields of the fact, `params`, `let`, `repo` and `as_of`"
_TEMPLATE = "`{expression}` is replaced by its value, `{{` and `}}` are braces"
_SCHEMA: Shape = {
    "description": "A JSON Schema (2020-12) that the manifest of an `object` must meet.",
    "type": "object",
    "examples": [{"required": ["spec"]}],
}
_EXPECTED = dict(
    zip(
        EXPECTATIONS,
        (
            "The rule is met.",
            "The rule is not met: there is a finding.",
            "The rule is met, and soon will not be.",
            "A value that it needs is not known.",
            "`when` does not hold.",
            "There is no fact of the rule's type.",
        ),
        strict=True,
    )
)
_LEVELS = dict(
    zip(
        LEVELS,
        ("Fails a scan.", "Is told, and fails only `--fail-on warning`.", "Is told."),
        strict=True,
    )
)


def levels(description: str) -> Shape:
    """One of the levels."""
    return choice(description, _LEVELS)


def rule() -> Shape:
    """One rule. What its expressions say is for `standards check` to tell."""
    keys = {**_head(), **_expected(), **_told(), **_dated(), **_described(), **_tried()}
    required = ["id", "title", "on", "severity", "why", "message", "fix"]
    return mapping(
        "One checkable expectation.",
        keys,
        required,
        more={
            "oneOf": [{"required": [key]} for key in ("require", "deny", "schema")],
            "if": {"required": ["schema"]},
            "then": {"properties": {"on": {"const": "object"}}},
            "allOf": [_fields_of(name) for name in FACT_TYPES],
        },
    )


def _head() -> dict[str, Shape]:
    return {
        "id": words(
            "Its permanent name, kebab-case; names the fault or the thing. Older ids go to "
            "`formerly`.",
            "single-replica",
            pattern=ID_PATTERN,
        ),
        "title": words("What is expected, in some words.", "Deployments run more than one replica"),
        "on": choice(
            "The type of fact that is judged; `platguard facts --type TYPE` prints those of a "
            "repository.",
            {name: _fact(fact_words(name)) for name in FACT_TYPES},
        ),
        "severity": choice("How bad it is when the rule is not met.", SEVERITIES),
        "enabled": flag("False for a rule that is off until a configuration names it.", True),
        "profile": choice(
            "The smallest profile that has it.",
            dict(zip(PROFILES, ("Always.", "Only where more is asked for."), strict=True)),
        ),
        "platforms": listed(
            "Where it finds what it looks at, for its documentation.",
            {"type": "string", "enum": list(PLATFORMS)},
            ["kubernetes", "compose"],
        ),
        "formerly": texts("Older ids, which keep working.", "one-replica"),
    }


def _fact(words_of: FactWords) -> str:
    fields = ", ".join(field.name for field in words_of.fields)
    return f"{words_of.summary} Fields: {fields}."


def _expected() -> dict[str, Shape]:
    return {
        "when": text(
            f"{_CEL}. Where it does not hold, the rule is not applicable.",
            'workload.kind == "Deployment"',
        ),
        "require": words(f"{_CEL}. It must hold.", "workload.replicas >= params.least"),
        "deny": words(f"{_CEL}. It must not hold.", 'image.tag == "latest"'),
        "schema": _SCHEMA,
        "for_each": text("A list of records of the fact; each is judged as `item`.", "secret.keys"),
        "let": named(
            "Named values, in order; each may use those before it.",
            text("A CEL expression.", "support_ends(runtime.product, runtime.cycle)"),
            {"ends": "support_ends(runtime.product, runtime.cycle)"},
        ),
        "params": named(
            "Values that an organisation may set.",
            _param(),
            {"least": {"type": "int", "default": 2}},
        ),
        "grades": listed("The first whose `when` holds sets the severity.", _grade()),
        "warn": mapping(
            "The rule is met, and soon will not be: told as a warning with the text of `warning`.",
            {
                "when": words(f"{_CEL}.", "days_between(as_of, ends) <= params.warn_days"),
                "ends": words("A CEL expression for the day of that, as YYYY-MM-DD.", "ends"),
                "what": words("A CEL expression for what ends that day.", "'Helm ' + release"),
            },
            ["when"],
        ),
        "allow_list": choice(
            "The list of a repository's .platguard.yaml that adds to `params.allow`.", ALLOW_LISTS
        ),
    }


def _param() -> Shape:
    keys = {
        "type": choice("The type of its values.", list(PARAM_SHAPES)),
        "default": {"description": "Its value unless it is set.", "examples": [2]},
        "one_of": texts("The values that it may have; any unless given.", "RuntimeDefault"),
        "strict": {"description": "Its default in the profile strict.", "examples": [3]},
    }
    typed = [
        {
            "if": {"properties": {"type": {"const": name}}},
            "then": {"properties": {"default": value, "strict": value}},
        }
        for name, value in PARAM_SHAPES.items()
    ]
    return mapping("A value that may be set.", keys, ["type", "default"], {"allOf": typed})


def _grade() -> Shape:
    keys = {
        "when": words(f"{_CEL}.", "runtime.stage == 'build'"),
        "severity": choice("How bad it is then.", SEVERITIES),
        "level_at_most": levels("The strongest level of such a finding."),
    }
    return mapping("A severity that holds when its condition does.", keys, ["when", "severity"])


def _told() -> dict[str, Shape]:
    return {
        "why": words("Why the platform asks for it.", "A drained node takes the only replica."),
        "message": words(
            f"What is wrong with the value that was found, in one sentence; {_TEMPLATE}.",
            "{workload.label} runs {workload.replicas} replica, {params.least} are needed.",
        ),
        "warning": text(
            f"The message where `warn` holds; {_TEMPLATE}.",
            "{runtime.subject} uses {runtime.product} {runtime.version}, which ends on {ends}.",
        ),
        "fix": words(f"The smallest remedy; {_TEMPLATE}.", "Set replicas: {params.least}."),
        "at": text("The field whose line is reported; the fact's own unless given.", "replicas"),
        "discriminator": text(
            "A CEL expression that keeps two findings of one subject apart; never a value that a "
            "fix changes.",
            "item.name",
        ),
        "gap": text(
            "A CEL expression of type int that tells how far what fails is from what is asked for: "
            "the greater, the worse. A change that makes it greater makes an old finding worse.",
            "days_between(ends, as_of)",
        ),
        "exceptions": choice(
            "Which exceptions count.",
            {"fingerprint": "Only those that name the finding by its fingerprint."},
        ),
    }


def _dated() -> dict[str, Shape]:
    keys = {
        "number": revision_number(),
        "was": mapping(
            "What of the rule was different before.",
            {
                key: words(f"{_CEL}: what it was before.", example)
                for key, example in (
                    ("when", 'workload.kind == "Deployment"'),
                    ("require", "workload.replicas >= 2"),
                    ("deny", 'image.tag == "latest"'),
                )
            }
            | {"schema": {**_SCHEMA, "description": "The JSON Schema before."}},
            more={"minProperties": 1, "not": {"anyOf": _pairs(["require", "deny", "schema"])}},
        ),
        "lifecycle": revision_lifecycle(),
    }
    told = "A stricter form of the rule: what only it finds is added from days of its own."
    return {
        "lifecycle": described("When the rule counts.", "lifecycle"),
        "revision": mapping(
            told, keys, ["number"], {"dependencies": {"was": ["lifecycle"], "lifecycle": ["was"]}}
        ),
    }


def _pairs(keys: list[str]) -> list[Shape]:
    return [{"required": [a, b]} for i, a in enumerate(keys) for b in keys[i + 1 :]]


def _described() -> dict[str, Shape]:
    return {
        "controls": named(
            "Ids of controls in frameworks.",
            {"type": "array", "items": {"type": "string"}},
            {"nist-800-53r5": ["SA-22"], "soc2": ["CC7.1"]},
        ),
        "also": texts("Ids of the same check in other tools.", "CKV_K8S_14"),
    }


def _tried() -> dict[str, Shape]:
    test = {
        "name": words("What it shows.", "one replica"),
        "given": named(
            "The content of each file, by path.",
            {"type": "string"},
            {"Dockerfile": "FROM python:3.13\n"},
        ),
        "expect": choice("What the rule finds in them.", _EXPECTED),
        "as_of": day("The day that is judged; the day of the run unless given.", "2026-11-22"),
        "params": {
            "description": "Params that an organisation would set.",
            "type": "object",
            "examples": [{"least": 3}],
        },
    }
    mutation = {
        "name": text("What it shows; the name of the test, changed, unless given.", "unpinned"),
        "of": words("The name of the test whose files are edited.", "two replicas"),
        "replace": {**text("A text that stands once in them.", "replicas: 2"), "minLength": 1},
        "with": text("What takes its place.", "replicas: 1"),
        "as_of": day("The day instead of the test's.", "2027-11-22"),
        "expect": choice(
            "What the rule must find then; fail unless given.",
            {**_EXPECTED, WORSE: "What fails already is further from what is asked for (`gap`)."},
        ),
    }
    edited = {
        "anyOf": [{"required": ["replace"]}, {"required": ["as_of"]}],
        "dependencies": {"replace": ["with"], "with": ["replace"]},
    }
    return {
        "edits": listed("How what it finds is mended.", edit()),
        "tests": listed(
            "Examples, which `platguard standards test` runs.",
            mapping("An example.", test, ["name", "expect"]),
        ),
        "mutations": listed(
            "Edits of a test's files after which the rule must find something else.",
            mapping("An edit.", mutation, ["of"], edited),
        ),
    }


def _fields_of(name: str) -> Shape:
    """What an editor offers once it knows the type of fact: its fields, and its lists."""
    records = model_words()
    own = fact_words(name)
    lists = [
        f"{name}.{field.name}"
        for field in own.fields
        if field.type.removeprefix("list[").removesuffix("]") in records
    ]
    offered = {"at": offering([field.name for field in own.fields])}
    return {
        "if": {"properties": {"on": {"const": name}}, "required": ["on"]},
        "then": {"properties": offered | ({"for_each": offering(lists)} if lists else {})},
    }
