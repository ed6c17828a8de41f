"""Facts of actions that are described by an `action.yml`: composite ones, JavaScript, containers.

The form: GitHub's documentation, "Metadata syntax for GitHub Actions". Other files of that name,
which are no actions, are read as any YAML file is.
"""

from __future__ import annotations

from collections.abc import Iterator

from platguard import parsers
from platguard.facts import manifests
from platguard.facts.actions import Lines, facts_of_use
from platguard.facts.reading import text
from platguard.facts.runtimes import Runtime, runtime_fact
from platguard.facts.workflow_expressions import Scope
from platguard.facts.workflow_steps import steps_facts
from platguard.facts.workflow_surroundings import Around
from platguard.model.document import Map
from platguard.model.facts import Fact, FileFacts, PipelineFact

NODE = "github-actions-runtime"
"""The product; its versions are what `runs.using` may name: node20."""


def extract(data: bytes) -> FileFacts:
    """The facts of an `action.yml`."""
    parsed = parsers.parse(data, "workflow")
    facts: list[Fact] = []
    is_action = False
    for document in parsed.documents:
        runs = document.value.get("runs") if isinstance(document.value, Map) else None
        if isinstance(runs, Map) and "using" in runs:
            is_action = True
            facts += _of_action(document.value, runs, Lines(data))
    if not is_action and not parsed.problems:
        return manifests.extract_yaml(data)
    problems = [problem.row for problem in parsed.problems]
    return FileFacts(facts, problems)


def _of_action(action: Map, runs: Map, lines: Lines) -> Iterator[Fact]:
    name, using = text(action.get("name")), text(runs.get("using"))
    label = f"action {name}".rstrip()
    # What the token may do, and whether there are secrets, is for those to say who use the action.
    around = Around(lines=lines, scope=Scope(), address="file:#", label=label, privileged=True)
    if using.lower().startswith("node"):
        yield runtime_fact(
            Runtime("action", NODE, using.lower()),
            label=label,
            evidence=f"runs.using: {using}",
            address="file:",
            subject="runs.using",
            place=runs.place("using"),
        )
    if text(runs.get("image")).startswith("docker://"):
        yield from facts_of_use(runs, lines, address="file:", label=label, key="image")
    yield from steps_facts(runs.get("steps"), around)
    yield PipelineFact(
        address="file:",
        subject="action",
        places={"": action.start()},
        label=label,
        kind="action",
        name=name,
        triggers=[],
        using=using,
        jobs=[],
        grants=[],
        commands=around.commands,
    )
