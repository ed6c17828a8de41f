"""Facts of GitHub workflows: the workflow, its jobs, and what they and their steps use.

The form of a workflow: GitHub's documentation, "Workflow syntax for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard import parsers
from platguard.facts import runners, runtimes
from platguard.facts.actions import Lines, facts_of_use, written_use
from platguard.facts.images import image_fact
from platguard.facts.job_guards import STRANGERS, guard_of_workflow, guards_of_jobs, strongest
from platguard.facts.reading import follow, mapping, sequence, text
from platguard.facts.repeated_keys import ambiguities
from platguard.facts.step_facts import given
from platguard.facts.token_grants import effective_access, grants
from platguard.facts.untrusted_checkouts import holds_secrets
from platguard.facts.untrusted_texts import typed_inputs
from platguard.facts.workflow_expressions import Scope, values_of
from platguard.facts.workflow_secrets import in_settings
from platguard.facts.workflow_steps import steps_facts, unsecure_switches
from platguard.facts.workflow_surroundings import Around
from platguard.model.document import Map, Place
from platguard.model.facts import Fact, FileFacts, JobFact, PipelineFact, WorkflowCommand
from platguard.records import dataclass


def extract(data: bytes) -> FileFacts:
    """The facts of a workflow."""
    parsed = parsers.parse(data, "workflow")
    facts: list[Fact] = []
    for document in parsed.documents:
        if isinstance(document.value, Map):
            facts += _of_workflow(document.value, Lines(data))
            # GitHub refuses a workflow that names a key twice.
            facts += ambiguities(document, lambda document, ambiguity: "gha:(workflow)")
    problems = [problem.row for problem in parsed.problems]
    return FileFacts(facts, problems)


@dataclass(frozen=True, slots=True)
class _Workflow:
    """What the jobs of a workflow have in common."""

    value: Map
    lines: Lines
    scope: Scope
    triggers: list[str]
    guards: dict[str, str]
    """Of each job."""
    typed_inputs: frozenset[str]
    commands: list[WorkflowCommand]
    """Collects the retired commands of every step."""


def _of_workflow(value: Map, lines: Lines) -> Iterator[Fact]:
    yield from in_settings(value.get("env"), "workflow", "gha:(workflow)", "env")
    triggers = triggers_of(value.get("on"))
    jobs = {name: job for name, job in mapping(value.get("jobs")).items() if isinstance(job, Map)}
    by_events = guard_of_workflow(value.get("on"))
    guards = {
        name: strongest(guard, by_events) for name, guard in guards_of_jobs(jobs, triggers).items()
    }
    workflow = _Workflow(
        value=value,
        lines=lines,
        scope=Scope().with_env(value.get("env")),
        triggers=triggers,
        guards=guards,
        typed_inputs=typed_inputs(*_declared_inputs(value.get("on"))),
        commands=unsecure_switches(value, "the workflow"),
    )
    for name, job in jobs.items():
        yield from _of_job(name, job, workflow)
    name = text(value.get("name"))
    yield PipelineFact(
        address="gha:(workflow)",
        subject="workflow",
        places={"": value.start()},
        label=f"workflow {name}".rstrip(),
        kind="workflow",
        name=name,
        triggers=triggers,
        using="",
        jobs=list(jobs),
        grants=list(grants(value, triggers)),
        commands=workflow.commands,
    )


_MOST_EVENTS = 100
"""GitHub has fewer events; every job and every step repeats their names."""


def triggers_of(on: Any) -> list[str]:
    """Names of the events that start a workflow: of an only one, a list or a mapping."""
    if isinstance(on, str):
        return [on]
    names = [text(name) for name in (mapping(on) or sequence(on)) if text(name)]
    return names[:_MOST_EVENTS]


def _declared_inputs(on: Any) -> Iterator[dict[str, Any]]:
    """The inputs of a workflow that people start, and of one that others call."""
    for event in ("workflow_dispatch", "workflow_call"):
        yield mapping(mapping(mapping(on).get(event)).get("inputs"))


def _of_job(name: str, job: Map, workflow: _Workflow) -> Iterator[Fact]:
    label, address = f"job {name}", f"gha:{name}"
    matrix = mapping(job.get("strategy")).get("matrix")
    scope = workflow.scope.with_env(job.get("env")).with_matrix(matrix)
    for key in ("env", "with", "secrets"):
        yield from in_settings(job.get(key), label, address, key)
    yield from _container(job, "container", f"{address}/container", label, scope)
    services = job.get("services")
    for service in services if isinstance(services, Map) else ():
        of_service = f"{address}/services.{service}"
        yield from _container(services, service, of_service, f"{label} service {service}", scope)
    yield from facts_of_use(job, workflow.lines, address=address, label=label)
    workflow.commands.extend(unsecure_switches(job, label))
    machines = runners.machines_of(job, scope)
    yield from runners.runtimes_of(machines, name)
    access, writes = effective_access(workflow.value, job)
    is_privileged = _is_privileged(job, access, writes, workflow)
    yield _job_fact(
        name,
        job,
        workflow,
        machines,
        permissions=access,
        writes=writes,
        privileged=is_privileged,
        given=given(job.get("with"), scope.env),
    )
    around = Around(
        lines=workflow.lines,
        scope=scope,
        address=address,
        label=label,
        job=name,
        shell=_default_shell(job) or _default_shell(workflow.value),
        triggers=workflow.triggers,
        guard=workflow.guards[name],
        privileged=is_privileged,
        typed_inputs=workflow.typed_inputs,
        commands=workflow.commands,
    )
    yield from steps_facts(job.get("steps"), around)


def _job_fact(
    name: str,
    job: Map,
    workflow: _Workflow,
    machines: runners.Machines,
    *,
    permissions: str,
    writes: list[str],
    privileged: bool,
    given: dict[str, str],
) -> JobFact:
    environment = job.get("environment")
    timeout = job.get("timeout-minutes")
    unknown = ["runs_on"] if machines.open_places else []
    unknown += ["timeout_minutes"] if isinstance(timeout, str) else []
    return JobFact(
        address=f"gha:{name}",
        subject="job",
        places={
            "": job.start(),
            **{field: job.key_place(key) for field, key in _JOB_PLACES.items() if key in job},
        },
        unknown=unknown,
        label=f"job {name}",
        name=name,
        triggers=workflow.triggers,
        runs_on=[label for label, _ in machines.labels],
        group=machines.group,
        uses=written_use(job),
        inherits_secrets=job.get("secrets") == "inherit",
        environment=text(mapping(environment).get("name", environment)),
        permissions=permissions,
        writes=writes,
        timeout_minutes=timeout if type(timeout) is int else -1,
        guard=workflow.guards[name],
        privileged=privileged,
        given=given,
    )


_JOB_PLACES = {
    "runs_on": "runs-on",
    "uses": "uses",
    "inherits_secrets": "secrets",
    "environment": "environment",
    "permissions": "permissions",
    "timeout_minutes": "timeout-minutes",
}
"""Fields of a job by the key that they come from."""


def _is_privileged(job: Map, access: str, writes: list[str], workflow: _Workflow) -> bool:
    """Whether a job has a token that may write, or other secrets; only asked where it matters.

    That of a called workflow may at least have them, as far as it does not say otherwise.
    """
    if STRANGERS.isdisjoint(workflow.triggers) and "workflow_call" not in workflow.triggers:
        return True
    can_write = access in ("missing", "write-all") or bool(writes)
    return can_write or holds_secrets(job) or holds_secrets(workflow.value.get("env"))


def _default_shell(holder: Map) -> str:
    return text(follow(holder, ("defaults", "run", "shell")))


def _container(holder: Any, key: str, address: str, label: str, scope: Scope) -> Iterator[Fact]:
    """The image of a job or of a service beside it, in the short or the long form."""
    value = holder.get(key)
    if isinstance(value, Map):
        yield from in_settings(value.get("env"), label, address, "env")
        yield from in_settings(value.get("credentials"), label, address, "credentials")
        holder, key = value, "image"
    elif not isinstance(value, str):
        return
    for reference, place in values_of(holder, key, scope):
        yield from _image(reference, place, address, label)


def _image(reference: str, place: Place, address: str, label: str) -> Iterator[Fact]:
    if not reference:
        return
    image = image_fact(reference, address=address, subject="image", used_by=label, place=place)
    yield image
    yield from runtimes.of_image(image, label)
