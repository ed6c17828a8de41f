"""What a Compose service shows to others: its networks, neighbours, and published ports.

Without `networks` a service is on the network `default` of its project (compose-spec,
06-networks.md). A port that names no host address is published on all of them (05-services.md,
`ports`), past most firewalls of the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platguard.facts.images import parse_image
from platguard.facts.reading import mapping, sequence, text
from platguard.facts.variables import NO_VALUES, resolve
from platguard.facts.word_lists import word_set
from platguard.model.document import Map

_STORES = word_set(
    "postgres postgresql postgis timescaledb pgvector mysql mariadb percona mongo mongodb redis"
    " valkey keydb memcached cassandra scylla couchdb couchbase elasticsearch opensearch"
    " clickhouse-server clickhouse influxdb neo4j cockroach etcd consul rethinkdb arangodb"
)
"""Last parts of the names of images that hold data stores."""
_EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::", "[::]"})


def networks_of(service: Map) -> set[str]:
    """The networks that a service is on."""
    if service.get("network_mode") is not None:
        return set()
    value = service.get("networks")
    if isinstance(value, dict):
        return {text(name) for name in value}
    return {text(name) for name in sequence(value)} or {"default"}


def neighbours(services: Mapping[str, Any]) -> dict[str, list[str]]:
    """The services that share a network with each service, sorted."""
    on: dict[str, set[str]] = {}
    for name, service in services.items():
        for network in networks_of(service) if isinstance(service, Map) else ():
            on.setdefault(network, set()).add(name)
    found: dict[str, set[str]] = {name: set() for name in services}
    for members in on.values():
        for name in members:
            found[name] |= members
    return {name: sorted(members - {name}) for name, members in found.items()}


def store_of(image: str) -> str:
    """The data store that an image holds; empty for every other image."""
    name = parse_image(image).repository.rpartition("/")[2] if image else ""
    return name if name in _STORES else ""


def published(ports: Any) -> list[str]:
    """The ports that are published on every address, by what people write: `5432`."""
    return [told for port in sequence(ports) if (told := _published(port))]


def _published(port: Any) -> str:
    if isinstance(port, dict):
        address = resolve(text(port.get("host_ip")), NO_VALUES)[0]
        told = text(port.get("published")) or text(mapping(port).get("target"))
    else:
        written, known = resolve(text(port), NO_VALUES)
        address, _, rest = written.rpartition("]:") if "]:" in written else ("", "", written)
        parts = rest.partition("/")[0].split(":")
        if len(parts) > 2:
            address, *parts = parts
        if not known and "$" in address:
            return ""
        address, told = address.strip("[]"), parts[0]
    return told if address in _EVERY_ADDRESS else ""
