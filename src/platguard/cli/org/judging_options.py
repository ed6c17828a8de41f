"""The options of the commands that judge an organisation."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from platguard.cli import options
from platguard.cli.org.history_place import history_option
from platguard.cli.org.judging import Judging
from platguard.organisation.engines import ENGINES, check_engine


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


_OPTIONS = (
    click.argument("inventory", metavar="INVENTORY"),
    history_option,
    click.option(
        "--config",
        metavar="FILE",
        default="",
        help="The organisation's configuration.  [default: platguard.yaml beside the inventory, "
        "else that of each repository]",
    ),
    options.standards,
    options.exceptions,
    click.option(
        "--revision",
        metavar="REV",
        default="",
        help="The branch, tag or commit of every repository.  [default: as the inventory says]",
    ),
    click.option(
        "--only",
        metavar="GLOB",
        default="*",
        help="Only repositories of such a name.  [default: all]",
    ),
    click.option(
        "--engine",
        metavar="|".join(kind.form for kind in ENGINES.values()),
        default="local",
        show_default=True,
        callback=_engine,
        help="Where repositories are judged.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        metavar="N",
        help="Repositories that are judged at the same time.  [default: one for each processor, or "
        "what the engine has room for]",
    ),
    click.option(
        "--mirrors",
        metavar="DIR",
        default="",
        help="Folder of what is fetched.  [default: in the cache]",
    ),
    click.option("--no-fetch", is_flag=True, help="Judge mirrors as they are; reach no network."),
    click.option(
        "--allow-file-urls", is_flag=True, help="Let URLs name repositories on this machine."
    ),
    click.option(
        "--repository-seconds",
        type=click.IntRange(1, 86_400),
        default=600,
        show_default=True,
        metavar="N",
        help="How long one repository may take.",
    ),
    click.option(
        "--repository-memory",
        type=Size(),
        default="4G",
        show_default=True,
        metavar="SIZE",
        help="How much memory one repository may take.",
    ),
    click.option("--retry-quarantined", is_flag=True, help="Try again what broke an earlier scan."),
    click.option(
        "--allow-incomplete",
        is_flag=True,
        help="Do not exit with 3 for repositories that could not be judged, or not in full.",
    ),
    click.option("--no-cache", is_flag=True, help="Remember nothing and use nothing remembered."),
    click.option("--verbose", is_flag=True, help="Tell on standard error of each repository."),
)
_NAMES = tuple(Judging.__dataclass_fields__)


def judging_options(command: Callable[..., int]) -> Callable[..., int]:
    """Gives a command the options, and their values as its first argument."""

    @wraps(command)
    def called(**given: Any) -> int:
        return command(Judging(**{name: given.pop(name) for name in _NAMES}), **given)

    for option in reversed(_OPTIONS):
        option(called)
    return called
