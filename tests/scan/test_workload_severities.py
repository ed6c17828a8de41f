"""How bad what a workload may do is, and the words that tell it."""

from __future__ import annotations

import pytest

from scan.projects import Project

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: n}\nspec: SPEC\n"
MOUNT = (
    "{volumes: [{name: v, hostPath: {path: PATH}}], "
    "containers: [{name: c, image: 'a:1', "
    "volumeMounts: [{name: v, mountPath: /v, readOnly: MODE}]}]}"
)
ADD = (
    "{containers: [{name: c, image: 'a:1', "
    "securityContext: {capabilities: {drop: [ALL], add: [NAMES]}}}]}"
)
STRICT = "profile: strict\n"


@pytest.mark.parametrize(
    ("path", "read_only", "severity"),
    [
        ("/etc", "false", "high"),
        ("/etc", "true", "medium"),
        ("/var/lib", "false", "high"),
        ("/var/lib", "true", "medium"),
        ("/run/containerd/containerd.sock", "true", "high"),
        ("/srv/data", "false", "medium"),
        ("/srv/data", "true", "low"),
        ("/etc/localtime", "true", "low"),
    ],
)
def test_what_a_mounted_path_opens(
    project: Project, path: str, read_only: str, severity: str
) -> None:
    pod = POD.replace("SPEC", MOUNT).replace("PATH", path).replace("MODE", read_only)
    (found,) = project.write({"pod.yaml": pod}).scan().findings("host-path")
    assert found["severity"] == severity


def test_a_socket_of_docker_is_told_once(project: Project) -> None:
    pod = POD.replace("SPEC", MOUNT).replace("PATH", "/run/docker.sock").replace("MODE", "true")
    scan = project.write({"pod.yaml": pod}).scan()
    (found,) = scan.findings("dockershim")
    assert found["severity"] == "high"
    assert "whoever opens that socket owns the node" in found["message"]
    assert scan.findings("host-path") == []


@pytest.mark.parametrize(
    ("names", "severity", "words"),
    [
        ("SYS_ADMIN", "high", "adds SYS_ADMIN."),
        ("SYS_TIME", "medium", "adds SYS_TIME."),
        ("CHOWN, SYS_TIME", "medium", "adds CHOWN, SYS_TIME."),
        ("CHOWN, SETUID", "low", "adds CHOWN, SETUID."),
    ],
)
def test_what_a_capability_opens(project: Project, names: str, severity: str, words: str) -> None:
    files = {"pod.yaml": POD.replace("SPEC", ADD).replace("NAMES", names), "platguard.yaml": STRICT}
    (found,) = project.write(files).scan().findings("capabilities")
    assert found["severity"] == severity
    assert words in found["message"]


@pytest.mark.parametrize(
    ("dockerfile", "severity"),
    [
        ("FROM alpine:3.22\n", "high"),
        ("FROM docker.io/library/alpine:3.22\n", "high"),
        ("FROM public.ecr.aws/docker/library/alpine:3.22\n", "high"),
        ("FROM scratch\nCMD [a]\n", "high"),
        ("FROM registry.example/base:1\n", "medium"),
        ("FROM team/base:1\n", "medium"),
        ("FROM team/base:1\nUSER root\n", "high"),
    ],
)
def test_as_whom_an_image_runs(project: Project, dockerfile: str, severity: str) -> None:
    (found,) = project.write({"Dockerfile": dockerfile}).scan().findings("non-root")
    assert found["severity"] == severity


def test_keys_are_named_as_they_are_written(project: Project) -> None:
    pod = POD.replace("SPEC", "{hostPID: true, hostIPC: true}")
    compose = "services: {a: {image: 'a:1', pid: host}}\n"
    found = project.write({"pod.yaml": pod, "compose.yaml": compose}).scan()
    service, both = found.findings("host-namespaces")
    assert both["message"].endswith("of its node (hostPID, hostIPC).")
    assert both["fix"].startswith("Take hostPID and hostIPC away;")
    assert service["fix"].startswith("Take pid: host away; a service")
