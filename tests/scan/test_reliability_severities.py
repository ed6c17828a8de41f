"""How bad it is that a workload may not stay up, and the words that tell it."""

from __future__ import annotations

import pytest

from scan.projects import Project

STRICT = "profile: strict\n"
DEPLOYMENT = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec:\n"
    "  SPEC\n"
    "  template:\n"
    "    metadata: {labels: {app: api}}\n"
    "    spec:\n"
    "      containers:\n"
    "        - {name: api, image: 'a:1', ports: [{containerPort: 8080}]}\n"
    "        - {name: reload, image: 'r:1'}\n"
    "---\n"
)
SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: api}\n"
    "spec: {selector: {app: api}, ports: [{port: 8080}]}\n---\n"
)
BUDGET = (
    "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: api}\n"
    "spec: {selector: {matchLabels: {app: api}}, maxUnavailable: 0}\n"
)


SCALE = "Set replicas: 2, or add a HorizontalPodAutoscaler with minReplicas: 2."


@pytest.mark.parametrize(
    ("old", "new", "level", "remedy"),
    [
        ("SPEC", "paused: false", "warning", SCALE),
        ("SPEC", "strategy: {type: RollingUpdate}", "warning", SCALE),
        ("SPEC", "strategy: {type: '{{ .x }}'}", "warning", SCALE),
        ("SPEC", "strategy: {type: Recreate}", "note", "If several may run at once, set"),
        (
            "a:1",
            "registry.example/postgres:18@sha256:0",
            "note",
            "Let a StatefulSet or an operator",
        ),
        ("a:1", "registry.example/postgres/web:18", "warning", SCALE),
        ("kind: Service", "kind: ConfigMap", "note", SCALE),
        ("{app: api}, ports", "{app: '{{ .x }}'}, ports", "warning", SCALE),
    ],
)
def test_one_replica_is_little_where_others_rely_on_it_and_two_may_run(
    project: Project, old: str, new: str, level: str, remedy: str
) -> None:
    text = (DEPLOYMENT + SERVICE).replace(old, new).replace("SPEC", "paused: false")
    project.write({"api.yaml": text, "platguard.yaml": STRICT})
    (found,) = project.scan().findings("replicas")
    assert found["level"] == level
    assert found["severity"] == ("low" if level == "warning" else "info")
    assert found["fix"].startswith(remedy)


def test_only_what_gets_the_traffic_of_a_service_must_say_that_it_is_ready(
    project: Project,
) -> None:
    text = DEPLOYMENT.replace("SPEC", "replicas: 2") + SERVICE
    project.write({"api.yaml": text, "platguard.yaml": STRICT})
    found = {it["subject"]: it for it in project.scan().findings("readiness")}
    assert found["containers[api]"]["severity"] == "medium"
    assert "gets the traffic of Service api" in found["containers[api]"]["message"]
    assert found["containers[reload]"]["severity"] == "info"
    assert "Service" not in found["containers[reload]"]["message"]


@pytest.mark.parametrize(
    ("old", "new", "severities"),
    [
        ("{app: api}, ports", "{app: api}, ports", {"api": "low", "reload": "info"}),
        (", ports: [{containerPort: 8080}]", "", {"api": "low", "reload": "low"}),
        ("kind: Service", "kind: ConfigMap", {"api": "low", "reload": "info"}),
        ("ports: [{containerPort: 8080}]", "ports: '{{ .x }}'", {"api": "low", "reload": "low"}),
    ],
)
def test_what_listens_to_nobody_can_hardly_be_asked_whether_it_lives(
    project: Project, old: str, new: str, severities: dict[str, str]
) -> None:
    text = (DEPLOYMENT.replace("SPEC", "replicas: 2") + SERVICE).replace(old, new)
    project.write({"api.yaml": text, "platguard.yaml": STRICT})
    found = {it["subject"]: it["severity"] for it in project.scan().findings("liveness")}
    assert found == {f"containers[{name}]": severity for name, severity in severities.items()}


