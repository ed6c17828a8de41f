"""What still counts on dockershim or PodSecurityPolicy."""

from __future__ import annotations

import pytest

from platguard.model.facts import RuntimeFact

from .reading import facts

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: "
KUBEADM = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\n"
ROLE = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: x}\nrules: "


@pytest.mark.parametrize(
    ("manifest", "product", "evidence"),
    [
        (
            POD + "{volumes: [{name: v, hostPath: {path: /var/run//docker.sock}}]}",
            "dockershim",
            "hostPath /var/run//docker.sock",
        ),
        (
            POD + "{initContainers: [{args: [--container-runtime=docker]}]}",
            "dockershim",
            "--container-runtime=docker",
        ),
        (
            POD + "{containers: [{command: [a, '--admission-control=A,PodSecurityPolicy']}]}",
            "pod-security-policy",
            "--admission-control with PodSecurityPolicy",
        ),
        (
            KUBEADM + "nodeRegistration: {kubeletExtraArgs: [{name: docker-endpoint, value: a}]}",
            "dockershim",
            "--docker-endpoint",
        ),
        (
            KUBEADM + "nodeRegistration: {criSocket: 'unix:///var/run/dockershim.sock'}",
            "dockershim",
            "criSocket unix:///var/run/dockershim.sock",
        ),
        (
            ROLE + "[{resources: [a]}, {resources: [podsecuritypolicies]}, 5]",
            "pod-security-policy",
            "a rule for podsecuritypolicies",
        ),
        ("container_manager: docker\n", "dockershim", "container_manager: docker"),
    ],
)
def test_each_sign_is_found_once(manifest: str, product: str, evidence: str) -> None:
    [found] = [fact for fact in facts(manifest, RuntimeFact) if fact.category == "component"]
    assert (found.product, found.evidence) == (product, evidence)


@pytest.mark.parametrize(
    "manifest",
    [
        POD + "{volumes: [{name: v, hostPath: {path: /var/run}}, {hostPath: 5}, 5]}",
        POD + "{containers: [{args: [--container-runtime=remote, --container-runtime, 5, []]}, 5]}",
        POD + "{containers: [{args: '--container-runtime=docker'}]}",
        KUBEADM + "nodeRegistration: {criSocket: 'unix:///run/containerd/containerd.sock'}",
        KUBEADM + "nodeRegistration: {kubeletExtraArgs: [5, {}], criSocket: [a]}",
        ROLE + "[{resources: podsecuritypolicies}, {resources: ['*']}]",
        ROLE + "5",
        "container_manager: [docker]\n",
        "container_manager: crio\n",
    ],
)
def test_nothing_else_is_a_sign(manifest: str) -> None:
    assert [fact for fact in facts(manifest, RuntimeFact) if fact.category == "component"] == []
