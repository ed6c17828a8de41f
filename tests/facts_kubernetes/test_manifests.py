"""Files: which documents are recognised, and what becomes of the rest."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from platguard.facts.manifests import extract_json, extract_yaml
from platguard.model.facts import AmbiguityFact, KustomizationFact, ObjectFact

from .reading import facts, only, read

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n"

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["{{ x }}", "Pod"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["metadata", "spec", "template", "containers", "initContainers", "name", "labels",
             "podSelector", "ingress", "egress", "from", "to", "ports", "policyTypes", "ipBlock",
             "cidr", "namespaceSelector", "image", "env", "resources", "limits", "items",
             "securityContext", "privileged", "runAsUser", "jobTemplate", "resources", "labels"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=20,
)  # fmt: skip
KINDS = st.sampled_from(
    [("v1", "Pod"), ("apps/v1", "Deployment"), ("batch/v1", "CronJob"), ("v1", "List"),
     ("networking.k8s.io/v1", "NetworkPolicy"), ("kustomize.config.k8s.io/v1beta1", "Component"),
     ("argoproj.io/v1alpha1", "Rollout"), ("cilium.io/v2", "CiliumNetworkPolicy")]
)  # fmt: skip


@given(KINDS, ANYTHING, ANYTHING, ANYTHING)
def test_any_field_may_have_any_type(
    kind: tuple[str, str], metadata: object, spec: object, other: object
) -> None:
    version, name = kind
    odd = {"apiVersion": version, "kind": name, "metadata": metadata, "spec": spec, "items": other}
    found = extract_json(json.dumps(odd).encode())
    assert found.recognised
    assert found.problems == []


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    extract_yaml(data)
    extract_yaml(POD.encode() + b"---\n" + data)
    extract_json(data)


def test_a_broken_document_costs_only_itself() -> None:
    found = read("a: [\n---\n" + POD)
    assert [line for line, _, _ in found.problems] == [2]
    assert [fact.address for fact in found.facts if isinstance(fact, ObjectFact)] == [
        "k8s:/Pod/(unset)/x"
    ]
    assert found.recognised


def test_yaml_of_others_is_not_recognised() -> None:
    for text in (
        "a: 1\n",
        "- a\n",
        "",
        "kind: Pod\n",
        "apiVersion: 1\nkind: 2\n",
        "services: [a]\n",
    ):
        assert read(text).recognised is False
        assert read(text).facts == []


def test_what_does_not_parse_is_recognised_by_its_text() -> None:
    assert read("apiVersion: v1\nkind: Pod\nspec: [\n").recognised
    assert read("services:\n  a: [\n").recognised
    assert not read("a: [\n").recognised


def test_a_go_template_is_unrendered_and_no_problem() -> None:
    found = read(POD + "spec:\n  {{- toYaml .Values.spec | nindent 2 }}\n---\na: [\n")
    assert found.unrendered
    assert found.recognised
    [(line, _, _)] = found.problems
    assert line > 6


def test_a_jinja_template_is_unrendered_and_no_problem() -> None:
    found = read("{% raw %}\napiVersion: v1\nkind: Pod\nmetadata: {name: x}\n{% endraw %}\n")
    assert found.unrendered
    assert found.problems == []


def test_a_rendered_manifest_is_no_template() -> None:
    assert not read(POD + "spec: {containers: [{name: a, image: '{{ .x }}'}]}").unrendered


def test_json_is_read_too() -> None:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}}
    found = extract_json(json.dumps(pod).encode())
    assert found.facts[0].address == "k8s:/Pod/(unset)/x"


def test_an_ambiguity_belongs_to_its_object() -> None:
    pod = "{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {%s}}"
    found = only(
        "apiVersion: v1\nkind: List\nitems:\n"
        f"- {pod % ('a', '')}\n- {pod % ('b', 'hostPID: true, hostPID: false')}\n",
        AmbiguityFact,
    )
    assert (found.address, found.key) == ("k8s:/Pod/(unset)/b", "hostPID")


def test_ambiguities_of_unrecognised_documents_are_not_told() -> None:
    assert facts("a: 1\na: 2\n", AmbiguityFact) == []


def test_a_kustomization_may_leave_out_its_kind() -> None:
    found = only(
        "namespace: shop\nresources: [a.yaml, ../base]\npatches: [{path: p.yaml}, {patch: x}]\n"
        "commonLabels: {team: a}\nlabels: [{pairs: {env: b}, includeTemplates: true}]\n",
        KustomizationFact,
    )
    assert (found.namespace, found.resources) == ("shop", ["a.yaml", "../base"])
    assert found.patches == ["p.yaml"]
    assert found.pod_labels == {"team": "a", "env": "b"}
    assert found.selector_labels == {"team": "a"}
    assert not found.generates
    assert facts("resources: [a.yaml]\nsteps: []\n", KustomizationFact) == []


def test_every_platform_reads_its_documents() -> None:
    found = read(
        "services:\n  web: {image: nginx}\n---\n" + POD + "---\nservices: {db: {image: x}}\n"
    )
    assert {"k8s:/Pod/(unset)/x", "compose:web", "compose:db"} <= {f.address for f in found.facts}


def test_an_object_that_sops_encrypted_is_told_once() -> None:
    manifest = POD + "spec: {hostPID: true, hostPID: true}\nsops: {mac: x, lastmodified: ''}\n"
    assert only(manifest, ObjectFact).kind == "Pod"
    assert only(manifest, AmbiguityFact).key == "hostPID"
