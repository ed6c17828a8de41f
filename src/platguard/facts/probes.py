"""Probes of a container: which ones it has, and whether they ask the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from platguard.facts.templates import holds_template, is_template

if TYPE_CHECKING:
    from platguard.facts.reading import Reading

_DEFAULTS = {
    "initialDelaySeconds": 0,
    "timeoutSeconds": 1,
    "periodSeconds": 10,
    "successThreshold": 1,
    "failureThreshold": 3,
}
"""What the API server fills in (kubernetes/kubernetes pkg/apis/core/v1/defaults.go)."""


def probes(container: dict[str, Any], reading: Reading) -> tuple[bool, bool, bool]:
    """Whether there is a readiness probe, a liveness probe, and whether both are the same."""
    readiness = _probe("has_readiness", container, "readinessProbe", reading)
    liveness = _probe("has_liveness", container, "livenessProbe", reading)
    both = readiness is not None and liveness is not None
    if holds_template([container.get("readinessProbe"), container.get("livenessProbe")]):
        reading.doubt("same_probes")
    return readiness is not None, liveness is not None, both and readiness == liveness


def _probe(
    name: str, container: dict[str, Any], key: str, reading: Reading
) -> dict[str, Any] | None:
    probe = reading.find(name, container, key)
    if isinstance(probe, dict):
        # A template within leaves no doubt that there is a probe.
        reading.unknown[:] = [field for field in reading.unknown if field != name]
        return _DEFAULTS | probe
    if probe is not None and not is_template(probe):
        reading.refuse(key)
    return None
