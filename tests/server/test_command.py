"""`platguard serve` as somebody starts it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from platguard.cli import main
from platguard.history.store import Store

COMMAND = [sys.executable, "-m", "platguard", "serve"]


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as stop:
        main(["serve", *arguments])
    assert stop.value.code == 2
    return capsys.readouterr().err


def test_it_serves_until_it_is_interrupted(tmp_path: Path, store: Store) -> None:
    command = [*COMMAND, "--history", "history.db", "--port", "0"]
    environment = {**os.environ, "HOME": str(tmp_path)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        told = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", told)
        assert found, told
        with urllib.request.urlopen(found[0], timeout=60) as answer:
            assert b"Overview" in answer.read()
        assert "warning" not in told  # only this machine reaches it
        process.send_signal(signal.SIGINT)
        process.wait(60)
        rest = process.stderr.read()
    assert "Traceback" not in rest
    assert process.returncode in (0, 130)


def test_who_allows_other_machines_is_told_what_that_means(tmp_path: Path, store: Store) -> None:
    where = ["--history", "history.db", "--port", "0", "--host", "0.0.0.0", "--allow-remote"]
    with subprocess.Popen(
        [*COMMAND, *where], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr
        told = [process.stderr.readline(), process.stderr.readline()]
        process.terminate()
    assert told[0] == (
        "warning: other machines can reach 0.0.0.0: everybody who does can read every finding, "
        "unencrypted and without an account.\n"
    )
    assert told[1].startswith("Pages at http://0.0.0.0:")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "reports.example"])
def test_other_addresses_are_refused_and_said_why(
    capsys: pytest.CaptureFixture[str], host: str, tmp_path: Path
) -> None:
    told = refused(capsys, "--history", str(tmp_path / "history.db"), "--host", host)
    assert "everybody who does could read every finding" in told
    assert "--allow-remote" in told


def test_a_history_that_is_not_there_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert "there is no history yet" in refused(capsys, "--history", str(tmp_path / "no.db"))


def test_a_port_that_is_taken_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, store: Store
) -> None:
    from platguard.server.running import listen

    waiting = listen("127.0.0.1", 0)
    port = str(waiting.getsockname()[1])
    try:
        told = refused(capsys, "--history", str(tmp_path / "history.db"), "--port", port)
    finally:
        waiting.close()
    assert f"nothing can be served at 127.0.0.1, port {port}" in told


def test_what_is_not_installed_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        "platguard.extras.find_spec", lambda name: None if name == "uvicorn" else object()
    )
    told = refused(capsys, "--history", str(tmp_path / "history.db"))
    assert "needs uvicorn" in told
    assert "pip install 'platguard[org,server]'" in told
