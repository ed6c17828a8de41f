"""Resources, probes and replicas of workloads, with what stands beside them."""

from __future__ import annotations

from typing import TypeVar

import pytest

from platguard.inline_tests import facts_of
from platguard.model.facts import (
    FACT_NAMES,
    AvailabilityFact,
    Fact,
    OwnershipFact,
    ProbesFact,
    ResourcesFact,
)

F = TypeVar("F", bound=Fact)

CHART = "apiVersion: v2\nname: api\nversion: 1.0.0\n"


def related(files: dict[str, str], of: type[F]) -> list[F]:
    """The facts of one type that the files give together."""
    return [fact for fact in facts_of(files, FACT_NAMES[of]) if isinstance(fact, of)]


def only(files: dict[str, str], of: type[F]) -> F:
    """The one fact of its type."""
    [fact] = related(files, of)
    return fact


def deployment(
    spec: str = "", container: str = "", namespace: str = "shop", name: str = "api"
) -> str:
    """A Deployment with pods labelled `app: NAME`; parts are written in flow style."""
    placed = f", namespace: {namespace}" if namespace else ""
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}{placed}}}\n"
        f"spec:\n  {spec or 'paused: false'}\n  template:\n"
        f"    metadata: {{labels: {{app: {name}}}}}\n"
        f"    spec: {{containers: [{{name: api, image: 'api:1'{container}}}]}}\n---\n"
    )


def companion(kind: str, version: str, spec: str, namespace: str = "shop") -> str:
    """An object beside workloads."""
    placed = f", namespace: {namespace}" if namespace else ""
    return (
        f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: api{placed}}}\nspec: {spec}\n---\n"
    )


def budget(spec: str, namespace: str = "shop") -> str:
    """A disruption budget of the pods `app: api`."""
    selecting = f"{{selector: {{matchLabels: {{app: api}}}}, {spec}}}"
    return companion("PodDisruptionBudget", "policy/v1", selecting, namespace)


def limit_range(item: str, namespace: str = "shop") -> str:
    """A LimitRange with one item."""
    return companion("LimitRange", "v1", f"{{limits: [{item}]}}", namespace)


def lacking(fact: ResourcesFact) -> set[str]:
    """What the container certainly lacks: `cpu_request`, `memory_limit`, ..."""
    names = ("cpu_request", "memory_request", "cpu_limit", "memory_limit")
    return {name for name in names if getattr(fact, f"lacks_{name}")}


NOTHING = {"cpu_request", "memory_request", "cpu_limit", "memory_limit"}
LIMITS = {"cpu_limit", "memory_limit"}


@pytest.mark.parametrize(
    ("item", "lacks"),
    [
        ("{type: Container, default: {cpu: 1, memory: 1Gi}}", set()),
        ("{type: Container, max: {memory: 1Gi}}", {"cpu_request", "cpu_limit"}),
        ("{type: Container, min: {cpu: 1, memory: 1Gi}}", LIMITS),
        ("{type: Container, defaultRequest: {cpu: 1}}", NOTHING - {"cpu_request"}),
        ("{type: Container, default: {memory: '0'}}", NOTHING),
        ("{type: Pod, max: {cpu: 1, memory: 1Gi}}", NOTHING),
    ],
)
def test_defaults_of_a_namespace(item: str, lacks: set[str]) -> None:
    fact = only({"a.yaml": deployment() + limit_range(item)}, ResourcesFact)
    assert lacking(fact) == lacks
    assert fact.defaulted_by == ("" if "Pod" in item else "LimitRange shop/api")


def test_a_limit_range_of_another_namespace_gives_nothing() -> None:
    item = "{type: Container, default: {cpu: 1, memory: 1Gi}}"
    fact = only({"a.yaml": deployment() + limit_range(item, "other")}, ResourcesFact)
    assert (lacking(fact), fact.unknown) == (NOTHING, [])


@pytest.mark.parametrize(
    "item",
    ["{type: Container, default: {memory: '${MEMORY}'}}", "'{{ .x }}'"],
)
def test_a_limit_range_that_is_not_known_leaves_open_what_it_gives(item: str) -> None:
    fact = only({"a.yaml": deployment() + limit_range(item)}, ResourcesFact)
    assert "memory_limit" not in lacking(fact)
    assert "lacks_memory_limit" in fact.unknown


