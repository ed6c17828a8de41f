"""`platguard org scan`: judge every repository of an inventory."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import closing
from datetime import date
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING

import click

from platguard.cache_sweeping import sweep
from platguard.cli import options
from platguard.cli.org.judging import Judging, git_environ, notices_of
from platguard.cli.org.judging_options import judging_options
from platguard.cli.org.progress import Progress
from platguard.cli.output import put
from platguard.cli.signals import when_interrupted
from platguard.cli.surroundings import style_of
from platguard.identity import identity
from platguard.model.organisation_scan import OrganisationScan
from platguard.organisation.effort import Effort
from platguard.organisation.holding import held_on
from platguard.organisation.orders import brief_of
from platguard.organisation.places import orders_of
from platguard.organisation.scanning import Scanning, scan_members
from platguard.organisation.shared_register import of_register
from platguard.organisation.terms import Deciding
from platguard.reads import answered_by

if TYPE_CHECKING:
    from platguard.model.organisation import Inventory, Terms
    from platguard.model.organisation_statistics import OrganisationStatistics
    from platguard.request import Request

EXAMPLES = """\b
Examples:
  platguard org scan inventory.yaml
  platguard org scan inventory.yaml --as-of 2027-01-01 --only 'payments/*'
  platguard org scan inventory.yaml --jobs 8 --format json --output scan.json
  platguard org scan inventory.yaml --stats stats.json --fail-on never
  platguard org scan inventory.yaml --history postgresql://host/platguard
"""


@click.command("scan", epilog=EXAMPLES, short_help="Judge every repository of an inventory.")
@judging_options
@options.as_of
@options.text_or_json
@options.output
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="error",
    show_default=True,
    help="Weakest level that makes the exit code 1.",
)
@click.option(
    "--restart", is_flag=True, help="Begin anew instead of going on with an interrupted scan."
)
@click.option(
    "--blobless",
    is_flag=True,
    help="Fetch the contents of files that are judged, and no others. Where only the past of a "
    "file tells when a secret was rotated, that is unknown then.",
)
def command(
    judging: Judging,
    as_of: date | None,
    format_name: str,
    output: str,
    fail_on: str,
    restart: bool,
    blobless: bool,
) -> int:
    """Judge every repository of INVENTORY at a commit, as of a day, and keep the results.

    An interrupted scan goes on where it was when it is called again.

    \b
    Exit codes: 0 pass, 1 findings at or above --fail-on, 2 usage (nothing was
    judged), 3 a repository could not be judged, or not in full, or the history
    is not complete, 4 nothing to judge.
    """
    found = judging.read_inventory()
    request = judging.request(as_of, fail_on=fail_on)
    scan, statistics, history = _scan(judging, found, request, restart, blobless)
    if request.cache:
        sweep(request.cache, request.now)
    put(_text(scan, format_name, history), output)
    judging.tell_effort(statistics)
    return scan.exit


def _scan(
    judging: Judging, found: Inventory, request: Request, restart: bool, blobless: bool
) -> tuple[OrganisationScan, OrganisationStatistics, str]:
    """What the scan comes to, what it took, and the name of the history that has it."""
    members, others = judging.members(found), judging.others(found)
    deciding = Deciding(request)
    terms = deciding.on(request.day(deciding.timezone))
    progress = Progress(sys.stderr, len(members), time.monotonic, verbose=judging.verbose)
    effort = Effort(progress, time.monotonic)
    with closing(judging.open_history()) as store:
        names = [member.placement.name for member in members]
        known = () if restart else None
        record = store.begin(terms, names, whole=judging.is_whole, known=known)
        again = "the same command without --restart" if restart else "the same command"
        when_interrupted(f"As of {terms.as_of}, {again} goes on where it stopped.")
        lying = judging.find(members, request, progress.fetched, blobless=blobless)
        effort.ended("fetching")
        quarantine = judging.quarantine(request)
        brief = brief_of(request, terms.as_of, git_environ(), deciding.kept)
        engine = judging.open_engine(brief, effort)
        known_others = judging.known(others, request, blobless=blobless)
        with closing(engine), closing(progress):
            scan = scan_members(
                members,
                orders_of(members, lying, quarantine),
                engine,
                quarantine,
                _scanning(judging, terms, request, store.name, blobless),
                record,
                effort,
                others=orders_of(others, known_others, quarantine),
                holding=partial(held_on, store.database, terms.as_of),
                notices=[*found.notices, *notices_of(request)],
                of_register=partial(
                    of_register,
                    request._replace(as_of=terms.as_of),
                    [member.placement.name for member in found.members],
                    folder_of=answered_by(deciding.kept.reads),
                ),
            )
        effort.ended("judging")
        when_interrupted("")
    statistics = effort.statistics("scan", len(members), scan.statuses, scan.exit)
    return scan, statistics, store.name


def _scanning(
    judging: Judging, terms: Terms, request: Request, history: str, blobless: bool
) -> Scanning:
    fail_on, allow_incomplete = request.fail_on, judging.allow_incomplete
    asked = [identity(), fail_on, judging.revision, allow_incomplete, blobless]
    return Scanning(terms, request.cache, history, fail_on, allow_incomplete, json.dumps(asked))


def _text(scan: OrganisationScan, format_name: str, history: str) -> str:
    text = StringIO()
    if format_name == "json":
        from platguard.reporters import organisation_scan_json

        organisation_scan_json.write(scan, text)
    else:
        from platguard.reporters import organisation_scan_text

        organisation_scan_text.write(scan, text, style_of(sys.stdout, os.environ), history)
    return text.getvalue()
