"""Steps as they run: the events, guards and texts of those who call them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.facts import bind, workflows
from platguard.facts.job_guards import BY_STRENGTH, strongest
from platguard.inline_tests import facts_of
from platguard.model.facts import Fact, JobFact, PipelineFact, StepRunFact
from platguard.relations import Whole, step_runs

HEAD = "github.event.pull_request.head.sha"
TITLE = "github.event.issue.title"
FOLDER = ".github/workflows/"
CALLED = f"{FOLDER}called.yml"
GUARDS = ["", ", environment: review", ", if: github.event.label.name == 'ok'"]


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
    ("written", "found"),
    [
        (HEAD, f"inputs.what, which is {HEAD}"),
        ("github.sha", ""),
        ("github.event.pull_request.number", ""),
    ],
)
def test_what_is_checked_out_may_be_an_input(written: str, found: str) -> None:
    text = caller("pull_request_target", f'with: {{what: "${{{{ {written} }}}}"}}')
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


@st.composite
def call_graphs(draw: st.DrawFn) -> dict[str, str]:
    """Some workflows that call each other in any way, each with one step of its own."""
    names = [f"w{number}.yml" for number in range(draw(st.integers(1, 6)))]
    files = {}
    for name in names:
        on = draw(
            st.sampled_from(["workflow_call", "push", "issue_comment", "[workflow_call, push]"])
        )
        called_by_it = draw(st.lists(st.sampled_from(names), max_size=3))
        jobs = "".join(
            f"  j{index}: {{uses: './{FOLDER}{target}'{draw(st.sampled_from(GUARDS))}}}\n"
            for index, target in enumerate(called_by_it)
        )
        files[FOLDER + name] = f"on: {on}\njobs:\n{jobs}  own: {{steps: [{checkout(HEAD)}]}}\n"
    return files


@given(files=call_graphs(), data=st.data())
def test_an_answer_depends_on_no_order(files: dict[str, str], data: st.DataObject) -> None:
    found = [
        fact
        for path, text in files.items()
        for fact in bind(workflows.extract(text.encode()).facts, path)
    ]
    whole = Whole(paths=list(files))
    told = {run.path: run for run in step_runs.relate(found, whole)}
    shuffled = data.draw(st.permutations(found))
    assert {run.path: run for run in step_runs.relate(shuffled, whole)} == told
    assert {path: (run.triggers, run.guard) for path, run in told.items()} == worst(found)


def worst(found: list[Fact]) -> dict[str, tuple[list[str], str]]:
    """By path the triggers and the guard of the worst way to run it, looked for from its end."""
    pipelines = [fact for fact in found if isinstance(fact, PipelineFact)]
    own = {p.path: [name for name in p.triggers if name != "workflow_call"] for p in pipelines}
    callers = [fact for fact in found if isinstance(fact, JobFact) and fact.uses]

    def ways(path: str, guard: str, seen: frozenset[str]) -> Iterator[tuple[list[str], str]]:
        if own[path]:
            yield own[path], guard
        for job in callers:
            if job.uses == f"./{path}" and job.path not in seen:
                yield from ways(job.path, strongest(guard, job.guard), seen | {job.path})

    return {
        p.path: min(
            ways(p.path, "", frozenset({p.path})),
            key=lambda way: ("issue_comment" not in way[0], -BY_STRENGTH.index(way[1])),
            default=(p.triggers, ""),
        )
        for p in pipelines
    }


@pytest.mark.parametrize("length", [5, 19])
@pytest.mark.parametrize("reverse", [False, True])
def test_a_long_chain_of_calls_is_followed(length: int, reverse: bool) -> None:
    # By their names the one that is called last is asked for last, or first.
    names = sorted((f"{FOLDER}w{number:02}.yml" for number in range(length + 1)), reverse=reverse)
    files = {
        name: caller("workflow_call" if index else "issue_comment", uses=f"./{names[index + 1]}")
        for index, name in enumerate(names[:-1])
    }
    (run,) = runs(files | {names[-1]: called(checkout(HEAD))})
    assert run.triggers == ["issue_comment"]