def test_a_limit_range_of_an_overlay_may_speak_for_the_base() -> None:
    files = {
        "base/kustomization.yaml": "resources: [a.yaml]",
        "base/a.yaml": deployment(namespace=""),
        "over/kustomization.yaml": "resources: [../base, b.yaml]\nnamespace: shop",
        "over/b.yaml": limit_range("{type: Container, default: {memory: 1Gi}}", ""),
    }
    assert "lacks_memory_limit" in only(files, ResourcesFact).unknown


@pytest.mark.parametrize(
    ("container", "requested"),
    [
        ("{name: api, resources: {requests: {cpu: 1}}}", {"cpu"}),
        ("{name: istio-proxy, image: auto, resources: {requests: {memory: 1Gi}}}", {"memory"}),
        ("{name: istio-proxy, image: auto}", set()),
    ],
)
def test_a_part_of_a_container_lacks_nothing_for_certain(
    container: str, requested: set[str]
) -> None:
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{container}]}}"
    open_ones = {f"lacks_{name}_request" for name in {"cpu", "memory"} - requested}
    unknown = set(only({"a.yaml": text}, ResourcesFact).unknown)
    assert {name for name in unknown if name.endswith("_request")} == open_ones
    assert {"lacks_cpu_limit", "lacks_memory_limit"} <= unknown


def test_an_overlay_may_give_the_resource_that_its_base_leaves_out() -> None:
    written = ", resources: {requests: {cpu: 1}, limits: {cpu: 1}}"
    memory = "resources: {requests: {memory: 1Gi}, limits: {memory: 1Gi}}"
    files = {
        "base/kustomization.yaml": "resources: [a.yaml]",
        "base/a.yaml": deployment(container=written, namespace=""),
        "over/kustomization.yaml": "resources: [../base]\npatches: [{path: b.yaml}]",
        "over/b.yaml": (
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\n"
            f"spec: {{template: {{spec: {{containers: [{{name: api, {memory}}}]}}}}}}"
        ),
    }
    unknown = only({**files}, ResourcesFact).unknown
    assert {"lacks_memory_request", "lacks_memory_limit"} <= set(unknown)
    del files["over/kustomization.yaml"], files["over/b.yaml"]
    assert lacking(only(files, ResourcesFact)) == {"memory_request", "memory_limit"}


@pytest.mark.parametrize(
    ("resources", "above"),
    [
        ("{requests: {memory: 1Gi}, limits: {memory: 1024Mi}}", []),
        ("{requests: {memory: 1025Mi}, limits: {memory: 1Gi}}", ["memory"]),
        ("{requests: {cpu: '2'}, limits: {cpu: 1500m}}", ["cpu"]),
        ("{requests: {cpu: '{{ .x }}'}, limits: {cpu: 1500m}}", []),
        ("{requests: {cpu: lots}, limits: {cpu: 1500m}}", []),
    ],
)
def test_requests_above_the_limit(resources: str, above: list[str]) -> None:
    files = {"a.yaml": deployment(container=f", resources: {resources}")}
    assert only(files, ResourcesFact).above_limit == above


def test_a_chart_and_its_limit_range_share_the_namespace_of_the_release() -> None:
    item = "{type: Container, default: {cpu: 1, memory: 1Gi}}"
    files = {
        "c/Chart.yaml": CHART,
        "c/templates/a.yaml": deployment(namespace=""),
        "c/templates/b.yaml": limit_range(item, "'{{ .Release.Namespace }}'"),
    }
    fact = only(files, ResourcesFact)
    assert (lacking(fact), fact.unknown) == (set(), [])


@pytest.mark.parametrize(
    ("selector", "services"),
    [
        ("{app: api}", ["api"]),
        ("{app: web}", []),
        ("{app: api, tier: x}", []),
        ("{}", []),
        ("null", []),
        ("{app: '{{ .x }}'}", []),
    ],
)
def test_services_that_send_traffic(selector: str, services: list[str]) -> None:
    text = deployment() + companion("Service", "v1", f"{{selector: {selector}}}")
    assert only({"a.yaml": text}, ProbesFact).services == services


@pytest.mark.parametrize(
    ("ports", "reached"),
    [
        ("[{port: 80, targetPort: 8080}]", ["api"]),
        ("[{port: 80, targetPort: proxy}]", ["proxy"]),
        ("[{port: 8080}, {port: 9090}]", ["api", "proxy"]),
        ("[{port: 80, targetPort: nobody}]", []),
        ("[{port: 7070}]", ["api", "proxy", "reloader"]),
        ("[{port: 80, targetPort: '{{ .x }}'}]", ["api", "proxy", "reloader"]),
        ("[]", ["api", "proxy", "reloader"]),
    ],
)
def test_a_service_sends_traffic_to_the_container_that_lists_its_port(
    ports: str, reached: list[str]
) -> None:
    others = (
        "}, {name: proxy, image: p, ports: [{name: proxy, containerPort: 9090}]}"
        ", {name: reloader, image: r"
    )
    text = deployment(container=f", ports: [{{containerPort: 8080}}]{others}")
    text += companion("Service", "v1", f"{{selector: {{app: api}}, ports: {ports}}}")
    probes = related({"a.yaml": text}, ProbesFact)
    assert [fact.container for fact in probes if fact.services] == reached


