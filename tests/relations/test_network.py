"""Which policies cover which workloads, over several files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from platguard.facts.manifests import extract_yaml
from platguard.model.facts import (
    Fact,
    NamespaceFact,
    NetworkFact,
    NetworkPolicyFact,
    WorkloadFact,
)
from platguard.relations import Whole
from platguard.relations.network import relate as relate_networks

Steps = Callable[[Callable[[], object]], int]
"""Counts the steps of a call."""


def workload(
    name: str = "api", namespace: str = "shop", labels: str = "{app: api}", pod: str = ""
) -> str:
    """A Deployment; without a namespace when that is empty."""
    placed = f", namespace: {namespace}" if namespace else ""
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}{placed}}}\n"
        f"spec: {{template: {{metadata: {{labels: {labels}}}, spec: {{{pod}}}}}}}\n---\n"
    )


def policy(
    spec: str = "{}",
    namespace: str = "shop",
    version: str = "networking.k8s.io/v1",
    kind: str = "NetworkPolicy",
) -> str:
    """A policy called deny; without a namespace when that is empty."""
    placed = f", namespace: {namespace}" if namespace else ""
    return (
        f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: deny{placed}}}\n"
        f"spec: {spec}\n---\n"
    )


def related(files: dict[str, str]) -> list[Fact]:
    """The relations of a repository with these files."""
    facts = [
        replace(fact, path=path)
        for path, text in files.items()
        for fact in extract_yaml(text.encode()).facts
    ]
    return relate_networks(facts, Whole(list(files)))


def network(files: dict[str, str]) -> NetworkFact:
    """How the one workload of the repository is covered."""
    [fact] = [fact for fact in related(files) if isinstance(fact, NetworkFact)]
    return fact


def namespace(files: dict[str, str]) -> NamespaceFact:
    """The one namespace of the repository."""
    [fact] = [fact for fact in related(files) if isinstance(fact, NamespaceFact)]
    return fact


def covered(files: dict[str, str]) -> tuple[bool | None, bool | None]:
    """Whether ingress and egress are covered; None for unknown."""
    fact = network(files)
    return (
        None if "ingress_covered" in fact.unknown else fact.ingress_covered,
        None if "egress_covered" in fact.unknown else fact.egress_covered,
    )


BOTH = "policyTypes: [Ingress, Egress]"


@pytest.mark.parametrize(
    ("spec", "ingress", "egress"),
    [
        ("{}", True, False),
        (f"{{{BOTH}}}", True, True),
        ("{policyTypes: [Egress]}", False, True),
        (f"{{podSelector: {{matchLabels: {{app: api}}}}, {BOTH}}}", True, True),
        (f"{{podSelector: {{matchLabels: {{app: apii}}}}, {BOTH}}}", False, False),
        (f"{{podSelector: {{matchLabels: {{app: api, tier: x}}}}, {BOTH}}}", False, False),
        (
            "{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [db]}]}}",
            True,
            False,
        ),
        ("{podSelector: {matchExpressions: [{key: app, operator: Wrong}]}}", None, False),
        ("{podSelector: {matchLabels: {app: '{{ .x }}'}}}", None, False),
        ("{policyTypes: '{{ .x }}'}", None, None),
    ],
)
def test_coverage_by_direction(spec: str, ingress: bool | None, egress: bool | None) -> None:
    assert covered({"a.yaml": workload() + policy(spec)}) == (ingress, egress)


def test_the_fact_tells_what_people_need() -> None:
    fact = network({"a.yaml": workload(labels="{tier: b, app: api}") + policy()})
    assert fact.workload == "Deployment shop/api"
    assert (fact.path, fact.places[""].line) == ("a.yaml", 2)
    assert fact.address == "k8s:apps/Deployment/shop/api"
    assert fact.labels == "app=api,tier=b"
    assert fact.open_directions == ["egress"]
    assert fact.covered_by == "ingress is covered by deny"
    assert fact.ingress_policies == ["deny"]


@pytest.mark.parametrize(
    ("files", "ingress"),
    [
        # The same namespace, named on both sides, across the repository.
        ({"a/a.yaml": workload(), "b/b.yaml": policy()}, True),
        ({"a.yaml": workload() + policy(namespace="other")}, False),
        # Not named on either side: the same only within a deploy unit.
        ({"a/a.yaml": workload(namespace=""), "b/b.yaml": policy(namespace="")}, True),
        ({"a.yaml": workload(namespace="") + policy()}, False),
        (
            {
                "a/a.yaml": workload(namespace=""),
                "b/b.yaml": policy(namespace=""),
                "b/kustomization.yaml": "resources: [b.yaml]",
            },
            False,
        ),
        # A namespace that a template gives may be any.
        ({"a.yaml": workload(namespace="'{{ .x }}'") + policy()}, None),
        ({"a.yaml": workload() + policy(namespace="'{{ .x }}'")}, None),
        ({"a.yaml": workload(labels="{app: '${X}'}") + policy()}, True),
        (
            {
                "a.yaml": workload(labels="{app: '${X}'}")
                + policy("{podSelector: {matchLabels: {app: a}}}")
            },
            None,
        ),
        # The release of a chart gives the namespace.
        ({"c/Chart.yaml": "", "c/templates/a.yaml": workload(namespace="")}, None),
        ({"c/Chart.yaml": "", "c/templates/a.yaml": workload()}, None),
        ({"c/Chart.yaml": "", "c/templates/a.yaml": workload() + policy()}, True),
    ],
)
def test_namespaces(files: dict[str, str], ingress: bool | None) -> None:
    assert covered(files)[0] is ingress


@pytest.mark.parametrize(
    ("kustomization", "ingress"),
    [
        ("resources: [a.yaml, p.yaml]", False),
        # Both get the namespace, or it would not be known for the one that is not listed.
        ("resources: [a.yaml, p.yaml]\nnamespace: shop", True),
        ("resources: [a.yaml]\nnamespace: shop", True),
        ("resources: [p.yaml]\nnamespace: shop", None),
        ("resources: [a.yaml, p.yaml]\nnamespace: '${NS}'", None),
        ("resources: [a.yaml, p.yaml]\nnamePrefix: x-", False),
        ("resources: [a.yaml, p.yaml]\ncomponents: [../c]", None),
        ("resources: [a.yaml, 'https://example.org/x.yaml']", None),
        ("resources: [a.yaml, 'github.com/example/x?ref=1']", None),
        ("resources: [a.yaml]\nhelmCharts: [{name: x}]", None),
        ("resources: [", None),
    ],
)
def test_kustomizations(kustomization: str, ingress: bool | None) -> None:
    files = {
        "k/a.yaml": workload(namespace=""),
        "k/p.yaml": policy(),
        "k/kustomization.yaml": kustomization,
    }
    assert covered(files)[0] is ingress


def test_labels_of_a_kustomization_count() -> None:
    files = {
        "k/a.yaml": workload(namespace=""),
        "k/p.yaml": policy("{podSelector: {matchLabels: {team: x}}}", namespace=""),
        "k/kustomization.yaml": "resources: [a.yaml, p.yaml]\ncommonLabels: {team: x}",
    }
    assert covered(files)[0] is True


BASE = {"base/a.yaml": workload(namespace=""), "base/kustomization.yaml": "resources: [a.yaml]"}


@pytest.mark.parametrize(
    ("overlay", "ingress"),
    [
        ({}, False),
        ({"prod/kustomization.yaml": "resources: [../base]"}, False),
        ({"prod/kustomization.yaml": "resources: [../base]\nnamespace: prod"}, False),
        (
            {
                "prod/kustomization.yaml": "resources: [../base, p.yaml]\nnamespace: prod",
                "prod/p.yaml": policy(namespace=""),
            },
            None,
        ),
        ({"prod/kustomization.yaml": "resources: [../base]\ncomponents: [../c]"}, None),
        ({"p.yaml": policy(namespace="prod")}, False),
        (
            {
                "p.yaml": policy(namespace="prod"),
                "prod/kustomization.yaml": "resources: [../base]\nnamespace: prod",
            },
            None,
        ),
    ],
)
def test_overlays_answer_for_their_base_only_when_nothing_can_change(
    overlay: dict[str, str], ingress: bool | None
) -> None:
    assert covered(BASE | overlay)[0] is ingress


def test_a_namespace_that_an_overlay_replaces_is_not_compared_across_the_repository() -> None:
    files = {
        "base/a.yaml": workload(),
        "base/kustomization.yaml": "resources: [a.yaml]",
        "other/p.yaml": policy(),
    }
    assert covered(files)[0] is True
    overlay = {"prod/kustomization.yaml": "resources: [../base]\nnamespace: prod"}
    assert covered(files | overlay)[0] is not True


def test_a_patch_is_no_workload() -> None:
    files = {
        "k/a.yaml": workload(),
        "k/patch.yaml": workload(labels="{}"),
        "k/kustomization.yaml": "resources: [a.yaml]\npatches: [{path: patch.yaml}]",
    }
    assert network(files).path == "k/a.yaml"


@pytest.mark.parametrize(
    ("version", "kind", "placed", "ingress"),
    [
        ("cilium.io/v2", "CiliumNetworkPolicy", "shop", True),
        ("cilium.io/v2", "CiliumNetworkPolicy", "other", False),
        ("cilium.io/v2", "CiliumClusterwideNetworkPolicy", "", True),
        ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy", "", True),
        ("projectcalico.org/v3", "GlobalNetworkPolicy", "", True),
    ],
)
def test_other_engines_isolate_what_they_reach(
    version: str, kind: str, placed: str, ingress: bool
) -> None:
    files = {"a.yaml": workload() + policy("{}", placed, version, kind)}
    assert covered(files)[0] is ingress
    found = namespace(files)
    assert (found.default_deny_ingress, "default_deny_ingress" in found.unknown) == (False, False)
    assert bool(found.plugins) is ingress
    assert network(files).open_without_plugins == ["ingress", "egress"]


def test_a_namespace_and_its_default_denies() -> None:
    files = {
        "b.yaml": workload("b") + workload("host", pod="hostNetwork: true"),
        "a.yaml": workload("a") + policy(f"{{{BOTH}}}"),
    }
    fact = namespace(files)
    assert (fact.name, fact.deploy_unit, fact.workloads) == ("shop", ".", 2)
    assert (fact.path, fact.places[""].line) == ("a.yaml", 2)
    assert (fact.default_deny_ingress, fact.default_deny_egress) == (True, True)
    assert fact.dns_allowed is False
    assert fact.unknown == []


@pytest.mark.parametrize(
    ("spec", "denies"),
    [
        ("{ingress: []}", True),
        ("{ingress: null, podSelector: {matchLabels: {}}}", True),
        ("{ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}", True),
        ("{ingress: [{from: [{podSelector: {}}]}]}", True),
        ("{ingress: [{ports: [{port: 80}]}]}", True),
        ("{ingress: [{from: [{podSelector: {}}]}, {}]}", False),
        ("{podSelector: {matchLabels: {app: api}}}", False),
        ("{policyTypes: [Egress]}", False),
    ],
)
def test_what_counts_as_default_deny(spec: str, denies: bool) -> None:
    fact = namespace({"a.yaml": workload() + policy(spec)})
    assert (fact.default_deny_ingress, fact.unknown) == (denies, [])


@pytest.mark.parametrize(
    ("spec", "ingress", "egress"),
    [
        ("{ingress: [{}]}", "deny", ""),
        ("{podSelector: {}, egress: [{}]}", "", "deny"),
        ("{ingress: [{from: [{namespaceSelector: {}}]}]}", "deny", ""),
        ("{ingress: [{ports: [{port: 80}]}]}", "", ""),
        ("{podSelector: {matchLabels: {app: api}}, ingress: [{}]}", "", ""),
        ("{ingress: [{from: [{podSelector: {}}]}]}", "", ""),
        ("{podSelector: '{{ x }}', ingress: [{}]}", "", ""),
    ],
)
def test_a_policy_that_undoes_what_others_deny(spec: str, ingress: str, egress: str) -> None:
    fact = namespace({"a.yaml": workload() + policy(spec)})
    assert (fact.ingress_allowed_by, fact.egress_allowed_by) == (ingress, egress)


def test_a_namespace_of_host_network_workloads_only_is_none() -> None:
    facts = related({"a.yaml": workload(pod="hostNetwork: true")})
    assert [type(fact) for fact in facts] == [NetworkFact]


def test_an_unset_namespace_has_its_own_name() -> None:
    fact = namespace({"a.yaml": workload(namespace="")})
    assert (fact.name, fact.address) == ("(unset)", "k8s:/Namespace/(unset)/(unset)")


@pytest.mark.parametrize("placed", ["", "shop"])
def test_a_policy_of_a_test_covers_no_workload_outside(placed: str) -> None:
    files = {"k8s/a.yaml": workload(namespace=placed)}
    deny = policy(f"{{{BOTH}}}", namespace=placed)
    assert covered({**files, "netpol/deny.yaml": deny}) == (True, True)
    assert covered({**files, "e2e/policies/deny.yaml": deny}) == (False, False)


def test_a_policy_of_a_test_covers_the_workloads_of_the_tests() -> None:
    files = {"test/a/a.yaml": workload(), "test/b/deny.yaml": policy(f"{{{BOTH}}}")}
    assert covered(files) == (True, True)


def test_namespaces_of_examples_and_of_use_are_told_apart() -> None:
    files = {"a.yaml": workload(namespace=""), "examples/b.yaml": workload("b", namespace="")}
    found = [fact for fact in related(files) if isinstance(fact, NamespaceFact)]
    assert [(fact.subject, fact.deploy_unit) for fact in found] == [
        ("", "."),
        ("examples", "examples"),
    ]


def test_what_covers_a_component_is_unknown() -> None:
    files = {
        "k/part/a.yaml": workload(),
        "k/part/kustomization.yaml": "kind: Component\nresources: [a.yaml]",
        "k/kustomization.yaml": "resources: [deny.yaml]\ncomponents: [part]",
        "k/deny.yaml": policy(f"{{{BOTH}}}"),
    }
    assert "open_directions" in network({k: files[k] for k in list(files)[:2]}).unknown
    assert not network(files).open_directions


def test_a_namespace_of_a_template_is_unknown() -> None:
    fact = namespace({"a.yaml": workload(namespace="'{{ .x }}'")})
    assert {"name", "default_deny_ingress", "dns_allowed"} <= set(fact.unknown)


def test_what_an_alternative_file_says_does_not_count() -> None:
    deny = policy(f"{{{BOTH}, podSelector: {{matchLabels: {{app: api}}}}}}")
    files = {"plain.yaml": workload(), "ha/full.yaml": workload() + deny}
    by_path = {fact.path: fact for fact in related(files) if isinstance(fact, NetworkFact)}
    assert by_path["ha/full.yaml"].open_directions == []
    assert by_path["plain.yaml"].open_directions == ["ingress", "egress"]
    assert by_path["plain.yaml"].policed_directions == []


def test_a_policy_beside_alternatives_covers_them_all() -> None:
    files = {
        "dev/api.yaml": workload(),
        "prod/api.yaml": workload(),
        "policies/deny.yaml": policy(f"{{{BOTH}}}"),
    }
    found = [fact for fact in related(files) if isinstance(fact, NetworkFact)]
    assert [fact.open_directions for fact in found] == [[], []]


def test_a_namespace_is_told_of_where_most_of_it_is() -> None:
    files = {"a.yaml": workload(), "b.yaml": workload("b") + workload("c"), "c.yaml": workload("d")}
    fact = namespace(files)
    assert (fact.path, fact.places[""].line) == ("b.yaml", 2)


def test_a_workload_of_several_files_is_one() -> None:
    files = {"all.yaml": workload() + workload("web"), "k/api.yaml": workload()}
    assert namespace(files).workloads == 2


@pytest.mark.parametrize(("others", "stands_out"), [(1, True), (2, False)])
def test_one_that_is_open_as_most_are_does_not_stand_out(others: int, stands_out: bool) -> None:
    open_ones = [workload(f"w{number}", labels="{app: web}") for number in range(others)]
    text = "".join(open_ones) + workload() + policy("{podSelector: {matchLabels: {app: api}}}")
    found = [fact for fact in related({"a.yaml": text}) if isinstance(fact, NetworkFact)]
    assert all(("ingress" in fact.policed_directions) is stands_out for fact in found)


def test_a_folder_of_cases_polices_nothing_for_each_other() -> None:
    cases = {"out/a.yaml": workload(), "out/b.yaml": workload()}
    deny = policy("{podSelector: {matchLabels: {app: db}}}")
    beside = related({**cases, "out/policies.yaml": deny})
    above = related({**cases, "policies.yaml": deny})
    assert [f.policed_directions for f in beside if isinstance(f, NetworkFact)] == [[], []]
    assert [f.policed_directions for f in above if isinstance(f, NetworkFact)] == [
        ["ingress"],
        ["ingress"],
    ]


@pytest.mark.parametrize(
    ("placed", "path", "policed"),
    [
        ("", "policies/deny.yaml", True),
        ("", "apps/shop/deny.yaml", True),
        ("", "operator/config/deny.yaml", False),
        ("shop", "operator/config/deny.yaml", True),
    ],
)
def test_files_that_name_no_namespace_share_one_when_they_are_near(
    placed: str, path: str, policed: bool
) -> None:
    deny = policy("{podSelector: {matchLabels: {app: db}}}", namespace=placed)
    fact = network({"apps/api.yaml": workload(namespace=placed), path: deny})
    assert bool(fact.policed_directions) is policed


@pytest.mark.parametrize(
    ("labels", "told", "selecting"),
    [
        ("{}", "", ""),
        ("{app: api, tier: db}", "app=api,tier=db", "app=api,tier=db"),
        ("{team: a, unit: b, zone: c}", "team=a,unit=b,zone=c", "team=a,unit=b"),
        (
            "{app: api, helm.sh/chart: api-1, app.kubernetes.io/version: '1', zone: x,"
            " app.kubernetes.io/name: api}",
            "app.kubernetes.io/name=api,app=api,zone=x and 2 more",
            "app.kubernetes.io/name=api,app=api",
        ),
    ],
)
def test_the_labels_that_people_are_told_of(labels: str, told: str, selecting: str) -> None:
    fact = network({"a.yaml": workload(labels=labels)})
    assert (fact.labels, fact.selecting_labels) == (told, selecting)


def test_twice_the_workloads_and_policies_take_twice_the_steps(steps: Steps) -> None:
    read = extract_yaml((workload() + policy()).encode()).facts
    [one] = [fact for fact in read if isinstance(fact, WorkloadFact)]
    [deny] = [fact for fact in read if isinstance(fact, NetworkPolicyFact)]

    def relate(pairs: int) -> None:
        facts: list[Fact] = []
        for number in range(pairs):
            labels = {"app": f"a{number}"}
            facts.append(replace(one, path="a.yaml", labels=labels))
            facts.append(replace(deny, path="a.yaml", selector={"matchLabels": labels}))
        related = [f for f in relate_networks(facts, Whole([])) if isinstance(f, NetworkFact)]
        assert all(fact.ingress_policies == ["deny"] for fact in related)

    assert steps(lambda: relate(400)) < 2.5 * steps(lambda: relate(200))
