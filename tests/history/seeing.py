"""Short ways to say what a scan saw, and all that a history holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from platguard.history import questions
from platguard.history.questions import by_repository, gone, matrix, practices, sums, turns
from platguard.history.questions.moved import moved
from platguard.history.store import Store
from platguard.model.organisation import (
    Blind,
    Observation,
    Placement,
    Row,
    RuleNote,
    Terms,
    Usage,
)

START = date(2026, 1, 1)
SHOP = Placement("acme/shop", team="shop", segment="web")
COUNTS = {"no-latest": {"fail": 1}, "docker-swarm": {"pass": 2}}


def on(day: int) -> date:
    """The day so many days after the first one."""
    return START + timedelta(days=day)


def terms(day: int, standards: str = "sha256:s", **more: Any) -> Terms:
    note = RuleNote(
        "no-latest", "images", "No latest", "high", "enforced", 1, "platform", "#help", "guide"
    )
    given: dict[str, Any] = {"rules": [note], "tables": {"runtimes": "2026-01-01"}, **more}
    return Terms(on(day), "UTC", "1.0", standards, "sha256:c", "sha256:r", **given)


def row(name: str = "a", path: str = "k8s/a.yaml", **more: Any) -> Row:
    """A finding; `name` says which one it is."""
    given: dict[str, Any] = {
        "rule": "no-latest", "outcome": "fail", "level": "error", "severity": "high",
        "message": f"{name} uses latest", "line": 3, "column": 5, "address": f"k8s:{name}",
        "subject": "image", **more,
    }  # fmt: skip
    fingerprint = sha256(name.encode()).hexdigest()[:32]
    return Row(fingerprint=fingerprint, path=path, **given)


def observation(day: int, rows: Sequence[Row] = (), **more: Any) -> Observation:
    """What a day saw of the shop: another commit each day unless told otherwise."""
    given: dict[str, Any] = {
        "status": "judged", "commit": f"{day:040x}", "committed_on": on(day), "discovered": 9,
        "judged": 8, "counts": COUNTS, **more,
    }  # fmt: skip
    return Observation(SHOP.name, on(day), rows=rows, **given)


def blind(path: str = "k8s/a.yaml", reason: str = "cannot be parsed") -> Blind:
    return Blind(path, 1, reason)


def usage(product: str = "docker-swarm", subject: str = "web", **more: Any) -> Usage:
    given: dict[str, Any] = {"version": "", "path": "stack.yml", "line": 2, **more}
    return Usage("tool", "orchestration", product, subject=subject, **given)


def see(store: Store, *seen: Observation, standards: str = "sha256:s") -> None:
    """One run for each observation, in their order."""
    for one in seen:
        day = (one.as_of - START).days
        run = store.begin(terms(day, standards), [SHOP.name])
        run.write(SHOP, one)
        run.finish()


def held(store: Store, until: int = 40) -> dict[str, list[Any]]:
    """All that the questions tell of the days until then."""
    base, first, last = store.database, START, on(until)
    found: dict[str, list[Any]] = {
        "past": [*questions.of_repository(base, SHOP.name)],
        "observed": [*questions.observed(base, SHOP.name)],
        "began": [*by_repository.began(base, first, last)],
        "ended": [*by_repository.ended(base, first, last)],
        "moved": [*moved(base, [], first, last, [SHOP.name])],
        "coverage": [*questions.coverage(base, first, last)],
        "tallies": [*questions.tallies(base, first, last)],
        "matched": [*questions.matched(base, first, last)],
    }
    for day in range(0, until + 1, 20):
        for question in (
            questions.findings, matrix.held, sums.failed_in, turns.turns,
            questions.states, questions.usages, questions.rules, practices.services,
            practices.rotations, practices.segmentations, gone.left, gone.spoken,
        ):  # fmt: skip
            found[f"{question.__name__} {day}"] = [*question(base, on(day))]
    return found
