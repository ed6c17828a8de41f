"""What is missing on the command line is asked for: on a terminal, and nowhere else."""

from __future__ import annotations

import sys
from contextlib import nullcontext, redirect_stdout
from typing import Any

import click

from platguard.errors import UsageError


def asked(option: str, value: str, question: str) -> str:
    """The value of an option, asked for when it is empty; UsageError where nobody can be asked."""
    return value.strip() or str(_prompted(option, question)).strip()


def asked_number(option: str, question: str, most: int) -> int:
    """A number from 1 to `most`."""
    return int(_prompted(option, question, click.IntRange(1, most)))


def asked_typed(option: str, question: str, kind: click.ParamType[Any]) -> Any:
    """A value of a kind."""
    return _prompted(option, question, kind)


def _prompted(option: str, question: str, kind: click.ParamType[Any] | None = None) -> Any:
    if not sys.stdin.isatty():
        raise UsageError(
            f"{option} is missing", hint=f"It says: {question[0].lower()}{question[1:]}."
        )
    # Older releases of click write the last blank of a question to standard output.
    aside = nullcontext() if sys.stdout.isatty() else redirect_stdout(sys.stderr)
    try:
        with aside:
            return click.prompt(question, type=kind, err=True)
    except click.Abort:
        raise UsageError(f"{option} is missing: the question was not answered") from None
