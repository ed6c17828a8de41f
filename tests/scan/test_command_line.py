"""The words of the command line: summaries, hints and corrections."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from threading import Thread

import pytest

from platguard.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    """What a command gives: its exit code, and what it prints on both streams."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    told = capsys.readouterr()
    return stop.value.code, told.out, told.err


@pytest.mark.parametrize("group", [[], ["standards"]])
def test_every_command_is_summed_up_on_a_narrow_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], group: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, told, _ = run(capsys, *group, "--help")
    assert code == 0
    assert "..." not in told.partition("Commands:")[2]


@pytest.mark.parametrize("option", ["--nope", "--stagd", "--formt"])
def test_a_wrong_option_is_answered_in_whole_sentences(
    capsys: pytest.CaptureFixture[str], option: str
) -> None:
    code, _, told = run(capsys, "scan", option)
    assert code == 2
    assert told.startswith(f"platguard: error: No such option '{option}'")
    assert "?." not in told
    assert "?)." not in told


def test_numbers_agree_with_their_nouns(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = "why: Because, message: '{image.reference} is here.', fix: Remove it"
    rule = f"{{id: a, title: A, on: image, deny: 'false', severity: low, {told}}}"
    (tmp_path / "own.yaml").write_text(
        f"{{standard: own, title: Own, owner: us, contact: here, rules: [{rule}]}}\n"
    )
    code, told, _ = run(capsys, "standards", "check", "own.yaml")
    assert code == 0
    assert "1 rule in 1 standard: nothing wrong." in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--stdin-path", "a.yaml"], "--stdin-path names standard input, which only"),
        (["--format", "json=a.json", "--output", "b.json"], "--output is for a format without"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, complaint = run(capsys, "scan", *arguments)
    assert code == 2
    assert told in complaint
    assert not list(tmp_path.iterdir())


def test_what_is_no_file_is_written_to_and_not_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.22\n")
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = Thread(target=lambda: read.append((tmp_path / "pipe").read_text()))
    reader.start()
    code, told, _ = run(capsys, "scan", "--format", "json", "--output", "pipe")
    reader.join(10)
    assert (code, told) == (0, "")
    assert '"report": 1' in read[0]
    assert stat.S_ISFIFO(os.stat(tmp_path / "pipe").st_mode)
    code, _, told = run(capsys, "scan", "--output", str(tmp_path))
    assert code == 2
    assert "cannot be written: Is a directory" in told
