"""What is said of a rule in the same words wherever people read of it: pages, `explain`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platguard.inline_tests import TestResult
    from platguard.model.standard import Grade, Rule, Tightening

WHERE = {
    "kubernetes": "Kubernetes manifests",
    "kustomize": "Kustomizations",
    "helm": "Helm charts",
    "compose": "Compose files",
    "dockerfile": "Dockerfiles",
    "github-actions": "GitHub workflows and actions",
    "scripts": "scripts, Makefiles and other files that hold commands",
    "ansible": "Ansible playbooks and tasks",
    "serverless": "files of the Serverless Framework",
    "version-files": "files that name the version of a language",
    "dotenv": "`.env` and INI files",
    "repository": "the repository itself",
    "register": "the register of exceptions",
}
"""What people call each of PLATFORMS."""
_CONDITIONS = {
    "for_each": "For each of",
    "when": "It applies where",
    "require": "It asks that",
    "deny": "It fails where",
    "warn": "It warns where",
}
_FORMER = {"when": "It applied where", "require": "It asked that", "deny": "It failed where"}


def places(rule: Rule) -> str:
    """Where it finds what it looks at: `Dockerfiles and Compose files`; empty for anywhere."""
    names = [WHERE[platform] for platform in rule.platforms]
    return ", ".join(names[:-1]) + (" and " if names[1:] else "") + names[-1] if names else ""


def conditions(rule: Rule) -> Iterator[tuple[str, str]]:
    """(words, code) of each thing that the rule asks."""
    for key, words in _CONDITIONS.items():
        if code := getattr(rule, key):
            yield words, code
    if rule.schema is not None:
        yield "It asks that the object meets the JSON Schema", _indented(rule.schema)
    if rule.let:
        yield "with", "\n".join(f"{name} = {value}" for name, value in rule.let.items())


def former_conditions(rule: Rule, was: Tightening) -> Iterator[tuple[str, str]]:
    """(words, code) of what the rule asked before its last revision, where that differs."""
    for key, words in _FORMER.items():
        code = getattr(was, key)
        if code and code != getattr(rule, key):
            yield words, code
    if rule.when and not was.when:
        yield "It applied everywhere", ""
    if was.schema is not None and was.schema != rule.schema:
        yield "It asked that the object meets the JSON Schema", _indented(was.schema)


def graded(grade: Grade) -> str:
    """`high, at most a note`."""
    limit = f", at most a {grade.level_at_most}" if grade.level_at_most else ""
    return f"{grade.severity}{limit}"


def examples(results: Iterable[TestResult]) -> tuple[TestResult | None, TestResult | None]:
    """The tests that show best what a rule finds, and what it is content with.

    Those are tests that find what they expect; of the latter one that sets no param, if there is
    one. `results` is read no further than needed.
    """
    failing = passing = None
    for result in results:
        if not result.passed:
            continue
        expected = result.test.expect
        if expected == "fail":
            failing = failing or result
        elif expected in ("pass", "none") and (passing is None or passing.test.params):
            passing = passing if passing and result.test.params else result
        if failing and passing and not passing.test.params:
            break
    return failing, passing


def said(values: object) -> str:
    """The value of a param as people would say it: `latest, lts`, `true`, `none`."""
    if isinstance(values, list | tuple):
        return ", ".join(map(said, values)) or "none"
    return str(values).lower() if isinstance(values, bool) else str(values)


def _indented(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
