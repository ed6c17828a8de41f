"""How a repository rotates its secrets and segments its network, from what was noticed in it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from platguard.model.organisation import Rotation, Segmentation
from platguard.noticing import Noticed
from platguard.rotation_classes import Evidence, class_by


def rotations(noticed: Noticed, as_of: date) -> list[Rotation]:
    """One for each owner whom secrets name, and one for those that name nobody."""
    by_owner: dict[str, list[Evidence]] = defaultdict(list)
    for rows in noticed.get("secret", {}).values():
        for row in rows:
            evidence = Evidence(*row)
            by_owner[evidence.owner].append(evidence)
    return [_rotation(owner, by_owner[owner], as_of) for owner in sorted(by_owner)]


def _rotation(owner: str, secrets: list[Evidence], as_of: date) -> Rotation:
    found = class_by(owner, secrets, as_of)
    is_dated = found.worst_days >= 0
    return Rotation(
        owner=owner,
        # The day, which stays the same, and not its age, which is another one every day.
        rotated_on=as_of - timedelta(days=found.worst_days) if is_dated else None,
        worst=found.worst,
        secrets=found.secrets,
        without_evidence=found.without_evidence,
        scheduled=found.scheduled,
        unknown=found.unknown,
        without_history=found.without_history,
    )


def segmentation(noticed: Noticed) -> Segmentation:
    """How many workloads policies isolate; one that several files give counts once, as the worst
    of them."""
    found: dict[tuple[str, str], set[bool | None]] = defaultdict(set)
    for rows in noticed.get("network:cover", {}).values():
        for namespace, workload, covered in rows:
            found[namespace, workload].add(covered)
    open_ones = sum(False in states for states in found.values())
    unknown = sum(False not in states and None in states for states in found.values())
    selected = len(found) - open_ones - unknown
    return Segmentation(selected + open_ones, selected, unknown)
