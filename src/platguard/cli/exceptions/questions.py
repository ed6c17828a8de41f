"""What is missing on the command line is asked for: on a terminal, and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext, redirect_stdout

import click

from platguard.errors import PlatguardError, UsageError
from platguard.tuples import NamedTuple


class Question(NamedTuple):
    """What is asked for in place of an option that was not given."""

    option: str
    text: str
    check: Callable[[str], object] = str
    """Raises PlatguardError for an answer that cannot be taken, and then it is asked again."""
    default: str = ""
    """What an empty answer stands for; without one, somebody has to answer."""


def can_ask() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def answered(questions: Sequence[Question]) -> dict[str, str]:
    """The answers by option; UsageError for all that is missing where nobody can be asked."""
    if can_ask():
        return {question.option: _answer(question) for question in questions}
    refuse_missing([question for question in questions if not question.default])
    return {question.option: question.default for question in questions}


def refuse_missing(questions: Sequence[Question]) -> None:
    """UsageError for the options that the questions are about, unless there are none."""
    if not questions:
        return
    *most, last = [question.option for question in questions]
    told = f"{', '.join(most)} and {last} are missing" if most else f"{last} is missing"
    texts = [f"{question.text[0].lower()}{question.text[1:]}" for question in questions]
    raise UsageError(told, hint=f"{'They say' if most else 'It says'}: {'; '.join(texts)}.")


def _answer(question: Question) -> str:
    def read(text: str) -> str:
        try:
            if not text.strip():
                raise UsageError("it cannot be left empty")
            question.check(text.strip())
        except PlatguardError as error:
            raise click.UsageError(str(error)) from None
        return text.strip()

    # Older releases of click write the last blank of a question to standard output.
    aside = nullcontext() if sys.stdout.isatty() else redirect_stdout(sys.stderr)
    try:
        with aside:
            answer: str = click.prompt(
                question.text, default=question.default or None, value_proc=read, err=True
            )
            return answer
    except click.Abort:
        told = f"{question.option} is missing: the question was not answered"
        raise UsageError(told) from None
