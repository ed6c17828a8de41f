"""Words for what could not be decided: whom it is about, and what is open.

A question takes its verb along, so that the sentence is right whatever the field is called and
however many things it names: "nothing here tells which host paths it mounts".
"""

from __future__ import annotations

from platguard.model.facts import (
    ContainerFact,
    Fact,
    ImageFact,
    NamespaceFact,
    ProbesFact,
    ResourcesFact,
    ServiceFact,
    ServiceLevelFact,
    SloFact,
)
from platguard.model.verdict import Verdict

QUESTIONS: dict[str, dict[str, str]] = {
    "action": {
        "kind": "whether it is an action, a local one or an image",
        "name": "which action it is",
        "owner": "whose action it is",
        "pinned": "whether it is pinned to a commit",
        "version": "which version of the action it uses",
    },
    "api": {
        "api_version": "which API version it is written in",
        "kind": "which kind of object it is",
    },
    "availability": {
        "acts_by": "what its service account may do",
        "autoscaler": "whether an autoscaler scales it",
        "budgets": "whether a PodDisruptionBudget selects its pods",
        "images": "which images it runs",
        "least": "how many replicas it runs at least",
        "recreated": "which strategy replaces its pods",
        "replicas": "how many replicas it runs",
        "single_volume": "how many nodes may mount its volumes",
    },
    "certificate": {
        "duration_seconds": "how long the certificate lives",
        "is_authority": "whether it signs other certificates",
        "renew_before": "how long before its end it is renewed",
        "renew_before_percentage": "how long before its end it is renewed",
        "renew_before_seconds": "how long before its end it is renewed",
        "rotation_policy": "whether a renewal makes a new private key",
    },
    "compose_project": {
        "flat": "which networks its services are on",
    },
    "component": {
        "faults": "what its entry in the catalog says",
        "name": "what it is called in the catalog",
    },
    "container": {
        "added_capabilities": "which capabilities it adds",
        "allow_privilege_escalation": "whether its processes may gain privileges",
        "dropped_capabilities": "which capabilities it drops",
        "host_network": "whether it uses the network of its node",
        "host_ports": "which ports of its node it takes",
        "host_process": "whether it is a process of its Windows node",
        "image": "which image it is built on",
        "limits": "which limits it has",
        "name": "what it is called",
        "privileged": "whether it is privileged",
        "read_only_root": "whether its root file system is read-only",
        "requests": "what it requests",
        "run_as_non_root": "whether it may run as root",
        "run_as_user": "which user it runs as",
        "seccomp": "which seccomp profile it runs with",
        "user": "which user it runs as",
        "windows": "whether it runs on Windows",
    },
    "document": {
        "length": "how much it says",
    },
    "image": {
        "digest": "which tag and digest the image has",
        "registry": "which registry the image comes from",
        "repository": "which repository the image comes from",
        "tag": "which tag and digest the image has",
    },
    "job": {
        "timeout_minutes": "how long it may run",
    },
    "namespace_coverage": {
        "default_deny_egress": "whether a policy denies outgoing traffic by default",
        "default_deny_ingress": "whether a policy denies incoming traffic by default",
        "dns_allowed": "whether a policy lets name resolution out",
        "egress_allowed_by": "whether a policy lets all traffic out",
        "ingress_allowed_by": "whether a policy lets all traffic in",
        "name": "which namespace they are deployed to",
    },
    "network": {
        "host_network": "whether it uses the network of its node",
        "namespace": "which namespace it is deployed to",
        "open_directions": "whether a network policy selects it",
        "open_without_plugins": "whether a network policy selects it",
        "policed_directions": "whether network policies select the others of its namespace",
    },
    "network_policy": {
        "faults": "whether the API server takes all of it",
        "open_rules": "whom its rules let through",
    },
    "ownership": {
        "more_labels": "which labels and annotations are added to it",
        "own": "which labels and annotations it has",
        "pods": "which labels and annotations its pods have",
    },
    "pod_identity": {
        "account": "which service account it runs as",
        "automount": "whether it mounts the token of its service account",
        "bindings": "what its service account may do",
        "namespace": "which namespace it is deployed to",
    },
    "policy_use": {
        "empty_peers": "which pods its rules name",
        "selected": "which pods it selects",
    },
    "probes": {
        "has_liveness": "whether it has a liveness probe",
        "has_readiness": "whether it has a readiness probe",
        "same_probes": "whether its two probes differ",
    },
    "repository": {
        "first_commit_on": "when its first commit was made",
    },
    "resources": {
        "lacks_cpu_limit": "whether it has a cpu limit",
        "lacks_cpu_request": "whether it requests cpu",
        "lacks_memory_limit": "whether it has a memory limit",
        "lacks_memory_request": "whether it requests memory",
        "limits": "which limits it has",
        "requests": "what it requests",
    },
    "runtime": {
        "allowed": "which versions it allows",
        "strong": "whether it is deployed",
        "version": "which version it uses",
    },
    "secret": {
        "annotated_on": "when it was last rotated",
        "changed_on": "when its value last changed",
        "encrypted": "whether its values are encrypted",
        "encrypted_on": "when its values were encrypted",
        "keys": "which of its values stand in clear text",
        "refresh_policy": "how it is refreshed",
        "refresh_seconds": "how often it is refreshed",
        "schedule": "whether it is rotated on a schedule",
        "type": "which type of Secret it is",
    },
    "service": {
        "neighbours": "which services are on one network with it",
        "published": "which ports it publishes",
        "store": "which data store it runs",
    },
    "service_level": {
        "exposed_by": "whether users reach it from outside of the cluster",
        "lowest": "which target it promises",
        "targets": "which targets it promises",
    },
    "slo": {
        "target": "which availability it promises",
    },
    "step_run": {
        "triggers": "which events it runs on",
    },
    "workload": {
        "host_ipc": "whether it shares the memory of its node",
        "host_network": "whether it uses the network of its node",
        "host_paths": "which paths of its node it mounts",
        "host_pid": "whether it sees the processes of its node",
        "name": "what it is called",
    },
}
"""What is open where a field is unknown, as a question about the thing itself; by type of fact and
field. Of other fields the sentence gives the name."""


