"""The only module that runs git: argument lists, plumbing, and nothing that a repository chose.

A repository's own configuration can name programs (file system monitors, filters, hooks, signature
checks, transports). Commands here are plumbing that runs none of them, in an environment of our
own, and no transport is allowed: nothing here needs the network. `transport` is the one place that
allows some, for mirrors.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from platguard.errors import SourceError
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SECONDS = 120
"""How long one git process may take."""
_LOOK = 0.2
"""Seconds after which a long one is looked at again, and in which one that is ended must end."""

KEPT = ("HOME", "XDG_CONFIG_HOME", "TMPDIR", "SUDO_UID")
"""What git needs of the caller's environment: the user's own configuration and identity."""

FIXED = {
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
}
"""What it gets instead of the rest."""


class Answer(NamedTuple):
    """What one git process said."""

    status: int
    output: bytes
    errors: str

    def complaint(self) -> str:
        """The line of the errors that tells why it failed."""
        lines = [line for line in self.errors.splitlines() if line.strip()]
        fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
        line = (fatal or lines or [f"git ended with {self.status}"])[0]
        if line.endswith(":"):  # what it is about stands below
            line = " ".join([line, *map(str.strip, lines[lines.index(line) + 1 :][:1])])
        return line[:300]

    def expect(self) -> bytes:
        """The output; SourceError when the command failed."""
        if self.status:
            raise SourceError(f"git cannot read the repository: {self.complaint()}")
        return self.output


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a git process, made of the caller's."""
    kept = {name: environ[name] for name in KEPT if name in environ}
    return {**kept, "PATH": _absolute(environ.get("PATH", os.defpath)), **FIXED}


def program(name: str, environ: Mapping[str, str]) -> str | None:
    """Where a program is installed; None when it is not."""
    folders = _absolute(environ.get("PATH", os.defpath)).split(os.pathsep)
    programs = (os.path.join(folder, name) for folder in folders if folder)
    return next((p for p in programs if os.path.isfile(p) and os.access(p, os.X_OK)), None)


def _absolute(search: str) -> str:
    # A relative entry would look for programs in the repository that is scanned.
    return os.pathsep.join(entry for entry in search.split(os.pathsep) if os.path.isabs(entry))


def run(
    command: Sequence[str | bytes], folder: str, environ: Mapping[str, str], given: bytes = b""
) -> Answer:
    """What a command says, whatever its status; SourceError when it cannot be run or hangs."""
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, cwd=folder, env=environ, timeout=SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"git did not answer within {SECONDS} seconds in {folder}") from error
    except OSError as error:
        raise SourceError(f"git cannot be run in {folder}: {error.strerror}") from error
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "surrogateescape"))


def begin(command: Sequence[str], folder: str, environ: Mapping[str, str]) -> Callable[[], Answer]:
    """Starts a command whose answer is needed later, and gives what waits for it; SourceError as
    `run`."""
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command, stdin=nothing, stdout=pipe, stderr=pipe, cwd=folder, env=environ
        )
    except OSError as error:
        raise SourceError(f"git cannot be run in {folder}: {error.strerror}") from error

    def answer() -> Answer:
        try:
            output, errors = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.communicate()
            told = f"git did not answer within {SECONDS} seconds in {folder}"
            raise SourceError(told) from error
        return Answer(process.returncode, output, errors.decode("utf-8", "surrogateescape"))

    return answer


def start(
    command: Sequence[str], folder: str, environ: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Starts a command that answers on its standard output what it reads from its input."""
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environ,
        bufsize=0,
    )


def run_alone(
    command: Sequence[str],
    folder: str,
    environ: Mapping[str, str],
    given: bytes,
    seconds: float,
    stopped: Callable[[], bool],
) -> Answer:
    """What a command says that starts others and may take long, away from any terminal.

    All of them end after `seconds`, when `stopped` says so, and with whoever waits for them; the
    first two are a SourceError.
    """
    pipe = subprocess.PIPE
    # A session of its own has no terminal to ask on, and its processes can be ended together.
    try:
        process = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=folder,
            env=environ,
            start_new_session=True,
        )
    except OSError as error:
        raise SourceError(f"git cannot be run in {folder}: {error.strerror}") from error
    waited, rest = 0.0, given or None
    try:
        while True:
            try:
                output, errors = process.communicate(rest, timeout=_LOOK)
                break
            except subprocess.TimeoutExpired:
                waited, rest = waited + _LOOK, None
            if stopped() or waited >= seconds:
                told = "was stopped" if waited < seconds else f"took longer than {seconds:g} s"
                raise SourceError(f"git {told} in {folder}")
    except BaseException:
        _end(process)
        raise
    return Answer(process.returncode, output, errors.decode("utf-8", "surrogateescape"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all that it started; git tidies up when it is told to end."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):  # the latter for zombies of macOS
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()
