"""What containers may do: capabilities, profiles, probes, ports, and what a patch leaves open."""

from __future__ import annotations

import pytest

from platguard.model.facts import ContainerFact

from .reading import facts, only


def pod(spec: str, metadata: str = "{name: x}") -> str:
    """A Pod with its specification in flow style."""
    return f"apiVersion: v1\nkind: Pod\nmetadata: {metadata}\nspec: {spec}\n"


def container(fields: str, pod_fields: str = "") -> ContainerFact:
    """The container of a Pod."""
    before = f"{pod_fields}, " if pod_fields else ""
    return only(pod(f"{{{before}containers: [{{name: c, image: a, {fields}}}]}}"), ContainerFact)


def context(fields: str) -> ContainerFact:
    """A container with that security context."""
    return container(f"securityContext: {fields}")


def test_capabilities_are_compared_as_runtimes_compare_them() -> None:
    fact = context("{capabilities: {add: [cap_sys_admin, Net_Raw], drop: [all, CAP_KILL]}}")
    assert fact.added_capabilities == ["SYS_ADMIN", "NET_RAW"]
    assert fact.prefixed_capabilities == ["cap_sys_admin"]
    # containerd puts a prefix of its own before each, so that one is left over.
    assert fact.dropped_capabilities == ["ALL", "CAP_KILL"]


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ("{}", True),
        ("{allowPrivilegeEscalation: true}", True),
        ("{allowPrivilegeEscalation: false}", False),
        ("{allowPrivilegeEscalation: null}", True),
    ],
)
def test_privileges_are_gained_unless_that_is_forbidden(fields: str, allowed: bool) -> None:
    assert context(fields).allow_privilege_escalation is allowed


@pytest.mark.parametrize(
    ("own", "shared", "type_"),
    [
        ("{}", "{}", ""),
        ("{}", "{seccompProfile: {type: RuntimeDefault}}", "RuntimeDefault"),
        (
            "{seccompProfile: {type: Unconfined}}",
            "{seccompProfile: {type: Localhost}}",
            "Unconfined",
        ),
        ("{seccompProfile: null}", "{seccompProfile: {type: Localhost}}", "Localhost"),
        ("{seccompProfile: 5}", "{}", ""),
    ],
)
def test_the_profile_of_the_container_goes_before_that_of_the_pod(
    own: str, shared: str, type_: str
) -> None:
    fact = container(f"securityContext: {own}", f"securityContext: {shared}")
    assert fact.seccomp == type_


def test_an_annotation_is_remembered_and_is_no_profile() -> None:
    prefix = "seccomp.security.alpha.kubernetes.io"
    annotations = f"{{{prefix}/pod: runtime/default, container.{prefix}/b: unconfined}}"
    found = facts(
        pod(
            "{containers: [{name: a, image: i}, {name: b, image: i}]}",
            f"{{name: x, annotations: {annotations}}}",
        ),
        ContainerFact,
    )
    assert [(fact.seccomp, fact.seccomp_annotation) for fact in found] == [
        ("", "runtime/default"),
        ("", "unconfined"),
    ]


@pytest.mark.parametrize(
    "says",
    [
        "os: {name: windows}",
        "nodeSelector: {kubernetes.io/os: windows}",
        "nodeSelector: {beta.kubernetes.io/os: windows}",
    ],
)
def test_pods_for_windows_say_so(says: str) -> None:
    assert container("env: []", says).windows
    assert not container("env: []", says.replace("windows", "linux")).windows


def test_a_host_process_is_one_by_its_pod_unless_the_container_says_otherwise() -> None:
    host = "securityContext: {windowsOptions: {hostProcess: true}}"
    assert container("env: []", host).host_process
    assert not container(
        "securityContext: {windowsOptions: {hostProcess: false}}", host
    ).host_process


@pytest.mark.parametrize(
    ("ports", "taken", "unknown"),
    [
        ("[{hostPort: 80}, {hostPort: 0}, {containerPort: 1}, 5]", ["80"], False),
        ("[{hostPort: '${PORT}'}]", [], True),
        ("[{hostPort: 80}, {hostPort: '${PORT}'}]", ["80"], False),
        ("[{hostPort: 80}, '{{ .Values.port }}']", ["80"], False),
        ("'{{ .Values.ports }}'", [], True),
        ("{hostPort: 80}", [], False),
    ],
)
def test_ports_of_the_node(ports: str, taken: list[str], unknown: bool) -> None:
    fact = container(f"ports: {ports}")
    assert (fact.host_ports, "host_ports" in fact.unknown) == (taken, unknown)


@pytest.mark.parametrize(
    ("fields", "probes"),
    [
        ("env: []", (False, False, False)),
        ("readinessProbe: {httpGet: {port: 80}}", (True, False, False)),
        ("livenessProbe: {exec: {command: [a]}}", (False, True, False)),
        ("readinessProbe: &p {httpGet: {port: 80}}, livenessProbe: *p", (True, True, True)),
        (
            "readinessProbe: {tcpSocket: {port: 80}, periodSeconds: 10},"
            " livenessProbe: {tcpSocket: {port: 80}, failureThreshold: 3}",
            (True, True, True),
        ),
        (
            "readinessProbe: {tcpSocket: {port: 80}},"
            " livenessProbe: {tcpSocket: {port: 80}, failureThreshold: 9}",
            (True, True, False),
        ),
        ("readinessProbe: null, livenessProbe: 5", (False, False, False)),
    ],
)
def test_probes_and_whether_they_are_the_same(fields: str, probes: tuple[bool, bool, bool]) -> None:
    fact = container(fields)
    assert (fact.has_readiness, fact.has_liveness, fact.same_probes) == probes


def test_a_container_without_an_image_is_a_part_of_one() -> None:
    patch = "{name: c, securityContext: {runAsUser: 0, capabilities: {add: [SYS_ADMIN]}}}"
    fact = only(pod(f"{{containers: [{patch}]}}"), ContainerFact)
    assert (fact.run_as_user, fact.added_capabilities) == (0, ["SYS_ADMIN"])
    assert not {"run_as_user", "added_capabilities"} & set(fact.unknown)
    assert {"limits", "requests", "has_readiness", "seccomp", "read_only_root"} <= set(fact.unknown)
    # Nothing says privileged here, and what it is a part of is judged by itself.
    assert "privileged" not in fact.unknown


@pytest.mark.parametrize(
    "fields",
    ["{capabilities: 5}", "{capabilities: {add: SYS_ADMIN}}", "{capabilities: {drop: [5, [a]]}}",
     "{seccompProfile: []}", "{windowsOptions: 5}", "{readOnlyRootFilesystem: 'true'}", "[]"],
)  # fmt: skip
def test_wrong_types_forbid_nothing(fields: str) -> None:
    fact = context(fields)
    assert (fact.allow_privilege_escalation, fact.read_only_root) == (True, False)
    assert fact.added_capabilities == []
