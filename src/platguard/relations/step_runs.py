"""Steps as they run: on the events, with the guards and the texts of those who call them.

A workflow of the same repository is called by a job (`uses: ./.github/workflows/build.yml`), an
action by a step (`uses: ./.github/actions/setup`); `github.event` in what is called is the event of
the caller (GitHub's documentation, "Reuse workflows").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from platguard.facts import untrusted_checkouts, untrusted_texts
from platguard.facts.actions import LOCAL
from platguard.facts.job_guards import BY_STRENGTH, EVENT, OWN_BRANCH, SAME_REPOSITORY, strongest
from platguard.facts.word_lists import word_set
from platguard.model.facts import (
    Fact,
    JobFact,
    PipelineFact,
    StepFact,
    StepRunFact,
    UntrustedText,
)
from platguard.relations.whole import Whole

_OPEN = word_set(
    "pull_request_target workflow_run issue_comment issues discussion discussion_comment fork watch"
)
"""Events with the rights of the repository that strangers cause; see the rules about them."""
_CALL, _DISPATCH = "workflow_call", "workflow_dispatch"
_MOST_WAYS = 100
"""Ways to run one file that are looked at."""
_DEEPEST = 10
"""GitHub allows as many levels of called workflows."""


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to run the steps of a file."""

    triggers: list[str]
    guard: str = ""
    privileged: bool = True
    given: Mapping[str, str] = field(default_factory=dict)
    """What inputs get, as in JobFact."""
    by: str = ""
    """The caller; empty when the file runs by itself."""


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[StepRunFact]:
    """A StepRunFact for each step, in the order of files."""
    steps: list[StepFact] = []
    calls: dict[str, list[JobFact | StepFact]] = defaultdict(list)
    pipelines: dict[str, PipelineFact] = {}
    for fact in facts:
        if isinstance(fact, PipelineFact):
            pipelines.setdefault(fact.path, fact)
        elif isinstance(fact, StepFact):
            steps.append(fact)
        if isinstance(fact, (JobFact, StepFact)):
            for target in _targets(fact):
                calls[target.lower()].append(fact)
    ways = _Ways(pipelines, calls)
    for step in steps:
        yield _run(step, pipelines.get(step.path), ways.of(step.path))


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


class _Ways:
    """The ways to run each file, found once."""

    def __init__(
        self,
        pipelines: Mapping[str, PipelineFact],
        calls: Mapping[str, list[JobFact | StepFact]],
    ) -> None:
        self._pipelines = pipelines
        # In small letters, as facts have the names of actions.
        self._calls = calls
        self._known: dict[str, list[_Way]] = {}

    def of(self, path: str, depth: int = 0) -> list[_Way]:
        """The ways to run a file; none where only others than this repository call it."""
        if path in self._known or depth > _DEEPEST:
            return self._known.get(path, [])
        self._known[path] = []  # for those who call themselves
        self._known[path] = list(islice(self._found(path, depth), _MOST_WAYS))
        return self._known[path]

    def _found(self, path: str, depth: int) -> Iterator[_Way]:
        pipeline = self._pipelines.get(path)
        own = [name for name in pipeline.triggers if name != _CALL] if pipeline else []
        if own:
            yield _Way(own)
        for caller in self._calls.get(path.lower(), ()):
            for way in self.of(caller.path, depth + 1):
                yield _through(caller, way)


def _through(caller: JobFact | StepFact, way: _Way) -> _Way:
    """How a file runs that a job or a step calls, which runs in this way itself."""
    return _Way(
        triggers=way.triggers,
        guard=strongest(caller.guard, way.guard),
        privileged=caller.privileged and way.privileged,
        given={name: _resolved(origin, way) for name, origin in caller.given.items()},
        by=f"{caller.label} of {caller.path}",
    )


def _resolved(origin: str, way: _Way) -> str:
    """The context of a text; of an input, what it is given (empty when no text of others)."""
    if not untrusted_texts.is_input(origin):
        return origin
    return way.given.get(origin.removeprefix("inputs."), "" if way.by else origin)


def _run(step: StepFact, pipeline: PipelineFact | None, ways: list[_Way]) -> StepRunFact:
    """The step in the way that leaves most to strangers."""
    is_callable = pipeline is None or not pipeline.triggers or _CALL in pipeline.triggers
    unheard = not ways
    way = min(ways or [_Way(step.triggers)], key=lambda way: _rank(step, way))
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


def _rank(step: StepFact, way: _Way) -> tuple[bool, bool, int, bool, bool]:
    """Smaller for what leaves more to strangers; ways are told apart by nothing else."""
    checkout, guard = _checkout(step, way)
    return (
        not checkout,
        _OPEN.isdisjoint(way.triggers),
        -BY_STRENGTH.index(guard),
        not way.privileged,
        bool(way.by),
    )


def _checkout(step: StepFact, way: _Way) -> tuple[str, str]:
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
    step: StepFact, ways: list[_Way], pipeline: PipelineFact | None
) -> tuple[list[UntrustedText], list[UntrustedText]]:
    """(texts of strangers, texts of those who start or call it) in the script of a step."""
    strangers: list[UntrustedText] = []
    inputs: list[UntrustedText] = []
    worst_first = sorted(ways, key=lambda way: (_OPEN.isdisjoint(way.triggers), bool(way.by)))
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
