"""Network policies: directions, selectors, open rules."""

from __future__ import annotations

import pytest

from platguard.model.facts import NetworkPolicyFact

from .reading import facts, only


def policy(spec: str, version: str = "networking.k8s.io/v1") -> NetworkPolicyFact:
    """A policy with a spec in flow style."""
    return only(
        f"apiVersion: {version}\nkind: NetworkPolicy\nmetadata: {{name: p, namespace: shop}}\n"
        f"spec: {spec}\n",
        NetworkPolicyFact,
    )


@pytest.mark.parametrize(
    ("spec", "ingress", "egress"),
    [
        ("{}", True, False),
        ("{podSelector: {}}", True, False),
        ("{egress: []}", True, False),
        ("{egress: [{}]}", True, True),
        ("{policyTypes: null, egress: [{}]}", True, True),
        ("{policyTypes: [], egress: [{}]}", True, True),
        ("{policyTypes: [Egress]}", False, True),
        ("{policyTypes: [Ingress], egress: [{}]}", True, False),
        ("{policyTypes: [Ingress, Egress]}", True, True),
        ("{policyType: [Egress]}", True, False),
    ],
)
@pytest.mark.parametrize("version", ["networking.k8s.io/v1", "extensions/v1beta1"])
def test_directions_as_the_api_server_defaults_them(
    spec: str, ingress: bool, egress: bool, version: str
) -> None:
    found = policy(spec, version)
    assert (found.ingress, found.egress, found.unknown) == (ingress, egress, [])


@pytest.mark.parametrize("spec", ["{}", "{podSelector: null}", "{podSelector: {}}"])
def test_an_absent_or_empty_selector_is_empty(spec: str) -> None:
    assert policy(spec).selector == {}


OPEN = {
    "{ingress: [{}]}": "the rule is empty",
    "{ingress: [null]}": "the rule is empty",
    "{ingress: [{ports: [{port: 80}]}]}": "from is absent",
    "{ingress: [{from: null, ports: [{port: 80}]}]}": "from is absent",
    "{ingress: [{from: []}]}": "from is empty",
    "{egress: [{to: []}]}": "to is empty",
    "{ingress: [{from: [{namespaceSelector: {}}]}]}":
        "namespaceSelector {} selects every namespace",
    "{ingress: [{from: [{namespaceSelector: {matchLabels: {}}, podSelector: {}}]}]}":
        "namespaceSelector {} selects every namespace",
    "{ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}":
        "ipBlock 0.0.0.0/0 selects every address",
    "{egress: [{to: [{podSelector: {}}, {ipBlock: {cidr: '::/0'}}]}]}":
        "ipBlock ::/0 selects every address",
    "{ingress: [{from: [{ipBlock: {cidr: 128.0.0.0/1}}, {ipBlock: {cidr: 0.0.0.0/1}}]}]}":
        "ipBlock 128.0.0.0/1 and 0.0.0.0/1 selects every address",
    "{ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}":
        "ipBlock 0.0.0.0/0 selects every address except 10.0.0.0/8",
}  # fmt: skip

CLOSED = [
    "{}",
    "{ingress: []}",
    "{ingress: null}",
    "{policyTypes: [Ingress], egress: [{}]}",
    "{ingress: [{from: [{podSelector: {}}]}]}",
    "{ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: b}}}]}]}",
    "{ingress: [{from: [{namespaceSelector: {matchLabels: {a: b}}}]}]}",
    "{ingress: [{from: [{namespaceSelector: null, podSelector: {}}]}]}",
    "{ingress: [{from: [{}]}]}",
    "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}",
    "{ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/2}}]}]}",
    "{ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [0.0.0.0/1, 128.0.0.0/1]}}]}]}",
    "{ingress: [{from: [{ipBlock: {cidr: nonsense/0}}, {ipBlock: 5}, 7]}]}",
    "{ingress: 5}",
    "{ingress: [5], egress: {a: b}}",
]


@pytest.mark.parametrize("spec", OPEN)
def test_rules_that_let_everything_through(spec: str) -> None:
    [rule] = policy(spec).open_rules
    assert rule.reason == OPEN[spec]
    assert rule.rule in ("rule ingress[0]", "rule egress[0]")


