"""What keeps a stranger from starting a job or a step: conditions, labels, environments.

A check of the author or of a label is weaker than it looks: it holds for the moment at which it is
made, and the branch may change after it (GitHub Security Lab, "Preventing pwn requests").
"""

from __future__ import annotations

from typing import Any

from platguard.facts.reading import mapping, sequence, text
from platguard.facts.word_lists import word_set
from platguard.patterns import pattern

SAME_REPOSITORY, EVENT = "same-repository", "event"
"""The guards that hold: only the repository's own branches, or no event of strangers."""
OWN_BRANCH = "own-branch"
"""The guard of a checkout by the name of a branch only: it is looked for in the repository itself,
where strangers have none."""
STRANGERS = word_set("pull_request_target workflow_run issue_comment")
"""Events that run with the rights of the repository, and that strangers can cause."""

_OWN = pattern(
    r"head\.repo\.full_name\s*==|==\s*github\.event\.pull_request\.head\.repo\.full_name"
    r"|head_repository\.full_name\s*==|==\s*github\.event\.workflow_run\.head_repository"
    r"|head\.repo\.owner\.login\s*==|head_repository\.owner\.login\s*=="
    r"|head\.repo\.fork\s*==\s*false|!\s*github\.event\.pull_request\.head\.repo\.fork"
    r"|pull_request\.merged\b(?!\s*==\s*false)"
)
_EVENT_IS = pattern(r"github\.event_name\s*==\s*'(\w+)'")
_EVENT_IS_NOT = pattern(r"github\.event_name\s*!=\s*'(\w+)'")
_RUN_OF = pattern(
    r"workflow_run\.event\s*==\s*'(?:push|schedule|workflow_dispatch|release|merge_group)'"
    r"|workflow_run\.event\s*!=\s*'pull_request'"
)
_WEAKER = (
    ("label", pattern(r"\blabels?\b")),
    (
        "actor",
        pattern(r"github\.(?:triggering_)?actor\b|author_association|\.(?:user|sender)\.login"),
    ),
    ("branch", pattern(r"workflow_run\.head_branch\s*==")),
    ("condition", pattern(r"\b(?:needs|steps|inputs|vars)\.")),
)
_ALWAYS = pattern(r"\balways\(\)|!\s*cancelled\(\)|\bfailure\(\)")
_DEEPEST = 20
"""Jobs that need jobs; a longer chain is not followed."""


def guard_of_workflow(on: Any) -> str:
    """What the events themselves ask for: a label, or a branch."""
    events = mapping(on)
    types = mapping(events.get("pull_request_target")).get("types")
    if [text(kind) for kind in sequence(types)] == ["labeled"] or types == "labeled":
        return "label"
    return "branch" if mapping(events.get("workflow_run")).get("branches") else ""


def guards_of_jobs(jobs: dict[str, Any], triggers: list[str]) -> dict[str, str]:
    """The strongest guard of each job, those of the jobs that it needs included."""
    guards = {name: _own_guard(job, triggers) for name, job in jobs.items()}
    waiting = {name: needs for name, job in jobs.items() if (needs := _needs(job))}
    for _ in range(_DEEPEST):
        known = dict(guards)
        for name, needs in waiting.items():
            # One that is guarded and does not run keeps those from running that need it.
            guards[name] = strongest(known[name], *(known.get(needed, "") for needed in needs))
        if guards == known:
            break
    return guards


def _own_guard(job: Any, triggers: list[str]) -> str:
    condition = guard_of_condition(text(mapping(job).get("if")), triggers)
    return strongest(condition, "environment" if mapping(job).get("environment") else "")


def _needs(job: Any) -> list[str]:
    """The jobs that must have run before this one does."""
    if _ALWAYS.search(text(mapping(job).get("if"))):
        return []
    needs = mapping(job).get("needs")
    return [text(name) for name in ([needs] if isinstance(needs, str) else sequence(needs))]


def guard_of_condition(condition: str, triggers: list[str]) -> str:
    """What an `if` asks for, as the guard of a StepFact; empty when it keeps nobody away."""
    # Who starts a called workflow, or an action, another file says.
    is_called = not triggers or "workflow_call" in triggers
    strangers = STRANGERS if is_called else STRANGERS.intersection(triggers)
    if not condition or not strangers:
        return ""
    holding = [_holding(way, strangers) for way in condition.split("||")]
    if all(holding):
        return SAME_REPOSITORY if SAME_REPOSITORY in holding else EVENT
    for guard, expression in _WEAKER:
        if expression.search(condition):
            return guard
    return ""


def _holding(way: str, strangers: frozenset[str]) -> str:
    """The guard that holds in one alternative of a condition; else empty."""
    if _OWN.search(way):
        return SAME_REPOSITORY
    if _RUN_OF.search(way):
        return EVENT
    is_event = _EVENT_IS.search(way)
    if is_event and is_event[1] not in STRANGERS:
        return EVENT
    return "" if strangers.difference(_EVENT_IS_NOT.findall(way)) else EVENT


BY_STRENGTH = (
    *(SAME_REPOSITORY, EVENT, OWN_BRANCH),
    *("environment", "label", "actor", "branch", "condition", ""),
)
"""Every guard, the strongest first."""


def strongest(*guards: str) -> str:
    """The strongest of some guards."""
    return next((guard for guard in BY_STRENGTH if guard in guards), "")
