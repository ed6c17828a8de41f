"""That a finding stays the same finding while its file is worked on."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from scan.projects import Project

PATH = "deploy/api.yaml"
API = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
spec:
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: main
          image: registry.example/api:latest
          env:
            - name: DB_PASSWORD
              value: correct-horse-battery
          securityContext:
            privileged: true
        - name: proxy
          image: registry.example/proxy:latest
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: open
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: other
  policyTypes: [Ingress]
  ingress:
    - {}
---
apiVersion: v1
kind: Secret
metadata:
  name: db
  namespace: shop
stringData:
  password: correct-horse-battery
"""
RULES = {
    "default-deny-ingress",
    "image-tag",
    "policy-allows-all",
    "privileged",
    "secret-in-git",
    "secret-literal-env",
    "workload-unselected",
}
OF_REPOSITORY = {"catalog-info", "codeowners", "readme", "runbook"}
"""Rules that a repository breaks once, whatever else it holds."""


def _known(project: Project, files: dict[str, str]) -> set[tuple[str, str]]:
    """(rule, fingerprint) of every failing finding of a repository of these files."""
    for path in project.folder.rglob("*.*"):
        path.unlink()
    report = project.write({"platguard.yaml": "profile: strict\n"} | files).scan().report
    failing = [found for found in report["findings"] if found["outcome"] == "fail"]
    known = {(found["rule"], found["fingerprint"]) for found in failing}
    assert len(known) == len(failing)
    return known


def _reordered(value: Any) -> Any:
    """The value with the keys of every mapping the other way round."""
    if isinstance(value, dict):
        return {key: _reordered(value[key]) for key in reversed(value)}
    return [_reordered(item) for item in value] if isinstance(value, list) else value


def _documents() -> list[Any]:
    return list(yaml.safe_load_all(API))


def _with_containers_reordered() -> str:
    documents = _documents()
    documents[0]["spec"]["template"]["spec"]["containers"].reverse()
    return yaml.safe_dump_all(documents)


def _as_json() -> str:
    items = {"apiVersion": "v1", "kind": "List", "items": _documents()}
    return json.dumps(items, indent=2)


WORK = {
    "lines inserted above": {PATH: "\n\n# who runs this\n" + API},
    "comments": {PATH: API.replace("\n", "  # as agreed\n")},
    "keys reordered": {PATH: yaml.safe_dump_all(map(_reordered, _documents()), sort_keys=False)},
    "YAML to JSON": {"deploy/api.json": _as_json()},
    "moved": {"platform/shop/everything.yml": API},
    "split": {f"deploy/{n}.yaml": part for n, part in enumerate(API.split("---\n"))},
    "documents reordered": {PATH: "---\n".join(reversed(API.split("---\n")))},
    "containers reordered": {PATH: _with_containers_reordered()},
    "another moving tag": {PATH: API.replace(":latest", ":edge")},
    "another literal": {PATH: API.replace("correct-horse", "wrong-horse-staple")},
    "CRLF": {PATH: API.replace("\n", "\r\n")},
    "a byte order mark": {PATH: "\ufeff" + API},
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_a_finding_survives(project: Project, work: dict[str, str]) -> None:
    before = _known(project, {PATH: API})
    assert {rule for rule, _ in before} >= RULES
    assert _known(project, work) == before


def test_two_identical_objects_stay_two(project: Project) -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: kube-system}\n"
        "spec: {containers: [{name: main, image: 'nginx:latest'}]}\n"
    )
    one = _known(project, {"a.yaml": pod})
    two = _known(project, {"a.yaml": f"{pod}---\n{pod}"})
    # One of the whole repository, and of each object as many.
    shared = {(rule, key) for rule, key in one if rule in OF_REPOSITORY}
    assert len(two - shared) == 2 * len(one - shared)
    assert one < two


def test_a_fixed_finding_leaves_the_others_alone(project: Project) -> None:
    before = _known(project, {PATH: API})
    fixed = API.replace("registry.example/api:latest", "registry.example/api:1.0.0")
    after = _known(project, {PATH: fixed})
    assert [rule for rule, _ in before - after] == ["image-tag"]
    # Of a tag that is fixed, the rule about digests takes over.
    assert [rule for rule, _ in after - before] == ["image-digest"]


def test_a_bumped_api_renames_nothing_but_what_is_said_of_the_api(project: Project) -> None:
    cron = (
        "apiVersion: VERSION\nkind: CronJob\nmetadata: {name: tidy, namespace: shop}\n"
        "spec: {jobTemplate: {spec: {template: {spec: {containers: "
        "[{name: main, image: 'tidy:latest', securityContext: {privileged: true}}]}}}}}\n"
    )
    old, new = (
        _known(project, {"a.yaml": cron.replace("VERSION", version)})
        for version in ("batch/v1beta1", "batch/v1")
    )
    assert new < old
    assert {rule for rule, _ in old - new} == {"k8s-api-removed"}


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("Dockerfile", "FROM nginx:latest\n", "# the web\n\nFROM nginx:edge\nRUN true\n"),
        (
            "Dockerfile",
            "FROM node:12 AS build\nFROM nginx:latest\n",
            "ARG A=1\nFROM node:12 AS build\nRUN make\n\nFROM nginx:latest\n",
        ),
        (
            "compose.yml",
            "services:\n  web: {image: nginx, privileged: true}\n  db: {image: redis}\n",
            "# all\nservices:\n  db: {image: redis}\n\n  web:\n    privileged: true\n"
            "    image: nginx\n",
        ),
        (
            "docker-stack.yml",
            "services: {web: {image: 'nginx:1.29.3', deploy: {placement: {constraints: []}}}}\n",
            "# moved\nservices:\n  web:\n    deploy: {placement: {constraints: [a]}}\n"
            "    image: nginx:1.29.3\n",
        ),
        (
            "deploy.sh",
            "docker stack deploy -c stack.yml shop\n",
            "#!/bin/sh\nset -eu\n\ndocker stack deploy -c stack.yml shop\n",
        ),
    ],
)
def test_a_finding_outside_kubernetes_survives(
    project: Project, path: str, before: str, after: str
) -> None:
    known = _known(project, {path: before})
    assert known
    assert _known(project, {path: after}) == known


def test_an_exception_list_in_a_policy_is_no_name(project: Project) -> None:
    spec = (
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n"
        "metadata: {name: out, namespace: shop}\n"
        "spec: {podSelector: {}, policyTypes: [Egress], egress: "
        "[{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [CUT]}}]}]}\n"
    )
    before = _known(project, {"a.yaml": spec.replace("CUT", "10.0.0.0/8")})
    assert {rule for rule, _ in before} - OF_REPOSITORY == {"policy-allows-all"}
    assert _known(project, {"a.yaml": spec.replace("CUT", "192.168.0.0/16")}) == before
