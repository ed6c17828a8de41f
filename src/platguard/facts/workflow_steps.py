"""Facts of steps: of a job of a workflow, or of a composite action.

Forms: GitHub's documentation, "Workflow syntax", `jobs.<job_id>.steps`, and `parallel` in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from platguard.facts import command_facts, workflow_secrets
from platguard.facts.actions import LOCAL, facts_of_use
from platguard.facts.language_setups import language_setup
from platguard.facts.reading import text
from platguard.facts.script_texts import Script, retired_commands
from platguard.facts.step_facts import step_fact
from platguard.facts.text_places import text_start
from platguard.facts.workflow_surroundings import Around
from platguard.model.document import Map, Seq
from platguard.model.facts import Fact, WorkflowCommand
from platguard.patterns import pattern

_SHELLS = frozenset({"", "bash", "sh", "zsh", "pwsh", "powershell", "cmd"})
UNSECURE = "ACTIONS_ALLOW_UNSECURE_COMMANDS"
"""The variable that turns commands on again which GitHub disabled."""


def steps_facts(steps: Any, around: Around) -> Iterator[Fact]:
    """The facts of a list of steps, those that run at the same time included."""
    maps = list(_flat(steps))
    last_code = max((i for i, step in enumerate(maps) if _runs_code(step)), default=-1)
    last_push = max((i for i, step in enumerate(maps) if _pushes(step)), default=-1)
    for index, step in enumerate(maps):
        yield from _of_step(step, around, index < last_code, index < last_push)


def _flat(steps: Any) -> Iterator[Map]:
    """The steps in their order; a step may be a list of them: `parallel`."""
    for step in steps if isinstance(steps, Seq) else ():
        if isinstance(step, Map):
            together = step.get("parallel")
            if isinstance(together, Seq):
                yield from (one for one in together if isinstance(one, Map))
            else:
                yield step


def _runs_code(step: Map) -> bool:
    used = text(step.get("uses"))
    is_code = bool(used) and not used.startswith((*_TAKES_DATA, "docker://"))
    return is_code or isinstance(step.get("run"), str)


def _short(used: str) -> str:
    """What a step uses, by a name that no newer version changes."""
    name = used.partition("@")[0]
    if name.startswith("docker://"):
        folder, slash, image = name.removeprefix("docker://").rpartition("/")
        return f"docker://{folder}{slash}{image.partition(':')[0]}"
    return name if name.startswith(LOCAL) else "/".join(name.split("/")[:2])


def _pushes(step: Map) -> bool:
    script = step.get("run")
    if isinstance(script, str):
        return _PUSH.search(script) is not None
    return text(step.get("uses")).lower().startswith(_PUSHERS)


_PUSH = pattern(r"\bgit\s+push\b")
_PUSHERS = ("endbug/add-and-commit@", "stefanzweifel/git-auto-commit-action@")
"""Actions that push with the login which the checkout left behind."""
_TAKES_DATA = (
    *("actions/checkout@", "actions/cache", "actions/labeler@", "actions/upload-artifact@"),
    *("actions/download-artifact@", "step-security/harden-runner@"),
)
"""Actions that run nothing of what they find in the work tree."""


def _of_step(step: Map, around: Around, runs_code: bool, pushes_later: bool) -> Iterator[Fact]:
    used = text(step.get("uses"))
    action = "/".join(used.partition("@")[0].split("/")[:2])
    name = text(step.get("id")) or text(step.get("name")) or _short(used) or "run"
    address, label = f"{around.address}/{name}", f"{around.label} step {name}"
    scope = around.scope.with_env(step.get("env"))
    yield from workflow_secrets.in_settings(step.get("env"), label, address, "env")
    yield from workflow_secrets.in_settings(step.get("with"), label, address, "with")
    yield from facts_of_use(step, around.lines, address=address, label=label)
    yield from language_setup(step, action, scope, label=label, address=address)
    around.commands += unsecure_switches(step, label)
    script = script_of(step)
    shell = text(step.get("shell")) or around.shell
    if script is not None:
        around.commands += retired_commands(script, label)
        yield from workflow_secrets.in_script(script, scope, label, address)
        if shell.partition(" ")[0] in _SHELLS:
            line, column = script.place_of(0)
            yield from command_facts.facts_in(
                script.text, line, column, label=label, address=address
            )
    fact = step_fact(step, around, scope, script, label=label, address=address)
    takes_and_runs = script is not None and bool(fact.checkout)
    yield replace(fact, runs_code=runs_code or takes_and_runs, pushes_later=pushes_later)


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
