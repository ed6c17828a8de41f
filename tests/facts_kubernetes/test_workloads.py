"""Workloads, containers and images of every carrier."""

from __future__ import annotations

import pytest

from platguard.facts.security_contexts import OWN, SHARED
from platguard.model.facts import ContainerFact, ImageFact, ObjectFact, WorkloadFact

from .reading import facts, only, read

TEMPLATE = """{metadata: {labels: {app: api}}, spec: {hostNetwork: true, serviceAccountName: bot,
 containers: [{name: api, image: nginx}]}}"""

OBJECT = "apiVersion: {}\nkind: {}\nmetadata: {{name: x}}\n"

CARRIERS = {
    "Pod": "apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: {app: api}}\nspec: "
    "{hostNetwork: true, serviceAccountName: bot, containers: [{name: api, image: nginx}]}",
    "PodTemplate": OBJECT.format("v1", "PodTemplate") + f"template: {TEMPLATE}",
    "CronJob": OBJECT.format("batch/v1", "CronJob")
    + f"spec: {{jobTemplate: {{spec: {{template: {TEMPLATE}}}}}}}",
} | {
    kind: OBJECT.format(version, kind) + f"spec: {{template: {TEMPLATE}}}"
    for kind, version in {
        "Deployment": "apps/v1",
        "ReplicaSet": "apps/v1",
        "StatefulSet": "apps/v1",
        "DaemonSet": "extensions/v1beta1",
        "Job": "batch/v1",
        "ReplicationController": "v1",
        "DeploymentConfig": "apps.openshift.io/v1",
        "Rollout": "argoproj.io/v1alpha1",
        "Service": "serving.knative.dev/v1",
        "CloneSet": "apps.kruise.io/v1alpha1",
        "BroadcastJob": "apps.kruise.io/v1alpha1",
    }.items()
}


@pytest.mark.parametrize("kind", CARRIERS)
def test_every_carrier_has_its_pod_template_found(kind: str) -> None:
    workload = only(CARRIERS[kind], WorkloadFact)
    assert (workload.kind, workload.labels) == (kind, {"app": "api"})
    assert (workload.host_network, workload.service_account) == (True, "bot")
    assert only(CARRIERS[kind], ContainerFact).subject == "containers[api]"
    assert only(CARRIERS[kind], ImageFact).repository == "library/nginx"


def test_other_groups_use_the_same_kinds_for_other_things() -> None:
    core_service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: x}\nspec: {template: {spec: {}}}"
    )
    assert facts(core_service, WorkloadFact) == []
    assert facts(core_service, ObjectFact)


def test_kinds_that_enhance_others_carry_the_same_template() -> None:
    enhanced = CARRIERS["StatefulSet"].replace("apps/v1", "apps.kruise.io/v1beta1")
    assert only(enhanced, WorkloadFact).labels == {"app": "api"}


def deployment(spec: str, more: str = "") -> str:
    """A Deployment with a pod spec in flow style."""
    return (
        "apiVersion: apps/v1\nkind: Deployment\n"
        "metadata: {name: api, namespace: shop}\n"
        f"spec:\n  {more}\n  template: {{spec: {spec}}}\n"
    )


def container(fields: str, pod: str = "") -> ContainerFact:
    """The container of a Deployment, with an image."""
    pod = f"{pod}, " if pod else ""
    fields = fields if "image:" in fields else f"image: a, {fields}"
    return only(deployment(f"{{{pod}containers: [{{name: c, {fields}}}]}}"), ContainerFact)


def test_addresses_and_subjects_name_things() -> None:
    [image] = facts(deployment("{containers: [{name: api, image: 'reg:5000/a'}]}"), ImageFact)
    assert image.address == "k8s:apps/Deployment/shop/api"
    assert image.subject == "containers[api].image"
    assert image.used_by == 'container "api" in Deployment shop/api'
    assert (image.registry, image.tag) == ("reg:5000", "")


def test_generated_and_templated_names_keep_their_literal_text() -> None:
    generated = "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: run-}"
    templated = "apiVersion: v1\nkind: Pod\nmetadata: {name: '{{ .Release.Name }}-db'}"
    assert only(generated, ObjectFact).address == "k8s:batch/Job/(unset)/run-*"
    assert only(templated, ObjectFact).address == "k8s:/Pod/(unset)/{{...}}-db"
    assert "name" in only(templated, ObjectFact).unknown


