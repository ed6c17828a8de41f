"""`platguard facts`: the questions of whoever is on call, and the facts behind the answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hardening.projects import Project
from scan.projects import DEPLOYMENT

SEALED = "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: api}\n"
SHOP = {
    "catalog-info.yaml": (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: shop\n"
        "  annotations: {backstage.io/source-location: 'url:https://git.example/shop'}\n"
        "spec: {type: service, lifecycle: production, owner: payments}\n"
    ),
    "chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
    "chart/templates/web.yaml": DEPLOYMENT.replace("NAME", "web"),
    "logs.yml": "services: {logs: {image: 'grafana/loki:3.0.0'}}\n",
    "watch.yaml": "apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {name: a}\n",
    "api/Dockerfile": "FROM python:3.13\n",
    ".devcontainer/Dockerfile": "FROM python:3.13\n",
    ".docker/Dockerfile": "FROM python:3.13\n",
    "docs/runbook.md": "Restart it.\n",
    "secret.yaml": SEALED + "spec: {encryptedData: {KEY: AgBy}}\n",
}
ANSWERED = """\
How is it deployed?
  helm (chart/Chart.yaml:1)
  kubernetes: Deployment shop/web (chart/templates/web.yaml:2)
Where is the code?
  shop: url:https://git.example/shop (catalog-info.yaml:2)
  here, in api/ (api/Dockerfile:1)
Where are the logs?
  loki: image grafana/loki (logs.yml:1)
What monitors it?
  prometheus: PodMonitor a (watch.yaml:2)
Where are the runbooks?
  docs/runbook.md (docs/runbook.md:1)
How often are its secrets rotated?
  payments: unknown (git cannot tell of 1 of 1)
"""
UNKNOWN = """\
How is it deployed?
  unknown
Where is the code?
  unknown
Where are the logs?
  unknown
What monitors it?
  unknown
Where are the runbooks?
  unknown
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty folder with a cache of its own."""
    return Project(tmp_path, tmp_path / "cache")


def test_the_five_answers_with_file_and_line(project: Project) -> None:
    for path, text in SHOP.items():
        project.write(path, text)
    told = project.run("facts", "--as-of=2026-11-22")
    assert (told.code, told.output) == (0, ANSWERED)


def test_what_the_repository_does_not_say_is_unknown(project: Project) -> None:
    project.write("README.md", "# A repository\n")
    assert project.run("facts").output == UNKNOWN


def test_a_project_of_dotnet_stands_beside_code(project: Project) -> None:
    sdk = '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>'
    framework = "<TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>\n"
    project.write("src/api/api.csproj", sdk + framework)
    told = project.run("facts", "--as-of=2026-11-22").output
    assert "here, in src/api/ (src/api/api.csproj:1)" in told


def test_both_kinds_of_answers_in_json(project: Project) -> None:
    for path, text in SHOP.items():
        project.write(path, text)
    document = json.loads(project.run("facts", "--format=json").output)
    assert list(document) == ["questions", "rotation", "facts"]
    assert [question["question"] for question in document["questions"]] == [
        *("deployment", "code", "logs", "monitoring", "runbooks")
    ]
    [logs] = document["questions"][2]["answers"]
    assert logs == {
        "text": "loki: image grafana/loki",
        "path": "logs.yml",
        "line": 1,
        "column": logs["column"],
    }
    assert document["rotation"][0]["owner"] == "payments"
    assert {"image", "tool", "component"} <= {fact["type"] for fact in document["facts"]}


def test_facts_one_a_line(project: Project) -> None:
    project.write("api/Dockerfile", "FROM python:3.13\n")
    only = project.run("facts", "--type=image").output.splitlines()
    assert [line.split()[1] for line in only] == ["image"]
    everything = project.run("facts", "--all").output.splitlines()
    assert {"image", "runtime", "document"} <= {line.split()[1] for line in everything}


def test_answers_are_inert_and_fit_a_terminal(project: Project) -> None:
    name = "\x1b[2J" + "very-long-" * 12
    project.write("web.yaml", DEPLOYMENT.replace("name: NAME", f'name: "{name!r}"'))
    project.write(f"{'folder/' * 15}Dockerfile", "FROM python:3.13\n")
    for line in project.run("facts").output.splitlines():
        assert "\x1b" not in line
        assert len(line) <= 80 or " " not in line.strip()


def test_the_code_owner_answers_for_a_secret(project: Project) -> None:
    project.write("CODEOWNERS", "/a/ @acme/search\n")
    project.write("a/secret.yaml", SHOP["secret.yaml"])
    assert "  @acme/search: " in project.run("facts").output
