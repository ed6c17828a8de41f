"""`platguard org backfill`: judge an organisation as it was on past days."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import partial
from io import StringIO
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from platguard.cli import options
from platguard.cli.org.judging import Judging, git_environ, notices_of
from platguard.cli.org.judging_options import judging_options
from platguard.cli.org.progress import Progress
from platguard.cli.output import put
from platguard.cli.signals import when_interrupted
from platguard.cli.surroundings import Day, style_of
from platguard.errors import UsageError
from platguard.organisation.backfill import Backfill
from platguard.organisation.backfill_days import STEPS, backfill_days
from platguard.organisation.backfill_editions import Editions, of_then, of_today, together
from platguard.organisation.backfill_ledger import StoreLedger
from platguard.organisation.backfill_others import judged_otherwise, known_days, told_of_others
from platguard.organisation.backfill_subjects import subjects
from platguard.organisation.effort import Effort
from platguard.organisation.orders import brief_of
from platguard.organisation.places import orders_of
from platguard.organisation.terms import Deciding
from platguard.request import zone

if TYPE_CHECKING:
    from platguard.model.organisation import Inventory
    from platguard.model.organisation_backfill import OrganisationBackfill
    from platguard.model.organisation_statistics import OrganisationStatistics
    from platguard.request import Request

EXAMPLES = """\b
Examples:
  platguard org backfill inventory.yaml --since 2025-01-01
  platguard org backfill inventory.yaml --since 2026-01-01 --every week
  platguard org backfill inventory.yaml --since 2025-01-31 --only 'payments/*'
  platguard org backfill inventory.yaml --since 2025-01-31 --format json
"""
_MOST = 4_000
"""Days of one call, eleven years of them: more is a slip of the pen."""
_GOES_ON = "The same command goes on where it stopped."
_BEGINS_ANEW = "What was judged is in the history; the same command, with --again, begins anew."


@click.command("backfill", epilog=EXAMPLES, short_help="Judge the past, for the trend.")
@judging_options
@click.option("--since", type=Day(), metavar="DATE", required=True, help="The first day.")
@click.option("--until", type=Day(), metavar="DATE", help="The last day.  [default: today]")
@click.option(
    "--every",
    type=click.Choice(STEPS),
    default="month",
    show_default=True,
    help="How far days are apart.",
)
@click.option(
    "--standards-of",
    type=click.Choice(["today", "then"]),
    default="today",
    show_default=True,
    help="Judge by the standards of today, or by those that git had on each day.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Judge also the days that the history knows already, those of scans in between as well.",
)
@options.text_or_json
@options.output
def command(
    judging: Judging,
    since: date,
    until: date | None,
    every: str,
    standards_of: str,
    again: bool,
    format_name: str,
    output: str,
) -> int:
    """Judge every repository of INVENTORY as it was on past days, and keep the results.

    Each is judged at the last commit that its branch had on the day, as of that
    day, by every rule that is announced today: a finding is never more than its
    rule was on the day, and a note where that was not announced yet. Days that
    the history knows are left out, so that an interrupted call is called again;
    how many of them were judged by something else is told.

    \b
    Exit codes: 0 done, 2 usage (nothing was judged), 3 a repository could not
    be judged on some day, or not in full, 4 nothing to judge.
    """
    found = judging.read_inventory()
    request = judging.request()
    deciding = Deciding(request)
    days = _days(since, until, request.day(deciding.timezone), every)
    with TemporaryDirectory(prefix="platguard-") as copies:
        if standards_of == "today":
            editions_of = partial(of_today, deciding, today=request.day(deciding.timezone))
        else:
            if judging.engine != "local":
                raise UsageError("--standards-of then is for --engine local")
            editions_of = partial(of_then, request, deciding, copies=copies)
        told, statistics = _backfill(
            judging, found, request, deciding, editions_of(days=days), editions_of, until, again
        )
    when_interrupted("")
    put(_text(told, format_name), output)
    judging.tell_effort(statistics)
    return told.exit


def _backfill(
    judging: Judging,
    found: Inventory,
    request: Request,
    deciding: Deciding,
    editions: Editions,
    editions_of: Callable[..., Editions],
    until: date | None,
    again: bool,
) -> tuple[OrganisationBackfill, OrganisationStatistics]:
    """Judges what the history does not have, and sums all of it up. `editions_of` tells what
    decides on days that are known beside those of `editions`, through `until`."""
    members = judging.members(found)
    progress = Progress(sys.stderr, len(members), time.monotonic, verbose=judging.verbose)
    effort = Effort(progress, time.monotonic)
    with closing(judging.open_history()) as store, closing(progress):
        when_interrupted(_BEGINS_ANEW if again else _GOES_ON)
        lying = judging.find(members, request, progress.fetched)
        effort.ended("fetching")
        quarantine = judging.quarantine(request)
        today = request.day(deciding.timezone)
        since = min(editions.days, default=today)
        known = known_days(store.database, since, until or today)
        beside = editions_of(days=sorted({*known} - {*editions.days}))
        every = together(editions, beside)
        editions = every if again else editions
        asked = request._replace(announced_by=editions.announced_by)
        brief = brief_of(asked, today, git_environ())
        pasts = subjects(
            orders_of(members, lying, quarantine),
            lying,
            editions.days,
            zone(deciding.timezone),
            request.now,
            brief.environ,
        )
        names = [member.placement.name for member in found.members]
        backfill = Backfill(
            list(pasts),
            editions.days,
            editions.on,
            StoreLedger(store, names, whole=judging.is_whole),
            effort,
            again=again,
            unasked={*names} - {member.placement.name for member in members},
        )
        progress.expect(backfill.total, "repositories on past days")
        if backfill.days:
            with closing(judging.open_engine(brief, effort)) as engine:
                backfill.judge(engine, quarantine)
        effort.ended("judging")
        from platguard.organisation.backfill_summary import summary

        left = sorted({*known} - {*backfill.days})
        others = judged_otherwise(store.database, left, every.terms, every.announced_by)
        told_of = [told_of_others(others, known=len(left))] if others else []
        notices = [*found.notices, *notices_of(request), *editions.notices, *told_of]
        told = summary(
            store.database,
            backfill,
            notices,
            is_faulty=editions.is_faulty,
            allow_incomplete=judging.allow_incomplete,
        )
    judged = Counter[str]()
    for line in told.days:
        judged.update(line.statuses if line.is_new else {})
    return told, effort.statistics("backfill", backfill.total, judged, told.exit)


def _days(since: date, until: date | None, today: date, every: str) -> list[date]:
    """The days that are asked for; UsageError when there is none."""
    last = min(until or today, today)
    if until is not None and until > today:
        raise UsageError(f"--until {until} is after {today}, which is today")
    if since > last:
        raise UsageError(f"--since {since} is after {last}, the last day")
    days = []
    for day in backfill_days(since, last, every):
        days.append(day)
        if len(days) > _MOST:
            raise UsageError(f"from {since} to {last} there are more than {_MOST:,} days")
    return days


def _text(told: OrganisationBackfill, format_name: str) -> str:
    text = StringIO()
    if format_name == "json":
        from platguard.reporters import organisation_backfill_json

        organisation_backfill_json.write(told, text)
    else:
        from platguard.reporters import organisation_backfill_text

        organisation_backfill_text.write(told, text, style_of(sys.stdout, os.environ))
    return text.getvalue()
