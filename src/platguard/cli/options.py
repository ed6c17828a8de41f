"""Options that several commands share, and the request that they make."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from platguard.cli.surroundings import Day, cache_folder, now
from platguard.request import Request

F = TypeVar("F", bound=Callable[..., Any])


def as_of(command: F) -> F:
    """`--as-of DATE`."""
    return click.option(
        "--as-of", type=Day(), metavar="DATE", help="The day to judge.  [default: today]"
    )(command)


def config(command: F) -> F:
    """`--config FILE`."""
    return click.option(
        "--config",
        metavar="FILE",
        default="",
        help="The organisation's configuration.  [default: platguard.yaml at the root]",
    )(command)


def standards(command: F) -> F:
    """`--standards SRC`."""
    return click.option(
        "--standards",
        metavar="SRC",
        multiple=True,
        help="Standards instead of the configured ones: a file, a folder, or `builtin`. "
        "Repeatable.  [default: those that the configuration chooses]",
    )(command)


def sources(command: F) -> F:
    """`[SRC]...`, the standards that a command is about."""
    return click.argument("sources", nargs=-1, metavar="[SRC]...")(command)


def exceptions(command: F) -> F:
    """`--exceptions DIR`."""
    return click.option(
        "--exceptions",
        metavar="DIR",
        default="",
        help="The register of exceptions.  [default: .platguard/exceptions]",
    )(command)


def rules(does: str) -> Callable[[F], F]:
    """`--rule ID`, several times; `does` is what the command does with what it finds."""
    return click.option(
        "--rule",
        "rules",
        metavar="ID",
        multiple=True,
        help=f"{does} only this rule. Repeatable.  [default: all]",
    )


def skipped_rules(does: str) -> Callable[[F], F]:
    """`--skip-rule ID`, several times."""
    return click.option(
        "--skip-rule",
        "skipped",
        metavar="ID",
        multiple=True,
        help=f"Do not {does} this rule. Repeatable.  [default: none]",
    )


def exclude(command: F) -> F:
    """`--exclude GLOB`, several times."""
    return click.option(
        "--exclude",
        metavar="GLOB",
        multiple=True,
        help="Leave out paths, as in .gitignore. Repeatable.  [default: none]",
    )(command)


def output(command: F) -> F:
    """`--output FILE`."""
    return click.option(
        "--output", metavar="FILE", default="", help="File to write.  [default: standard output]"
    )(command)


def text_or_json(command: F) -> F:
    """`--format text|json`."""
    return click.option(
        "--format",
        "format_name",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How to write it.",
    )(command)


def request(**values: Any) -> Request:
    """A request from here and now, with some of its values."""
    return Request(
        now=now(),
        cwd=os.getcwd(),
        environ=os.environ,
        cache=cache_folder(os.environ),
        **values,
    )
