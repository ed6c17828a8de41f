"""Whatever a file holds: extractors answer, and no fact holds the value of a secret."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard import facts, parsers
from platguard.facts import compose, credentials, secrets, sops_files, swarm
from platguard.facts.durations import go_duration_seconds
from platguard.facts.objects import objects_of
from platguard.facts.variables import resolve
from platguard.model.document import Map

PATHS = [
    "Dockerfile",
    ".github/workflows/a.yml",
    "action.yml",
    "pyproject.toml",
    "package.json",
    ".python-version",
    ".nvmrc",
    ".ruby-version",
    ".tool-versions",
    "go.mod",
    "runtime.txt",
    "Pipfile",
    "setup.cfg",
    "setup.py",
    "Gemfile",
    "composer.json",
    "global.json",
    "a.csproj",
    "pom.xml",
    "build.gradle",
    ".java-version",
    ".sdkmanrc",
    "mise.toml",
    "a.sh",
    "Makefile",
    "Jenkinsfile",
    ".env",
    ".env.example",
    "a.ini",
    "values.yaml",
]
NAMES = (
    "services web deploy mode placement networks driver environment image build args secrets data"
    " stringData kind apiVersion metadata name spec encryptedData sops jobs steps uses with run"
    " strategy matrix include exclude container python-version env command ports configs"
    " on runs using permissions runs-on labels if needs environment services credentials"
)
KEYS = st.sampled_from([*NAMES.split(), "", "0"])
SCALARS = st.sampled_from(
    [
        *(None, True, 3.1, -1, "", "Secret", "v1", "SealedSecret", "bitnami.com/v1alpha1"),
        *("actions/setup-python@v5", "${{ matrix.v }}", "{{ .Values.x }}", "${A:-b}"),
        *("python:3.9", "ENC[A,b]"),
    ]
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)


@pytest.mark.parametrize("path", PATHS)
@given(data=st.binary(max_size=200))
def test_any_bytes(path: str, data: bytes) -> None:
    kind = facts.kind_of(path)
    assert kind is not None
    facts.extract(data, kind)


@given(VALUES)
def test_any_document(value: Any) -> None:
    data = json.dumps(value).encode()
    for kind in map(
        facts.kind_of, (".github/workflows/a.yml", "action.yml", "package.json", "values.yaml")
    ):
        assert kind is not None
        facts.extract(data, kind)
    for document in parsers.parse(data, "kubernetes").documents:
        compose.extract_document(document)
        sops_files.extract_sops(document)
        if isinstance(document.value, Map):
            for found in objects_of(document.value):
                secrets.extract_object(found)
            swarm.signals_of_file(document.value)
            credentials.in_container(document.value, "", "", "")


@pytest.mark.parametrize("operation", ["[]", "{a: b}", "null", "3", "{}"])
def test_an_operation_may_be_of_any_type(operation: str) -> None:
    kind = facts.kind_of("patch.yaml")
    assert kind is not None
    found = facts.extract(f"- {{op: {operation}, path: /spec/a, value: 1}}\n".encode(), kind)
    assert not found.facts


@given(st.text("abcdefgh", min_size=12), st.sampled_from(["data", "stringData"]))
def test_no_value_of_a_secret_is_kept(value: str, field: str) -> None:
    text = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: x}}\n{field}: {{k: {value}}}\n"
    (document,) = parsers.parse(text.encode(), "kubernetes").documents
    (found,) = objects_of(document.value)
    assert value not in str([asdict(fact) for fact in secrets.extract_object(found)])


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0),
        ("0s", 0),
        ("1h", 3600),
        ("1h30m", 5400),
        ("1.5h", 5400),
        ("500ms", 1),
        ("1h0m0s", 3600),
        ("", None),
        ("1", None),
        ("1d", None),
        ("h", None),
        ("1h ", None),
        ("-1h", None),
    ],
)
def test_durations_of_go(written: str, seconds: int | None) -> None:
    assert go_duration_seconds(written) == seconds


@pytest.mark.parametrize(
    ("text", "value", "is_known"),
    [
        ("a", "a", True),
        ("$A", "1", True),
        ("${A}b", "1b", True),
        ("${B}", "${B}", False),
        ("${B:-x}", "x", True),
        ("${E:-x}", "x", True),
        ("${E-x}", "", True),
        ("${B:-${A}}", "1", True),
        ("${B:-${C}}", "${B:-${C}}", False),
        ("${A:+x}", "x", True),
        ("${B:?no}", "${B:?no}", False),
        ("$$A", "$A", True),
        ("5$", "5$", True),
        ("${A", "${A", False),
    ],
)
def test_variables(text: str, value: str, is_known: bool) -> None:
    assert resolve(text, {"A": "1", "E": ""}) == (value, is_known)


def test_a_dockerfile_escapes_with_a_backslash() -> None:
    assert resolve(r"\$A$A", {"A": "1"}, r"\$") == ("$A1", True)
