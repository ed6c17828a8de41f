"""Jobs: the machines that they run on, the rights of their token, their events."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard import parsers
from platguard.facts.workflow_matrix import MOST_COMBINATIONS, matrix_values
from platguard.model.facts import JobFact, PipelineFact, RuntimeFact

from .reading import job, of_type


@pytest.mark.parametrize(
    ("written", "labels"),
    [
        ("runs-on: ubuntu-24.04", ["ubuntu-24.04"]),
        ("runs-on: Ubuntu-24.04", ["ubuntu-24.04"]),
        ("runs-on: [macos-14, macos-14-large]", ["macos-14", "macos-14-large"]),
        ("runs-on: [self-hosted, ubuntu-20.04]", []),
        ("runs-on: {group: big}", []),
        ("runs-on: {group: big, labels: [windows-2022]}", ["windows-2022"]),
        ("runs-on: big-machine", []),
        ("runs-on: '${{ inputs.os }}'", ["?"]),
        ("runs-on: [self-hosted, '${{ inputs.os }}']", []),
        ("runs-on: \"${{ inputs.big && 'big' || 'ubuntu-22.04' }}\"", ["ubuntu-22.04"]),
        (
            'runs-on: "${{ matrix.os }}"\n'
            "    strategy: {matrix: {os: [ubuntu-22.04, [self-hosted, ubuntu-20.04]]}}",
            ["ubuntu-22.04"],
        ),
        (
            "runs-on: \"ubuntu-${{ matrix.v }}\"\n    strategy: {matrix: {v: ['22.04', '24.04']}}",
            ["ubuntu-22.04", "ubuntu-24.04"],
        ),
        (
            'runs-on: "${{ matrix.t.os }}"\n'
            "    strategy: {matrix: {include: [{t: {os: macos-15}}]}}",
            ["macos-15"],
        ),
        ("runs-on: 5", []),
        ("runs-on: [[a], {b: c}]", []),
        ("steps: []", []),
    ],
)
def test_the_images_that_a_job_runs_on(written: str, labels: list[str]) -> None:
    found = of_type(job(f"    {written}"), RuntimeFact)
    assert ["?" if "version" in fact.unknown else fact.version for fact in found] == labels


def _matrix(text: str) -> dict[str, list[object]]:
    (document,) = parsers.parse(text.encode(), "workflow").documents
    return {name: [v for v, _ in values] for name, values in matrix_values(document.value).items()}


@pytest.mark.parametrize(
    ("matrix", "values"),
    [
        ("{os: [a, b], v: [1, 2]}", {"os": ["a", "b"], "v": [1, 2]}),
        ("{os: [a, b], exclude: [{os: a}]}", {"os": ["b"]}),
        ("{os: [a, b], v: [1], exclude: [{os: a, v: 1}]}", {"os": ["b"], "v": [1]}),
        ("{os: [a, b], v: [1, 2], exclude: [{os: a, v: 1}]}", {"os": ["a", "b"], "v": [2, 1]}),
        ("{os: [a], include: [{os: a, x: 1}]}", {"os": ["a"], "x": [1]}),
        ("{os: [a], include: [{os: b}]}", {"os": ["a", "b"]}),
        ("{os: [a], include: [{x: 1}]}", {"os": ["a"], "x": [1]}),
        ("{include: [{os: a}, {os: b}]}", {"os": ["a", "b"]}),
        ("{os: '${{ fromJSON(x) }}'}", {}),
        ("'${{ fromJSON(x) }}'", {}),
        ("{os: [], v: [1]}", {}),
    ],
)
def test_a_matrix(matrix: str, values: dict[str, list[object]]) -> None:
    assert _matrix(matrix) == values


@given(
    st.dictionaries(st.sampled_from("abc"), st.lists(st.integers(0, 3), max_size=4), max_size=3),
    st.lists(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3), max_size=2), max_size=3),
)
def test_every_value_of_a_matrix_is_written_there(
    axes: dict[str, list[int]], included: list[dict[str, int]]
) -> None:
    for name, values in _matrix(json.dumps({**axes, "include": included})).items():
        written = [*axes.get(name, []), *(entry[name] for entry in included if name in entry)]
        assert set(values) <= set(written)


def test_a_matrix_that_github_refuses_costs_nothing() -> None:
    axes = {f"k{i}": list(range(50)) for i in range(20)}
    assert set(_matrix(json.dumps(axes))) == set(axes)
    assert MOST_COMBINATIONS < 50**20


@pytest.mark.parametrize(
    ("on", "triggers"),
    [
        ("push", ["push"]),
        ("[push, pull_request]", ["push", "pull_request"]),
        ("{push: {branches: [main]}, workflow_call: null}", ["push", "workflow_call"]),
        ("null", []),
        ("[{}]", []),
    ],
)
def test_the_events_that_start_a_workflow(on: str, triggers: list[str]) -> None:
    (found,) = of_type(job("    runs-on: ubuntu-24.04", on), PipelineFact)
    assert found.triggers == triggers


@pytest.mark.parametrize(
    ("top", "own", "grants"),
    [
        ("", "", [("the workflow", "missing", [])]),
        ("permissions: {}", "", [("the workflow", "none", [])]),
        ("permissions: read-all", "", [("the workflow", "read-all", [])]),
        (
            "permissions: {contents: write, issues: read}",
            "",
            [("the workflow", "given", ["contents"])],
        ),
        ("", "permissions: write-all", [("job build", "write-all", [])]),
        (
            "permissions: {}",
            "permissions: {packages: write}",
            [("the workflow", "none", []), ("job build", "given", ["packages"])],
        ),
        ("permissions: 5", "", [("the workflow", "missing", [])]),
    ],
)
def test_what_is_said_of_the_token(
    top: str, own: str, grants: list[tuple[str, str, list[str]]]
) -> None:
    text = f"{top}\n" + job(f"    runs-on: ubuntu-24.04\n    {own}")
    (found,) = of_type(text, PipelineFact)
    assert [(g.holder, g.access, g.writes) for g in found.grants] == grants


def test_a_job_says_what_it_is() -> None:
    text = job(
        "    uses: ./.github/workflows/b.yml\n    secrets: inherit\n    environment: {name: live}\n"
        "    timeout-minutes: 5"
    )
    (found,) = of_type(text, JobFact)
    assert (found.uses, found.inherits_secrets) == ("./.github/workflows/b.yml", True)
    assert (found.environment, found.timeout_minutes) == ("live", 5)
