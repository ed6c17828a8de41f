"""What commands take from their surroundings: clock, folder, environment, terminal."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, TextIO

import click

from platguard.reporters import Style


class Day(click.ParamType[date]):
    """A calendar date, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        from platguard import dates

        found = dates.parse(value)
        if found is None:
            self.fail(f"it is {value!r}; it {dates.expected(value)}", param, ctx)
        return found


class Span(click.ParamType[timedelta]):
    """A number of days or weeks: 90d, 12w."""

    name = "span"

    def __init__(self, longest: timedelta = timedelta(weeks=99_999)) -> None:
        self._longest = longest

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> timedelta:
        if isinstance(value, timedelta):
            return value
        found = re.fullmatch(r"0*([0-9]+)([dw])", value)
        if not found:
            self.fail(f"{value!r} is not a span: write days or weeks, 90d or 12w", param, ctx)
        number, unit = found.groups()
        # Python refuses to read a number of thousands of digits.
        days = int(number[:9]) * (7 if unit == "w" else 1)
        if len(number) > 9 or days > self._longest.days:
            told = f"{value!r:.40} is too long a span: at most {self._longest.days:,} days"
            self.fail(told, param, ctx)
        return timedelta(days=days)


def now() -> datetime:
    """The clock, which a run reads once."""
    return datetime.now(UTC)


def cache_folder(environ: Mapping[str, str]) -> str | None:
    """Where facts are remembered: PLATGUARD_CACHE_DIR, else the user's folder for caches.

    Raises UsageError for a folder whose files are committed.
    """
    if named := environ.get("PLATGUARD_CACHE_DIR"):
        from platguard.cache_trust import refuse_committed

        folder = os.path.abspath(named)
        refuse_committed(folder, environ)
        return folder
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        return None  # no user, no cache
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "platguard")
    base = environ.get("XDG_CACHE_HOME", "")
    return os.path.join(base if os.path.isabs(base) else os.path.join(home, ".cache"), "platguard")


def style_of(stream: TextIO, environ: Mapping[str, str]) -> Style:
    """How to write for the stream: a terminal's width and colours, unless NO_COLOR is set."""
    terminal = stream.isatty()
    width = 80
    if terminal:
        from shutil import get_terminal_size

        width = max(40, min(get_terminal_size().columns, 120))
    colour = terminal and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return Style(width=width, colour=colour, links=web_links(environ))


def web_links(environ: Mapping[str, str]) -> str:
    """Where the runner of GitHub or GitLab says that files are shown; empty anywhere else."""
    if environ.get("GITHUB_ACTIONS") == "true":
        server = environ.get("GITHUB_SERVER_URL", "")
        links = f"{server}/{environ.get('GITHUB_REPOSITORY', '')}/blob/"
    elif environ.get("GITLAB_CI") == "true":
        links = f"{environ.get('CI_PROJECT_URL', '')}/-/blob/"
    else:
        return ""
    return links if re.fullmatch(r"https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._-]+)+/", links) else ""
