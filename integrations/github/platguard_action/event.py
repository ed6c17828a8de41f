"""What started the workflow, and what follows: the base, and what the token may write.

Events and their commits: github/docs, "Events that trigger workflows". Of a pull request,
GITHUB_SHA is the merge commit that GitHub makes of the base (its first parent) and the branch (the
second).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from platguard_action.git import Git
from platguard_action.runner import Refusal

OWN_COMMIT = ("push", "schedule", "workflow_dispatch")
"""Events that run on a commit of the repository itself, in the scope of its branch."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event, as the runner tells it."""

    name: str
    sha: str
    """GITHUB_SHA: the commit that the event is about."""
    base_ref: str
    """Of a pull request: the branch that it is to be merged into."""
    repository: str
    payload: Mapping[str, Any]

    @property
    def number(self) -> int:
        """The number of the pull request; 0 where there is none."""
        number = _within(self.payload, "pull_request", "number")
        return number if isinstance(number, int) else 0

    @property
    def is_from_fork(self) -> bool:
        """Whether it is a pull request of another repository, or of one that is gone."""
        head = _within(self.payload, "pull_request", "head", "repo", "full_name")
        return self.name == "pull_request" and head != self.repository


def event_of(environ: Mapping[str, str]) -> Event:
    """The event; Refusal for one on which pull requests are to be judged with the base's rights."""
    name = environ.get("GITHUB_EVENT_NAME", "")
    if name == "pull_request_target":
        raise Refusal(
            "platguard does not run on pull_request_target, which gives what a stranger wrote the"
            " rights of the repository: use `on: pull_request`, where it judges all the same."
        )
    payload: Any = {}
    if path := environ.get("GITHUB_EVENT_PATH"):
        with open(path, encoding="utf-8") as stream:
            payload = json.load(stream)
    return Event(
        name=name,
        sha=environ.get("GITHUB_SHA", ""),
        base_ref=environ.get("GITHUB_BASE_REF", ""),
        repository=environ.get("GITHUB_REPOSITORY", ""),
        payload=payload if isinstance(payload, dict) else {},
    )


def base_of(event: Event, git: Git) -> str | None:
    """What `--base auto` means: None where everything is to be judged.

    The branch as it is now, when the history is there. Else the first parent of the merge commit,
    which needs `fetch-depth: 2` and no more; only of the commit that GitHub made, because the
    parents of any other are for the author of a branch to choose.
    """
    if event.name == "merge_group":
        return f"{_within(event.payload, 'merge_group', 'base_sha') or ''}"
    if event.name != "pull_request":
        return None
    branch, short = f"refs/remotes/origin/{event.base_ref}", f"origin/{event.base_ref}"
    # Where history is cut off, a merge base may be found that is not the newest one.
    if not git.is_shallow() and git.has_merge_base(branch):
        # A tag of the short name, which anybody may have pushed, would be taken for it.
        return short if git.commit(short) == git.commit(branch) else branch
    parents = git.parents()
    head = _within(event.payload, "pull_request", "head", "sha")
    if git.head() == event.sha and parents[1:] == [head] and git.commit(parents[0]):
        return parents[0]
    # Of what is not there, platguard says how to get it.
    return branch if git.commit(branch) or git.commit(short) else short


def may_upload(event: Event, git: Git) -> str:
    """Why results cannot go to code scanning; empty when they can."""
    if event.is_from_fork:
        return "the token of a pull request from a fork may not write"
    head = git.head()
    branch_end = _within(event.payload, "pull_request", "head", "sha")
    if event.name == "pull_request" and head in (event.sha, branch_end):
        return ""
    if event.name in OWN_COMMIT and head == event.sha:
        return ""
    return f"{event.name} was started for another commit than the one that was judged"


def may_remember(event: Event, git: Git) -> bool:
    """Whether what was read may be kept for later runs, which pull requests then read as well."""
    return event.name in OWN_COMMIT and git.head() == event.sha


def _within(payload: Any, *keys: str) -> Any:
    for key in keys:
        payload = payload.get(key) if isinstance(payload, dict) else None
    return payload
