"""`platguard org export`: evidence of a day, in a folder that can be checked and judged again."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack, closing
from datetime import date
from fnmatch import fnmatchcase
from io import BytesIO
from typing import TYPE_CHECKING

import click

from platguard.cli import options
from platguard.cli.org.history_place import configuration_of, history_of, history_option
from platguard.cli.org.progress import Progress
from platguard.cli.surroundings import Day, cache_folder
from platguard.counting import counted
from platguard.errors import UsageError
from platguard.model.organisation import EMPTY, JUDGED
from platguard.reporters.inert import inert
from platguard.sources.git import KEPT

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
@history_option
@click.option(
    "--as-of",
    type=Day(),
    metavar="DATE",
    help="The day; the last scan by then counts.  [default: today]",
)
@click.option(
    "--config",
    metavar="FILE",
    default="",
    help="The organisation's configuration.  [default: platguard.yaml beside the inventory, else "
    "that of each repository]",
)
@options.standards
@options.exceptions
@click.option(
    "--only", metavar="GLOB", default="*", help="Only repositories of such a name.  [default: all]"
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Repositories that are judged at the same time.  [default: one for each processor]",
)
@click.option(
    "--mirrors",
    metavar="DIR",
    default="",
    help="Folder of what was fetched.  [default: in the cache]",
)
@click.option("--allow-file-urls", is_flag=True, help="Let URLs name repositories on this machine.")
@click.option(
    "--with-objects", is_flag=True, help="Write the commits as well, so that no clone is needed."
)
@click.option("--no-cache", is_flag=True, help="Remember nothing and use nothing remembered.")
@click.option("--verbose", is_flag=True, help="Tell on standard error of each repository.")
def command(
    folder: str,
    inventory: str,
    history: str,
    as_of: date | None,
    config: str,
    standards: tuple[str, ...],
    exceptions: str,
    only: str,
    jobs: int | None,
    mirrors: str,
    allow_file_urls: bool,
    with_objects: bool,
    no_cache: bool,
    verbose: bool,
) -> int:
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
    from platguard.inventory.reading import read_inventory

    refuse_taken(folder)
    found = read_inventory(inventory, files=allow_file_urls)
    request = options.request(
        standards=standards,
        register=exceptions,
        config=configuration_of(inventory, config),
        as_of=as_of,
    )
    environ = {name: os.environ[name] for name in ("PATH", *KEPT) if name in os.environ}
    means = Means(jobs, None if no_cache else request.cache, environ, time.monotonic)
    where = history_of(inventory, history)
    store = _history(where) if history or os.path.lexists(where) else None
    with ExitStack() as ends:

        def watch(total: int) -> Progress:
            progress = Progress(sys.stderr, total, time.monotonic, verbose=verbose)
            return ends.enter_context(closing(progress))

        if store:
            ends.callback(store.close)
        made = ends.enter_context(new_folder(folder))
        wanted = Wanted(
            request=request,
            orders=_orders(found, only, request, mirrors, files=allow_file_urls),
            only=only,
            engineers=found.engineers,
            database=store.database if store else None,
            objects=with_objects,
            encode=report_bytes,
        )
        exported = export(wanted, made, means, watch)
    return _tell(exported, folder, is_past=store is not None)


def _history(where: str) -> Store:
    from platguard.history.opening import open_history

    return open_history(where, write=False)


def _orders(
    inventory: Inventory, only: str, request: Request, mirrors: str, *, files: bool
) -> list[Order]:
    from platguard.cache import Cache
    from platguard.mirrors.fetching import Mirrors
    from platguard.organisation.places import known, orders_of
    from platguard.organisation.quarantine import Quarantine

    members = [m for m in inventory.members if fnmatchcase(m.placement.name, only)]
    if not members:
        raise UsageError(f"--only {only}: no repository of the inventory is called so")
    folder = mirrors or os.path.join(cache_folder(os.environ) or os.getcwd(), "mirrors")
    lying = known(members, Mirrors(os.path.abspath(folder), os.environ, request.now, files=files))
    return list(orders_of(members, lying, Quarantine(Cache(None))))


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
