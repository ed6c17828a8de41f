"""Steps as they run: on the events, with the guards and the texts of those who call them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from platguard.facts import untrusted_checkouts, untrusted_texts
from platguard.facts.actions import LOCAL
from platguard.facts.job_guards import BY_STRENGTH, EVENT, OWN_BRANCH, SAME_REPOSITORY, strongest
from platguard.model.facts import (
    Fact,
    JobFact,
    PipelineFact,
    StepFact,
    StepRunFact,
    UntrustedText,
)
from platguard.relations.step_ways import OPEN, Way, ways_to_run
from platguard.relations.whole import Whole

_CALL, _DISPATCH = "workflow_call", "workflow_dispatch"


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[StepRunFact]:
    """A StepRunFact for each step, in the order of files."""
    steps: list[StepFact] = []
    callers: dict[str, list[JobFact | StepFact]] = defaultdict(list)
    pipelines: dict[str, PipelineFact] = {}
    for fact in facts:
        if isinstance(fact, PipelineFact):
            pipelines.setdefault(fact.path, fact)
        elif isinstance(fact, StepFact):
            steps.append(fact)
        if isinstance(fact, (JobFact, StepFact)):
            for target in _targets(fact):
                callers[target.lower()].append(fact)
    own = {
        path: [trigger for trigger in pipeline.triggers if trigger != _CALL]
        for path, pipeline in pipelines.items()
    }
    # Facts have the names of actions in small letters.
    paths = {*pipelines, *(step.path for step in steps)}
    calls = {path: callers[path.lower()] for path in paths if path.lower() in callers}
    ways = ways_to_run(own, calls)
    for step in steps:
        yield _run(step, pipelines.get(step.path), ways.get(step.path, ()))


def _targets(caller: JobFact | StepFact) -> Iterator[str]:
    """Paths of the files that may be what a job or a step uses of its own repository."""
    used = caller.uses if isinstance(caller, JobFact) else caller.action
    if not used.startswith(LOCAL):
        return
    name = used[2:].strip("/")
    if isinstance(caller, JobFact):
        yield name
    else:
        yield from (f"{name}/{file}".lstrip("/") for file in ("action.yml", "action.yaml"))


def _run(step: StepFact, pipeline: PipelineFact | None, ways: Sequence[Way]) -> StepRunFact:
    """The step in the way that leaves most to strangers."""
    is_callable = pipeline is None or not pipeline.triggers or _CALL in pipeline.triggers
    unheard = not ways
    way = min(ways or [Way(step.triggers)], key=lambda way: _rank(step, way))
    checkout, guard = _checkout(step, way)
    strangers, inputs = _texts(step, ways, pipeline)
    return StepRunFact(
        address=step.address,
        subject=step.subject,
        places=step.places,
        # Which events start what only others call, their files say.
        unknown=["triggers"] if unheard and is_callable and checkout else [],
        path=step.path,
        label=step.label,
        triggers=way.triggers,
        called_by=way.by,
        action=step.action,
        version=step.version,
        checkout=checkout,
        allows_strangers=step.allows_strangers,
        guard=guard,
        privileged=step.privileged and way.privileged,
        runs_code=step.runs_code,
        untrusted_texts=strangers,
        input_texts=inputs,
    )


def _rank(step: StepFact, way: Way) -> tuple[bool, bool, int, bool, bool]:
    """Smaller for what leaves more to strangers; ways are told apart by nothing else."""
    checkout, guard = _checkout(step, way)
    return (
        not checkout,
        OPEN.isdisjoint(way.triggers),
        -BY_STRENGTH.index(guard),
        not way.privileged,
        bool(way.by),
    )


def _checkout(step: StepFact, way: Way) -> tuple[str, str]:
    """(what the step checks out of strangers, guard) in one way to run it."""
    guard = strongest(step.guard, way.guard)
    if step.checkout or not step.checkout_input:
        return step.checkout, guard
    head = untrusted_checkouts.named_head(way.given.get(step.checkout_input, ""))
    if not head:
        return "", guard
    is_own = untrusted_checkouts.is_branch(head) and not step.names_repository
    if is_own and guard not in (SAME_REPOSITORY, EVENT):
        guard = OWN_BRANCH
    return f"inputs.{step.checkout_input}, which is {head}", guard


def _texts(
    step: StepFact, ways: Sequence[Way], pipeline: PipelineFact | None
) -> tuple[list[UntrustedText], list[UntrustedText]]:
    """(texts of strangers, texts of those who start or call it) in the script of a step."""
    strangers: list[UntrustedText] = []
    inputs: list[UntrustedText] = []
    worst_first = sorted(ways, key=lambda way: (OPEN.isdisjoint(way.triggers), bool(way.by)))
    for text in step.untrusted_texts:
        if not untrusted_texts.is_input(text.origin):
            triggers = worst_first[0].triggers if worst_first else step.triggers
            strangers.append(replace(text, triggers=triggers))
            continue
        name = text.origin.removeprefix("inputs.")
        told = [way for way in worst_first if untrusted_texts.is_stranger(way.given.get(name, ""))]
        if told:
            way = told[0]
            strangers.append(
                replace(text, origin=way.given[name], given_by=way.by, triggers=way.triggers)
            )
        elif not ways or (pipeline is not None and _DISPATCH in pipeline.triggers):
            inputs.append(replace(text, triggers=step.triggers))
    return strangers, inputs