@pytest.mark.parametrize(
    ("metadata", "label"),
    [
        ("{name: db, namespace: shop}", "Pod shop/db"),
        ("{name: '{{ .x }}-db', namespace: '{{ .Release.Namespace }}'}", "Pod {{...}}-db"),
        ("{name: db, namespace: '{{ .x }}-shop'}", "Pod {{...}}-shop/db"),
        ("{name: '{{ if .x }}{{ .y }}{{ end }}'}", "Pod {{...}}"),
    ],
)
def test_how_people_are_told_of_an_object(metadata: str, label: str) -> None:
    assert only(f"apiVersion: v1\nkind: Pod\nmetadata: {metadata}", WorkloadFact).label == label


def test_roles_of_containers() -> None:
    found = facts(
        deployment(
            "{containers: [{name: a}], ephemeralContainers: [{name: d}], "
            "initContainers: [{name: b}, {name: c, restartPolicy: Always}]}"
        ),
        ContainerFact,
    )
    assert {(fact.subject, fact.role) for fact in found} == {
        ("containers[a]", "container"),
        ("initContainers[b]", "init"),
        ("initContainers[c]", "sidecar"),
        ("ephemeralContainers[d]", "ephemeral"),
    }


@pytest.mark.parametrize(
    ("own", "pod", "effective"),
    [
        ("{}", "{}", (-1, False)),
        ("{}", "{runAsUser: 7, runAsNonRoot: true}", (7, True)),
        ("{runAsUser: 0}", "{runAsUser: 7, runAsNonRoot: true}", (0, True)),
        ("{runAsNonRoot: false}", "{runAsUser: 7, runAsNonRoot: true}", (7, False)),
        ("{runAsUser: null}", "{runAsUser: 7}", (7, False)),
        ("{runAsUser: 1e3}", "{}", (1000, False)),
    ],
)
def test_the_container_overrides_the_pod_field_by_field(
    own: str, pod: str, effective: tuple[int, bool]
) -> None:
    fact = container(f"securityContext: {own}", f"securityContext: {pod}")
    assert (fact.run_as_user, fact.run_as_non_root) == effective
    assert fact.unknown == []


def test_privileged_as_kubectl_reads_it() -> None:
    assert container("securityContext: {privileged: yes}").privileged
    quoted = container('securityContext: {privileged: "true"}')
    assert (quoted.privileged, quoted.invalid) == (False, ["privileged"])


@pytest.mark.parametrize(
    ("fields", "pod", "unknown"),
    [
        ("securityContext: {privileged: '{{ .x }}'}", "", {"privileged"}),
        ("securityContext: '{{ .x }}'", "", {*OWN, *SHARED}),
        ("image: a", "securityContext: '${X}'", {*SHARED}),
        ("securityContext: {runAsUser: 1}", "securityContext: '${X}'", {*SHARED} - {"run_as_user"}),
        ("securityContext: {capabilities: '${X}'}", "", {f for f in OWN if "capabilities" in f}),
        ("securityContext: {capabilities: {drop: ['${X}']}}", "", {"dropped_capabilities"}),
        ("image: a", "securityContext: {seccompProfile: {type: '${X}'}}", {"seccomp"}),
        ("image: a", "hostNetwork: '${X}'", {"host_network"}),
        ("ports: [{hostPort: '${X}'}]", "", {"host_ports"}),
        ("ports: '${X}'", "", {"host_ports", "ports"}),
        ("readinessProbe: '${X}'", "", {"has_readiness", "same_probes"}),
        ("livenessProbe: {periodSeconds: '${X}'}", "", {"same_probes"}),
        ("resources: '{{ .x }}'", "", {"requests", "limits"}),
        ("resources: {limits: {cpu: '{{ .x }}'}}", "", {"limits"}),
        ("env: '{{ .x }}'", "", {"env"}),
        ("env: [{name: A, value: '{{ .x }}'}]", "", set()),
        ("image: 'nginx:{{ .x }}'", "", {"image"}),
    ],
)
def test_only_what_a_template_may_change_is_unknown(
    fields: str, pod: str, unknown: set[str]
) -> None:
    assert set(container(fields, pod).unknown) == unknown


