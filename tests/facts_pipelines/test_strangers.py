"""Steps that take code of strangers, and what keeps strangers from starting them."""

from __future__ import annotations

import pytest

from platguard.model.facts import StepFact

from .reading import of_type

HEAD = "${{ github.event.pull_request.head.sha }}"


def _step(text: str) -> StepFact:
    return next(fact for fact in of_type(text, StepFact) if fact.checkout or "run" in fact.label)


@pytest.mark.parametrize(
    ("script", "checkout"),
    [
        ("gh pr checkout 5", "gh pr checkout"),
        ("sudo git -C src checkout " + HEAD, "git checkout github.event.pull_request.head.sha"),
        ('git checkout "$SHA"', "git checkout github.event.pull_request.head.sha"),
        ("git checkout main", ""),
        ("git push origin HEAD:${{ github.head_ref }}", ""),
        ("git fetch origin pull/5/head", ""),
        ("git fetch origin pull/5/head:pr && git switch pr", "git switch what it fetched"),
        ("git fetch origin pull/5/head\ngit diff FETCH_HEAD", ""),
        (
            "git clone ${{ github.event.pull_request.head.repo.clone_url }}",
            "git clone github.event.pull_request.head.repo.clone_url",
        ),
        ("# gh pr checkout 5\nmake", ""),
        ("echo 'gh pr checkout 5'", ""),
    ],
)
def test_scripts_that_check_out_what_strangers_wrote(script: str, checkout: str) -> None:
    lines = "\n".join(f"          {line}" for line in script.split("\n"))
    text = (
        f"on: pull_request_target\nenv: {{SHA: '{HEAD}'}}\n"
        f"jobs:\n  a:\n    steps:\n      - run: |\n{lines}\n"
    )
    assert _step(text).checkout == checkout


@pytest.mark.parametrize(
    ("condition", "guard"),
    [
        ("github.event.pull_request.head.repo.full_name == github.repository", "same-repository"),
        ("github.event.pull_request.head.repo.fork == false && success()", "same-repository"),
        ("github.event.pull_request.merged == true", "same-repository"),
        ("github.event_name == 'push'", "event"),
        ("github.event_name != 'pull_request_target'", "event"),
        (
            "github.event_name == 'push' || !github.event.pull_request.head.repo.fork",
            "same-repository",
        ),
        ("github.event_name == 'push' || github.actor == 'renovate[bot]'", "actor"),
        ("github.event_name == 'pull_request_target'", ""),
        ("contains(github.event.pull_request.labels.*.name, 'ok')", "label"),
        ("github.event.comment.author_association == 'MEMBER'", "actor"),
        ("needs.check.outputs.ok == 'true'", "condition"),
        ("always()", ""),
        ("github.event.action == 'opened'", ""),
    ],
)
def test_conditions_that_keep_strangers_away(condition: str, guard: str) -> None:
    text = (
        "on: [push, pull_request_target]\njobs:\n  a:\n"
        f'    if: "{condition}"\n    steps:\n      - {{run: make}}\n'
    )
    assert _step(text).guard == guard


def test_jobs_that_need_each_other_cost_nothing() -> None:
    names = ", ".join(f"j{i}" for i in range(200))
    jobs = "\n".join(f"  j{i}: {{needs: [{names}], steps: [{{run: x}}]}}" for i in range(200))
    found = of_type(f"on: pull_request_target\njobs:\n{jobs}\n", StepFact)
    assert {step.guard for step in found} == {""}


@pytest.mark.parametrize(
    ("job", "privileged"),
    [
        ("permissions: {contents: read}", False),
        ("permissions: {contents: read}, env: {A: '${{ secrets.GITHUB_TOKEN }}'}", False),
        ("permissions: {contents: read}, env: {A: '${{ secrets.A }}'}", True),
        ("permissions: {contents: write}", True),
        ("runs-on: x", True),
    ],
)
def test_what_a_job_has_at_hand(job: str, privileged: bool) -> None:
    text = f"on: workflow_run\njobs: {{a: {{{job}, steps: [{{run: make}}]}}}}\n"
    assert _step(text).privileged is privileged


@pytest.mark.parametrize(
    ("later", "runs_code", "pushes"),
    [
        ("{run: make}", True, False),
        ("{wait: x}", False, False),
        ("{uses: actions/upload-artifact@v4}", False, False),
        ("{uses: acme/build@v1}", True, False),
        ("{run: 'git push origin main'}", True, True),
        ("{uses: stefanzweifel/git-auto-commit-action@v5}", True, True),
    ],
)
def test_what_comes_after_a_checkout(later: str, runs_code: bool, pushes: bool) -> None:
    checkout = f"{{uses: actions/checkout@v4, with: {{ref: '{HEAD}'}}}}"
    text = f"on: pull_request_target\njobs: {{a: {{steps: [{checkout}, {later}]}}}}\n"
    found = of_type(text, StepFact)[0]
    assert (found.runs_code, found.pushes_later) == (runs_code, pushes)
