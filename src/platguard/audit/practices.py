"""What teams do where there is no pass and no fail: how often secrets change, how much of their
network is segmented."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from platguard.audit.numbers import rate, told
from platguard.model.audit import Practice
from platguard.model.organisation import Rotation, Segmentation
from platguard.rotation_classes import OwnerRotation, class_of

NOBODY = "(none)"
ROTATION = "How often are secrets rotated?"
SEGMENTATION = "Which workloads does a network policy select?"


def practices(
    rotations: Iterable[tuple[str, Rotation]],
    segmentations: Iterable[tuple[str, Segmentation]],
    teams: Mapping[str, str],
    as_of: date,
) -> list[Practice]:
    """The answers by question and team, from those of repositories whose team is given, by name.

    Secrets are those of whom they name; of the team of their repository where they name nobody.
    """
    secrets = [(one.owner or teams[name], one) for name, one in rotations if name in teams]
    networks = [(teams[name], one) for name, one in segmentations if name in teams]
    return [*rotation_practices(secrets, as_of), *segmentation(networks)]


def rotation(found: Iterable[tuple[str, Rotation]], as_of: date) -> list[OwnerRotation]:
    """One answer a team from those of its repositories: a team is as good as its worst secret."""
    by_team: dict[str, list[Rotation]] = defaultdict(list)
    for team, one in found:
        by_team[team or NOBODY].append(one)
    return [_joined(team, by_team[team], as_of) for team in sorted(by_team)]


def segmentation(found: Iterable[tuple[str, Segmentation]]) -> list[Practice]:
    """The share of workloads that is selected, by team; beside it what nobody can know."""
    by_team: dict[str, list[Segmentation]] = defaultdict(list)
    for team, one in found:
        by_team[team or NOBODY].append(one)
    return [Practice(team, SEGMENTATION, _selected(by_team[team])) for team in sorted(by_team)]


def _selected(parts: list[Segmentation]) -> str:
    selected = rate(
        "workloads", sum(one.selected for one in parts), sum(one.workloads for one in parts)
    )
    unknown = sum(one.unknown for one in parts)
    return f"{told(selected)}{f', {unknown} unknown' if unknown else ''}"


def rotation_practices(found: Iterable[tuple[str, Rotation]], as_of: date) -> list[Practice]:
    """How often each team rotates its secrets, as a sentence."""
    return [Practice(one.owner, ROTATION, str(one)) for one in rotation(found, as_of)]


def _joined(team: str, parts: list[Rotation], as_of: date) -> OwnerRotation:
    ages = [((as_of - one.rotated_on).days, one.worst) for one in parts if one.rotated_on]
    worst_days, worst = max(ages, default=(-1, ""))
    without = sum(one.without_evidence for one in parts)
    scheduled = sum(one.scheduled for one in parts)
    return OwnerRotation(
        owner=team,
        rotates=class_of(worst_days, without, scheduled),
        worst_days=worst_days,
        worst=worst,
        secrets=sum(one.secrets for one in parts),
        without_evidence=without,
        scheduled=scheduled,
        unknown=sum(one.unknown for one in parts),
        without_history=sum(one.without_history for one in parts),
    )
