"""Standards that an organisation writes itself, over facts and over whole objects."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from platguard.errors import UsageError
from platguard.reporters import REPORTERS
from platguard.reporters import write as write_report
from platguard.request import Request
from platguard.scan import scan
from scan.projects import NOON, Project, deployment

HEAD = """\
standard: own
title: Our own
owner: team-platform
contact: "#own"
rules:
  - id: own-rule
    title: Our own rule
    severity: high
    why: Because.
    fix: Change it.
"""
NAMED = (
    HEAD
    + """\
    on: object
    when: object.kind == "Deployment"
    require: replicas >= params.least
    let: {replicas: object.manifest.?spec.?replicas.orValue(1)}
    message: "{object.label} runs {replicas} replicas, {params.least} are needed."
    params: {least: {type: int, default: 2}}
"""
)
SCHEMA = (
    HEAD
    + """\
    on: object
    when: object.kind == "Deployment"
    schema:
      required: [spec]
      properties:
        spec: {required: [replicas], properties: {replicas: {minimum: 2}}}
    message: "{object.label} does not fit: {violation}."
"""
)


def write(project: Project, standard: str, configuration: str = "") -> Project:
    """A repository that adopts one standard of its own."""
    return project.write(
        {
            "standards/own.yaml": standard,
            "platguard.yaml": f"standards: [./standards]\n{configuration}",
            "a.yaml": deployment("a"),
        }
    )


@pytest.mark.parametrize("cached", [False, True])
def test_a_rule_over_whole_objects(project: Project, tmp_path: Path, cached: bool) -> None:
    project.cache = tmp_path / "cache" if cached else None
    write(project, NAMED)
    for _ in range(2):
        (found,) = project.scan().findings("own-rule")
        assert found["message"] == "Deployment shop/a runs 1 replicas, 2 are needed."
        assert found["contact"] == "#own"
    assert [rule["id"] for rule in project.scan().report["rules"]] == ["own-rule"]
    write(project, NAMED, "rules: {own-rule: {params: {least: 1}}}\n")
    assert project.scan().findings("own-rule") == []


@pytest.mark.parametrize("format_name", REPORTERS)
def test_only_who_is_named_is_told_as_help(project: Project, format_name: str) -> None:
    """Nobody knows whom to ask about the built-in standards but those who adopt them."""

    def told(configuration: str) -> str:
        project.write({"platguard.yaml": f"standards: [builtin, ./standards]\n{configuration}"})
        stream = StringIO()
        request = Request(NOON, str(project.folder), rules=("own-rule", "non-root"))
        write_report(scan(request).report, stream, format_name)
        return stream.getvalue().replace("&#35;", "#")

    write(project, NAMED)
    silent, named = told(""), told('contact: "#ask-us"\n')
    assert "#platform" not in silent
    if format_name not in ("gitlab", "github-review"):
        assert "#own" in silent
        assert "#own" in named
        assert "#ask-us" in named
    if format_name == "text":
        assert "help platform-runtime" not in silent
        assert "help platform-runtime, #ask-us" in named


def test_a_standard_of_ones_own_names_somebody_or_the_organisation_does(project: Project) -> None:
    write(project, NAMED.replace('contact: "#own"\n', ""))
    with pytest.raises(UsageError, match=r"the standard has no contact\. Add `contact:` to it, or"):
        project.scan()
    write(project, NAMED.replace('contact: "#own"\n', ""), 'contact: "#ask-us"\n')
    (found,) = project.scan().findings("own-rule")
    assert found["contact"] == "#ask-us"


def test_a_rule_that_is_a_schema(project: Project) -> None:
    (found,) = write(project, SCHEMA).scan().findings("own-rule")
    assert found["outcome"] == "fail"
    assert "'replicas' is a required property" in found["message"]
    two = deployment("a").replace("spec:\n  template", "spec:\n  replicas: 2\n  template", 1)
    project.write({"a.yaml": two})
    assert project.scan().findings("own-rule") == []


def test_whole_objects_hold_no_secret(project: Project, tmp_path: Path) -> None:
    project.cache = tmp_path / "cache"
    canary = "canary-9f8e7d6c5b4a"
    message = '    message: "{object.manifest}"\n'
    standard = HEAD + '    on: object\n    deny: object.manifest.kind != ""\n' + message
    with pytest.raises(UsageError, match="cannot show a map"):
        write(project, standard).scan()
    told = standard.replace("{object.manifest}", "{object.manifest.stringData.password}")
    told = told.replace('kind != ""', 'kind == "Secret"')
    write(project, told)
    secret = (
        f"apiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{password: {canary}}}\n"
    )
    project.write({"s.yaml": secret})
    (found,) = project.scan().findings("own-rule")
    assert found["message"] == "(blanked)"
    kept = b"".join(p.read_bytes() for p in (tmp_path / "cache").rglob("*") if p.is_file())
    assert kept
    assert canary.encode() not in kept


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("severity: high", "severty: high", "own.yaml:8:5: unknown key 'severty' in the rule"),
        (
            "params.least\n",
            "params.lest\n",
            "no such name: params.lest, did you mean params.least?",
        ),
        ("object.kind ==", "object.knd ==", "no such name: object.knd, did you mean object.kind?"),
        ('== "Deployment"', "== 3", "no matching overload"),
        ("object.kind ==", "object.kind = =", "Syntax error"),
        ("on: object", "on: objekt", "Did you mean 'object'?"),
        ("{object.label}", "{object.lable}", "did you mean object.label?"),
        ("least: {type: int, default: 2}", "least: {type: int, default: two}", "must be int"),
        ('object.kind == "Deployment"', "object.name.matches('(')", "invalid regular expression"),
        ("replicas >=", "object.manifest.foo.bar >=", "own-rule cannot judge"),
    ],
)
def test_a_fault_of_a_standard_names_its_place(
    project: Project, old: str, new: str, told: str
) -> None:
    write(project, NAMED.replace(old, new, 1))
    with pytest.raises(UsageError) as error:
        project.scan()
    assert told in str(error.value)
    assert str(error.value).startswith("standards/own.yaml:")
    assert error.value.line > 5


def test_two_rules_of_one_id(project: Project) -> None:
    write(project, NAMED).write({"standards/more.yaml": NAMED})
    with pytest.raises(UsageError, match=r"own-rule is used twice, first at standards/more.yaml:6"):
        project.scan()


def test_an_announced_rule_offers_a_way_out(project: Project) -> None:
    dates = "    lifecycle: {announced: 2026-01-01, enforced_from: 2026-12-01}\n"
    write(project, NAMED + dates)
    with pytest.raises(UsageError, match="standard-incomplete"):
        project.scan("2026-01-01")
    assert project.scan("2025-12-31").code == 0


def test_notice_is_three_months(project: Project) -> None:
    dates = "    lifecycle: {announced: 2025-10-01, enforced_from: 2025-12-31}\n"
    write(project, NAMED + dates)
    with pytest.raises(UsageError, match="2026-01-01"):
        project.scan()


def test_older_ids_keep_working(project: Project) -> None:
    write(project, NAMED + "    formerly: [old-rule]\n", "rules: {old-rule: {level: note}}\n")
    (found,) = project.scan(rules=["old-rule"]).findings("own-rule")
    assert found["level"] == "note"


GRADED = (
    HEAD
    + """\
    on: container
    deny: container.privileged || container.read_only_root == false
    message: "{container.workload} can change its files, the standard is that it cannot."
    grades:
      - {when: container.host_ports.size() > 0, severity: critical}
      - {when: container.has_liveness, severity: low, level_at_most: note}
      - {when: container.has_readiness, severity: medium}
"""
)


@pytest.mark.parametrize(
    ("more", "severity", "level"),
    [
        ("", "high", "error"),
        ("livenessProbe: {}", "low", "note"),
        ("ports: [{hostPort: 80}], livenessProbe: '{{ .x }}'", "critical", "error"),
        ("ports: [], livenessProbe: '{{ .x }}'", "high", "error"),
        ("ports: [], livenessProbe: '{{ .x }}', readinessProbe: {}", "medium", "error"),
        ("ports: [], readinessProbe: '{{ .x }}'", "high", "error"),
        ("ports: '{{ .x }}', livenessProbe: {}", "critical", "error"),
    ],
)
def test_what_nobody_can_know_makes_no_fault_smaller(
    project: Project, more: str, severity: str, level: str
) -> None:
    write(project, GRADED)
    security = "securityContext: {privileged: false, readOnlyRootFilesystem: false}"
    container = f"{{name: c, image: 'c:1', {security}, {more}}}"
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{container}]}}\n"
    project.write({"a.yaml": pod})
    (found,) = project.scan().findings("own-rule")
    assert (found["severity"], found["level"]) == (severity, level)
