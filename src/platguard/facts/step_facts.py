"""The StepFact of a step: what it checks out, what its script is made of, what guards it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from platguard.facts import job_guards, untrusted_checkouts, untrusted_texts
from platguard.facts.actions import LOCAL, Lines, action_of, written_use
from platguard.facts.reading import mapping, text
from platguard.facts.script_texts import Script
from platguard.facts.text_places import text_start
from platguard.facts.workflow_expressions import Scope
from platguard.facts.workflow_surroundings import Around
from platguard.model.document import Map
from platguard.model.facts import StepFact, UntrustedText

CHECKOUT = "actions/checkout"


def step_fact(
    step: Map,
    around: Around,
    scope: Scope,
    script: Script | None,
    *,
    label: str,
    address: str,
) -> StepFact:
    """The fact of one step, without what later steps say of it."""
    written = written_use(step)
    used = written.partition("@")[0].lower()
    inputs = step.get("with")
    place = step.start()
    checkout, own_branch, checkout_input = "", False, ""
    if used == CHECKOUT:
        checkout = untrusted_checkouts.of_action(inputs, scope.env)
        own_branch = untrusted_checkouts.is_own_branch(checkout, inputs)
        checkout_input = untrusted_checkouts.input_of_action(inputs, scope.env)
    elif script is not None:
        checkout = untrusted_checkouts.of_script(script.text, scope.env)
    guard = job_guards.strongest(
        around.guard, job_guards.guard_of_condition(text(step.get("if")), around.triggers)
    )
    if own_branch and guard not in (job_guards.SAME_REPOSITORY, job_guards.EVENT):
        guard = job_guards.OWN_BRANCH
    key = "with" if used == CHECKOUT else "run"
    return StepFact(
        address=address,
        subject="step",
        places={
            "": place,
            "action": step.key_place("uses") if used else place,
            "checkout": step.key_place(key) if key in step else place,
        },
        label=label,
        job=around.job,
        triggers=around.triggers,
        action=used,
        version=_version(step, written, around.lines),
        given=given(inputs, scope.env) if written.startswith(LOCAL) else {},
        shell=text(step.get("shell")) or around.shell,
        environment=[text(name) for name in mapping(step.get("env"))],
        checkout=checkout,
        checkout_input=checkout_input,
        names_repository="repository" in mapping(inputs),
        allows_strangers=text(mapping(inputs).get("allow-unsafe-pr-checkout")).lower() == "true",
        guard=guard,
        privileged=around.privileged,
        runs_code=False,
        untrusted_texts=list(_texts(step, used, script, scope, around)),
        keeps_credentials=used == CHECKOUT
        and text(mapping(inputs).get("persist-credentials")).lower() != "false",
        pushes_later=False,
    )


def given(inputs: object, env: Mapping[str, str]) -> dict[str, str]:
    """The inputs of a call (in small letters) that get text of others, and the context it is of."""
    found: dict[str, str] = {}
    for name, value in mapping(inputs).items():
        if isinstance(value, str) and "${{" in value:
            origin = untrusted_texts.origin_of(value, env) or untrusted_checkouts.head_in(
                value, env
            )
            if origin:
                found[text(name).lower()] = origin
    return found


def _version(step: Map, written: str, lines: Lines) -> str:
    if not written or "@" not in written or written.startswith("docker://"):
        return ""
    return action_of(written, step.place("uses"), lines, address="", label="").version


def _texts(
    step: Map, used: str, script: Script | None, scope: Scope, around: Around
) -> Iterator[UntrustedText]:
    known = untrusted_texts.Around(scope.env, around.typed_inputs)
    if script is not None:
        yield from untrusted_texts.untrusted_texts(script, known)
    for run in _run_by_actions(step.get("with"), used):
        is_javascript = used == untrusted_texts.JAVASCRIPT
        yield from untrusted_texts.untrusted_texts(run, known, javascript=is_javascript)


def _run_by_actions(inputs: Any, used: str) -> Iterator[Script]:
    """Inputs that an action runs: expressions are put into them before it does."""
    for name in untrusted_texts.script_inputs(used):
        written = mapping(inputs).get(name)
        if isinstance(inputs, Map) and isinstance(written, str):
            yield Script(written, *text_start(inputs, name))
