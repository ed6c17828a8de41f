"""Steps as they run: the events, guards and texts of those who call them."""

from __future__ import annotations

from typing import Any

import pytest

from platguard.inline_tests import facts_of
from platguard.model.facts import StepRunFact

HEAD = "github.event.pull_request.head.sha"
TITLE = "github.event.issue.title"
CALLED = ".github/workflows/called.yml"


def runs(files: dict[str, str]) -> list[StepRunFact]:
    """The steps of the files as they run."""
    return [fact for fact in facts_of(files, "step_run") if isinstance(fact, StepRunFact)]


def caller(on: str, job: str = "", uses: str = f"./{CALLED}") -> str:
    """A workflow of one job that calls another."""
    return f'on: {on}\njobs: {{call: {{uses: "{uses}"{job and ", " + job}}}}}\n'


def called(step: str, on: str = "workflow_call") -> str:
    """A workflow of one step."""
    return f"on: {on}\njobs: {{work: {{steps: [{step}]}}}}\n"


def checkout(ref: str) -> str:
    """A step that checks out a ref."""
    return f'{{uses: actions/checkout@v4.2.2, with: {{ref: "${{{{ {ref} }}}}"}}}}'


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"a.yml": caller("pull_request_target")},
            {
                "triggers": ["pull_request_target"],
                "called_by": "job call of .github/workflows/a.yml",
                "unknown": [],
                "privileged": True,
            },
            id="what it does is up to who calls it",
        ),
        pytest.param(
            {"a.yml": caller("push"), "b.yml": caller("[issue_comment]")},
            {"triggers": ["issue_comment"], "called_by": "job call of .github/workflows/b.yml"},
            id="of two callers the one that strangers reach",
        ),
        pytest.param(
            {"a.yml": caller("workflow_run", "permissions: {contents: read}")},
            {"privileged": False},
            id="a token that only reads",
        ),
        pytest.param(
            {"a.yml": caller("workflow_run", "permissions: {contents: read}, secrets: inherit")},
            {"privileged": True},
            id="a token that only reads, and every secret",
        ),
        pytest.param(
            {"a.yml": caller("pull_request_target", "environment: review")},
            {"guard": "environment"},
            id="a guard of the caller",
        ),
        pytest.param(
            {
                "a.yml": caller("issue_comment", uses="./.github/workflows/b.yml"),
                "b.yml": caller("workflow_call", "if: github.event.label.name == 'ok'"),
            },
            {"triggers": ["issue_comment"], "guard": "label"},
            id="a caller that is called itself",
        ),
        pytest.param(
            {"a.yml": caller("pull_request_target", uses=f"$/{CALLED}")},
            {"triggers": ["pull_request_target"]},
            id="at the commit of the caller",
        ),
        pytest.param(
            {"a.yml": caller("pull_request_target", uses=f"acme/x/{CALLED}@v1")},
            {"called_by": "", "unknown": ["triggers"]},
            id="a workflow of that name elsewhere",
        ),
        pytest.param(
            {"a.yml": caller("workflow_call", uses="./.github/workflows/a.yml")},
            {"called_by": "", "unknown": ["triggers"]},
            id="nobody, and one that calls itself",
        ),
    ],
)
def test_what_callers_bring(files: dict[str, str], expected: dict[str, Any]) -> None:
    paths = {f".github/workflows/{name}": text for name, text in files.items()}
    (run,) = runs({**paths, CALLED: called(checkout(HEAD))})
    assert {name: getattr(run, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (HEAD, f"inputs.what, which is {HEAD}"),
        ("github.sha", ""),
        ("github.event.pull_request.number", ""),
    ],
)
def test_what_is_checked_out_may_be_an_input(given: str, found: str) -> None:
    text = caller("pull_request_target", f'with: {{what: "${{{{ {given} }}}}"}}')
    (run,) = runs({".github/workflows/a.yml": text, CALLED: called(checkout("inputs.what"))})
    assert run.checkout == found


def test_a_branch_that_a_caller_names_is_one_of_the_repository() -> None:
    text = caller("pull_request_target", 'with: {what: "${{ github.head_ref }}"}')
    (run,) = runs({".github/workflows/a.yml": text, CALLED: called(checkout("inputs.what"))})
    assert (run.checkout, run.guard) == ("inputs.what, which is github.head_ref", "own-branch")


def test_text_goes_through_every_call() -> None:
    action = (
        "runs: {using: composite, steps: [{shell: bash, run: 'echo ${{ inputs.Text }} "
        "${{ inputs.other }}'}]}\n"
    )
    uses = '{uses: ./greet, with: {text: "${{ inputs.title }}", other: "${{ github.sha }}"}}'
    files = {
        ".github/workflows/a.yml": caller("issues", f'with: {{title: "${{{{ {TITLE} }}}}"}}'),
        CALLED: called(uses),
        "greet/action.yml": action,
    }
    run = runs(files)[-1]
    assert [
        (text.expression, text.origin, text.given_by, text.triggers) for text in run.untrusted_texts
    ] == [("inputs.Text", TITLE, f"job work step ./greet of {CALLED}", ["issues"])]
    assert run.input_texts == []


@pytest.mark.parametrize(
    ("on", "files", "found"),
    [
        ("workflow_dispatch", {}, ["inputs.title"]),
        ("workflow_call", {}, ["inputs.title"]),
        ("workflow_call", {"a.yml": caller("push", "with: {title: one}")}, []),
        ("[workflow_call, workflow_dispatch]", {"a.yml": caller("push")}, ["inputs.title"]),
    ],
)
def test_inputs_of_people(on: str, files: dict[str, str], found: list[str]) -> None:
    paths = {f".github/workflows/{name}": text for name, text in files.items()}
    step = "{run: 'echo ${{ inputs.title }}'}"
    (run,) = runs({**paths, CALLED: called(step, on)})
    assert [text.expression for text in run.input_texts] == found
    assert run.untrusted_texts == []


def test_workflows_that_call_each_other_often_cost_little() -> None:
    names = [f".github/workflows/w{index}.yml" for index in range(60)]
    jobs = ", ".join(f'j{index}: {{uses: "./{name}"}}' for index, name in enumerate(names))
    text = (
        f"on: [workflow_call, issue_comment]\njobs: {{{jobs}, a: {{steps: [{checkout(HEAD)}]}}}}\n"
    )
    found = runs(dict.fromkeys(names, text))
    assert {run.triggers[0] for run in found} == {"issue_comment"}
    assert len(found) == len(names)
