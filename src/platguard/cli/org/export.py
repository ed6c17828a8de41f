"""`platguard org export`: evidence of a day, in a folder that can be checked and judged again."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack, closing
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import click

from platguard.cli.org.history_place import history_of
from platguard.cli.org.judging import Chosen, git_environ
from platguard.cli.org.judging_options import choosing_options
from platguard.cli.org.progress import Progress
from platguard.cli.signals import when_interrupted
from platguard.cli.surroundings import Day
from platguard.counting import counted
from platguard.model.organisation import EMPTY, JUDGED
from platguard.reporters.inert import inert

if TYPE_CHECKING:
    from platguard.evidence.exporting import Exported
    from platguard.history.store import Store
    from platguard.model.audit import OrganisationReport
    from platguard.model.organisation import Inventory
    from platguard.organisation.orders import Order
    from platguard.request import Request

DIFFERS, INCOMPLETE = 1, 3

EXAMPLES = """\b
Examples:
  platguard org export evidence-2026-11
  platguard org export evidence-2026-11 --as-of 2026-11-30 --with-objects
  ssh-keygen -Y sign -n file -f ~/.ssh/id_ed25519 \\
    evidence-2026-11/statement.json
"""


@click.command("export", epilog=EXAMPLES, short_help="Write evidence that can be judged again.")
@click.argument("folder", metavar="DIR")
@click.option(
    "--inventory",
    metavar="INVENTORY",
    default="inventory.yaml",
    show_default=True,
    help="The repositories of the organisation.",
)
@choosing_options
@click.option(
    "--as-of",
    type=Day(),
    metavar="DATE",
    help="The day; the last scan by then counts.  [default: today]",
)
@click.option(
    "--with-objects", is_flag=True, help="Write the commits as well, so that no clone is needed."
)
def command(chosen: Chosen, folder: str, as_of: date | None, with_objects: bool) -> int:
    """Write what an organisation was judged by and what came of it into DIR.

    The commits are those that the history has of the last scan by the day.
    Where there is no history, they are those that the inventory names now.
    Each is judged again, by the files that are written. Nothing is fetched.

    \b
    Exit codes: 0 done, 1 the history has other results, 2 usage (nothing was
    written), 3 a repository was not judged, or not in full, or its commits
    could not be packed.
    """
    from platguard.evidence.exporting import Wanted, export
    from platguard.evidence.folder import new_folder, refuse_taken
    from platguard.evidence.rerun import Means

    refuse_taken(folder)
    inventory = chosen.read_inventory()
    request = chosen.request(as_of)
    means = Means(
        jobs=chosen.jobs,
        cache=request.cache,
        environ=git_environ(),
        clock=time.monotonic,
        seconds=float(chosen.repository_seconds),
        memory=chosen.repository_memory,
    )
    when_interrupted("Nothing was written; the same command begins anew.")
    with ExitStack() as ends:

        def watch(total: int) -> Progress:
            progress = Progress(sys.stderr, total, time.monotonic, verbose=chosen.verbose)
            return ends.enter_context(closing(progress))

        store = _history(chosen)
        if store:
            ends.callback(store.close)
        wanted = Wanted(
            request=request,
            orders=_orders(chosen, inventory, request),
            only=chosen.only,
            engineers=inventory.engineers,
            database=store.database if store else None,
            objects=with_objects,
            encode=report_bytes,
        )
        exported = export(wanted, ends.enter_context(new_folder(folder)), means, watch)
    when_interrupted("")
    return _tell(exported, folder, is_past=store is not None)


def _history(chosen: Chosen) -> Store | None:
    """The history; None where none is named and there is none beside the inventory."""
    from platguard.history.opening import open_history

    where = history_of(chosen.inventory, chosen.history)
    if not (chosen.history or os.path.lexists(where)):
        return None
    return open_history(where, write=False)


def _orders(chosen: Chosen, inventory: Inventory, request: Request) -> list[Order]:
    from platguard.cache import Cache
    from platguard.organisation.places import orders_of
    from platguard.organisation.quarantine import Quarantine

    members = chosen.members(inventory)
    return list(orders_of(members, chosen.known(members, request), Quarantine(Cache(None))))


def report_bytes(report: OrganisationReport) -> bytes:
    """The report as exports have it."""
    from platguard.reporters.organisation import json

    stream = BytesIO()
    json.write(report, stream)
    return stream.getvalue()


def _tell(exported: Exported, folder: str, *, is_past: bool) -> int:
    """Says what was written, and gives the exit code."""
    repositories = exported.repositories
    told = counted(len(repositories), "repository", "repositories")
    commits = (
        "at the commits that the history has of that day"
        if is_past
        else "at the commits that the inventory names now, because there is no history"
    )
    print(f"Wrote {inert(folder)}: {told} as of {exported.as_of}, {commits}: {exported.result}.")
    missing = [one for one in repositories if one.status not in (JUDGED, EMPTY)]
    for one in missing:
        print(inert(f"{one.placement.name}: {one.status}: {one.reason}"), file=sys.stderr)
    for line in (*exported.unlike, *exported.unpacked):
        print(inert(line), file=sys.stderr)
    print(
        f"Sign {inert(os.path.join(folder, 'statement.json'))}, and keep the signature beside it."
    )
    if missing or exported.unpacked:
        return INCOMPLETE
    return DIFFERS if exported.unlike else 0
