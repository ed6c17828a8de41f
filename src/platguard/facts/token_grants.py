"""What workflows and their jobs say of the rights of their token.

Semantics: GitHub's documentation, "Workflow syntax", `permissions`. What a job says replaces what
its workflow says; where neither says anything, the token has the default of the repository. A
called workflow has what its caller gives it, and can only lower that.
"""

from __future__ import annotations

from collections.abc import Iterator

from platguard.facts.reading import mapping, text
from platguard.model.document import Map, Place
from platguard.model.facts import TokenGrant

_WHOLE = ("write-all", "read-all")


def access_of(holder: Map) -> tuple[str, list[str]]:
    """(access, scopes that may be written to) of a workflow or a job; see TokenGrant."""
    permissions = holder.get("permissions")
    if permissions in _WHOLE:
        return str(permissions), []
    if not isinstance(permissions, Map):
        return "missing", []
    if not permissions:
        return "none", []
    return "given", [scope for scope, access in permissions.items() if text(access) == "write"]


def effective_access(workflow: Map, job: Map) -> tuple[str, list[str]]:
    """What the token of a job may do: as the job says, or else as its workflow does."""
    own = access_of(job)
    return own if own[0] != "missing" else access_of(workflow)


def grants(workflow: Map, triggers: list[str]) -> Iterator[TokenGrant]:
    """What the workflow says, and each job that says something itself."""
    named = mapping(workflow.get("jobs")).items()
    jobs = {name: job for name, job in named if isinstance(job, Map)}
    silent = [name for name, job in jobs.items() if access_of(job)[0] == "missing"]
    access, _ = access_of(workflow)
    if access != "missing":
        yield _grant("the workflow", workflow, silent)
    elif silent and triggers != ["workflow_call"]:
        place = workflow.key_place("jobs")
        yield _at(place, "the workflow", access, [], silent)
    for name, job in jobs.items():
        if name not in silent:
            yield _grant(f"job {name}", job, [name])


def _grant(holder: str, value: Map, jobs: list[str]) -> TokenGrant:
    access, writes = access_of(value)
    place = value.key_place("permissions")
    return _at(place, holder, access, writes, jobs)


def _at(place: Place, holder: str, access: str, writes: list[str], jobs: list[str]) -> TokenGrant:
    return TokenGrant(
        holder=holder,
        access=access,
        writes=writes,
        jobs=jobs,
        line=place.line,
        column=place.column,
    )