@pytest.mark.parametrize(("replicas", "more"), [(1, True), (3, False)])
def test_a_budget_that_allows_nothing_asks_for_what_it_needs(
    project: Project, replicas: int, more: bool
) -> None:
    text = DEPLOYMENT.replace("SPEC", f"replicas: {replicas}") + BUDGET
    project.write({"api.yaml": text, "platguard.yaml": STRICT})
    (found,) = project.scan().findings("pdb")
    assert found["severity"] == "high"
    assert ("run at least two replicas" in found["fix"]) is more


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("Pod", "label or annotation team or owner on it."),
        ("Job", "on the workload and on its pods."),
    ],
)
def test_who_must_name_an_owner(project: Project, kind: str, words: str) -> None:
    pod = "{containers: [{name: c, image: 'a:1'}]}"
    spec = pod if kind == "Pod" else f"{{template: {{spec: {pod}}}}}"
    version = "v1" if kind == "Pod" else "batch/v1"
    text = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {spec}\n"
    project.write({"a.yaml": text, "platguard.yaml": STRICT})
    (found,) = project.scan().findings("owner-label")
    assert found["message"].endswith(words)


@pytest.mark.parametrize(
    ("more", "severity", "level"),
    [
        ("", "info", "note"),
        ("restart: 'no'", "info", "note"),
        ("restart: no", "info", "note"),
        ("restart: unless-stopped", "low", "warning"),
        ("restart: on-failure:3", "low", "warning"),
        ("restart: '${RESTART}'", "low", "warning"),
        ("deploy: {replicas: 2}", "low", "warning"),
        ("deploy: {resources: {limits: {memory: 0}}}", "low", "warning"),
    ],
)
def test_what_somebody_starts_by_hand_may_take_the_memory_that_it_wants(
    project: Project, more: str, severity: str, level: str
) -> None:
    text = f"services: {{web: {{image: 'web:1', {more}}}}}\n"
    project.write({"compose.yml": text, "platguard.yaml": STRICT})
    (found,) = project.scan().findings("limits")
    assert (found["severity"], found["level"]) == (severity, level)


LIMITS = (
    "apiVersion: v1\nkind: LimitRange\nmetadata: {name: defaults}\n"
    "spec: {limits: [{type: Container, SAID}]}\n"
)


@pytest.mark.parametrize(
    ("said", "requests", "limits"),
    [
        (
            "default: {cpu: 1, memory: 1Gi}",
            "requests 1 of cpu and 1Gi of memory because LimitRange defaults says so, and not by",
            "may use 1Gi of memory because LimitRange defaults says so, and not by itself.",
        ),
        (
            "defaultRequest: {memory: 1Gi, cpu: 100m}",
            "requests 100m of cpu and 1Gi of memory because LimitRange defaults says so, and not",
            "has no memory limit, so nothing stops it before its node is full. The standard needs",
        ),
        ("defaultRequest: {memory: 1Gi}", "requests no cpu. The standard", "has no memory limit"),
    ],
)
def test_what_a_namespace_says_for_its_containers_is_told(
    project: Project, said: str, requests: str, limits: str
) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
    pod += "spec: {containers: [{name: c, image: 'c:1'}]}\n---\n"
    project.write({"a.yaml": pod + LIMITS.replace("SAID", said), "platguard.yaml": STRICT})
    scanned = project.scan()
    for rule, words in (("requests", requests), ("limits", limits)):
        (found,) = scanned.findings(rule)
        assert found["message"].startswith(f'container "c" in Pod p {words}')
        is_met = "because" in words
        assert (found["outcome"], found["level"]) == (
            ("pass", "note") if is_met else ("fail", "error")
        )


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("8Gi", "may use 8Gi of memory. The standard needs one of at most 4Gi."),
        ("0", "has no memory limit, so nothing stops it before its node is full. "),
    ],
)
def test_an_organisation_may_say_how_much_is_enough(
    project: Project, limit: str, told: str
) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
    resources = f"{{limits: {{memory: {limit}}}}}"
    pod += f"spec: {{containers: [{{name: c, image: 'c:1', resources: {resources}}}]}}\n"
    configuration = "rules: {limits: {params: {most_memory: 4Gi}}}\n"
    project.write({"a.yaml": pod, "platguard.yaml": configuration})
    (found,) = project.scan().findings("limits")
    assert told in found["message"]
    assert "of at most 4Gi" in found["message"]
    assert ("Lower the limit to 4Gi" in found["fix"]) is (limit == "8Gi")
