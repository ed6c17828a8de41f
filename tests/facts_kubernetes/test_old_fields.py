"""Fields of Kubernetes that have a successor, and what speaks for old Helm and ingress-nginx."""

from __future__ import annotations

import pytest

from platguard.facts.manifests import extract_yaml
from platguard.model.facts import OldFieldFact, RuntimeFact


def pod(spec: str, annotations: str = "{}") -> str:
    """A Deployment whose pods have the specification and annotations."""
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n  template:\n"
        f"    metadata: {{annotations: {annotations}}}\n    spec: {spec}\n"
    )


def old_fields(text: str) -> list[str]:
    """The old fields of a document, in order."""
    found = extract_yaml(text.encode()).facts
    return [fact.field for fact in found if isinstance(fact, OldFieldFact)]


TERM = "matchExpressions: [{key: beta.kubernetes.io/os, operator: Exists}]"
OS = "label beta.kubernetes.io/os"
ZONE = "failure-domain.beta.kubernetes.io/zone"
SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
APPARMOR = "container.apparmor.security.beta.kubernetes.io/"

CASES = {
    pod("{serviceAccount: a}"): ["field serviceAccount"],
    pod("{serviceAccount: a, serviceAccountName: a}"): [],
    pod("{serviceAccount: a, serviceAccountName: b}"): ["field serviceAccount"],
    pod("{volumes: [{gitRepo: {repository: x}}, {gitRepo: {repository: y}}]}"): ["field gitRepo"],
    pod("{nodeSelector: {beta.kubernetes.io/os: linux}}"): [OS],
    pod(f"{{affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: "
        f"{{nodeSelectorTerms: [{{{TERM}}}]}}}}}}}}"): [OS],
    pod(f"{{affinity: {{nodeAffinity: {{preferredDuringSchedulingIgnoredDuringExecution: "
        f"[{{preference: {{{TERM}}}}}]}}}}}}"): [OS],
    pod(f"{{topologySpreadConstraints: [{{topologyKey: {ZONE}}}]}}"): [f"label {ZONE}"],
    pod(f"{{affinity: {{podAntiAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: "
        f"[{{topologyKey: {ZONE}}}]}}}}}}"): [f"label {ZONE}"],
    pod("{tolerations: [{key: node-role.kubernetes.io/master}]}"): [],
    pod("{containers: [{}]}", f"{{{SECCOMP}: x, {APPARMOR}api: y}}"): [
        f"annotation {SECCOMP}", f"annotation {APPARMOR}",
    ],
    pod("{securityContext: {seccompProfile: {type: Localhost}}}", f"{{{SECCOMP}: x}}"): [],
    pod("{containers: [{securityContext: {appArmorProfile: {type: Localhost}}}]}",
        f"{{{APPARMOR}api: y}}"): [],
    "apiVersion: v1\nkind: Service\nmetadata: {name: a, annotations: "
    "{service.alpha.kubernetes.io/tolerate-unready-endpoints: 'true'}}\n"
    "spec: {publishNotReadyAddresses: true}\n": [],
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: "
    "{kubernetes.io/ingress.class: x, volume.beta.kubernetes.io/storage-class: y}}\n": [],
    "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a, annotations: "
    "{kubernetes.io/ingress.class: gce-internal}}\n": [],
    "apiVersion: apps/v1\nkind: Deployment\n"
    "spec: {template: {metadata: 5, spec: {affinity: []}}}\n": [],
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_old_fields(text: str) -> None:
    assert old_fields(text) == CASES[text]


RUNTIMES = {
    "apiVersion: v1\nname: a\nversion: 1.0.0\n": [("helm", "apiVersion: v1", 1)],
    "apiVersion: v2\nname: a\nversion: 1.0.0\n": [],
    "dependencies:\n- {name: a, version: 1.0.0, repository: x}\n":
        [("helm", "dependencies in requirements.yaml", 1)],
    "dependencies:\n- {name: a, version: 1.0.0, source: {git: x}}\n": [],
    "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies:\n- {name: ingress-nginx}\n":
        [("ingress-nginx", "chart dependency ingress-nginx", 5)],
    "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: a}\n"
    "spec: {chart: ingress-nginx}\n": [("ingress-nginx", "chart ingress-nginx", 4)],
    "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: a\n  annotations:\n"
    "    nginx.ingress.kubernetes.io/a: x\n    nginx.ingress.kubernetes.io/b: y\n":
        [("ingress-nginx", "annotation nginx.ingress.kubernetes.io/a and 1 more", 6)],
}  # fmt: skip


@pytest.mark.parametrize("text", RUNTIMES)
def test_charts_and_the_controller_at_its_end(text: str) -> None:
    found = [fact for fact in extract_yaml(text.encode()).facts if isinstance(fact, RuntimeFact)]
    assert [(f.product, f.evidence, f.places[""].line) for f in found] == RUNTIMES[text]