def sentence(verdict: Verdict) -> str:
    """Why the rule of a verdict that is unknown cannot be decided."""
    whom = name_of(verdict.fact)
    return f'Cannot tell whether {whom} meets "{verdict.rule.title}", because {why(verdict)}.'


def why(verdict: Verdict) -> str:
    """What leaves it undecided, as the clause behind a "because"."""
    owner, dot, field = verdict.reason.partition(".")
    if not dot or owner not in (verdict.rule.on, "item") or not field.isidentifier():
        return verdict.reason
    asked = QUESTIONS.get(owner, {}).get(field, f"what {verdict.reason} is")
    return f"nothing here tells {asked}"


def name_of(fact: Fact) -> str:
    """How people name what a fact is about."""
    match fact:
        case NamespaceFact():
            return _namespace(fact)
        case ServiceFact():
            return f"service {fact.name}"
        case ServiceLevelFact():
            return f"service {fact.service}" if fact.service else "the service of this repository"
        case SloFact():
            return f"the target of {fact.service or fact.name or 'a service'}"
        case ImageFact():
            return fact.used_by
        case ContainerFact(role=role, name=name) if role not in ("service", "image"):
            return f'container "{name}" in {fact.workload}'
        case ResourcesFact(role=role) | ProbesFact(role=role) if role != "service":
            return f'container "{fact.container}" in {fact.workload}'
    names = (getattr(fact, name, "") for name in ("label", "workload", "holder", "file"))
    return next(filter(None, names), "") or fact.subject or fact.address


def _namespace(fact: NamespaceFact) -> str:
    where = "this repository" if fact.deploy_unit == "." else fact.deploy_unit
    known = "name" not in fact.unknown and fact.name != "(unset)"
    return f"namespace {fact.name} in {where}" if known else f"the workloads of {where}"