def test_labels_of_a_kustomization_reach_services_too() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\ncommonLabels: {team: shop}",
        "a.yaml": deployment() + companion("Service", "v1", "{selector: {app: api}}"),
    }
    assert only(files, ProbesFact).services == ["api"]


@pytest.mark.parametrize(
    ("replicas", "spec", "because"),
    [
        (3, "maxUnavailable: 1", ""),
        (3, "maxUnavailable: 1%", ""),
        (3, "maxUnavailable: 0", "maxUnavailable is 0"),
        (3, "maxUnavailable: 0%", "maxUnavailable is 0%"),
        (3, "minAvailable: 2", ""),
        (3, "minAvailable: 3", "minAvailable is 3 of 3 replicas"),
        (3, "minAvailable: 4", "minAvailable is 4 of 3 replicas"),
        (3, "minAvailable: 66%", ""),
        (3, "minAvailable: 67%", "minAvailable is 67% of 3 replicas"),
        (3, "minAvailable: 100%", "minAvailable is 100%"),
        (1, "minAvailable: 1", "minAvailable is 1 of 1 replica"),
        (0, "minAvailable: 1", ""),
        (3, "minAvailable: '{{ .x }}'", ""),
    ],
)
def test_budgets_that_can_never_allow_a_disruption(replicas: int, spec: str, because: str) -> None:
    text = deployment(f"replicas: {replicas}") + budget(spec)
    fact = only({"a.yaml": text}, AvailabilityFact)
    assert (fact.budgets, fact.blocked_because) == (["api"], because)


def test_a_budget_counts_all_pods_that_it_selects() -> None:
    everything = companion("PodDisruptionBudget", "policy/v1", "{selector: {}, minAvailable: 1}")
    text = deployment() + deployment(name="web") + everything
    assert [fact.blocked_by for fact in related({"a.yaml": text}, AvailabilityFact)] == ["", ""]


@pytest.mark.parametrize(
    ("spec", "version", "kind", "least"),
    [
        ("{minReplicas: 2, maxReplicas: 5, %s}", "autoscaling/v2", "HorizontalPodAutoscaler", 2),
        ("{maxReplicas: 5, %s}", "autoscaling/v1", "HorizontalPodAutoscaler", 1),
        ("{%s}", "keda.sh/v1alpha1", "ScaledObject", 0),
        ("{minReplicaCount: 3, %s}", "keda.sh/v1alpha1", "ScaledObject", 3),
    ],
)
def test_autoscalers(spec: str, version: str, kind: str, least: int) -> None:
    target = "scaleTargetRef: {kind: Deployment, name: api}"
    text = deployment("replicas: 7") + companion(kind, version, spec % target)
    fact = only({"a.yaml": text}, AvailabilityFact)
    assert (fact.autoscaler, fact.least, fact.replicas) == (f"{kind} shop/api", least, 7)
    other = text.replace("name: api}}", "name: web}}")
    assert only({"a.yaml": other}, AvailabilityFact).autoscaler == ""


def test_the_autoscaler_of_a_chart_names_its_workload_by_the_same_template() -> None:
    name = "'{{ include \"fullname\" . }}'"
    target = f"{{maxReplicas: 5, scaleTargetRef: {{kind: Deployment, name: {name}}}}}"
    files = {
        "c/Chart.yaml": CHART,
        "c/templates/a.yaml": deployment(namespace="", name=name),
        "c/templates/b.yaml": companion("HorizontalPodAutoscaler", "autoscaling/v2", target, ""),
    }
    assert only(files, AvailabilityFact).autoscaler == "HorizontalPodAutoscaler api"
    files["c/templates/b.yaml"] = files["c/templates/b.yaml"].replace("fullname", "other")
    assert "autoscaler" in only(files, AvailabilityFact).unknown


