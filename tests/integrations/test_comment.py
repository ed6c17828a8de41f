"""The comment on a pull request, with a `gh` that remembers instead of GitHub."""

from __future__ import annotations

import pytest

from integrations.composite import Runner
from integrations.conftest import Check
from integrations.github_cli import GitHub
from integrations.repositories import Forge, pod

MARKER = "<!-- platguard:comment -->"
VIOLATION = {"k8s/new.yaml": pod("new", privileged=True)}


@pytest.fixture
def broken(forge: Forge, pull_request: Check) -> Runner:
    """A pull request that brings a violation."""
    forge.commit(VIOLATION, "feature")
    return pull_request("feature")


@pytest.fixture
def clean(forge: Forge, pull_request: Check) -> Runner:
    """A pull request about which there is nothing to say."""
    forge.commit({"notes.txt": "A change.\n"}, "feature")
    return pull_request("feature")


def test_a_violation_is_told_in_one_comment(broken: Runner) -> None:
    github = GitHub(broken.programs)
    assert broken.run(comment="true").exit == 1
    (body,) = github.bodies
    assert body.startswith(MARKER)
    assert "k8s/new.yaml" in body
    assert broken.run(comment="true").exit == 1
    assert github.bodies == [body]
    assert github.signed_in == ("a-token", "github.com")


def test_a_comment_is_replaced_when_the_violation_is_gone(
    forge: Forge, broken: Runner, tmp_path_factory: pytest.TempPathFactory
) -> None:
    github = GitHub(broken.programs)
    broken.run(comment="true")
    assert "1 error" in github.bodies[0]
    forge.commit({"k8s/new.yaml": pod("new", privileged=False)}, "feature")
    merged, head = forge.pull("feature")
    broken.workspace = tmp_path_factory.mktemp("next") / "work"
    forge.check_out(broken.workspace, merged, 0)
    broken.pull_request(merged, head)
    broken.run(comment="true")
    (body,) = github.bodies
    assert "Passed" in body.splitlines()[1]


def test_nothing_to_say_is_no_comment_but_replaces_one(clean: Runner) -> None:
    github = GitHub(clean.programs)
    assert clean.run(comment="true").exit == 0
    assert github.bodies == []
    github.write("github-actions[bot]", f"{MARKER}\nwas broken")
    assert clean.run(comment="true").exit == 0
    assert len(github.bodies) == 1
    assert "was broken" not in github.bodies[0]


def test_comments_of_others_are_left_alone(broken: Runner) -> None:
    github = GitHub(broken.programs)
    others = [f"{MARKER}\nforged", "Hello", None, f"> {MARKER}\nquoted", ""]
    github.write("stranger", *others)
    github.write("github-actions[bot]", "Something else", f"  {MARKER}\nindented")
    before = len(github.bodies)
    broken.run(comment="true")
    broken.run(comment="true")
    assert github.bodies[:5] == others
    assert len(github.bodies) == before + 1


def test_the_oldest_of_several_is_replaced(broken: Runner) -> None:
    github = GitHub(broken.programs)
    github.write("github-actions[bot]", *["Hello"] * 5, f"{MARKER}\nfirst", f"{MARKER}\nsecond")
    broken.run(comment="true")
    assert len(github.bodies) == 7
    assert "k8s/new.yaml" in github.bodies[5]
    assert github.bodies[6].endswith("second")


def test_another_account_has_a_comment_of_its_own(broken: Runner) -> None:
    github = GitHub(broken.programs, viewer="platform-bot[bot]")
    github.write("github-actions[bot]", f"{MARKER}\nof another workflow")
    broken.run(comment="true", github_token="another-token")
    broken.run(comment="true", github_token="another-token")
    assert len(github.bodies) == 2
    assert github.signed_in[0] == "another-token"


def test_a_scan_that_failed_replaces_what_it_said_before(forge: Forge, pull_request: Check) -> None:
    forge.commit(VIOLATION, "feature")
    runner = pull_request("feature", depth=1)
    github = GitHub(runner.programs)
    github.write("github-actions[bot]", f"{MARKER}\nAll is well.")
    assert runner.run(comment="true").exit == 2
    (body,) = github.bodies
    assert "Nothing was judged" in body


def test_a_token_that_may_not_comment_is_told_and_fails_nothing(clean: Runner) -> None:
    github = GitHub(clean.programs)
    github.refuse()
    job = clean.run(comment="true")
    assert job.exit == 0
    (warning,) = [line for line in job.log.splitlines() if line.startswith("::warning ")]
    assert "pull-requests: write" in warning
    assert "HTTP 403" in warning


def test_a_runner_without_the_program_is_told(broken: Runner) -> None:
    broken.environment["PATH"] = "/usr/bin:/bin"
    job = broken.run(comment="true")
    assert job.exit == 1
    assert "has no `gh`" in job.log


def test_a_fork_asks_nothing_of_github(forge: Forge, pull_request: Check) -> None:
    forge.commit(VIOLATION, "feature")
    runner = pull_request("feature", fork=True)
    github = GitHub(runner.programs)
    assert runner.run(comment="true").exit == 1
    assert github.calls == []


def test_without_the_input_nothing_is_asked(broken: Runner) -> None:
    github = GitHub(broken.programs)
    broken.run()
    assert github.calls == []


def test_a_push_has_nothing_to_comment_on(broken: Runner) -> None:
    github = GitHub(broken.programs)
    broken.event("push", broken.environment["GITHUB_SHA"], {})
    assert broken.run(comment="true").exit == 1
    assert github.calls == []


def test_another_server_is_spoken_to_by_its_name(broken: Runner) -> None:
    github = GitHub(broken.programs)
    broken.environment["GITHUB_SERVER_URL"] = "https://github.platform.example"
    broken.run(comment="true")
    assert github.signed_in == ("a-token", "github.platform.example")
