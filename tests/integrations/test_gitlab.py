"""The jobs of the template for GitLab, run as a runner runs them, over real repositories."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from integrations.gitlab_server import GitLab, serving
from integrations.pipeline import Pipeline
from integrations.repositories import Forge, pod

VIOLATION = {"k8s/new.yaml": pod("new", privileged=True)}
MARKER = "<!-- platguard:comment -->"
Request = Callable[..., Pipeline]


@pytest.fixture
def merge_request(tmp_path: Path, forge: Forge, restored: Path) -> Request:
    """Checks out the end of a branch, as a pipeline for a merge request does."""

    def check(branch: str, *, depth: int = 0) -> Pipeline:
        project = tmp_path / "builds" / "api"
        forge.check_out(project, forge.git("rev-parse", f"refs/heads/{branch}"), depth)
        pipeline = Pipeline(tmp_path / "home", project, restored)
        pipeline.merge_request("main")
        return pipeline

    return check


@pytest.fixture
def server() -> Iterator[GitLab]:
    with serving() as server:
        yield server


def noted(pipeline: Pipeline, server: GitLab) -> Pipeline:
    pipeline.environment |= {"CI_API_V4_URL": server.api, "PLATGUARD_NOTE_TOKEN": "a-token"}
    return pipeline


def test_a_new_violation_fails_the_merge_request_that_brings_it(
    forge: Forge, merge_request: Request
) -> None:
    forge.commit(VIOLATION, "feature")
    pipeline = merge_request("feature")
    done = pipeline.run()
    assert done.exit == 1
    reports = pipeline.project / "platguard-reports"
    assert {file.name for file in reports.iterdir()} == {
        "codequality.json",
        "comment.md",
        "junit.xml",
        "platguard.json",
        "platguard.sarif",
    }
    assert json.loads((reports / "platguard.json").read_text())["drift"]["counts"]["new"]
    # GitLab compares with main itself, so it gets the old findings too.
    told = json.loads((reports / "codequality.json").read_text())
    assert {"k8s/new.yaml", "k8s/old.yaml"} <= {issue["location"]["path"] for issue in told}


def test_old_debt_fails_no_merge_request(forge: Forge, merge_request: Request) -> None:
    forge.commit({"docs/notes.md": "A change.\n"}, "feature")
    assert merge_request("feature").run().exit == 0


def test_the_default_branch_is_judged_as_a_whole(forge: Forge, merge_request: Request) -> None:
    pipeline = merge_request("main")
    pipeline.environment["CI_PIPELINE_SOURCE"] = "push"
    assert pipeline.run().exit == 1
    assert pipeline.run(fail_on="never").exit == 0


def test_a_configuration_of_an_old_commit_does_not_count(
    forge: Forge, merge_request: Request
) -> None:
    forge.commit({"platguard.yaml": "rules: {privileged: {enabled: false}}\n"})
    forge.commit(VIOLATION, "feature")
    forge.commit({"platguard.yaml": "rules: {privileged: {level: error}}\n"})
    # The branch began where the rule was off; what counts is what main says now.
    assert merge_request("feature").run().exit == 1


def test_missing_history_says_what_to_write(forge: Forge, merge_request: Request) -> None:
    forge.commit(VIOLATION, "feature")
    done = merge_request("feature", depth=1).run()
    assert done.exit == 2
    assert "GIT_DEPTH: 0" in done.log


def test_a_fork_is_held_against_the_project_that_it_came_from(
    forge: Forge, merge_request: Request
) -> None:
    base = forge.git("rev-parse", "main")
    forge.commit(VIOLATION, "feature")
    pipeline = merge_request("feature")
    # The fork's own main has the violation already.
    end = forge.git("rev-parse", "refs/heads/feature")
    forge.git("update-ref", "refs/remotes/origin/main", end, folder=pipeline.project)
    pipeline.merge_request("main", project="1", base=base)
    assert pipeline.run().exit == 1


@pytest.mark.parametrize("branch", ["$(touch${IFS}PWNED)", "`touch${IFS}PWNED`", '";x;"'])
def test_names_of_branches_and_files_run_nothing(
    forge: Forge, merge_request: Request, branch: str, tmp_path: Path
) -> None:
    forge.commit({}, branch)
    forge.commit({f"k8s/{branch}.yaml": pod("new", privileged=True)}, "feature")
    pipeline = merge_request("feature")
    pipeline.merge_request(branch)
    done = pipeline.run(paths="k8s\n.", arguments="--skip-rule=$(touch PWNED)")
    assert done.exit == 2
    assert "$(touch PWNED)" in done.log
    assert pipeline.run(paths="k8s\n*", arguments="--verbose").exit == 2  # there is no file `*`
    assert pipeline.run().exit == 1
    assert not [*tmp_path.rglob("PWNED")]


def test_facts_are_remembered_in_the_folder_of_the_project_and_not_scanned(
    forge: Forge, merge_request: Request
) -> None:
    pipeline = merge_request("main")
    pipeline.restored = None
    pipeline.run()
    assert [*(pipeline.project / ".platguard-cache").iterdir()]
    status = forge.git("status", "--porcelain", "--", ".platguard-cache", folder=pipeline.project)
    assert status == ""
    assert "0 contents parsed" in pipeline.run(arguments="--verbose").log


def test_a_cache_that_was_committed_is_refused(forge: Forge, merge_request: Request) -> None:
    forge.commit({**VIOLATION, ".platguard-cache/reports/0": "forged\n"}, "feature")
    done = merge_request("feature").run()
    assert done.exit == 2
    assert "are committed" in done.log
    assert ".platguard-cache/reports/0" in done.log


def test_without_a_cache_nothing_is_remembered(forge: Forge, merge_request: Request) -> None:
    forge.commit({"docs/notes.md": "A change.\n"}, "feature")
    pipeline = merge_request("feature")
    assert pipeline.run(cache="false").exit == 0
    assert not (pipeline.project / ".platguard-cache").exists()


def test_a_violation_is_told_in_one_note(
    forge: Forge, merge_request: Request, server: GitLab
) -> None:
    forge.commit(VIOLATION, "feature")
    pipeline = noted(merge_request("feature"), server)
    others = [f"{MARKER}\nforged", "Hello", "Hello again"]
    for body in others:
        server.write(1, body)
    assert pipeline.run().exit == 1
    for _ in range(2):
        assert pipeline.run("platguard-note") == (0, "")
    assert server.bodies[:3] == others
    (body,) = server.bodies[3:]
    assert body.startswith(MARKER)
    assert "k8s/new.yaml" in body
    assert server.tokens == {"a-token"}


def test_nothing_to_say_is_no_note_but_replaces_one(
    forge: Forge, merge_request: Request, server: GitLab
) -> None:
    forge.commit({"notes.txt": "A change.\n"}, "feature")
    pipeline = noted(merge_request("feature"), server)
    assert pipeline.run().exit == 0
    assert pipeline.run("platguard-note").exit == 0
    assert server.bodies == []
    server.write(42, f"{MARKER}\nwas broken")
    assert pipeline.run("platguard-note").exit == 0
    (body,) = server.bodies
    assert "was broken" not in body


def test_no_line_of_a_note_is_a_command(merge_request: Request, server: GitLab) -> None:
    pipeline = noted(merge_request("main"), server)
    reports = pipeline.project / "platguard-reports"
    reports.mkdir()
    (reports / "comment.md").write_text(f"{MARKER}\n/merge\ntext\n/close\n")
    assert pipeline.run("platguard-note").exit == 0
    assert server.bodies == [f"{MARKER}\n /merge\ntext\n /close\n"]


@pytest.mark.parametrize("status", [302, 401, 403])
def test_a_token_that_is_refused_is_told_and_sent_nowhere_else(
    merge_request: Request, server: GitLab, status: int
) -> None:
    pipeline = noted(merge_request("main"), server)
    pipeline.run()
    server.answers_with = status
    done = pipeline.run("platguard-note")
    assert done.exit == 1
    assert f"GitLab answered {status}" in done.log
    assert "Traceback" not in done.log


def test_without_a_report_there_is_no_note(merge_request: Request, server: GitLab) -> None:
    done = noted(merge_request("main"), server).run("platguard-note")
    assert done.exit == 1
    assert "no report" in done.log
    assert server.bodies == []
