"""The ways in which the file of a workflow or of an action is run: by itself, or by who calls it.

A workflow of the same repository is called by a job (`uses: ./.github/workflows/build.yml`), an
action by a step (`uses: ./.github/actions/setup`); `github.event` in what is called is the event of
the caller (GitHub's documentation, "Reuse workflows"). What calls itself in the end is refused by
GitHub as a whole, so that nothing is said of it in particular.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import field

from platguard.facts import untrusted_texts
from platguard.facts.job_guards import BY_STRENGTH, strongest
from platguard.facts.word_lists import word_set
from platguard.model.facts import JobFact, StepFact
from platguard.records import dataclass

OPEN = word_set(
    "pull_request_target workflow_run issue_comment issues discussion discussion_comment fork watch"
)
"""Events with the rights of the repository that strangers cause; see the rules about them."""
_MOST_WAYS = 100
"""Ways to run one file that are looked at, those first that take the fewest calls and leave most to
strangers."""
_MOST_CALLS = 19
"""A workflow may call through nine others ("Reuse workflows"), and within the last of them a step
through ten actions (actions/runner, Constants.CompositeActionsMaxDepth)."""

Calls = Mapping[str, Collection[JobFact | StepFact]]
"""The callers of each file, by its path."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to run the steps of a file."""

    triggers: list[str]
    guard: str = ""
    privileged: bool = True
    given: Mapping[str, str] = field(default_factory=dict)
    """What inputs get, as in JobFact."""
    by: str = ""
    """The caller; empty when the file runs by itself."""


def ways_to_run(started_by: Mapping[str, list[str]], calls: Calls) -> Mapping[str, list[Way]]:
    """The ways to run each file, none for a file that only others than this repository call.

    `started_by` are the events by which files run by themselves. The files are followed call by
    call from those, all at once: what is found of one depends on no order of files or of callers.
    """
    ways: defaultdict[str, list[Way]] = defaultdict(list)
    fresh = {path: [Way(triggers)] for path, triggers in started_by.items() if triggers}
    for _ in range(_MOST_CALLS + 1):
        for path, found in fresh.items():
            ways[path] += found
        passed_on = {path: _distinct(found, _as_caller) for path, found in fresh.items()}
        fresh = {}
        for path, callers in calls.items():
            reached = (_through(c, way) for c in callers for way in passed_on.get(c.path, ()))
            known = {_as_whole(way) for way in ways.get(path, ())}
            new = [way for way in _distinct(reached, _as_whole) if _as_whole(way) not in known]
            if kept := sorted(new, key=_rank)[: _MOST_WAYS - len(known)]:
                fresh[path] = kept
        if not fresh:
            break
    return ways


def _distinct(ways: Iterable[Way], key: Callable[[Way], object]) -> list[Way]:
    """The first of the ways that are alike."""
    found: dict[object, Way] = {}
    for way in ways:
        found.setdefault(key(way), way)
    return list(found.values())


def _as_caller(way: Way) -> tuple[object, ...]:
    """What a way hands on to those that the file calls."""
    given = tuple(sorted(way.given.items()))
    return tuple(way.triggers), way.guard, way.privileged, given, bool(way.by)


def _as_whole(way: Way) -> tuple[object, ...]:
    return *_as_caller(way), way.by


def _rank(way: Way) -> tuple[bool, int, bool, str, list[str], list[tuple[str, str]]]:
    """Smaller for what leaves more to strangers; no two different ways are of one rank."""
    return (
        OPEN.isdisjoint(way.triggers),
        -BY_STRENGTH.index(way.guard),
        not way.privileged,
        way.by,
        way.triggers,
        sorted(way.given.items()),
    )


def _through(caller: JobFact | StepFact, way: Way) -> Way:
    """How a file runs that a job or a step calls, which runs in this way itself."""
    return Way(
        triggers=way.triggers,
        guard=strongest(caller.guard, way.guard),
        privileged=caller.privileged and way.privileged,
        given={name: _resolved(origin, way) for name, origin in caller.given.items()},
        by=f"{caller.label} of {caller.path}",
    )


def _resolved(origin: str, way: Way) -> str:
    """The context of a text; of an input, what it is given (empty when no text of others)."""
    if not untrusted_texts.is_input(origin):
        return origin
    return way.given.get(origin.removeprefix("inputs."), "" if way.by else origin)
