"""How bad an opening in a network is, and the words that tell it."""

from __future__ import annotations

import pytest

from scan.projects import Project

POLICY = (
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
    "metadata: {name: p, namespace: n}\nspec: {podSelector: {}, RULES}\n"
)
EVERYWHERE = "from: [{namespaceSelector: {}}]"


@pytest.mark.parametrize(
    ("rules", "severity", "level", "words"),
    [
        ("ingress: [{}]", "high", "error", "rule ingress[0] lets everything in (the rule"),
        ("ingress: [{ports: [{port: 80}]}]", "medium", "error", "lets everything in on port 80 ("),
        (
            "ingress: [{ports: [{port: 80}]}, {ports: [{port: 443}]}]",
            "medium",
            "error",
            "rules ingress[0] and ingress[1] let everything in on ports 80 and 443 (",
        ),
        (f"ingress: [{{{EVERYWHERE}}}]", "high", "error", "lets every pod of the cluster in ("),
        (
            f"ingress: [{{{EVERYWHERE}, ports: [{{port: 9090}}]}}]",
            "low",
            "warning",
            "lets every pod of the cluster in on port 9090 (",
        ),
        ("egress: [{}]", "low", "warning", "lets everything out (the rule"),
        (
            "egress: [{to: [{namespaceSelector: {}}]}]",
            "low",
            "warning",
            "lets traffic out to every pod of the cluster (",
        ),
        (
            "egress: [{ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]}]",
            "info",
            "note",
            "lets everything out on port 53 (",
        ),
        (
            "egress: [{ports: [{port: '{{ .x }}'}]}]",
            "low",
            "warning",
            "lets everything out on the ports that it names (",
        ),
    ],
)
def test_what_an_open_rule_lets_through(
    project: Project, rules: str, severity: str, level: str, words: str
) -> None:
    own = "rules: {policy-allows-all: {level: error}}\n" if level == "error" else ""
    files = {"p.yaml": POLICY.replace("RULES", rules), "platguard.yaml": own or "rules: {}\n"}
    (found,) = project.write(files).scan().findings("policy-allows-all")
    assert (found["severity"], found["level"]) == (severity, level)
    assert words in found["message"]


COMPOSE = "services: {web: {image: web}, db: {image: 'postgres:18', MORE}}\n"


@pytest.mark.parametrize(
    ("more", "fix"),
    [
        ("ports: ['5432:5432']", 'Delete the port, or open it to the machine alone: "127.0.0.1:54'),
        ("ports: ['5432']", 'alone: "127.0.0.1::5432".'),
        ("ports: ['0.0.0.0:5433:5432/tcp']", 'alone: "127.0.0.1:5433:5432/tcp".'),
        ("ports: ['[::]:5433:5432']", 'alone: "127.0.0.1:5433:5432".'),
        ("ports: ['${PORT:-5432}:5432']", 'alone: "127.0.0.1:${PORT:-5432}:5432".'),
        ("ports: [{target: 5432, published: 5432}]", "alone: host_ip: 127.0.0.1."),
        (
            "ports: ['1:1', '2:2']",
            'open them to the machine alone: "127.0.0.1:1:1", "127.0.0.1:2:2',
        ),
        (
            "ports: ['127.0.0.1:5432:5432'], deploy: {placement: {max_replicas_per_node: 1}}",
            "Delete the port; the other services reach the store on their network.",
        ),
    ],
)
def test_how_a_store_is_closed(project: Project, more: str, fix: str) -> None:
    scan = project.write({"compose.yml": COMPOSE.replace("MORE", more)}).scan()
    (found,) = scan.findings("compose-store-published")
    assert fix in found["fix"]