@pytest.mark.parametrize(
    ("strategy", "recreated", "unknown"),
    [
        ("strategy: {type: Recreate}", True, []),
        ("strategy: {type: RollingUpdate}", False, []),
        ("paused: false", False, []),
        ("strategy: {type: '{{ .x }}'}", False, ["recreated"]),
        ("strategy: '{{ .x }}'", False, ["recreated"]),
    ],
)
def test_what_must_never_run_twice(strategy: str, recreated: bool, unknown: list[str]) -> None:
    fact = only({"a.yaml": deployment(strategy)}, AvailabilityFact)
    assert (fact.recreated, fact.unknown) == (recreated, unknown)


def test_the_wanted_replicas_of_a_kustomization_count() -> None:
    files = {
        "kustomization.yaml": "resources: [a.yaml]\nreplicas: [{name: api, count: 3}]",
        "a.yaml": deployment("replicas: 1"),
    }
    assert only(files, AvailabilityFact).replicas == 3


def test_labels_and_annotations_of_a_kustomization_tell_of_owners() -> None:
    kustomization = (
        "resources: [a.yaml]\ncommonAnnotations: {note: x}\n"
        "labels: [{pairs: {team: shop}}, {pairs: {tier: web}, includeTemplates: true}]"
    )
    fact = only({"kustomization.yaml": kustomization, "a.yaml": deployment()}, OwnershipFact)
    assert fact.own == {"note": "x", "team": "shop", "tier": "web"}
    assert fact.pods == {"app": "api", "note": "x", "tier": "web"}


@pytest.mark.parametrize(
    ("claim", "single", "unknown"),
    [
        ("{accessModes: [ReadWriteOnce]}", "data", []),
        ("{accessModes: [ReadWriteOncePod]}", "data", []),
        ("{accessModes: [ReadWriteMany]}", "", []),
        ("{accessModes: [ReadWriteOnce, ReadOnlyMany]}", "", []),
        ("{accessModes: ['{{ .x }}']}", "", ["single_volume"]),
        ("{}", "", ["single_volume"]),
    ],
)
def test_a_claim_for_one_node_is_for_one_pod(claim: str, single: str, unknown: list[str]) -> None:
    volumes = "volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]"
    files = {
        "a.yaml": deployment("replicas: 1").replace("containers:", f"{volumes}, containers:"),
        "b.yaml": "apiVersion: v1\nkind: PersistentVolumeClaim\n"
        f"metadata: {{name: data, namespace: shop}}\nspec: {claim}\n",
    }
    fact = only(files, AvailabilityFact)
    assert (fact.single_volume, fact.unknown) == (single, unknown)
    files["b.yaml"] = files["b.yaml"].replace("{name: data", "{name: other")
    assert only(files, AvailabilityFact).unknown == ["single_volume"]


@pytest.mark.parametrize(
    ("binding", "acts_by"),
    [
        ("kind: ClusterRoleBinding", "ClusterRoleBinding api"),
        ("kind: RoleBinding", ""),
        ("name: other, namespace", ""),
        ("kind: Group, name: 'system:serviceaccounts', x", ""),
    ],
)
def test_who_may_act_in_every_namespace(binding: str, acts_by: str) -> None:
    text = (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\n"
        "metadata: {name: api}\nroleRef: {kind: ClusterRole, name: api}\n"
        "subjects: [{kind: ServiceAccount, name: api, namespace: shop}]\n"
    )
    old = {"kind: C": "kind: ClusterRoleBinding", "kind: R": "kind: ClusterRoleBinding"}
    old |= {
        "name: o": "name: api, namespace",
        "kind: G": "kind: ServiceAccount, name: api, namespace",
    }
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: api, namespace: shop}\n"
    pods = deployment("replicas: 1").replace("containers:", "serviceAccountName: api, containers:")
    files = {"a.yaml": pods, "b.yaml": text.replace(old[binding[:7]], binding), "c.yaml": account}
    assert only(files, AvailabilityFact).acts_by == acts_by
    files["a.yaml"] = pods.replace("serviceAccountName: api, ", "")
    assert only(files, AvailabilityFact).acts_by == ""


@pytest.mark.parametrize(
    ("path", "spec", "fixed"),
    [
        ("c/templates/a.yaml", "replicas: 1", True),
        ("c/templates/a.yaml", "paused: false", False),
        ("c/files/a.yaml", "replicas: 1", False),
        ("d/templates/a.yaml", "replicas: 1", False),
    ],
)
def test_a_chart_that_writes_the_number_out_leaves_no_choice(
    path: str, spec: str, fixed: bool
) -> None:
    files = {"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n", path: deployment(spec)}
    assert only(files, AvailabilityFact).fixed_by_chart is fixed
