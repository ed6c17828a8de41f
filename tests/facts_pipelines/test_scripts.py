"""What is found in scripts; their text itself is never kept."""

from __future__ import annotations

from dataclasses import asdict
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard import facts
from platguard.model.facts import CredentialFact, PipelineFact, StepFact

from .reading import ACTION, WORKFLOW, facts_of, of_type, script


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('echo "::set-output name=tag::v1"', [("set-output", "tag", 6, 17)]),
        ("make\n  echo ::SET-ENV name=a::b", [("set-env", "a", 7, 18)]),
        (
            "echo '::add-path::/bin'; echo ::save-state name=x::1",
            [("add-path", "", 6, 17), ("save-state", "x", 6, 41)],
        ),
        ("echo ::set-output name=${{ matrix.x }}::1", [("set-output", "", 6, 16)]),
        ("# echo ::set-env name=a::b", []),
        ("make # ::set-env name=a::b", []),
        ('echo "#" ::set-env name=a::b', [("set-env", "a", 6, 20)]),
        ("std::set-env::x", []),
        ("echo ::set-env", []),
        ("echo ::error::set-env", []),
    ],
)
def test_retired_commands(text: str, found: list[tuple[str, str, int, int]]) -> None:
    (pipeline,) = of_type(script(text), PipelineFact)
    assert [(c.command, c.key, c.line, c.column) for c in pipeline.commands] == found


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("echo ${{ secrets.KEY }}", ["secrets.KEY"]),
        ("echo ${{secrets.KEY}} && make", ["secrets.KEY"]),
        ("if x; then echo '${{ secrets.KEY }}'; fi", ["secrets.KEY"]),
        ("Write-Host ${{ secrets.KEY }}", ["secrets.KEY"]),
        ("echo ${{ secrets.KEY }} >&2", ["secrets.KEY"]),
        ("echo ${{ secrets.KEY }} | docker login --password-stdin", []),
        ("echo ${{ secrets.KEY }} > key", []),
        ("echo ${{ secrets.KEY }} >> $GITHUB_ENV", []),
        ("echo 'a | b' ${{ secrets.KEY }}", ["secrets.KEY"]),
        ("KEY=$(echo ${{ secrets.KEY }})", []),
        ("deploy --key ${{ secrets.KEY }}", []),
        ("cat > f <<EOF\necho ${{ secrets.KEY }}\nEOF\nmake", []),
        ("echo ${{ vars.KEY }}", []),
    ],
)
def test_printed_secrets(text: str, printed: list[str]) -> None:
    found = [fact for fact in of_type(script(text), CredentialFact) if fact.shape == "printed"]
    assert [fact.key for fact in found] == printed


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("echo ${{ github.event.issue.title }}", ["github.event.issue.title"]),
        ("echo ${{ github.head_ref || github.ref }}", ["github.head_ref"]),
        ("echo ${{ github.head_ref == 'main' }}", []),
        ("echo ${{ github.event.issue.number }}", []),
        ("echo ${{ github.event.head_commit.message }}", ["github.event.head_commit.message"]),
        ("echo ${{ github.event.commits.*.message }}", ["github.event.commits.*.message"]),
        ("echo github.event.issue.title", []),
        ("echo ${{ github['event'].issue['title'] }}", ["github['event'].issue['title']"]),
        ("echo ${{ github.event.commits[0].message }}", ["github.event.commits[0].message"]),
        ("echo ${{ github.event.changes.title.from }}", ["github.event.changes.title.from"]),
        ("echo ${{ github.event.issue.titles }}", []),
        ("echo ${{ format('{0}-{1}', github.head_ref, 'x') }}", ["github.head_ref"]),
        ("echo ${{ format('github.head_ref {0}', github.sha) }}", []),
        ("echo ${{ github.event_name == 'x' && github.head_ref }}", ["github.head_ref"]),
        ("echo ${{ github.head_ref && 'a' || 'b' }}", []),
        ("echo ${{ !github.head_ref }}", []),
        ("echo ${{ toJSON(github) }}", ["github"]),
        ("echo ${{ toJSON(github.event.comment) }}", ["github.event.comment"]),
        ("echo ${{ toJSON(github.event.repository) }}", []),
        ("echo ${{ github.event }}", []),
        ("echo ${{ github.head_ref }} ${{ github.head_ref }}", ["github.head_ref"]),
        (
            "echo ${{ inputs.tag }}${{ github.event.inputs.x }}",
            ["inputs.tag", "github.event.inputs.x"],
        ),
    ],
)
def test_text_of_strangers(text: str, expressions: list[str]) -> None:
    (found,) = of_type(script(text), StepFact)
    assert [text.expression for text in found.untrusted_texts] == expressions


@pytest.mark.parametrize(
    ("env", "origins"),
    [
        ("TITLE: fixed", []),
        ("TITLE: '${{ github.event.issue.title }}'", ["github.event.issue.title"]),
        ("TITLE: '${{ github.event.issue.number }}'", []),
        ("TITLE: '${{ inputs.title }}'", ["inputs.title"]),
    ],
)
def test_text_by_way_of_a_variable(env: str, origins: list[str]) -> None:
    text = (
        "on: issues\nenv: {TITLE: '${{ github.head_ref }}'}\n"
        f"jobs: {{a: {{env: {{{env}}}, steps: [{{run: 'echo ${{{{ env.TITLE }}}}'}}]}}}}\n"
    )
    (found,) = of_type(text, StepFact)
    assert [text.origin for text in found.untrusted_texts] == origins


@given(st.text("abcdefgh", min_size=12, max_size=20))
def test_no_text_of_a_script_is_kept(value: str) -> None:
    text = script(f"deploy {value}\nexport X={value}; echo ::set-env name=A::{value}")
    assert value not in str([asdict(fact) for fact in facts_of(text)])


@pytest.mark.parametrize("path", [WORKFLOW, ACTION])
@pytest.mark.parametrize(
    "unit",
    [
        *("'", '"', "${{", "${{ secrets.a }}", "${{ github", "${{ github['", "fromJSON( "),
        *("::set-env ", "echo \\", "#", "a||", "<<A\n", "${{ a && github.head_ref }}"),
    ],
)
def test_a_long_script_takes_no_longer_than_its_length(path: str, unit: str) -> None:
    body = (unit * (200_000 // len(unit))).encode()
    lines = b"\n".join(b"        " + line for line in body.split(b"\n"))
    holder = "jobs:\n a:\n" if path == WORKFLOW else "runs:\n  using: composite\n"
    head = f"{holder}  steps:\n   - run: |\n".encode()
    kind = facts.kind_of(path)
    assert kind is not None
    started = process_time()
    facts.extract(head + lines + b"\n", kind)
    assert process_time() - started < 5
