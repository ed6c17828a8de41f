"""The systems that a repository uses: what shows them, and what does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import pytest
from scan.projects import DEPLOYMENT

from platguard.facts import extract, kind_of
from platguard.facts.tool_lists import TOOLS
from platguard.model.facts import ToolCategoryFact, ToolFact, ToolSignFact
from platguard.model.facts.tools import TOOL_CATEGORIES
from repository.reading import facts

WEB = DEPLOYMENT.replace("NAME", "web")
WORKFLOW = "on: push\njobs: {a: {runs-on: ubuntu-24.04, steps: [{run: STEP}]}}\n"

SPRAWL = {
    # Five systems that build,
    ".github/workflows/ci.yml": WORKFLOW.replace("STEP", "make"),
    ".gitlab-ci.yml": "build: {script: [make]}\n",
    "Jenkinsfile": "pipeline { }\n",
    ".circleci/config.yml": "version: 2.1\n",
    ".travis.yml": "language: python\n",
    # three that collect logs,
    "compose.yml": "services: {a: {image: splunk/splunk:9, logging: {driver: gelf}}}\n",
    "logs.yaml": "apiVersion: loki.grafana.com/v1\nkind: LokiStack\nmetadata: {name: a}\n",
    # four that watch,
    "monitor.yaml": "apiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {name: a}\n",
    "agents.yml": "services: {a: {image: datadog/agent:7}, b: {image: netdata/netdata:v2}}\n",
    "zabbix/Dockerfile": "FROM zabbix/zabbix-agent:7.0.0\n",
    # and two that keep secrets.
    "a.yaml": "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a}\n",
    "b.yaml": "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a}\n",
}


def used(files: Mapping[str, str]) -> dict[str, str]:
    """`path:line evidence` of each system that a repository uses, by `category/product`."""
    return {
        f"{fact.category}/{fact.product}": f"{fact.path}:{fact.places[''].line} {fact.evidence}"
        for fact in facts(files, ToolFact)
        if fact.strength == "used"
    }


def categories(files: Mapping[str, str]) -> dict[str, ToolCategoryFact]:
    """What is used for each purpose."""
    return {fact.category: fact for fact in facts(files, ToolCategoryFact)}


def test_three_ways_to_deploy_with_their_evidence() -> None:
    files = {
        "k8s/web.yaml": WEB,
        "serverless.yml": "service: shop\nprovider: {name: aws}\n",
        "deploy.sh": "#!/bin/sh\nssh web.example 'docker run -d registry.example/web:1.0.0'\n",
    }
    assert used(files) == {
        "deployment/docker-run": "deploy.sh:2 docker run on another machine",
        "deployment/kubernetes": "k8s/web.yaml:2 Deployment shop/web",
        "deployment/serverless": "serverless.yml:1 serverless.yml",
    }
    assert len(categories(files)["deployment"].used) == 3


def test_fourteen_systems_are_ten_too_many() -> None:
    found = categories(SPRAWL)
    assert {name: len(fact.used) for name, fact in found.items()} == {
        "ci": 5,
        "deployment": 0,
        "logging": 3,
        "monitoring": 4,
        "secrets": 2,
    }
    assert sum(len(fact.used) for fact in found.values()) == 14


@pytest.mark.parametrize(
    "folder", ["tests", "docs", "_examples", "testdata2", "molecule", "node_modules/x", "vendor/x"]
)
def test_what_nobody_runs_shows_nothing(folder: str) -> None:
    assert used({f"{folder}/{path.lstrip('.')}": text for path, text in SPRAWL.items()}) == {}


@pytest.mark.parametrize(
    ("path", "text", "product"),
    [
        ("ci/pipeline.yml", "resources: []\njobs:\n- name: a\n  plan:\n  - put: x\n", "concourse"),
        ("Procfile", "web: bundle exec puma\n", "heroku"),
        ("app.json", '{"addons": ["heroku-postgresql"]}', "heroku"),
        (
            "logs.yaml",
            "apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: a}\n"
            "spec:\n  url: oci://registry.example/charts/loki\n",
            "loki",
        ),
        ("task.json", '{\n"containerDefinitions": []}', "ecs"),
        ("template.yaml", "Transform: AWS::Serverless-2016-10-31\n", "sam"),
        ("site.yml", "- hosts: web\n  tasks: []\n", "ansible"),
        ("app/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n", "helm"),
        ("deploy.sh", "helm upgrade --install web chart\n", "helm"),
        (".github/workflows/a.yml", WORKFLOW.replace("STEP", "kubectl apply -f a"), "kubectl"),
        (
            "compose.yml",
            "services: {a: {image: a, logging: {driver: awslogs}}}\n",
            "cloudwatch-logs",
        ),
        (
            "web.yaml",
            WEB.replace("labels:", 'annotations: {prometheus.io/scrape: "true"}, labels:'),
            "prometheus",
        ),
        ("grafana/board.json", '{"panels": [], "graphTooltip": 0}', "grafana"),
        (
            "Chart.yaml",
            "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies:\n- name: loki\n",
            "loki",
        ),
        (
            "stack.yml",
            "services: {a: {image: a}}\nsecrets:\n  key:\n    external: true\n",
            "docker-secrets",
        ),
        (".sops.yaml", "creation_rules: []\n", "sops"),
        (".github/workflows/a.yml", WORKFLOW.replace("STEP", "'${{ secrets.KEY }}'"), "ci-secrets"),
    ],
)
def test_evidence(path: str, text: str, product: str) -> None:
    assert product in {name.partition("/")[2] for name in used({path: text})}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Procfile", "api: go run ./api\n"),
        ("compose.yml", "# logging: {driver: awslogs}\nservices: {a: {image: a}}\n"),
        ("compose.yml", "services: {search: {image: 'elasticsearch:8.15.0'}}\n"),
        ("package.json", '{"dependencies": {"dd-trace": "5.0.0"}}'),
        ("package.json", '{"devDependencies": {"dd-trace": "5.0.0"}}'),
        ("README.md", "```sh\nhelm upgrade web chart\n```\n"),
        ("deploy.sh", "docker run --rm registry.example/web:1.0.0\n"),
        ("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"),
        ("web.yaml", 'prometheus.io/scrape: "false"\n'),
        (".env", "COMPOSE_PROJECT_NAME=shop\n"),
        (
            "compose.yml",
            "services: {a: {image: a}}\nsecrets:\n  key:\n    file: key.txt\n"
            "networks:\n  a:\n    external: true\n",
        ),
        ("app.json", '{"expo": {"name": "shop"}}'),
        (
            "chart/templates/monitor.yaml",
            "{{- if .Values.monitor.enabled }}\n" + SPRAWL["monitor.yaml"] + "{{- end }}\n",
        ),
    ],
)
def test_what_is_no_use(path: str, text: str) -> None:
    assert used({path: text}) == {}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", '{"dependencies": {\n"dd-trace": "5.0.0"}}'),
        ("pyproject.toml", '[project]\ndependencies = ["ddtrace>=2"]\n'),
        ("pyproject.toml", '[tool.poetry.dependencies]\nddtrace = "^2"\n'),
        ("requirements.txt", "# tracing\nddtrace==2.0.0\n"),
        ("go.mod", "module a\nrequire (\n\tgithub.com/DataDog/dd-trace-go/v2 v2.0.0\n)\n"),
        ("Gemfile", 'gem "puma"\ngem "datadog"\n'),
    ],
)
def test_dependencies_only_refer(path: str, text: str) -> None:
    [fact] = [fact for fact in facts({path: text}, ToolFact) if fact.category == "monitoring"]
    assert (fact.product, fact.strength) == ("datadog", "referenced")
    assert "d" in text.splitlines()[fact.places[""].line - 1]


def test_tracing_of_a_dotnet_service_is_referred_to() -> None:
    project = '<Project><ItemGroup><PackageReference Include="OpenTelemetry.Api" /></ItemGroup>'
    [fact] = facts({"a/a.csproj": project + "</Project>\n"}, ToolFact)
    assert (fact.product, fact.strength) == ("opentelemetry", "referenced")


def test_what_serves_another_end_cannot_take_the_place_of_a_system() -> None:
    files = {"main.tf": "", "compose.yml": "services: {a: {image: getsentry/relay:25}}\n"}
    secret = {"a.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n"}
    found = {fact.product: fact for fact in facts(files | secret, ToolFact)}
    assert {"argocd", "helm"} < set(found["terraform"].apart)
    assert not {"pulumi", "cdk", "terraform"} & set(found["terraform"].apart)
    assert "prometheus" in found["sentry"].apart
    # Any of them takes the place of plain text.
    assert found["kubernetes-secret"].apart == []


def test_what_is_doubled_is_told_with_its_file() -> None:
    found = categories({"compose.yml": SPRAWL["compose.yml"], "logs.yaml": SPRAWL["logs.yaml"]})
    assert found["logging"].doubled_told == [
        "graylog (compose.yml)",
        "loki (logs.yaml)",
        "splunk (compose.yml)",
    ]


def test_secrets_of_the_pipeline_count_only_where_nothing_else_keeps_them() -> None:
    workflow = {".github/workflows/a.yml": WORKFLOW.replace("STEP", "'${{ secrets.KEY }}'")}
    assert categories(workflow)["secrets"].used == ["ci-secrets"]
    assert categories(workflow | {"a.yaml": SPRAWL["a.yaml"]})["secrets"].used == ["sealed-secrets"]


def test_the_parts_of_a_system_are_no_second_one() -> None:
    files = {
        "app.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n",
        "chart/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
        "chart/templates/web.yaml": WEB,
        "main.tf": "",
    }
    found = categories(files)["deployment"]
    assert (found.used, found.doubled, found.is_service) == (["argocd", "terraform"], [], True)


def test_a_release_of_a_chart_that_lies_elsewhere_runs() -> None:
    release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\n"
    assert categories({"apps/a.yaml": release})["ci"].is_service
    assert not categories({"examples/a.yaml": release})["ci"].is_service


def test_the_list_of_systems_is_in_order() -> None:
    names = Counter((tool.category, tool.product) for tool in TOOLS)
    assert max(names.values()) == 1
    assert {category for category, _ in names} == set(TOOL_CATEGORIES)
    for tool in TOOLS:
        assert all((tool.category, part) in names for part in tool.parts.split()), tool.product
        assert any(tool[2:]), f"nothing shows {tool.product}"
        for line in tool.texts:
            re.compile(line.expression)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"driver: awslogs " * 50_000, b"chart:\n" * 50_000])
def test_any_content_is_read_in_time(data: bytes) -> None:
    for path in ("a.yaml", "package.json", "requirements.txt", "pom.xml", "go.mod"):
        kind = kind_of(path)
        assert kind is not None
        signs = [fact for fact in extract(data, kind).facts if isinstance(fact, ToolSignFact)]
        assert len(signs) <= 2
