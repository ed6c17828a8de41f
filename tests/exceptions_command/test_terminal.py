"""What is missing is asked for on a terminal: questions to standard error, the result to output."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from .repositories import APPROVED, ASKED, ENTRY, REGISTER, TODAY, Repository


def answered(repository: Repository, answers: str, *arguments: str) -> tuple[int, str, str]:
    """Exit code and streams of a command whose questions are answered on a terminal."""
    ours, theirs = pty.openpty()
    try:
        os.write(ours, answers.encode())
        done = subprocess.run(
            [sys.executable, "-m", "platguard", "exceptions", *arguments, "--as-of", TODAY],
            cwd=repository.folder,
            stdin=theirs,
            capture_output=True,
            text=True,
            timeout=60,  # a question too many would wait for ever
        )
    finally:
        os.close(ours)
        os.close(theirs)
    return done.returncode, done.stdout, done.stderr


def test_a_finding_is_chosen_and_the_rest_is_asked_for(repository: Repository) -> None:
    given = ["7", "1", "file", "path", "team-a", "Short.", "The vendor's driver needs the host."]
    given += ["alice", "soon", "2026-11-21", "2028-11-23", "2027-03-31", ""]
    code, out, error = answered(repository, "\n".join(given), "request")
    assert code == 0
    assert out.startswith("Exception EXC-2026-0001: privileged-pod until 2027-03-31\n")
    assert "   1  error    api.yaml:6  privileged-pod: containers[main]" in error
    for told in (
        "it is '7'; it must be a number from 1 to 1",
        "What it is for (fingerprint, resource, path) [fingerprint]: ",
        "it is 'file'; it must be fingerprint or resource or path",
        "it has 6 characters; it needs 20",
        "Last day on which it is needed, 2028-11-22 at the latest: ",
        "it is 'soon'; it must be a date as YYYY-MM-DD",
        "it is 2026-11-21; it must be from 2026-11-22 through 2028-11-22",
        "it is 2028-11-23; it must be from 2026-11-22 through 2028-11-22",
    ):
        assert told in error
    text = repository.read("EXC-2026-0001")
    assert "scope: {paths: [api.yaml]}\n" in text
    assert "requested: {by: alice, on: 2026-11-22}\nsunset: 2027-03-31\n" in text


def test_a_renewal_asks_for_a_day_after_the_old_term(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED)
    given = ["It comes a year later, in 2028.", "alice", "2027-05-31", "2028-05-31", ""]
    code, _, error = answered(repository, "\n".join(given), "renew", "EXC-7")
    assert code == 0
    assert "it is 2027-05-31; it must be from 2027-06-01 through 2028-11-22" in error
    assert "sunset: 2028-05-31\n" in repository.read("EXC-2026-0001")


def test_nothing_is_asked_for_when_all_is_given(repository: Repository) -> None:
    code, _, error = answered(
        repository, "", "request", "--finding", repository.fingerprint(), *ASKED
    )
    assert code == 0
    assert ": " not in error.replace("yaml: written", "")


def test_a_question_without_an_answer_refuses(repository: Repository) -> None:
    code, out, error = answered(repository, "1\n\n\x04", "request")
    assert (code, out) == (2, "")
    assert "--owner is missing: the question was not answered" in error
    assert not (repository.folder / REGISTER).exists()
