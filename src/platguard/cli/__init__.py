"""The command line: thin commands, and one place where errors become words and exit codes."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

import click

from platguard import __version__
from platguard.cli.groups import LazyGroup
from platguard.cli.signals import Interruption
from platguard.errors import PlatguardError, fault_of_ours

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "scan": "platguard.cli.scan:command",
    "explain": "platguard.cli.explain:command",
    "fix": "platguard.cli.fix:command",
    "adopt": "platguard.cli.adopt:command",
    "facts": "platguard.cli.facts:command",
    "init": "platguard.cli.init:command",
    "standards": "platguard.cli.standards:group",
    "exceptions": "platguard.cli.exceptions:group",
    "agenda": "platguard.cli.agenda:command",
    "org": "platguard.cli.org:group",
    "verify": "platguard.cli.verify:command",
    "serve": "platguard.cli.serve:command",
    "completion": "platguard.cli.completion:command",
}
"""Every command, and where it is; imported when it is called."""


class _Commands(LazyGroup):
    places = COMMANDS

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that is named; click itself would make a closed pipe exit with 1."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            return _drop_output()
        return result


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="platguard")
def cli() -> None:
    """Compare repositories and manifests with dated platform standards.

    \b
    Exit codes: 0 pass, 1 drift, 2 usage, 3 incomplete (something in scope could
    not be read), 4 empty (nothing to judge), 130 and 143 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs a command and exits with its code."""
    interruption = Interruption()
    interruption.listen()
    _open_streams()
    try:
        code = _run(arguments, interruption)
    except BrokenPipeError:
        code = _drop_output()
    finally:
        interruption.settle()
        if interruption.code and interruption.afterwards:
            _say(f"interrupted. {interruption.afterwards}")
    sys.exit(interruption.code or code)


def run() -> None:
    """What the program does: `main`, and then out at once.

    Taking an interpreter apart costs a tenth of a short run, and everything is written by then.
    """
    try:
        main()
    except SystemExit as stop:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):  # whoever read it is gone
                stream.flush()
        os._exit(stop.code if isinstance(stop.code, int) else 1)


def _open_streams() -> None:
    """Makes streams write every text, whatever the locale; those that were closed say nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> int:
    """Whoever reads stopped reading: nothing is wrong, and nothing more can be told."""
    # What is still buffered would fail once more when the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 128 + signal.SIGPIPE


def _run(arguments: Sequence[str] | None, interruption: Interruption) -> int:
    try:
        result: Any = cli.main(
            arguments, prog_name="platguard", standalone_mode=False, obj=interruption
        )
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        _correct(error)
        return error.exit_code
    except PlatguardError as error:
        if not interruption.code:
            _complain(str(error))
        return error.exit_code
    except BrokenPipeError:
        raise
    except OSError as error:
        _complain(f"{error.filename or 'the output'}: {error.strerror or type(error).__name__}")
        _drop_output()
        return PlatguardError.exit_code
    except MemoryError:  # what is left of it may not do for more than to say so
        print("platguard: error: there is not enough memory", file=sys.stderr)
        return PlatguardError.exit_code
    except Exception as error:
        told = fault_of_ours(error)
        _complain(f"{told}. Please report it with the command that you ran.")
        return PlatguardError.exit_code
    return result if isinstance(result, int) else 0


def _correct(error: click.ClickException) -> None:
    if isinstance(error, _NO_ARGUMENTS):
        error.show()
        return
    message = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        stop = "" if message.endswith(("?", "?)")) else "."
        message = f"{message}{stop} Try `{context.command_path} --help`."
    _complain(message)


_NO_ARGUMENTS: Any = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""What click raises, from 8.2 on, in order to show the help of a group."""


def _complain(message: str) -> None:
    _say(f"error: {message}")


def _say(message: str) -> None:
    from platguard.reporters.inert import inert

    print(f"platguard: {inert(message)}", file=sys.stderr)
