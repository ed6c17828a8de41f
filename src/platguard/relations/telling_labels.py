"""The labels by which pods are told and selected: those that name them and outlive a release."""

from __future__ import annotations

from collections.abc import Mapping

_NAMING = (
    *("app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component"),
    *("app", "k8s-app", "name", "component", "tier", "role"),
)
"""Labels that name an application, best first: those of Kubernetes' own documentation
(kubernetes/website, concepts/overview/working-with-objects/common-labels) and older habits."""
_CHANGING = frozenset(
    {"app.kubernetes.io/version", "app.kubernetes.io/managed-by", "app.kubernetes.io/part-of"}
    | {"helm.sh/chart", "chart", "heritage", "version", "date", "commit"}
)
"""Labels that another release or another tool changes, or that a whole product shares."""
_MOST_TOLD = 3
_MOST_SELECTING = 2


def told_of_labels(labels: Mapping[str, str]) -> str:
    """The labels for people: `app=api,tier=backend`, the best of them where there are many."""
    if len(labels) <= _MOST_TOLD + 1:
        return _joined(labels, sorted(labels))
    told = _by_merit(labels)[:_MOST_TOLD]
    return f"{_joined(labels, told)} and {len(labels) - len(told)} more"


def selecting_labels(labels: Mapping[str, str]) -> str:
    """The labels by which a policy would select the pods; empty when there are none."""
    naming = [key for key in _NAMING if key in labels]
    return _joined(labels, (naming or _by_merit(labels))[:_MOST_SELECTING])


def _by_merit(labels: Mapping[str, str]) -> list[str]:
    rank = {key: number for number, key in enumerate(_NAMING)}
    return sorted(
        labels, key=lambda key: (key in _CHANGING, rank.get(key, len(rank)), "/" in key, key)
    )


def _joined(labels: Mapping[str, str], keys: list[str]) -> str:
    return ",".join(f"{key}={labels[key]}" for key in keys)
