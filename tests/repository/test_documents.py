"""READMEs, runbooks and the catalog: what counts, and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scan.projects import Project

from platguard.facts.documentation import prose_length, title_of
from platguard.model.facts import (
    CatalogEntityFact,
    ComponentFact,
    DocumentFact,
    RepositoryFact,
    ToolCategoryFact,
)
from platguard.relations.documents import is_runbook
from repository.reading import facts

COMPONENT = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: NAME}
spec: {type: service, lifecycle: production, owner: OWNER}
"""


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("# Shop\n\nTakes orders.\n", 13),
        ("Shop\n====\n\nTakes   orders.\n", 13),
        ("[![build](https://ci.example/a.svg)](https://ci.example)\nTakes orders.\n", 13),
        ("![logo](logo.png) Takes orders.\n", 13),
        ("[![build][badge]][ci]\nTakes orders.\n\n[badge]: https://ci.example/a.svg\n", 13),
        ('<p align="center"><img src="a.png"></p>\nTakes orders.\n', 13),
        (".. image:: a.png\n   :target: https://ci.example\n\nTakes orders.\n", 13),
        ("= Shop\n\nimage:a.svg[build]\nTakes orders.\n", 13),
        ("", 0),
    ],
)
def test_what_a_readme_says(text: str, length: int) -> None:
    assert prose_length(text.encode()) == length


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "[![ok](a.svg)](b)\n\n# Awesome Compose [![Awesome](a.svg)](https://awesome.re)\n",
            "Awesome Compose",
        ),
        ("Shop Samples\n============\n\nText.\n", "Shop Samples"),
        ("= Shop\n\nText.\n", "Shop"),
        ('<h1 align="center">Shop</h1>\n', "Shop"),
        ("# [Shop](https://shop.example)\n", "Shop"),
        ("A shop.\n\n## Examples\n\nRun it.\n", ""),
        ("# ![logo](a.png)\n\n# Shop\n", "Shop"),
        ("", ""),
    ],
)
def test_the_title_of_a_readme(text: str, title: str) -> None:
    assert title_of(text.encode()) == title


@given(st.binary(max_size=300))
def test_a_readme_never_says_more_than_it_holds(data: bytes) -> None:
    assert 0 <= prose_length(data) <= len(data)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("runbook.md", True),
        ("RUNBOOK", True),
        ("docs/runbook.md", True),
        ("docs/runbooks/checkout.md", True),
        ("ops/run-books/checkout.adoc", True),
        ("runbooks/eu/checkout.md", True),
        ("runbooks/checkout.png", False),
        ("src/runbook.py", False),
        ("src/runbooks/__init__.py", False),
        ("tests/runbook.md", False),
        ("docs/examples/runbook.md", False),
        ("docs/runbookshelf.md", False),
    ],
)
def test_runbooks(path: str, expected: bool) -> None:
    assert is_runbook(path) is expected


def document(files: dict[str, str], role: str) -> DocumentFact:
    """The README or the runbook of a repository."""
    [fact] = [fact for fact in facts(files, DocumentFact) if fact.role == role]
    return fact


def test_the_readme_that_github_shows_counts() -> None:
    files = {
        "README.md": "The root.",
        "docs/README.md": "Documents.",
        "a/README.md": "Longer text.",
    }
    assert document(files, "readme").evidence == "README.md"
    assert document({**files, ".github/README.md": "GitHub."}, "readme").length == len("GitHub.")
    assert document({"docs/readme.rst": "Documents."}, "readme").evidence == "docs/readme.rst"


@pytest.mark.parametrize(
    ("title", "runs"),
    [
        ("# Kubernetes Examples", False),
        ("# Awesome Compose", False),
        ("# Examples", False),
        ("# Sample Application", True),
        ("# Examples of everything, a shop", True),
        ("# Awesomeness", True),
    ],
)
def test_nobody_is_on_call_for_a_collection_of_examples(title: str, runs: bool) -> None:
    files = {"README.md": f"{title}\n\n## Examples\n", "shop/Dockerfile": "FROM a:1\n"}
    assert document(files, "runbook").runs is runs
    [component] = facts(files, ComponentFact)
    assert component.has_substance is runs
    assert {fact.is_service for fact in facts(files, ToolCategoryFact)} == {runs}


def test_a_service_in_the_catalog_is_one_whatever_the_readme_is_called() -> None:
    files = {"README.md": "# Lab Samples\n", "catalog-info.yaml": COMPONENT}
    assert document(files, "runbook").runs


def test_a_readme_behind_a_link_is_not_read(project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("A secret. " * 100)
    (project.folder / "README.md").symlink_to(outside)
    scanned = project.write({"compose.yml": "services: {}\n"}).scan(rules=("readme",))
    assert [found["outcome"] for found in scanned.findings("readme")] in ([], ["unknown"], ["fail"])
    assert "secret" not in scanned.text


def test_the_names_of_a_component() -> None:
    [fact] = facts(
        {
            "catalog-info.yaml": COMPONENT.replace("OWNER", "group:default/payments")
            .replace("NAME", "checkout, links: [{url: x, title: The Run-Book}]")
            .replace("type:", "dependsOn: [API:x/orders, stock], type:")
        },
        CatalogEntityFact,
    )
    assert (fact.owner, fact.runbooks) == ("payments", ["The Run-Book"])
    assert fact.depends_on == ["api:x/orders", "component:default/stock"]


def test_wrong_types_leave_a_component_without_them() -> None:
    text = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: [a]\nspec: 1\n"
    [fact] = facts({"catalog-info.yaml": text}, ComponentFact)
    assert [fault.partition(" ")[0] for fault in fact.faults] == [
        *("metadata.name", "spec.owner", "spec.type", "spec.lifecycle")
    ]


def test_no_catalog_is_a_fault_in_the_profile_strict_only(project: Project) -> None:
    other = COMPONENT.replace("kind: C", "kind: Not-C")
    project.write({"README.md": "# A\n", "a.yaml": other, "go.mod": "module a\ngo 1.26\n"})
    assert project.scan(rules=("catalog-info",)).findings("catalog-info") == []
    project.write({"platguard.yaml": "profile: strict\n"})
    [finding] = project.scan(rules=("catalog-info",)).findings("catalog-info")
    assert finding["message"].startswith("no catalog-info.yaml found")


@pytest.mark.parametrize(
    ("files", "owner", "source"),
    [
        ({"a/catalog-info.yaml": COMPONENT}, "OWNER", "a/catalog-info.yaml"),
        (
            {"a.yaml": COMPONENT, "b.yaml": COMPONENT.replace("OWNER", "other")},
            "",
            "",
        ),
        ({"CODEOWNERS": "* @acme/shop\n/docs/ @writers\n"}, "@acme/shop", "CODEOWNERS"),
        ({"CODEOWNERS": "* @alice @bob\n"}, "", ""),
        ({"CODEOWNERS": "/deploy/ @acme/shop\n"}, "", ""),
        ({"tests/a.yaml": COMPONENT}, "", ""),
    ],
)
def test_whose_a_repository_is(files: dict[str, str], owner: str, source: str) -> None:
    [fact] = facts(files, RepositoryFact)
    assert (fact.owner, fact.owner_from) == (owner, source)
