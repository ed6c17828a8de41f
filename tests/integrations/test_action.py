"""The steps of the action, run as a runner of GitHub runs them, over real repositories."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integrations.composite import Job, Runner
from integrations.conftest import Check
from integrations.repositories import Forge, pod

SARIF = "github/codeql-action/upload-sarif"
SAVE = "actions/cache/save"
RESTORE = "actions/cache/restore"
VIOLATION = {"k8s/new.yaml": pod("new", privileged=True)}


def commands(job: Job, kind: str) -> list[str]:
    """The annotations of a kind."""
    return [line for line in job.log.splitlines() if line.startswith(f"::{kind} ")]


def sarif(job: Job) -> dict[str, Any]:
    """The run that was uploaded."""
    run: dict[str, Any] = json.loads(Path(job.used[SARIF]["sarif_file"]).read_text())["runs"][0]
    return run


@pytest.mark.parametrize("depth", [0, 2])
def test_a_new_violation_fails_the_pull_request_that_brings_it(
    forge: Forge, pull_request: Check, depth: int
) -> None:
    forge.commit(VIOLATION, "feature")
    job = pull_request("feature", depth=depth).run(upload_sarif="true")
    assert job.exit == 1
    (error,) = commands(job, "error")
    assert "file=k8s/new.yaml,line=8" in error
    assert "title=privileged" in error
    assert "New or worse in this change" in job.summary
    assert ("`origin/main`" in job.summary) == (depth == 0)
    assert job.outputs["exit-code"] == "1"
    assert job.outputs["errors"] == "1"
    # Code scanning compares with the base itself, so it gets the old ones too.
    assert {"k8s/new.yaml", "k8s/old.yaml"} <= {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in sarif(job)["results"]
    }


def test_old_debt_fails_no_pull_request(forge: Forge, pull_request: Check) -> None:
    forge.commit({"docs/notes.md": "A change.\n"}, "feature")
    job = pull_request("feature").run()
    assert (job.exit, job.outputs["errors"]) == (0, "0")
    assert not commands(job, "error")


def test_a_push_is_judged_as_a_whole(forge: Forge, pull_request: Check) -> None:
    runner = pull_request("main")
    runner.event("push", forge.git("rev-parse", "refs/pull/7/merge"), {})
    job = runner.run(upload_sarif="true")
    assert (job.exit, job.outputs["errors"]) == (1, "1")
    assert SARIF in job.used


def test_main_that_moved_on_is_no_part_of_a_change(forge: Forge, pull_request: Check) -> None:
    forge.commit({"docs/notes.md": "A change.\n"}, "feature")
    forge.commit(VIOLATION)
    assert pull_request("feature").run().exit == 0


def test_a_branch_that_is_checked_out_itself_cannot_choose_its_base(
    forge: Forge, pull_request: Check
) -> None:
    forge.commit(VIOLATION, "feature")
    head = forge.commit({"docs/notes.md": "A second commit.\n"}, "feature")
    runner = pull_request("feature", depth=2)
    forge.git("fetch", "--quiet", "--depth=2", "origin", head, folder=runner.workspace)
    forge.git("checkout", "--quiet", head, folder=runner.workspace)
    job = runner.run()
    assert job.exit == 2
    assert "fetch-depth: 0" in job.log


def test_missing_history_says_what_to_write(forge: Forge, pull_request: Check) -> None:
    forge.commit(VIOLATION, "feature")
    job = pull_request("feature", depth=1).run(upload_sarif="true", artifact="report")
    assert job.exit == 2
    (error,) = commands(job, "error")
    assert "fetch-depth: 0" in error
    assert "Nothing was judged" in job.summary
    assert not {SARIF, SAVE, "actions/upload-artifact"} & set(job.used)
    assert job.outputs["sarif-file"] == job.outputs["report"] == ""


@pytest.mark.parametrize(("depth", "exits"), [(0, 1), (1, 2), (2, 1)])
def test_a_tag_does_not_pass_for_the_base(
    forge: Forge, pull_request: Check, depth: int, exits: int
) -> None:
    head = forge.commit(VIOLATION, "feature")
    runner = pull_request("feature", depth=depth)
    if depth:
        forge.git("fetch", "--quiet", "--depth=1", "origin", head, folder=runner.workspace)
    forge.git("tag", "origin/main", head, folder=runner.workspace)
    assert runner.run().exit == exits


def test_a_configuration_that_is_broken_on_the_base_judges_nothing(
    forge: Forge, pull_request: Check
) -> None:
    forge.commit({"platguard.yaml": "profil: strict\n"})
    forge.commit(VIOLATION, "feature")
    job = pull_request("feature").run(upload_sarif="true", artifact="report")
    assert job.exit == 2
    assert any("profil" in line for line in commands(job, "error"))
    assert SARIF not in job.used


def test_a_configuration_of_the_branch_does_not_count(forge: Forge, pull_request: Check) -> None:
    weaker = {"platguard.yaml": "rules: {privileged: {enabled: false}}\n"}
    forge.commit({**VIOLATION, **weaker}, "feature")
    job = pull_request("feature").run()
    assert job.exit == 1
    assert "roposed" in job.summary


def test_a_file_that_cannot_be_read_is_told_and_uploaded_as_such(
    forge: Forge, pull_request: Check
) -> None:
    forge.commit({"k8s/broken.yaml": "apiVersion: v1\nkind: Pod\nspec: [\n"}, "feature")
    runner = pull_request("feature")
    job = runner.run(upload_sarif="true")
    assert job.exit == 3
    (invocation,) = sarif(job)["invocations"]
    assert invocation["executionSuccessful"] is False
    assert job.used[SARIF]["wait-for-processing"] == "false"
    job = runner.run(allow_incomplete="true", upload_sarif="true")
    assert job.exit == 0
    assert job.used[SARIF]["wait-for-processing"] == "true"


def test_an_empty_repository_uploads_nothing(tmp_path: Path) -> None:
    forge = Forge(tmp_path / "forge")
    commit = forge.commit({"notes.txt": "Nothing.\n"})
    forge.check_out(tmp_path / "work", commit, 0)
    runner = Runner(tmp_path / "home", tmp_path / "work")
    runner.event("push", commit, {})
    job = runner.run(upload_sarif="true")
    assert job.exit == 4
    assert SARIF not in job.used
    assert commands(job, "error")


def test_a_fork_is_judged_and_uploads_nothing(forge: Forge, pull_request: Check) -> None:
    forge.commit(VIOLATION, "feature")
    job = pull_request("feature", fork=True).run(upload_sarif="true", comment="true")
    assert job.exit == 1
    assert "file=k8s/new.yaml" in commands(job, "error")[0]
    assert "New or worse" in job.summary
    assert {SARIF, SAVE}.isdisjoint(job.used)
    assert len([line for line in commands(job, "notice") if "fork" in line]) == 2


HOSTILE = [
    "$(touch${IFS}PWNED)",
    "`touch${IFS}PWNED`",
    '";touch${IFS}PWNED;"',
    "--output=PWNED",
    "x'$(touch${IFS}PWNED)'",
    "${{github.token}}",
]


@pytest.mark.parametrize("branch", HOSTILE)
def test_names_of_branches_and_files_run_nothing(
    forge: Forge, pull_request: Check, branch: str, tmp_path: Path
) -> None:
    path = f"k8s/{branch.replace('/', '')}\n::error::forged\n::set-output name=a::b.yaml"
    forge.commit({path: pod("new", privileged=True)}, f"a/{branch}")
    job = pull_request(f"a/{branch}").run()
    assert job.exit == 1
    assert not [*tmp_path.rglob("PWNED")]
    assert not [line for line in job.log.splitlines() if line.startswith(("::error::", "::set"))]
    assert "a-token" not in job.log + job.summary


@pytest.mark.parametrize(
    "given",
    [
        {"base": "--output=PWNED"},
        {"paths": "--output=PWNED"},
        {"standards": "$(touch PWNED)"},
        {"config": "x; touch PWNED"},
        {"as_of": "`touch PWNED`"},
        {"args": "--rule=$(touch PWNED)"},
        {"working_directory": "$(touch PWNED)"},
        {"base": ""},
        {"comment": "yes"},
        {"upload_sarif": "True"},
    ],
    ids=lambda given: "-".join(given),
)
def test_inputs_are_values_and_nothing_else(
    forge: Forge, pull_request: Check, given: dict[str, str], tmp_path: Path
) -> None:
    forge.commit(VIOLATION, "feature")
    job = pull_request("feature").run(**given)
    assert job.exit == 2
    assert commands(job, "error") or "platguard: error" in job.log
    assert not [*tmp_path.rglob("PWNED")]


def test_modules_of_the_repository_are_not_what_runs(
    forge: Forge, pull_request: Check, tmp_path: Path
) -> None:
    pwned = tmp_path / "PWNED"
    module = f"open({str(pwned)!r}, 'w').close()\n"
    names = ["json", "pip", "platguard_action", "platguard", "sitecustomize", "subprocess", "venv"]
    forge.commit({f"{name}.py": module for name in names}, "feature")
    assert pull_request("feature").run().exit == 0
    assert not pwned.exists()


def test_several_paths_and_arguments_are_told_one_a_line(forge: Forge, pull_request: Check) -> None:
    forge.commit({**VIOLATION, "a b/c.yaml": pod("c", privileged=True)}, "feature")
    runner = pull_request("feature")
    job = runner.run(paths="a b\ndocs", args="--skip-rule=readiness\n--verbose")
    assert job.exit == 2  # there is no `docs`
    job = runner.run(paths="a b", args="--rule=privileged\n--verbose")
    assert (job.exit, job.outputs["errors"], job.outputs["warnings"]) == (1, "1", "0")
    assert "contents parsed" in job.log


def test_standards_of_another_checkout_are_taken_as_they_are(
    forge: Forge, pull_request: Check, tmp_path: Path
) -> None:
    forge.commit(VIOLATION, "feature")
    runner = pull_request("feature")
    runner.workspace = runner.workspace.rename(tmp_path / "code").parent
    standards = tmp_path / "standards"
    standards.mkdir()
    (standards / "platguard.yaml").write_text("rules: {privileged: {level: warning}}\n")
    job = runner.run(
        working_directory="code",
        config="../standards/platguard.yaml",
        args="--rule=privileged",
        upload_sarif="true",
    )
    assert job.exit == 0
    assert any("title=privileged" in line for line in commands(job, "warning"))
    assert job.used[SARIF]["checkout_path"] == f"{tmp_path / 'code'}"


def test_an_earlier_report_tells_what_changed(
    forge: Forge, pull_request: Check, tmp_path: Path
) -> None:
    runner = pull_request("main")
    runner.event("schedule", forge.git("rev-parse", "refs/pull/7/merge"), {})
    first = runner.run(artifact="platguard-report")
    report = first.used["actions/upload-artifact"]["path"]
    assert json.loads(Path(report).read_text())["summary"]["exit"] == 1
    assert runner.run(previous=report).exit == 1
    assert runner.run(previous=f"{tmp_path / 'none.json'}").exit == 2


def test_a_merge_queue_is_held_against_its_base(forge: Forge, pull_request: Check) -> None:
    base = forge.git("rev-parse", "main")
    forge.commit(VIOLATION, "feature")
    runner = pull_request("feature")
    merged = runner.environment["GITHUB_SHA"]
    runner.event("merge_group", merged, {"merge_group": {"base_sha": base}})
    assert runner.run().outputs["errors"] == "1"
    runner.event("merge_group", merged, {})
    assert runner.run().exit == 2


def test_the_trigger_with_the_rights_of_the_base_is_refused(
    forge: Forge, pull_request: Check
) -> None:
    forge.commit(VIOLATION, "feature")
    runner = pull_request("feature")
    runner.environment["GITHUB_EVENT_NAME"] = "pull_request_target"
    job = runner.run(upload_sarif="true", comment="true")
    assert (job.exit, job.outputs["exit-code"]) == (2, "2")
    assert "on: pull_request" in commands(job, "error")[0]


def saves(runner: Runner) -> bool:
    return SAVE in runner.run().used


def test_only_commits_of_the_repository_itself_are_remembered(
    forge: Forge, pull_request: Check
) -> None:
    forge.commit(VIOLATION, "feature")
    runner = pull_request("feature")
    merged = runner.environment["GITHUB_SHA"]
    job = runner.run()
    assert RESTORE in job.used
    assert SAVE not in job.used
    runner.event("push", merged, {})
    assert saves(runner)
    # A workflow that runs for main and checks out what somebody else wrote.
    for name, sha in (("workflow_run", merged), ("push", forge.git("rev-parse", "main"))):
        runner.event(name, sha, {})
        job = runner.run(upload_sarif="true")
        assert SAVE not in job.used
        assert SARIF not in job.used


def test_facts_lie_outside_of_what_is_scanned(forge: Forge, pull_request: Check) -> None:
    runner = pull_request("main")
    runner.restored = None
    job = runner.run()
    assert [*(runner.temporary / "platguard-facts").iterdir()]
    assert job.used[RESTORE]["path"] == f"{runner.temporary / 'platguard-facts'}"
    assert forge.git("status", "--porcelain", "--ignored", folder=runner.workspace) == ""


def test_without_a_cache_nothing_is_remembered(pull_request: Check) -> None:
    runner = pull_request("main")
    job = runner.run(cache="false")
    assert not (runner.temporary / "platguard-facts").exists()
    assert {RESTORE, SAVE}.isdisjoint(job.used)


def instead(monkeypatch: pytest.MonkeyPatch, program: Path, script: str) -> None:
    """Puts a script in the place of platguard."""
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    place: Callable[[Runner], dict[str, str]] = Runner._installed
    told = {"steps.install.outputs.program": f"{program}"}
    monkeypatch.setattr(Runner, "_installed", lambda runner: {**place(runner), **told})


def test_nothing_that_is_printed_is_a_command(
    pull_request: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "echo ::warning::forged; echo ::error::forged >&2; exit 2"
    instead(monkeypatch, tmp_path / "platguard", script)
    log = pull_request("main").run().log
    (token,) = re.findall(r"^::stop-commands::([0-9a-f]{32})$", log, re.MULTILINE)
    stopped = log.partition(f"::stop-commands::{token}\n")[2].partition(f"::{token}::\n")[0]
    assert stopped == "::warning::forged\n::error::forged\n"


def test_a_scan_that_is_killed_is_no_pass(
    pull_request: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = pull_request("main")
    instead(monkeypatch, tmp_path / "platguard", "kill -9 $$")
    job = runner.run(upload_sarif="true")
    assert job.exit == 137
    assert "137" in commands(job, "error")[0]
    assert "Nothing was judged" in job.summary
    assert SARIF not in job.used
