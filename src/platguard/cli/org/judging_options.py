"""The options of the commands that judge an organisation, or export what they come to."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click

from platguard.cli import options
from platguard.cli.org.history_place import history_option
from platguard.cli.org.judging import Chosen, Judging
from platguard.organisation.engines import ENGINES, check_engine

C = TypeVar("C", bound=Chosen)


class Size(click.ParamType[int]):
    """A number of bytes: 500M, 4G."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        found = re.fullmatch(r"([0-9]{1,9})([MG])", value)
        if not found:
            self.fail(f"{value!r} is not a size: write mega- or gigabytes, 500M or 4G", param, ctx)
        return int(found[1]) << (20 if found[2] == "M" else 30)


def _engine(ctx: click.Context, param: click.Parameter, value: str) -> str:
    return check_engine(value)


_OPTIONS = {
    "history": history_option,
    "config": click.option(
        "--config",
        metavar="FILE",
        default="",
        help="The organisation's configuration.  [default: platguard.yaml beside the inventory, "
        "else that of each repository]",
    ),
    "standards": options.standards,
    "exceptions": options.exceptions,
    "revision": click.option(
        "--revision",
        metavar="REV",
        default="",
        help="The branch, tag or commit of every repository.  [default: as the inventory says]",
    ),
    "only": click.option(
        "--only",
        metavar="GLOB",
        default="*",
        help="Only repositories of such a name.  [default: all]",
    ),
    "engine": click.option(
        "--engine",
        metavar="|".join(kind.form for kind in ENGINES.values()),
        default="local",
        show_default=True,
        callback=_engine,
        help="Where repositories are judged; unless --jobs is said, as many at the same time as it "
        "has room for.",
    ),
    "jobs": click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        metavar="N",
        help="Repositories that are judged at the same time.  [default: one for each processor]",
    ),
    "mirrors": click.option(
        "--mirrors",
        metavar="DIR",
        default="",
        help="Folder of what is fetched.  [default: in the cache]",
    ),
    "no_fetch": click.option(
        "--no-fetch", is_flag=True, help="Judge mirrors as they are; reach no network."
    ),
    "allow_file_urls": click.option(
        "--allow-file-urls", is_flag=True, help="Let URLs name repositories on this machine."
    ),
    "repository_seconds": click.option(
        "--repository-seconds",
        type=click.IntRange(1, 86_400),
        default=600,
        show_default=True,
        metavar="N",
        help="How long one repository may take.",
    ),
    "repository_memory": click.option(
        "--repository-memory",
        type=Size(),
        default="4G",
        show_default=True,
        metavar="SIZE",
        help="How much memory one repository may take.",
    ),
    "retry_quarantined": click.option(
        "--retry-quarantined", is_flag=True, help="Try again what broke an earlier scan."
    ),
    "allow_incomplete": click.option(
        "--allow-incomplete",
        is_flag=True,
        help="Do not exit with 3 for repositories that could not be judged, or not in full.",
    ),
    "stats": click.option(
        "--stats",
        metavar="FILE",
        default="",
        help="Write what was done and how long it took, as JSON.  [default: none]",
    ),
    "no_cache": click.option(
        "--no-cache", is_flag=True, help="Remember nothing and use nothing remembered."
    ),
    "verbose": click.option(
        "--verbose", is_flag=True, help="Tell on standard error of each repository."
    ),
}
"""By the field that their values are for; those that a command has are in this order."""


def judging_options(command: Callable[..., int]) -> Callable[..., int]:
    """Gives a command the argument INVENTORY and all of the options, and their values as its first
    argument: a Judging."""
    return click.argument("inventory", metavar="INVENTORY")(_with_options(command, Judging))


def choosing_options(command: Callable[..., int]) -> Callable[..., int]:
    """Gives a command those of the options that say what is judged and by what, and their values
    as its first argument: a Chosen. The command itself names the inventory."""
    return _with_options(command, Chosen)


def limits(command: Callable[..., int]) -> Callable[..., int]:
    """Gives a command the options of what one repository may take."""
    for name in ("repository_memory", "repository_seconds"):
        _OPTIONS[name](command)
    return command


def _with_options(command: Callable[..., int], kind: type[C]) -> Callable[..., int]:
    fields = kind.__dataclass_fields__

    @wraps(command)
    def called(**given: Any) -> int:
        return command(kind(**{name: given.pop(name) for name in fields}), **given)

    for name, option in reversed(_OPTIONS.items()):
        if name in fields:
            option(called)
    return called
