"""What teams do where there is no pass and no fail: how often secrets change, how much of their
network is segmented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from platguard.audit.numbers import rate, told
from platguard.model.audit import Practice
from platguard.rotation_classes import OwnerRotation, class_of

NOBODY = "(no team)"


class Segmentation(NamedTuple):
    """The workloads of one repository."""

    team: str
    workloads: int
    """Those that a policy of the network can select: none on the network of their host."""
    selected: int
    """Of these, those that a policy selects which denies by default."""


def rotation(found: Iterable[tuple[str, OwnerRotation]]) -> list[OwnerRotation]:
    """One answer a team from those of its repositories: a team is as good as its worst secret."""
    by_team: dict[str, list[OwnerRotation]] = defaultdict(list)
    for team, one in found:
        by_team[team or NOBODY].append(one)
    return [_joined(team, by_team[team]) for team in sorted(by_team)]


def segmentation(found: Iterable[Segmentation]) -> list[Practice]:
    """The share of workloads that is selected, by team."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in found:
        own = sums[one.team or NOBODY]
        own[0] += one.selected
        own[1] += one.workloads
    question = "Which workloads does a default-deny policy select?"
    return [Practice(team, question, told(rate("workloads", *sums[team]))) for team in sorted(sums)]


def rotation_practices(found: Iterable[tuple[str, OwnerRotation]]) -> list[Practice]:
    """How often each team rotates its secrets, as a sentence."""
    question = "How often are secrets rotated?"
    return [Practice(one.owner, question, str(one)) for one in rotation(found)]


def _joined(team: str, parts: list[OwnerRotation]) -> OwnerRotation:
    oldest = max(parts, key=lambda one: (one.worst_days, one.worst))
    without = sum(one.without_evidence for one in parts)
    scheduled = sum(one.scheduled for one in parts)
    return OwnerRotation(
        owner=team,
        rotates=class_of(oldest.worst_days, without, scheduled),
        worst_days=oldest.worst_days,
        worst=oldest.worst,
        secrets=sum(one.secrets for one in parts),
        without_evidence=without,
        scheduled=scheduled,
        unknown=sum(one.unknown for one in parts),
        without_history=sum(one.without_history for one in parts),
    )
