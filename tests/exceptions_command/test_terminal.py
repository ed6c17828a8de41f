"""What is missing is asked for on a terminal: questions to standard error, the result to output."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from .repositories import REGISTER, TODAY, Repository


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
        )
    finally:
        os.close(ours)
        os.close(theirs)
    return done.returncode, done.stdout, done.stderr


def test_a_finding_is_chosen_and_the_rest_is_asked_for(repository: Repository) -> None:
    answers = "7\n1\nteam-a\nThe vendor's driver needs the host.\nalice\nsoon\n2027-03-31\n"
    code, out, error = answered(repository, answers, "request")
    assert code == 0
    assert out.startswith("Exception EXC-2026-0001: privileged-pod until 2027-03-31\n")
    assert "   1  error    api.yaml:6  privileged-pod: containers[main]" in error
    assert "7 is not in the range" in error
    assert "'soon' is not a date: write one such as 2026-12-31" in error
    text = repository.read("EXC-2026-0001")
    assert "requested: {by: alice, on: 2026-11-22}\nsunset: 2027-03-31\n" in text


def test_a_question_without_an_answer_refuses(repository: Repository) -> None:
    code, out, error = answered(repository, "1\n\x04", "request")
    assert (code, out) == (2, "")
    assert "--owner is missing: the question was not answered" in error
    assert not (repository.folder / REGISTER).exists()
