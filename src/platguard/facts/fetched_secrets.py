"""Facts of objects that fetch secrets from a store, or have one made: External Secrets, Vault.

A store that is asked every so often brings a new value when there is one; it proves no rotation.
What is leased, issued or generated is new each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from platguard.facts.durations import go_duration_seconds
from platguard.facts.objects import KubernetesObject
from platguard.facts.reading import follow, mapping, sequence, text
from platguard.facts.secret_identity import TEMPLATE, identified
from platguard.model.document import Map
from platguard.model.facts import Fact, SecretFact

_OPERATOR_DEFAULT = 3600
"""`refreshInterval` when absent: 1h0m0s (external-secrets v1 externalsecret_types.go)."""
NEVER_AGAIN = ("CreatedOnce", "OnChange")
"""Values of `refreshPolicy` by which the interval counts for nothing."""
_EXTERNAL, _VAULT = "external-secrets.io", "secrets.hashicorp.com"


def extract_fetched(found: KubernetesObject) -> list[Fact]:
    """The fact of an object that fetches a secret; none for any other object."""
    read = _READERS.get((found.group, found.kind))
    return [read(found)] if read else []


def _external(found: KubernetesObject) -> SecretFact:
    spec = mapping(found.value.get("spec"))
    if found.kind == "ClusterExternalSecret":
        spec = mapping(spec.get("externalSecretSpec"))
    interval = text(spec.get("refreshInterval"))
    policy = text(spec.get("refreshPolicy"))
    seconds = go_duration_seconds(interval) if interval else _OPERATOR_DEFAULT
    fields = {"refresh_interval": "refreshInterval", "refresh_policy": "refreshPolicy"}
    unknown = [name for name, key in fields.items() if TEMPLATE.search(text(spec.get(key)))]
    places = {name: spec.place(key) for name, key in fields.items() if isinstance(spec, Map)}
    if policy in NEVER_AGAIN:
        places["refresh_interval"] = places["refresh_policy"]
    unknown += ["refresh_seconds"] if seconds is None else []
    fact = identified(found, places)
    fact = replace(
        fact,
        system="external-secrets",
        refresh_policy=policy,
        refresh_interval=interval,
        refresh_seconds=-1 if seconds is None else seconds,
        unknown=[*fact.unknown, *unknown],
    )
    return _scheduled(fact, "generated" if _is_generated(spec) else "fetched")


def _scheduled(fact: SecretFact, schedule: str) -> SecretFact:
    """The fact with its schedule, which a secret that is read only once has not."""
    if {"refresh_policy", "refresh_seconds"} & set(fact.unknown):
        return replace(fact, schedule=schedule, unknown=[*fact.unknown, "schedule"])
    is_once = fact.refresh_policy in NEVER_AGAIN or fact.refresh_seconds <= 0
    return replace(fact, schedule="" if is_once else schedule)


def _is_generated(spec: dict[str, Any]) -> bool:
    """Whether every value comes from a generator, which makes a new one at each refresh.

    Generators stand in `dataFrom[].sourceRef.generatorRef`
    (external-secrets v1 externalsecret_types.go).
    """
    sources = sequence(spec.get("dataFrom"))
    generators = [follow(source, ("sourceRef", "generatorRef")) for source in sources]
    return bool(generators) and all(generators) and not sequence(spec.get("data"))


def _static(found: KubernetesObject) -> SecretFact:
    """A VaultStaticSecret is read again after `refreshAfter`, or when Vault tells of a change.

    Without either it is read once (hashicorp/vault-secrets-operator
    api/v1beta1/vaultstaticsecret_types.go and controllers/vaultstaticsecret_controller.go).
    """
    spec = mapping(found.value.get("spec"))
    interval = text(spec.get("refreshAfter"))
    seconds = go_duration_seconds(interval) if interval else 0
    places = {"refresh_interval": spec.place("refreshAfter")} if isinstance(spec, Map) else {}
    fact = identified(found, places)
    is_told = follow(spec, ("syncConfig", "instantUpdates")) is True
    fact = replace(
        fact,
        system="vault",
        refresh_policy="InstantUpdates" if is_told else "",
        refresh_interval=interval,
        refresh_seconds=-1 if seconds is None else seconds,
        unknown=[*fact.unknown, *(["refresh_seconds"] if seconds is None else [])],
    )
    return replace(fact, schedule="fetched") if is_told else _scheduled(fact, "fetched")


def _leased(found: KubernetesObject) -> SecretFact:
    """What Vault makes anew before its lease ends, or before a certificate expires."""
    return replace(identified(found, {}), system="vault", schedule="leased")


_READERS: dict[tuple[str, str], Callable[[KubernetesObject], SecretFact]] = {
    (_EXTERNAL, "ExternalSecret"): _external,
    (_EXTERNAL, "ClusterExternalSecret"): _external,
    (_VAULT, "VaultStaticSecret"): _static,
    (_VAULT, "VaultDynamicSecret"): _leased,
    (_VAULT, "VaultPKISecret"): _leased,
}
