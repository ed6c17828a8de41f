"""Facts of steps: of a job of a workflow, or of a composite action."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from platguard.facts import command_facts, credentials, job_guards, untrusted_checkouts
from platguard.facts.actions import Lines, facts_of_use
from platguard.facts.language_setups import language_setup
from platguard.facts.reading import mapping, text
from platguard.facts.script_texts import Script, printed_secrets, retired_commands, untrusted_texts
from platguard.facts.text_places import text_start
from platguard.facts.workflow_expressions import Scope
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import CredentialFact, Fact, StepFact, WorkflowCommand

_SHELLS = frozenset({"", "bash", "sh", "zsh", "pwsh", "powershell", "cmd"})
_CHECKOUT = "actions/checkout"
UNSECURE = "ACTIONS_ALLOW_UNSECURE_COMMANDS"
"""The variable that turns commands on again which GitHub disabled."""


@dataclass(slots=True)
class Around:
    """What surrounds the steps of a job or of an action."""

    lines: Lines
    scope: Scope
    address: str
    """`gha:build`, to which a slash and the step are added."""
    label: str
    """`job build`, `action Setup`."""
    job: str = ""
    shell: str = ""
    triggers: list[str] = field(default_factory=list)
    guard: str = ""
    privileged: bool = False
    commands: list[WorkflowCommand] = field(default_factory=list)
    """Collects the retired commands of every step."""

    @property
    def is_called(self) -> bool:
        """Whether the steps belong to an action, or to a workflow that others may call."""
        return not self.triggers or "workflow_call" in self.triggers


def steps_facts(steps: Any, around: Around) -> Iterator[Fact]:
    """The facts of a list of steps."""
    maps = [step for step in steps if isinstance(step, Map)] if isinstance(steps, Seq) else []
    last_code = max((i for i, step in enumerate(maps) if _runs_code(step)), default=-1)
    for index, step in enumerate(maps):
        yield from _of_step(step, around, runs_code=index < last_code)


def _runs_code(step: Map) -> bool:
    used = text(step.get("uses"))
    return isinstance(step.get("run"), str) or not used.startswith((*_TAKES_DATA, "docker://"))


_TAKES_DATA = (
    *("actions/checkout@", "actions/cache", "actions/labeler@", "actions/upload-artifact@"),
    *("actions/download-artifact@", "step-security/harden-runner@"),
)
"""Actions that run nothing of what they find in the work tree."""


def _of_step(step: Map, around: Around, *, runs_code: bool) -> Iterator[Fact]:
    used = text(step.get("uses"))
    action = "/".join(used.partition("@")[0].split("/")[:2])
    name = text(step.get("id")) or text(step.get("name")) or action or "run"
    address, label = f"{around.address}/{name}", f"{around.label} step {name}"
    scope = around.scope.with_env(step.get("env"))
    yield from literals(step.get("env"), label, address, "env")
    yield from literals(step.get("with"), label, address, "with")
    yield from facts_of_use(step, around.lines, address=address, label=label)
    yield from language_setup(step, action, scope, label=label, address=address)
    around.commands += unsecure_switches(step, label)
    script = script_of(step)
    shell = text(step.get("shell")) or around.shell
    if script is not None:
        around.commands += retired_commands(script, label)
        yield from _printed(script, scope, label, address)
        if shell.partition(" ")[0] in _SHELLS:
            line, column = script.place_of(0)
            yield from command_facts.facts_in(
                script.text, line, column, label=label, address=address
            )
    yield _step_fact(step, around, scope, script, runs_code=runs_code, label=label, address=address)


def _step_fact(
    step: Map,
    around: Around,
    scope: Scope,
    script: Script | None,
    *,
    runs_code: bool,
    label: str,
    address: str,
) -> StepFact:
    used = text(step.get("uses")).partition("@")[0].lower()
    inputs = step.get("with")
    place = step.start()
    checkout, own_branch = "", False
    if used == _CHECKOUT:
        checkout = untrusted_checkouts.of_action(inputs, scope.env)
        own_branch = untrusted_checkouts.is_own_branch(checkout, inputs)
    elif script is not None:
        checkout = untrusted_checkouts.of_script(script.text, scope.env)
    guard = job_guards.strongest(
        around.guard, job_guards.guard_of_condition(text(step.get("if")), around.triggers)
    )
    if own_branch and guard not in (job_guards.SAME_REPOSITORY, job_guards.EVENT):
        guard = untrusted_checkouts.OWN_BRANCH
    key = "with" if used == _CHECKOUT else "run"
    return StepFact(
        address=address,
        subject="step",
        places={"": place, "checkout": step.key_place(key) if key in step else place},
        # Which events start what others call, their files say.
        unknown=["triggers"] if checkout and around.is_called else [],
        label=label,
        job=around.job,
        triggers=around.triggers,
        action=used,
        shell=text(step.get("shell")) or around.shell,
        environment=[text(name) for name in mapping(step.get("env"))],
        checkout=checkout,
        guard=guard,
        privileged=around.privileged,
        runs_code=runs_code or (script is not None and bool(checkout)),
        untrusted_texts=list(untrusted_texts(_interpolated(step, used) or script or _NOTHING)),
        keeps_credentials=used == _CHECKOUT
        and text(mapping(inputs).get("persist-credentials")).lower() != "false",
    )


_NOTHING = Script("", 1, 1)


def _interpolated(step: Map, used: str) -> Script | None:
    """The JavaScript of actions/github-script, in which expressions are put before it runs."""
    inputs = step.get("with")
    if used != "actions/github-script" or not isinstance(inputs, Map):
        return None
    written = inputs.get("script")
    return Script(written, *text_start(inputs, "script")) if isinstance(written, str) else None


def script_of(step: Map) -> Script | None:
    """The script that a step runs, if it runs one."""
    written = step.get("run")
    return Script(written, *text_start(step, "run")) if isinstance(written, str) else None


def unsecure_switches(holder: Map, label: str) -> list[WorkflowCommand]:
    """The switch in `env` that turns disabled commands on again."""
    env = holder.get("env")
    if not isinstance(env, Map) or text(env.get(UNSECURE)).lower() != "true":
        return []
    place = env.key_place(UNSECURE)
    return [
        WorkflowCommand(
            holder=label, command=UNSECURE, key="", line=place.line, column=place.column
        )
    ]


def literals(value: Any, holder: str, address: str, subject: str) -> list[Fact]:
    """The literal secrets of a mapping of a workflow."""
    if not isinstance(value, (Map, Seq)):
        return []
    return list(credentials.in_mapping(value, "workflow", holder, address, subject))


def _printed(script: Script, scope: Scope, label: str, address: str) -> Iterator[Fact]:
    told: set[str] = set()
    for name, position in printed_secrets(script, scope.secrets):
        if name in told:
            continue
        told.add(name)
        line, column = script.place_of(position)
        place = Place(line, column, line)
        yield CredentialFact(
            address=address,
            subject=f"run[{name}]",
            places={"": place, "key": place},
            where="workflow",
            holder=label,
            key=name,
            shape="printed",
            placeholder=False,
        )