@pytest.mark.parametrize("spec", CLOSED)
def test_rules_that_do_not(spec: str) -> None:
    assert policy(spec).open_rules == []


@pytest.mark.parametrize(
    ("ports", "named"),
    [
        ("[]", False),
        ("[{port: 443}]", True),
        ("[{port: 443, endPort: 444}]", True),
        ("[{port: https}]", True),
        ("[{protocol: TCP}]", False),
        ("[{port: 1, endPort: 65535}]", False),
    ],
)
def test_ports_limit_an_open_rule(ports: str, named: bool) -> None:
    rule = f"{{egress: [{{to: [{{ipBlock: {{cidr: 0.0.0.0/0}}}}], ports: {ports}}}]}}"
    [found] = policy(rule).open_rules
    assert found.named_ports is named


@pytest.mark.parametrize(
    ("rules", "told", "number"),
    [
        ("{ports: [{port: 80}]}", "port 80", 1),
        ("{ports: [{port: 80}, {port: https}]}", "ports 80 and https", 1),
        ("{ports: [{port: 53, protocol: UDP}, {port: 53}]}", "port 53", 1),
        ("{ports: [{port: 1}]}, {ports: [{port: 2}]}, {ports: [{port: 3}]}", "ports 1, 2 and 3", 3),
        ("{ports: [{port: 1}, {port: 2}, {port: 3}, {port: 4}]}", "ports 1, 2, 3 and 4", 1),
        (
            "{ports: [{port: 1}, {port: 2}]}, {ports: [{port: 3}, {port: 4}, {port: 5}]}",
            "ports 1, 2, 3 and 2 more",
            2,
        ),
        ("{ports: [{port: '{{ .x }}'}, {port: 80}]}", "", 1),
    ],
)
def test_rules_that_are_open_alike_are_one(rules: str, told: str, number: int) -> None:
    [found] = policy(f"{{ingress: [{rules}]}}").open_rules
    assert (found.ports, found.rules) == (told, number)


def test_rules_that_are_open_for_other_reasons_are_told_apart() -> None:
    spec = "{ingress: [{}, {ports: [{port: 1}]}, {from: [{namespaceSelector: {}}]}, {}]}"
    found = policy(spec).open_rules
    assert [rule.rule for rule in found] == [
        "rules ingress[0] and ingress[3]",
        "rule ingress[1]",
        "rule ingress[2]",
    ]


def test_a_range_of_ports_is_told_as_one() -> None:
    [found] = policy("{egress: [{ports: [{port: 443, endPort: 444}]}]}").open_rules
    assert found.ports == "port 443-444"


FAULTS = {
    "{policyType: [Egress]}": "spec.policyType is not a field",
    "{policyTypes: [ingress]}": "spec.policyTypes has ingress, which is no type",
    "{policyTypes: [Ingress, Egress, Ingress]}": "spec.policyTypes names 3 types",
    "{podSelector: {matchExpressions: [{key: a, operator: Equals}]}}": '"Equals" is not',
    "{podSelector: {matchLabels: {a: 1}}}": "the value of a is not a string",
    "{ingress: [{to: []}]}": "ingress[0].to is not a field, so the rule lets everything through",
    "{egress: [{to: [{}]}]}": "an item of egress[0].to names no peer",
    "{ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: a, operator: In}]}}]}]}":
        "operator In of a needs values",
    "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]}": "beside a selector",
    "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.1}}]}]}": "which is no block of addresses",
    "{ingress: [{from: [{ipBlock: {except: []}}]}]}": "cidr is absent",
    "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]}":
        "which is not a part of 10.0.0.0/8",
    "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: ['fd00::/8']}}]}]}":
        "which is not a part of 10.0.0.0/8",
    "{ingress: [{ports: [{port: '80'}]}]}": "neither a number nor the name of a port",
    "{ingress: [{ports: [{port: 0}]}]}": "ports.port is 0",
    "{ingress: [{ports: [{port: 80, protocol: HTTP}]}]}": "protocol is HTTP",
    "{ingress: [{ports: [{port: 80, endport: 90}]}]}": "ports.endport is not a field",
    "{ingress: [{ports: [{port: web, endPort: 90}]}]}": "beside a port that is no number",
    "{ingress: [{ports: [{port: 90, endPort: 80}]}]}": "which is less than the port 90",
}  # fmt: skip

