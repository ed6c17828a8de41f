"""YAML is read as the reader that it is meant for reads it."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from platguard.parsers import parse

from .golden_table import HEADER, Case, cases


def typed(value: Any) -> str:
    """JSON text, in which `1`, `true` and `"1"` differ, and `1` and `1.0` do not."""

    def plain(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: plain(item) for key, item in part.items()}
        if isinstance(part, list):
            return [plain(item) for item in part]
        if isinstance(part, bool) or not isinstance(part, int | float):
            return part
        # Beyond 64 bits, JSON is decoded as a float.
        number = float(part)
        return int(part) if number.is_integer() and abs(number) < 2**63 else number

    return json.dumps(plain(value), sort_keys=True)


@pytest.mark.parametrize("case", cases("kubernetes"), ids=lambda case: case.name)
def test_kubernetes_reads_what_kubectl_sends(case: Case) -> None:
    parsed = parse(f"{HEADER}{case.text}\n".encode(), "kubernetes")
    if case.refused:
        assert parsed.problems
        return
    assert not parsed.problems
    value = dict(parsed.documents[0].value)
    for name in ("apiVersion", "kind", "metadata"):
        del value[name]
    assert typed(value) == typed(case.value)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What kubectl sends for each case that it takes, in a file of its own, by name of the case.

    One process reads all files, because each start of one takes long.
    """
    folder = tmp_path_factory.mktemp("kubectl")
    taken = [case for case in cases("kubernetes") if not case.refused]
    for number, case in enumerate(taken):
        (folder / f"{number:04}.yaml").write_text(f"{HEADER}{case.text}\n", "utf-8")
    told = annotated(str(folder))
    assert told.returncode == 0, told.stderr
    text, found = told.stdout.decode(), []
    while text := text.lstrip():
        value, end = json.JSONDecoder().raw_decode(text)
        found.append(value)
        text = text[end:]
    assert len(found) == len(taken) > 100
    return {case.name: value for case, value in zip(taken, found, strict=True)}


def annotated(path: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """What kubectl makes of files, or of `given` where the path is `-`."""
    command = ["kubectl", "annotate", "--local", "-o", "json", "-f", path, "a=b"]
    return subprocess.run(command, input=given, capture_output=True, check=False)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
@pytest.mark.parametrize("case", cases("kubernetes"), ids=lambda case: case.name)
def test_the_table_is_what_kubectl_sends(case: Case, request: pytest.FixtureRequest) -> None:
    if case.refused:
        assert annotated("-", f"{HEADER}{case.text}\n".encode()).returncode != 0
        return
    value = dict(request.getfixturevalue("sent")[case.name])
    for name in ("apiVersion", "kind", "metadata"):
        del value[name]
    assert typed(value) == typed(case.value)


@pytest.mark.parametrize("dialect", ["workflow", "strict"])
@pytest.mark.parametrize("case", cases("core"), ids=lambda case: case.name)
def test_core_schema(case: Case, dialect: str) -> None:
    parsed = parse(f"{case.text}\n".encode(), dialect)
    assert not parsed.problems
    assert typed(parsed.documents[0].value) == typed(case.value)


@pytest.mark.parametrize("case", cases("strict"), ids=lambda case: case.name)
def test_strict_refuses_what_readers_disagree_about(case: Case) -> None:
    parsed = parse(f"{case.text}\n".encode(), "strict")
    assert not parsed.documents
    assert len(parsed.problems) == 1
