"""`platguard org scan`: judge every repository of an inventory."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from contextlib import closing
from datetime import date
from fnmatch import fnmatchcase
from io import StringIO
from typing import Any

import click

from platguard.cache import Cache
from platguard.cli import options
from platguard.cli.org.history_place import HISTORY, history_option
from platguard.cli.org.progress import Progress
from platguard.cli.output import put
from platguard.cli.surroundings import cache_folder, style_of
from platguard.config_files import ORGANISATION_FILE
from platguard.errors import UsageError
from platguard.identity import identity
from platguard.mirrors.fetching import Mirrors
from platguard.model.organisation import Inventory, Member, Terms
from platguard.model.organisation_scan import OrganisationScan
from platguard.organisation.engines.local import LocalEngine
from platguard.organisation.orders import Brief
from platguard.organisation.places import fetched, known, orders_of
from platguard.organisation.quarantine import Quarantine
from platguard.organisation.scanning import Scanning, scan_members
from platguard.request import Request
from platguard.sources.git import KEPT

EXAMPLES = """\b
Examples:
  platguard org scan inventory.yaml
  platguard org scan inventory.yaml --as-of 2027-01-01 --only 'payments/*'
  platguard org scan inventory.yaml --jobs 8 --format json --output scan.json
  platguard org scan inventory.yaml --history postgresql://host/platguard
"""


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


@click.command("scan", epilog=EXAMPLES, short_help="Judge every repository of an inventory.")
@click.argument("inventory", metavar="INVENTORY")
@history_option
@options.as_of
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
    help="Processes that judge at the same time.  [default: one for each processor]",
)
@click.option(
    "--mirrors",
    "mirrors_folder",
    metavar="DIR",
    default="",
    help="Folder of what is fetched.  [default: in the cache]",
)
@click.option("--no-fetch", is_flag=True, help="Judge mirrors as they are; reach no network.")
@click.option("--allow-file-urls", is_flag=True, help="Let URLs name repositories on this machine.")
@click.option(
    "--repository-seconds",
    type=click.IntRange(1, 86_400),
    default=600,
    show_default=True,
    metavar="N",
    help="How long one repository may take.",
)
@click.option(
    "--repository-memory",
    type=Size(),
    default="4G",
    show_default=True,
    metavar="SIZE",
    help="How much memory one repository may take.",
)
@click.option("--retry-quarantined", is_flag=True, help="Try again what broke an earlier scan.")
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
    "--allow-incomplete",
    is_flag=True,
    help="Do not exit with 3 for repositories that could not be judged, or not in full.",
)
@click.option("--no-cache", is_flag=True, help="Remember nothing and use nothing remembered.")
@click.option("--verbose", is_flag=True, help="Tell on standard error of each repository.")
def command(
    inventory: str,
    history: str,
    as_of: date | None,
    config: str,
    standards: tuple[str, ...],
    exceptions: str,
    only: str,
    jobs: int | None,
    mirrors_folder: str,
    no_fetch: bool,
    allow_file_urls: bool,
    repository_seconds: int,
    repository_memory: int,
    retry_quarantined: bool,
    format_name: str,
    output: str,
    fail_on: str,
    allow_incomplete: bool,
    no_cache: bool,
    verbose: bool,
) -> int:
    """Judge every repository of INVENTORY at a commit, as of a day, and keep the results.

    An interrupted scan goes on where it was when it is called again.

    \b
    Exit codes: 0 pass, 1 findings at or above --fail-on, 2 usage (nothing was
    judged), 3 a repository could not be judged, or not in full, or the history
    is not complete, 4 nothing to judge.
    """
    from platguard.history.opening import open_history
    from platguard.inventory.reading import read_inventory
    from platguard.organisation.terms import read_terms

    found = read_inventory(inventory, files=allow_file_urls)
    request = options.request(
        standards=standards,
        register=exceptions,
        config=config or _beside(inventory),
        as_of=as_of,
        fail_on=fail_on,
        allow_incomplete=allow_incomplete,
    )
    if no_cache:
        request = request._replace(cache=None)
    members = _chosen(found, only)
    terms = read_terms(request)
    progress = Progress(sys.stderr, len(members), time.monotonic, verbose=verbose)
    with closing(open_history(history or _default(inventory))) as store:
        names = [member.placement.name for member in members]
        record = store.begin(terms, names, whole=only == "*")
        mirrors = _mirrors(request, mirrors_folder, files=allow_file_urls)
        lying = known(members, mirrors) if no_fetch else fetched(members, mirrors, progress.fetched)
        quarantine = Quarantine(Cache(request.cache), heeded=not retry_quarantined)
        engine = LocalEngine(
            _brief(request, terms),
            jobs or _processors(),
            float(repository_seconds),
            repository_memory,
            time.monotonic,
        )
        with closing(engine), closing(progress):
            scan = scan_members(
                members,
                orders_of(members, lying, quarantine),
                engine,
                quarantine,
                Scanning(
                    terms, request.cache, store.name, fail_on, allow_incomplete, _asked(request)
                ),
                record,
                progress,
                notices=[*found.notices, *_of_configuration(request)],
            )
        history_name = store.name
    put(_text(scan, format_name, history_name), output)
    return scan.exit


def _text(scan: OrganisationScan, format_name: str, history: str) -> str:
    text = StringIO()
    if format_name == "json":
        from platguard.reporters import organisation_scan_json

        organisation_scan_json.write(scan, text)
    else:
        from platguard.reporters import organisation_scan_text

        organisation_scan_text.write(scan, text, style_of(sys.stdout, os.environ), history)
    return text.getvalue()


def _beside(inventory: str) -> str:
    """The configuration beside an inventory; empty where there is none."""
    path = os.path.join(os.path.dirname(inventory), ORGANISATION_FILE)
    return path if os.path.lexists(path) else ""


def _default(inventory: str) -> str:
    return os.path.join(os.path.dirname(inventory), HISTORY)


def _chosen(inventory: Inventory, only: str) -> list[Member]:
    chosen = [m for m in inventory.members if fnmatchcase(m.placement.name, only)]
    if not chosen:
        raise UsageError(f"--only {only}: no repository of the inventory is called so")
    return chosen


def _mirrors(request: Request, folder: str, *, files: bool) -> Mirrors:
    if not folder:
        # Without a cache for facts, mirrors are kept all the same: they were asked for.
        folder = os.path.join(cache_folder(os.environ) or os.getcwd(), "mirrors")
    return Mirrors(os.path.abspath(folder), os.environ, request.now, files=files)


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _brief(request: Request, terms: Terms) -> Brief:
    return Brief(
        now=request.now,
        as_of=terms.as_of,
        cwd=request.cwd,
        # Nothing else of the environment is any of a worker's business.
        environ={name: os.environ[name] for name in ("PATH", *KEPT) if name in os.environ},
        standards=list(request.standards),
        register=request.register,
        config=request.config,
        fail_on=request.fail_on,
        allow_incomplete=request.allow_incomplete,
        cache=request.cache,
    )


def _asked(request: Request) -> str:
    """What decides about the numbers of a run, beside its terms."""
    return json.dumps([identity(), request.fail_on, request.allow_incomplete])


def _of_configuration(request: Request) -> list[str]:
    if request.config:
        return []
    return [
        "no configuration of the organisation: each repository is judged by its own platguard.yaml"
        " and its own register; name one by --config, or put platguard.yaml beside the inventory"
    ]