VALID = [
    "{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{to: []}]}",
    "{ingress: [{from: [{ipBlock: {cidr: 10.1.2.3/8, except: [10.1.0.0/16]}}]}]}",
    "{ingress: [{from: [{ipBlock: {cidr: '{{ .x }}', except: ['{{ .y }}']}}]}]}",
    "{ingress: [{from: [{ipBlock: null, podSelector: {}}], ports: [{port: http-8080}]}]}",
    "{policyTypes: '{{ .x }}', podSelector: {matchLabels: '{{ .y }}'}}",
    "5",
]


@pytest.mark.parametrize("spec", FAULTS)
def test_what_the_api_server_does_not_take(spec: str) -> None:
    [fault] = policy(spec).faults
    assert FAULTS[spec] in fault.told
    assert fault.fix.endswith(".")
    assert fault.line == 4


@pytest.mark.parametrize("spec", VALID)
def test_what_it_takes(spec: str) -> None:
    assert policy(spec).faults == []


@pytest.mark.parametrize(
    ("rule", "allowed"),
    [
        ("{}", True),
        ("{ports: [{port: 53, protocol: UDP}]}", True),
        ("{ports: [{port: dns}]}", True),
        ("{ports: [{port: 50, endPort: 60}]}", True),
        ("{ports: [{port: 443}]}", False),
        ("{to: [{podSelector: {matchLabels: {app: db}}}]}", False),
        ("{to: [{namespaceSelector: {matchLabels: "
         "{kubernetes.io/metadata.name: kube-system}}}]}", True),
    ],
)  # fmt: skip
def test_rules_that_let_dns_out(rule: str, allowed: bool) -> None:
    assert policy(f"{{policyTypes: [Egress], egress: [{rule}]}}").allows_dns is allowed


@pytest.mark.parametrize(
    ("spec", "unknown"),
    [
        ("{podSelector: {matchLabels: {app: '{{ .x }}'}}}", {"selector"}),
        ("{podSelector: [a]}", {"selector"}),
        ("{policyTypes: '{{ .x }}'}", {"ingress", "egress", "open_rules", "allows_dns"}),
        ("{ingress: [{from: [{ipBlock: {cidr: '{{ .x }}'}}]}]}", {"open_rules"}),
        ("{ingress: [{from: [{ipBlock: {cidr: '{{ .x }}'}}]}, {}]}", set()),
    ],
)
def test_only_what_a_template_may_change_is_unknown(spec: str, unknown: set[str]) -> None:
    assert set(policy(spec).unknown) == unknown


@pytest.mark.parametrize(
    ("version", "kind", "engine", "cluster_wide"),
    [
        ("cilium.io/v2", "CiliumNetworkPolicy", "cilium", False),
        ("cilium.io/v2", "CiliumClusterwideNetworkPolicy", "cilium", True),
        ("projectcalico.org/v3", "NetworkPolicy", "calico", False),
        ("crd.projectcalico.org/v1", "GlobalNetworkPolicy", "calico", True),
        ("policy.networking.k8s.io/v1alpha1", "BaselineAdminNetworkPolicy", "admin", True),
    ],
)
def test_policies_of_other_engines_are_presence(
    version: str, kind: str, engine: str, cluster_wide: bool
) -> None:
    found = only(
        f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: p}}\nspec: {{}}", NetworkPolicyFact
    )
    assert (found.engine, found.cluster_wide) == (engine, cluster_wide)
    assert {"selector", "ingress", "open_rules"} <= set(found.unknown)


def test_a_network_policy_of_an_unknown_group_is_none() -> None:
    assert facts("apiVersion: example.org/v1\nkind: NetworkPolicy\n", NetworkPolicyFact) == []
