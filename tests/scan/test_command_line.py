"""The words of the command line: summaries, hints and corrections."""

from __future__ import annotations

from pathlib import Path

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
