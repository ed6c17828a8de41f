"""CODEOWNERS as GitHub and GitLab read it.

The patterns in `cases/code_owners_patterns.json` are those of hmarr/codeowners, testdata, at
11d3ff2659b7 (MIT License, Copyright (c) 2020 Harry Marr).
"""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.facts.code_owners import GITHUB, GITLAB, extract
from platguard.model.facts import CodeOwnersFact, CodeOwnershipFact
from platguard.relations.code_owners import Owners, reader_of
from repository.reading import code_owners, facts

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases/code_owners_patterns.json").read_text()
)
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_patterns_match_what_they_match_on_github(case: dict[str, Any]) -> None:
    pattern = case["pattern"].replace(" ", "\\ ")
    owners = Owners(code_owners(f"{pattern} @acme/shop\n"), GITHUB)
    assert {path: bool(owners.of(path)) for path in case["paths"]} == case["paths"]


@pytest.mark.parametrize(
    ("text", "path", "owners"),
    [
        ("* @all\n*.py @python\n", "a/b.py", ["@python"]),
        ("*.py @python\n* @all\n", "a/b.py", ["@all"]),
        ("* @all\n/docs/\n", "docs/a.md", []),
        ("* @all @acme/shop a@b.example @all\n", "a", ["@all", "@acme/shop", "a@b.example"]),
        ("* @all # was @old\n", "a", ["@all"]),
        ("a\\ b/ @all\n", "a b/c", ["@all"]),
        ("/apps/[id]/ @all\n", "apps/[id]/page.tsx", ["@all"]),
        ("/apps/[id]/ @all\n", "apps/i/page.tsx", []),
        ("* @all\n/a/ nobody\n", "a/b", ["@all"]),
        ("* @all\n!a @all\n", "a", ["@all"]),
        ("* @all\n[Docs]\n/docs/ @writers\n", "docs/a", ["@writers"]),
    ],
)
def test_github(text: str, path: str, owners: list[str]) -> None:
    assert Owners(code_owners(text), GITHUB).of(path) == owners


@pytest.mark.parametrize(
    ("text", "path", "owners"),
    [
        ("[Code]\n* @all\n[Docs]\n/docs/ @writers\n", "docs/a", ["@all", "@writers"]),
        ("[Code]\n* @all\n[Docs] @writers\n/docs/\n", "docs/a", ["@all", "@writers"]),
        ("[Docs] @writers # was @old\n/docs/\n", "docs/a", ["@writers"]),
        ("[Docs][2] @writers @acme/all\n/docs/\n", "docs/a", ["@writers", "@acme/all"]),
        ("^[Docs] @writers\n/docs/ @own\n", "docs/a", ["@own"]),
        ("[Code]\n* @a\n[code]\n* @b\n", "x", ["@b"]),
        ("* @@maintainer\n", "x", ["@@maintainer"]),
        ("lib/ @all\n", "a/lib/b/c", ["@all"]),
        ("docs @all\n", "docs/a", []),
        ("* @all\n!*.rb\n", "a.rb", []),
        ("a/b.md @all\n", "c/a/b.md", ["@all"]),
    ],
)
def test_gitlab(text: str, path: str, owners: list[str]) -> None:
    assert sorted(Owners(code_owners(text), GITLAB).of(path)) == sorted(owners)


@pytest.mark.parametrize(
    ("text", "reader", "line"),
    [
        ("# all\n* alice\n", "", 2),
        ("* @acme/shop @\n", "", 1),
        ("[Docs]\n", GITHUB, 1),
        ("* @@developer\n", GITHUB, 1),
        ("!a @all\n", GITHUB, 1),
        ("\\#a @all\n", GITHUB, 1),
    ],
)
def test_what_is_not_read_as_it_was_meant(text: str, reader: str, line: int) -> None:
    [fault] = code_owners(text).faults
    assert (fault.reader, fault.line) == (reader, line)


def test_who_reads_it() -> None:
    assert reader_of(["a", ".github/workflows/ci.yml", ".gitlab-ci.yml"]) == GITHUB
    assert reader_of(["a", ".gitlab-ci.yml"]) == GITLAB
    assert reader_of(["a"]) == GITHUB


def test_a_pattern_of_many_stars_takes_no_time() -> None:
    owners = Owners(code_owners("*" + "a*" * 40 + "b @all\n"), GITHUB)
    started = process_time()
    assert owners.of("a" * 2_000) == []
    assert process_time() - started < 1


@given(st.binary(max_size=200))
def test_any_bytes_give_one_fact(data: bytes) -> None:
    for fact in extract(data).facts:
        assert isinstance(fact, CodeOwnersFact)
        for reader in (GITHUB, GITLAB):
            Owners(fact, reader).of("a/b")


def ownership(owners: str, *paths: str) -> CodeOwnershipFact:
    """How a CODEOWNERS file at the root covers manifests at some paths."""
    files = dict.fromkeys(paths, POD) | ({"CODEOWNERS": owners} if owners else {})
    [fact] = facts(files, CodeOwnershipFact)
    return fact


def test_folders_without_an_owner_are_joined_to_the_outermost() -> None:
    paths = ("apps/a/x.yaml", "apps/b/x.yaml", "eu/a/x.yaml", "eu/b/c/x.yaml", "x.yaml")
    fact = ownership("/apps/a/ @all\n", *paths)
    assert (fact.covered, fact.folders) == (1, 5)
    assert fact.unowned == ["apps/b/", "eu/", "the root"]
    assert fact.unowned_told == "apps/b/, eu/ and the root have"


def test_one_file_without_an_owner_leaves_its_folder_uncovered() -> None:
    fact = ownership("/a/x.yaml @all\n", "a/x.yaml", "a/y.yaml")
    assert (fact.covered, fact.unowned, fact.unowned_told) == (0, ["a/"], "a/ has")


def test_what_has_no_name_is_no_manifest() -> None:
    note = "apiVersion: release-notes/v2\nkind: bug-fix\n"
    [fact] = facts({"notes/1.yaml": note, "tests/x.yaml": POD}, CodeOwnershipFact)
    assert fact.folders == 0


@pytest.mark.parametrize(
    ("path", "misnamed"),
    [
        (".github/CODEOWNERS.md", ".github/CODEOWNERS.md"),
        ("CODEOWNERS.txt", "CODEOWNERS.txt"),
        ("notes/CODEOWNERS.md", ""),
        ("CODEOWNERS", ""),
    ],
)
def test_a_name_that_nothing_reads_is_told(path: str, misnamed: str) -> None:
    [fact] = facts({path: "* @acme/shop\n", "x.yaml": POD}, CodeOwnershipFact)
    assert (fact.misnamed, fact.file) == (misnamed, "" if path != "CODEOWNERS" else path)
