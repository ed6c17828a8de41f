"""The scripts in real shells, typed into a terminal; a shell that is not installed is skipped."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from platguard.cli.completion import SHELLS

SECONDS = 60
PROGRAMS = {"PATH": os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])}
STYLE = re.compile(r"\x1b\[[0-9;]*m")
STARTS = {"bash": ["bash", "--noprofile", "-i"], "zsh": ["zsh", "-i"]}
PAGE = (Path(__file__).parents[2] / "docs" / "editor-and-shell.md").read_text()
LINES = dict(re.findall(r"^\| (bash|zsh|fish)\b[^|]* \| `(.*)` \|$", PAGE, re.M))
"""What the page tells to type, by shell."""


def installed(*names: str) -> list[Any]:
    """The shells as parameters; those that are not installed are skipped."""
    return [
        pytest.param(
            name,
            marks=pytest.mark.skipif(not shutil.which(name), reason=f"{name} is not installed"),
        )
        for name in names
    ]


class Terminal:
    """A shell that somebody types into."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.seen = ""

    def type(self, text: str) -> None:
        os.write(self._handle, text.encode())

    def wait_for(self, text: str) -> None:
        """Reads until a text is shown; fails when it is not within a minute."""
        end = time.monotonic() + SECONDS
        while text not in self.seen:
            ready, _, _ = select.select([self._handle], [], [], max(0, end - time.monotonic()))
            assert ready, f"{text!r} was not shown: {self.seen!r}"
            read = os.read(self._handle, 65536).decode("utf-8", "replace")
            self.seen += STYLE.sub("", read)
        self.seen = self.seen.partition(text)[2]


def install(name: str, home: Path) -> None:
    """Does what the page says, in an empty home."""
    (home / ".zshrc").write_text("autoload -Uz compinit && compinit -u -D\n")
    environment = {**PROGRAMS, "HOME": str(home)}
    subprocess.run(["/bin/sh", "-c", LINES[name]], env=environment, check=True)


@contextmanager
def shell(name: str, folder: Path) -> Iterator[Terminal]:
    """A shell in a folder, in a terminal of its own."""
    ours, theirs = pty.openpty()
    environment = {
        **PROGRAMS,
        "HOME": str(folder),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "PS1": "> ",
    }
    process = subprocess.Popen(
        STARTS[name],
        cwd=folder,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    try:
        yield Terminal(ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


@pytest.mark.slow
@pytest.mark.parametrize("name", installed(*STARTS))
def test_completes_what_is_typed(name: str, tmp_path: Path) -> None:
    (tmp_path / "manifests").mkdir()
    install(name, tmp_path)
    with shell(name, tmp_path) as terminal:
        terminal.type("echo rea''dy\n")
        terminal.wait_for("ready")

        terminal.type("platguard stand\t")
        terminal.wait_for("ards")
        terminal.type("che\t")
        terminal.wait_for("ck")
        terminal.type("\x15platguard scan --rule docker-s\t")
        terminal.wait_for("warm")
        terminal.type("--fail-on ne\t")
        terminal.wait_for("ver")
        terminal.type("manif\t")
        terminal.wait_for("ests/")


@pytest.mark.slow
@pytest.mark.parametrize("name", installed("fish"))
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("platguard stand", "standards"),
        ("platguard scan --rule docker-s", "docker-swarm"),
        ("platguard scan --fail-on ne", "never"),
        ("platguard scan manif", "manifests/"),
    ],
)
def test_fish_completes(name: str, typed: str, offered: str, tmp_path: Path) -> None:
    (tmp_path / "manifests").mkdir()
    install(name, tmp_path)
    environment = {**PROGRAMS, "HOME": str(tmp_path)}
    done = subprocess.run(
        [name, "-c", f"complete -C '{typed}'"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert [line.partition("\t")[0] for line in done.stdout.splitlines()] == [offered]


@pytest.mark.parametrize("name", installed(*SHELLS))
def test_the_script_is_one_that_the_shell_can_read(name: str, tmp_path: Path) -> None:
    script = subprocess.run(
        ["platguard", "completion", name], env=PROGRAMS, check=True, capture_output=True
    ).stdout
    read = subprocess.run([name, "-n"], input=script, env=PROGRAMS, capture_output=True)
    assert (read.returncode, read.stderr) == (0, b"")
