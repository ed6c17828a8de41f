"""Which workloads network policies select, over several files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from platguard.facts.manifests import extract_yaml
from platguard.model.facts import Fact, PolicyUseFact
from platguard.relations import Whole
from platguard.relations.policy_uses import relate

from .test_network import policy, workload

Steps = Callable[[Callable[[], object]], int]
"""Counts the steps of a call."""


def uses(files: dict[str, str]) -> list[PolicyUseFact]:
    """What the policies of a repository with these files select."""
    facts: list[Fact] = [
        replace(fact, path=path)
        for path, text in files.items()
        for fact in extract_yaml(text.encode()).facts
    ]
    return [*relate(facts, Whole(list(files)))]


@pytest.mark.parametrize(
    ("selector", "selected", "closest"),
    [
        ("{matchLabels: {app: database}}", 0, ""),
        ("{matchLabels: {app: api}}", 1, ""),
        ("{matchLabels: {app: apii}}", 0, "app=api"),
        ("{matchLabels: {app: ap, tier: x}}", 0, "app=api"),
        ("{matchLabels: {team: x}}", 0, ""),
        ("{matchExpressions: [{key: app, operator: In, values: [api, web]}]}", 2, ""),
        ("{matchExpressions: [{key: app, operator: Exists}]}", 2, ""),
        ("{}", 2, ""),
    ],
)
def test_what_a_selector_matches(selector: str, selected: int, closest: str) -> None:
    files = {
        "a.yaml": workload() + workload("web", labels="{app: web}"),
        "b.yaml": policy(f"{{podSelector: {selector}}}"),
    }
    [use] = uses(files)
    assert (use.workloads, use.selected, use.closest) == (2, selected, closest)
    assert use.unknown == []


UNKNOWN = {
    "labels of a template": {"a.yaml": workload(labels="{app: '{{ .x }}'}")},
    "a chart": {"Chart.yaml": "", "a.yaml": workload()},
    "a resource of an operator": {
        "a.yaml": workload(),
        "db.yaml": "apiVersion: x.example/v1\nkind: Db\n"
        "metadata: {name: d, namespace: shop, labels: {app: db, part: x}}\n",
    },
    "a selector of a template": {"a.yaml": workload() + policy("{podSelector: '{{ .x }}'}")},
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_cannot_be_known(name: str) -> None:
    files = UNKNOWN[name]
    if "NetworkPolicy" not in str(files):
        files = files | {"b.yaml": policy("{podSelector: {matchLabels: {app: db}}}")}
    [use] = uses(files)
    assert "selected" in use.unknown


def test_labels_that_a_kustomization_adds_count() -> None:
    files = {
        "k/kustomization.yaml": "namespace: shop\nresources: [a.yaml, b.yaml]\n"
        "labels: [{pairs: {team: x}, includeTemplates: true}]\n",
        "k/a.yaml": workload(namespace=""),
        "k/b.yaml": policy("{podSelector: {matchLabels: {team: x}}}", ""),
    }
    assert [use.selected for use in uses(files)] == [1]


def test_peers_of_the_own_namespace() -> None:
    rules = (
        "ingress: [{from: [{podSelector: {matchLabels: {app: app}}}]},"
        " {from: [{podSelector: {matchLabels: {app: api}}}]}],"
        " egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: x}}},"
        " {podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]"
    )
    [use] = uses({"a.yaml": workload() + policy(f"{{podSelector: {{}}, {rules}}}")})
    assert [(peer.rule, peer.selector, peer.closest) for peer in use.empty_peers] == [
        ("ingress[0]", "app=app", "app=api")
    ]


@pytest.mark.parametrize(
    ("selector", "told"),
    [
        ("{}", ""),
        ("{matchLabels: {a: b, c: d}}", "a=b,c=d"),
        (
            "{matchExpressions: [{key: a, operator: NotIn, values: [b, c]}, {key: d, operator: "
            "Exists}]}",
            "a notin (b, c),d Exists",
        ),
    ],
)
def test_a_selector_for_people(selector: str, told: str) -> None:
    [use] = uses({"a.yaml": policy(f"{{podSelector: {selector}}}")})
    assert use.selector == told


def test_twice_the_policies_and_workloads_take_twice_the_steps(steps: Steps) -> None:
    def facts(number: int) -> list[Fact]:
        text = "".join(
            workload(f"w{index}", labels=f"{{app: a{index}}}")
            + policy(f"{{podSelector: {{matchLabels: {{app: a{index}}}}}}}")
            for index in range(number)
        )
        return [replace(fact, path="a.yaml") for fact in extract_yaml(text.encode()).facts]

    few, many = facts(60), facts(120)
    whole = Whole(["a.yaml"])
    assert steps(lambda: [*relate(many, whole)]) < 2.5 * steps(lambda: [*relate(few, whole)])