def test_a_template_in_place_of_containers_is_an_unknown_container() -> None:
    for spec in ("'{{ .x }}'", "{containers: '{{ .x }}'}", "{containers: ['{{ .x }}']}"):
        found = only(deployment(spec), ContainerFact)
        assert {"image", "privileged", "run_as_user"} <= set(found.unknown)


def test_a_rollout_that_refers_to_a_workload_is_unknown() -> None:
    rollout = only(
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: x}\n"
        "spec: {replicas: 2, workloadRef: {kind: Deployment, name: api}}",
        WorkloadFact,
    )
    assert {"labels", "host_network"} <= set(rollout.unknown)
    assert rollout.replicas == 2


def test_names_of_variables_and_quantities_as_written() -> None:
    fact = container(
        "env: [{name: A, value: b}, {name: B}], resources: {requests: {cpu: 1, memory: 64Mi}}"
    )
    assert (fact.env, fact.requests, fact.limits) == (
        ["A", "B"],
        {"cpu": "1", "memory": "64Mi"},
        {},
    )


def test_findings_can_point_at_each_field() -> None:
    fact = only(
        """\
        apiVersion: v1
        kind: Pod
        metadata:
          name: x
        spec:
          securityContext:
            runAsUser: 0
          containers:
            - name: api
              image: nginx
              securityContext:
                privileged: true
        """,
        ContainerFact,
    )
    assert {name: place.line for name, place in fact.places.items()} == {
        "": 9, "name": 9, "image": 10, "privileged": 12, "run_as_user": 7,
    }  # fmt: skip


def test_lists_are_expanded_and_twins_stay_two() -> None:
    pod = "{apiVersion: v1, kind: Pod, metadata: {name: x}}"
    listed = f"apiVersion: v1\nkind: List\nitems: [{pod}, {pod}, 5, {{kind: Pod}}]"
    typed = "apiVersion: apps/v1\nkind: DeploymentList\nitems: [{metadata: {name: a}}]"
    assert [fact.address for fact in facts(listed, ObjectFact)] == ["k8s:/Pod/(unset)/x"] * 2
    assert only(typed, WorkloadFact).label == "Deployment a"


@pytest.mark.parametrize(
    "spec",
    ["5", "[]", "{containers: 5}", "{containers: [5, null, []]}", "{containers: [{image: [a]}]}",
     "{containers: [{name: {a: b}, env: 5, resources: [1], securityContext: 7}]}",
     "{securityContext: [], containers: [{env: [5, {name: 3}]}]}", "{hostNetwork: 'true'}"],
)  # fmt: skip
def test_wrong_types_cost_nothing_else(spec: str) -> None:
    found = read(deployment(spec) + "---\n" + CARRIERS["Pod"])
    assert found.problems == []
    assert "k8s:/Pod/(unset)/x" in {fact.address for fact in found.facts}


@pytest.mark.parametrize("metadata", ["[]", "5", "{name: [], labels: 5, annotations: [a]}", "null"])
def test_wrong_metadata_is_no_metadata(metadata: str) -> None:
    manifest = f"apiVersion: v1\nkind: Pod\nmetadata: {metadata}\nspec: {{}}"
    assert only(manifest, ObjectFact).address == "k8s:/Pod/(unset)/"


def test_a_secret_in_an_annotation_is_not_kept() -> None:
    manifest = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, annotations: "
        "{kubectl.kubernetes.io/last-applied-configuration: hunter2, a: b}}"
    )
    assert "hunter2" not in repr(read(manifest))


@pytest.mark.parametrize(
    ("spec", "unknown"),
    [
        ("{containers: [{name: api, args: [a]}]}", ["service_account", "automount", "replicas"]),
        ("{automountServiceAccountToken: false}", ["service_account", "replicas"]),
        ("{containers: [{name: api, args: [a]}, {name: web, image: a}]}", []),
        ("{containers: '{{ .Values.containers }}'}", []),
    ],
)
def test_a_workload_without_an_image_is_a_part_of_one(spec: str, unknown: list[str]) -> None:
    assert only(deployment(spec), WorkloadFact).unknown == unknown


def test_an_image_that_istio_injects_is_none() -> None:
    auto = "{{containers: [{{name: {}, image: auto}}]}}"
    assert facts(deployment(auto.format("istio-proxy")), ImageFact) == []
    assert only(deployment(auto.format("api")), ImageFact).reference == "auto"
