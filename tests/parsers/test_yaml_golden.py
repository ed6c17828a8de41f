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


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
@pytest.mark.parametrize("case", cases("kubernetes"), ids=lambda case: case.name)
def test_the_table_is_what_kubectl_sends(case: Case) -> None:
    told = subprocess.run(
        ["kubectl", "annotate", "--local", "-o", "json", "-f", "-", "a=b"],
        input=f"{HEADER}{case.text}\n".encode(),
        capture_output=True,
        check=False,
    )
    assert (told.returncode != 0) == case.refused
    if not case.refused:
        sent = json.loads(told.stdout)
        for name in ("apiVersion", "kind", "metadata"):
            del sent[name]
        assert typed(sent) == typed(case.value)


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
