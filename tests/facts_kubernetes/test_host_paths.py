"""Paths of nodes and hosts that workloads mount, and the parts of them that they share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.facts.host_paths import normal_path
from platguard.model.facts import ContainerFact, WorkloadFact

from .reading import only


def workload(spec: str) -> WorkloadFact:
    """The workload of a Pod with its specification in flow style."""
    return only(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec: {spec}\n", WorkloadFact)


def service(fields: str, rest: str = "") -> WorkloadFact:
    """The workload of a Compose service with an image."""
    return only(f"services: {{a: {{image: x, {fields}}}}}\n{rest}", WorkloadFact)


def paths(fact: WorkloadFact) -> list[tuple[str, bool]]:
    """Each path and whether it is read-only."""
    return [(path.path, path.read_only) for path in fact.host_paths]


@pytest.mark.parametrize(
    ("mounts", "read_only"),
    [
        ("containers: [{volumeMounts: [{name: v, readOnly: true}]}]", True),
        ("containers: [{volumeMounts: [{name: v}]}]", False),
        ("containers: [{volumeMounts: [{name: v, readOnly: 'true'}]}]", False),
        (
            "containers: [{volumeMounts: [{name: v, readOnly: true}]}],"
            " initContainers: [{volumeMounts: [{name: v, readOnly: false}]}]",
            False,
        ),
        ("containers: [{volumeMounts: [{name: other}]}]", True),
        # Of a mount that only a template gives nobody knows that it is read-only.
        ("containers: ['{{ .Values.more }}']", False),
        ("containers: [{volumeMounts: '{{ .Values.mounts }}'}]", False),
        ("containers: [{volumeMounts: [{name: '{{ .Values.name }}', readOnly: true}]}]", False),
        ("containers: [{volumeMounts: [{name: v, readOnly: true}, '{{ .Values.more }}']}]", True),
    ],
)
def test_a_path_is_read_only_when_every_mount_of_it_is(mounts: str, read_only: bool) -> None:
    fact = workload(f"{{volumes: [{{name: v, hostPath: {{path: /etc}}}}], {mounts}}}")
    assert paths(fact) == [("/etc", read_only)]


def test_a_template_among_the_volumes_hides_no_path_that_is_written() -> None:
    hidden = workload("{volumes: ['{{ .Values.more }}']}")
    shown = workload("{volumes: ['{{ .Values.more }}', {name: v, hostPath: {path: /etc}}]}")
    assert (paths(hidden), "host_paths" in hidden.unknown) == ([], True)
    assert (paths(shown), "host_paths" in shown.unknown) == ([("/etc", True)], False)


@pytest.mark.parametrize(
    ("volumes", "found"),
    [
        (
            "['/etc:/x', './data:/y', 'cache:/z', '/only-a-target']",
            [("/etc", False), ("data", False)],
        ),
        ("['/etc/:/x:ro,z']", [("/etc", True)]),
        ("['~/x:/y', '${PWD}/z:/z', '$HOME:/home']", [("~/x", False), ("z", False), ("~", False)]),
        ("['${WHERE:-/usr/lib}/x:/y']", [("/usr/lib/x", False)]),
        ("['C:\\data:/data']", [("C:\\data", False)]),
        ("[{type: bind, source: /etc, target: /x, read_only: true}]", [("/etc", True)]),
        ("[{type: volume, source: cache, target: /x}, {type: tmpfs, target: /y}]", []),
        ("['bound:/x']", [("/srv", False)]),
        ("['/etc:/x:ro', '/etc:/y']", [("/etc", False)]),
        ("[5, null, [], {}, ':', '::']", []),
    ],
)
def test_binds_of_a_service(volumes: str, found: list[tuple[str, bool]]) -> None:
    declared = "volumes: {cache: {}, bound: {driver_opts: {type: none, o: bind, device: /srv}}}\n"
    fact = service(f"volumes: {volumes}", declared)
    assert (paths(fact), fact.unknown) == (found, [])


@pytest.mark.parametrize(
    ("volumes", "unknown"),
    [("['${A}:/x']", True), ("['${A}:/x', './b:/y']", True), ("['${A}:/x', '/etc:/y']", False)],
)
def test_a_source_that_nobody_gives_is_in_doubt(volumes: str, unknown: bool) -> None:
    assert ("host_paths" in service(f"volumes: {volumes}").unknown) is unknown


@pytest.mark.parametrize(
    ("fields", "networks", "shares"),
    [
        ("network_mode: host", "", True),
        ("network_mode: '${MODE:-host}'", "", True),
        ("network_mode: bridge", "", False),
        ("networks: [n]", "networks: {n: {external: true, name: host}}", True),
        ("networks: {host: {}}", "networks: {host: {external: true}}", True),
        ("networks: [n]", "networks: {n: {external: {name: host}}}", True),
        ("networks: [host]", "networks: {host: {}}", False),
        ("networks: [n]", "", False),
    ],
)
def test_the_network_of_the_host(fields: str, networks: str, shares: bool) -> None:
    assert service(fields, networks).host_network is shares


def test_namespaces_of_the_host() -> None:
    fact = service("pid: host, ipc: 'service:b'")
    assert (fact.kind, fact.host_pid, fact.host_ipc) == ("service", True, False)
    assert service("pid: '${PID}'").unknown == ["host_pid"]


def test_a_service_that_is_laid_over_another_leaves_the_rest_to_it() -> None:
    for fields in ("environment: {A: b}", "extends: {file: f, service: s}, image: x"):
        fact = only(f"services: {{a: {{{fields}, cap_add: [NET_ADMIN]}}}}", ContainerFact)
        assert {"read_only_root", "limits", "dropped_capabilities"} <= set(fact.unknown)
        assert fact.added_capabilities == ["NET_ADMIN"]
        assert "added_capabilities" not in fact.unknown


@pytest.mark.parametrize(
    ("options", "forbidden", "seccomp"),
    [
        ("['no-new-privileges']", True, ""),
        ("['no-new-privileges=true', 'seccomp=unconfined']", True, "Unconfined"),
        ("['no-new-privileges:false', 'seccomp:./profile.json']", False, "Localhost"),
        ("['label:disable', 5, null]", False, ""),
    ],
)
def test_security_options(options: str, forbidden: bool, seccomp: str) -> None:
    fact = only(f"services: {{a: {{image: x, security_opt: {options}}}}}", ContainerFact)
    assert (not fact.allow_privilege_escalation, fact.seccomp) == (forbidden, seccomp)


@given(st.lists(st.sampled_from(["etc", "..", ".", "", "var"])).map("/".join))
def test_normal_paths_stay_what_they_are(path: str) -> None:
    absolute = normal_path(f"/{path}")
    assert normal_path(absolute) == absolute
    assert absolute.startswith("/")
    assert "//" not in absolute
    assert ".." not in absolute.split("/")
