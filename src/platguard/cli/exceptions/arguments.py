"""Arguments that the commands of the register share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from shlex import quote
from typing import Any

import click

from platguard.cli import options
from platguard.open_register import OpenRegister, open_register
from platguard.request import Request
from platguard.sources.git_search import is_bare_layout


def of_register(command: Callable[..., int]) -> Callable[..., int]:
    """The options that choose a register; the command gets it opened, as `register`.

    A repository is looked at in its working tree, a bare one at its HEAD; where a command has an
    option `revision`, at that commit.
    """

    @wraps(command)
    def opened(
        path: str,
        exceptions: str,
        config: str,
        as_of: date | None,
        revision: str = "",
        **others: Any,
    ) -> int:
        if not revision and path and is_bare_layout(path):
            revision = "HEAD"
        request = options.request(
            paths=(path,) if path else (),
            register=exceptions,
            config=config,
            as_of=as_of,
            revision=revision,
        )
        return command(register=open_register(request), **others)

    path = click.argument("path", metavar="[PATH]", default="", required=False)
    return path(options.as_of(options.config(options.exceptions(opened))))


def of_entry(command: Callable[..., int]) -> Callable[..., int]:
    """As `of_register`, for the one exception `name`."""
    return click.argument("name", metavar="ID")(of_register(command))


def repeated(request: Request) -> str:
    """The arguments that choose the same register once more, for a shell."""
    named = (*request.paths, *_pair("--exceptions", request.register))
    return "".join(f" {quote(word)}" for word in (*named, *_pair("--config", request.config)))


def _pair(option: str, value: str) -> tuple[str, ...]:
    return (option, value) if value else ()


def today(register: OpenRegister, on: date | None) -> date:
    """The day that was named, else the one that is judged."""
    return on or register.situation.as_of
