"""Facts of GitHub workflows: runtimes set up, images, Swarm commands, literal secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard import parsers
from platguard.facts import commands, credentials, runtimes
from platguard.facts.images import image_fact
from platguard.facts.reading import mapping, sequence, text
from platguard.facts.runtimes import LANGUAGE, Runtime, runtime_fact
from platguard.facts.versions import JAVA_DISTRIBUTIONS, language_version
from platguard.facts.workflow_expressions import Scope, values_of
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import Fact, FileFacts

_SETUPS: dict[str, tuple[str, str]] = {
    "actions/setup-python": ("python-version", "python"),
    "actions/setup-node": ("node-version", "nodejs"),
    "actions/setup-go": ("go-version", "go"),
    "actions/setup-java": ("java-version", "java"),
    "actions/setup-dotnet": ("dotnet-version", "dotnet"),
    "actions/setup-ruby": ("ruby-version", "ruby"),
    "ruby/setup-ruby": ("ruby-version", "ruby"),
    "shivammathur/setup-php": ("php-version", "php"),
}
"""Actions that set up a language: their input, and the product."""
_SHELLS = frozenset({"", "bash", "sh", "zsh", "pwsh", "powershell", "cmd"})


def extract(data: bytes) -> FileFacts:
    """The facts of a workflow."""
    parsed = parsers.parse(data, "workflow")
    facts: list[Fact] = []
    for document in parsed.documents:
        if isinstance(document.value, Map):
            facts += _of_workflow(document.value)
    problems = [(problem.line, problem.column, problem.message) for problem in parsed.problems]
    return FileFacts(facts, problems)


def _of_workflow(workflow: Map) -> Iterator[Fact]:
    yield from _literals(workflow.get("env"), "workflow", "gha:(workflow)", "env")
    scope = Scope().with_env(workflow.get("env"))
    for name, job in mapping(workflow.get("jobs")).items():
        if isinstance(job, Map):
            yield from _of_job(name, job, scope)


def _of_job(name: str, job: Map, scope: Scope) -> Iterator[Fact]:
    label = f"job {name}"
    scope = scope.with_env(job.get("env")).with_matrix(mapping(job.get("strategy")).get("matrix"))
    yield from _literals(job.get("env"), label, f"gha:{name}", "env")
    yield from _container(job, "container", f"gha:{name}/container", label, scope)
    services = job.get("services")
    for service in services if isinstance(services, Map) else ():
        address = f"gha:{name}/services.{service}"
        yield from _container(services, service, address, f"{label} service {service}", scope)
    for step in sequence(job.get("steps")):
        if isinstance(step, Map):
            yield from _of_step(step, name, scope)


def _container(holder: Any, key: str, address: str, label: str, scope: Scope) -> Iterator[Fact]:
    """The image of a job or of a service beside it, in the short or the long form."""
    value = holder.get(key)
    if isinstance(value, Map):
        yield from _literals(value.get("env"), label, address, "env")
        yield from _literals(value.get("credentials"), label, address, "credentials")
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


def _of_step(step: Map, job: str, scope: Scope) -> Iterator[Fact]:
    used = text(step.get("uses"))
    action = "/".join(used.partition("@")[0].split("/")[:2])
    name = text(step.get("id")) or text(step.get("name")) or action or "run"
    address, label = f"gha:{job}/{name}", f"job {job} step {name}"
    yield from _literals(step.get("env"), label, address, "env")
    yield from _literals(step.get("with"), label, address, "with")
    if used.startswith("docker://"):
        yield from _image(used.removeprefix("docker://"), step.place("uses"), address, label)
    yield from _set_up(step, action, used, address, label, scope.with_env(step.get("env")))
    if text(step.get("shell")).partition(" ")[0] in _SHELLS and isinstance(step.get("run"), str):
        line, column = _text_start(step, "run")
        for command in commands.in_text(step["run"], line, column):
            yield commands.runtime(command, label=label, address=address)


def _text_start(step: Map, key: str) -> tuple[int, int]:
    """Line and column where a text begins: in a block scalar, below its indicator."""
    place = step.place(key)
    if place.end_line > place.line and "\n" in step[key]:
        return place.line + 1, step.key_place(key).column + 2
    return place.line, place.column


def _set_up(
    step: Map, action: str, used: str, address: str, label: str, scope: Scope
) -> Iterator[Fact]:
    inputs = step.get("with")
    key, product = _SETUPS.get(action.lower(), ("", ""))
    if not key or not isinstance(inputs, Map):
        return
    if product == "java":
        # Before distributions could be chosen, the action installed Zulu.
        product = JAVA_DISTRIBUTIONS.get(text(inputs.get("distribution") or "zulu").lower(), "")
    for written, place in values_of(inputs, key, scope):
        version = language_version(product, written) if product else ""
        is_open = "${{" in written
        if product and (version or is_open):
            yield runtime_fact(
                Runtime(LANGUAGE, product, version),
                label=label,
                evidence=f"{action} {key}: {written}",
                address=address,
                subject=f"with.{key}",
                place=place,
                unknown=["version"] if is_open else [],
            )


def _literals(value: Any, holder: str, address: str, subject: str) -> list[Fact]:
    if not isinstance(value, (Map, Seq)):
        return []
    return list(credentials.in_mapping(value, "workflow", holder, address, subject))
