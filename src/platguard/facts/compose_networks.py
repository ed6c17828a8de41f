"""What a Compose service shows to others: its networks, neighbours, and published ports.

Without `networks` a service is on the network `default` of its project (compose-spec,
06-networks.md). A port that names no host address is published on all of them (05-services.md,
`ports`), past most firewalls of the machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from platguard.facts.images import parse_image
from platguard.facts.reading import sequence, text
from platguard.facts.variables import NO_VALUES, resolve
from platguard.facts.word_lists import word_set
from platguard.model.document import Map
from platguard.tuples import NamedTuple

_STORES = word_set(
    "postgres postgresql postgis timescaledb pgvector mysql mariadb percona mongo mongodb redis"
    " valkey keydb memcached cassandra scylla couchdb couchbase elasticsearch opensearch"
    " clickhouse-server clickhouse influxdb neo4j cockroach etcd consul rethinkdb arangodb"
    " mysql-server percona-server percona-xtradb-cluster percona-server-mongodb timescaledb-ha"
    " mongodb-community-server mssql mssql-server azure-sql-edge redismod redis-stack"
    " redis-stack-server dragonfly elasticsearch-oss minio dynamodb-local"
)
"""Last parts of the names of images that hold data stores."""
_EVERY_ADDRESS = frozenset({"", "0.0.0.0", "::", "[::]"})
_LOOPBACK = "127.0.0.1"


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
    above, _, name = parse_image(image).repository.rpartition("/") if image else ("", "", "")
    if name == "server":
        name = above.rpartition("/")[2]  # mcr.microsoft.com/mssql/server
    return name if name in _STORES else ""


class PublishedPort(NamedTuple):
    """A port that is published on every address of its machine."""

    told: str
    """The number by which others reach it: `5432`."""
    loopback: str
    """The same port as it is written to be open to the machine alone."""


def published(ports: Any, *, by_swarm: bool) -> list[PublishedPort]:
    """The ports that are published on every address.

    Docker Swarm ignores the address of a port (docker/cli opts/swarmopts/port.go warns "ignoring
    IP-address (...) service will listen on '0.0.0.0'").
    """
    found = (_long(port) if isinstance(port, dict) else _short(text(port)) for port in _each(ports))
    return [port for address, port in found if by_swarm or address in _EVERY_ADDRESS]


def _each(ports: Any) -> list[Any]:
    return [port for port in sequence(ports) if isinstance(port, dict) or text(port)]


def _long(port: dict[str, Any]) -> tuple[str, PublishedPort]:
    """The address of a port in the long form, and the port."""
    address = resolve(text(port.get("host_ip")), NO_VALUES)[0]
    told = text(port.get("published")) or text(port.get("target"))
    return address, PublishedPort(told, f"host_ip: {_LOOPBACK}")


def _short(written: str) -> tuple[str, PublishedPort]:
    """The address of a port in the short form `[[address:]port:]port`, and the port."""
    resolved, known = resolve(written, NO_VALUES)
    rest = resolved.rpartition("]:")[2]
    address, parts = resolved[: len(resolved) - len(rest)], rest.partition("/")[0].split(":")
    if len(parts) > 2:
        address, *parts = parts
        written = written.removeprefix(f"{address}:")
    else:
        written = written.removeprefix(address)
    own = written if len(parts) > 1 else f":{written}"
    if not known and "$" in address:
        address = "unknown"  # whoever runs it names one
    return address.rstrip(":").strip("[]"), PublishedPort(parts[0], f'"{_LOOPBACK}:{own}"')
