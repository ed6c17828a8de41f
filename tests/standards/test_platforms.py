"""Every built-in rule is shown passing and failing wherever it says that it looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import pytest

from platguard.facts import kind_of
from platguard.inline_tests import facts_of
from platguard.model.facts import FACT_TYPES
from platguard.model.standard import PLATFORMS, Rule
from standards.test_builtin import RULES

OF_KIND = {
    "workflow": {"github-actions"},
    "action": {"github-actions"},
    "dockerfile": {"dockerfile"},
    "values": {"helm"},
    "versions-package": {"version-files", "scripts"},
    "code-owners": {"repository"},
    "markdown": {"repository"},
    "script": {"scripts"},
    "makefile": {"scripts"},
    "justfile": {"scripts"},
    "jenkinsfile": {"scripts"},
    "dotenv": {"dotenv", "compose"},
    "dotenv-sample": {"dotenv", "compose"},
    "ini": {"dotenv"},
}
"""What a file of a kind shows, whatever it holds."""
OF_SCHEME = {"k8s": "kubernetes", "compose": "compose", "sls": "serverless", "ansible": "ansible"}
"""What an address of a fact shows."""
OF_NAME = {
    "Chart.yaml": "helm",
    "requirements.yaml": "helm",
    "kustomization.yaml": "kustomize",
    "kustomization.yml": "kustomize",
    "Taskfile.yml": "scripts",
    "Taskfile.yaml": "scripts",
    "serverless.yml": "serverless",
    "catalog-info.yaml": "repository",
}


def shown(given: Mapping[str, str]) -> set[str]:
    """The platforms of which a test gives files; an empty repository shows itself."""
    return set(_shown(given)) or {"repository"}


def _shown(given: Mapping[str, str]) -> Iterator[str]:
    for path in given:
        name = PurePosixPath(path).name
        kind = kind_of(path)
        if path.startswith(".platguard"):
            yield "register"
        if name in OF_NAME:
            yield OF_NAME[name]
        if "playbook" in path or "tasks/" in path or "roles/" in path:
            yield "ansible"
        if "templates/" in path:
            yield "helm"
        if kind is None:
            yield "repository"
        elif kind.name.startswith("versions-"):
            yield from OF_KIND.get(kind.name, {"version-files"})
        else:
            yield from OF_KIND.get(kind.name, ())
    for fact_type in FACT_TYPES:
        for fact in facts_of(given, fact_type):
            scheme = fact.address.partition(":")[0]
            if scheme in OF_SCHEME:
                yield OF_SCHEME[scheme]
        break  # the facts of files are those of all types


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_platform_has_a_passing_and_a_failing_case(rule: Rule) -> None:
    assert rule.platforms
    failing = {p for t in rule.tests if t.expect in ("fail", "warn") for p in shown(t.given)}
    content = ("pass", "none", "not-applicable")
    passing = {p for t in rule.tests if t.expect in content for p in shown(t.given)}
    assert set(rule.platforms) - failing == set(), "platforms without a failing case"
    assert set(rule.platforms) - passing == set(), "platforms without a passing case"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_mutation(rule: Rule) -> None:
    assert any(mutation.expect == "fail" for mutation in rule.mutations)


def test_every_platform_is_looked_at_by_a_rule() -> None:
    assert {platform for rule in RULES for platform in rule.platforms} == set(PLATFORMS)
