"""The machines that jobs run on: `runs-on` to labels, and those of GitHub to runtimes.

Forms of `runs-on`: GitHub's documentation, "Workflow syntax for GitHub Actions". Labels of the
images that GitHub hosts: README.md of actions/runner-images.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from platguard.facts.reading import text
from platguard.facts.runtimes import Runtime, runtime_fact
from platguard.facts.workflow_expressions import Scope, alternatives, values_of
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import RuntimeFact
from platguard.patterns import pattern
from platguard.records import dataclass

IMAGES = "github-actions-runner-images"
"""The product, as endoflife.date names it; its versions are the labels."""
_HOSTED = pattern(r"(?:ubuntu|windows|macos)-[\w.-]+$", re.IGNORECASE)
_OWN = "self-hosted"


@dataclass(slots=True)
class Machines:
    """What `runs-on` of a job says, over all combinations of its matrix."""

    labels: list[tuple[str, Place]] = field(default_factory=list)
    hosted: list[tuple[str, Place]] = field(default_factory=list)
    """Those labels that name an image of GitHub's."""
    group: str = ""
    open_places: list[Place] = field(default_factory=list)
    """Where expressions stand that the file does not answer."""


def machines_of(job: Map, scope: Scope) -> Machines:
    """What `runs-on` of a job says."""
    found = Machines()
    holder, key, value = job, "runs-on", job.get("runs-on")
    if isinstance(value, Map):
        found.group = text(value.get("group"))
        holder, key, value = value, "labels", value.get("labels")
    if isinstance(value, Seq):
        # The labels of a list belong to one machine, so that one may say that it is our own.
        _add(found, [pair for known in values_of(holder, key, scope) for pair in _chosen(*known)])
    elif value is not None:
        for machine in _machines(holder, key, scope):
            _add(found, machine)
    return found


def _machines(holder: Map, key: str, scope: Scope) -> Iterator[list[tuple[str, Place]]]:
    """The labels of each machine that an only value stands for."""
    lists = scope.lists_of(text(holder.get(key)))
    for labels in lists:
        yield [(text(label), labels.place(i)) for i, label in enumerate(labels) if text(label)]
    for written, place in values_of(holder, key, scope):
        if not (lists and "${{" in written):
            yield from ([pair] for pair in _chosen(written, place))


def _chosen(written: str, place: Place) -> list[tuple[str, Place]]:
    """The label itself, or those that an expression chooses between."""
    return [(label, place) for label in alternatives(written)] or [(written, place)]


def _add(found: Machines, machine: list[tuple[str, Place]]) -> None:
    is_own = any(label.lower() == _OWN for label, _ in machine)
    for label, place in machine:
        if "${{" in label:
            # One of our own may have any label beside the one that says so.
            found.open_places += [] if is_own else [place]
        elif (label, place) not in found.labels:
            found.labels.append((label, place))
            if not is_own and _HOSTED.match(label):
                found.hosted.append((label, place))


def runtimes_of(machines: Machines, job: str) -> Iterator[RuntimeFact]:
    """The images of GitHub's that a job runs on; one without a version where that is open."""
    for label, place in machines.hosted:
        yield _runtime(job, label.lower(), f"runs-on {label}", f"runs-on[{label}]", place, [])
    for place in machines.open_places[:1]:
        yield _runtime(job, "", "runs-on", "runs-on", place, ["version"])


def _runtime(
    job: str, version: str, evidence: str, subject: str, place: Place, unknown: list[str]
) -> RuntimeFact:
    return runtime_fact(
        Runtime("runner", IMAGES, version),
        label=f"job {job}",
        evidence=evidence,
        address=f"gha:{job}",
        subject=subject,
        place=place,
        unknown=unknown,
    )
