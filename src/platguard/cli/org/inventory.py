"""`platguard org inventory`: an inventory from what is there, or what is wrong with one."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from platguard.cli import options
from platguard.cli.output import put
from platguard.counting import counted
from platguard.errors import UsageError
from platguard.reporters.inert import inert

if TYPE_CHECKING:
    from platguard.inventory.derived import Derived

HOSTS = ("github", "gitlab")
ORIGINS = ("clones", "backstage", "codeowners", *HOSTS)
INCOMPLETE, EMPTY = 3, 4
_SHOWN = 20
"""Repositories of which standard error tells the gaps; the file has them all."""

EXAMPLES = """\b
Examples:
  platguard org inventory clones --from backstage --output inventory.yaml
  gh repo list acme --limit 5000
    --json nameWithOwner,url,isArchived,createdAt > repos.json
  platguard org inventory --from github --listing repos.json
  platguard org inventory --check inventory.yaml
"""


@click.command("inventory", epilog=EXAMPLES, short_help="Derive an inventory, or check one.")
@click.argument("folder", default="", metavar="[FOLDER]")
@click.option(
    "--from",
    "origin",
    type=click.Choice(ORIGINS),
    default="clones",
    show_default=True,
    help="What says whose the repositories are.",
)
@click.option(
    "--listing",
    metavar="FILE",
    default="",
    help="What GitHub or GitLab list, as JSON.  [default: none]",
)
@options.output
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@click.option(
    "--check",
    "checked",
    metavar="FILE",
    default="",
    help="Tell what is wrong with an inventory, and write nothing.  [default: none]",
)
def command(folder: str, origin: str, listing: str, output: str, force: bool, checked: str) -> int:
    """Write an inventory of the repositories in FOLDER, or of a listing.

    FOLDER holds clones, bare or not, also in folders of folders; . unless
    there is a listing. With both, the listing says which repositories there
    are, and those that are cloned are read where they lie.

    \b
    clones      their names only
    backstage   owner, system and tier from the catalogs in them
    codeowners  the team that owns * in their CODEOWNERS
    github      a listing: archived, created, topics such as team-payments
    gitlab      the same of GitLab

    \b
    Exit codes: 0 written, or nothing wrong; 2 it is there already, a fault in
    the inventory, or usage; 3 some repositories could not be read; 4 there are
    none.
    """
    if checked:
        if folder or listing or output:
            raise UsageError("--check reads an inventory and writes nothing", hint="Use it alone.")
        return _check(checked)
    if (origin in HOSTS) != bool(listing):
        raise UsageError(f"--from {origin} {'has no' if listing else 'needs a'} --listing")
    if output and os.path.lexists(output) and not force and not output.startswith("/dev/"):
        raise UsageError("is there already", path=output, hint="--force replaces it.")
    from platguard.inventory.derived import in_order
    from platguard.inventory.writing import inventory_text
    from platguard.modelines import modeline_for

    found = in_order(_derived(folder, origin, listing))
    if not found:
        print(f"{inert(listing or folder or '.')} holds no repository.", file=sys.stderr)
        return EMPTY
    beside = os.path.dirname(os.path.abspath(output)) if output else os.getcwd()
    how = shlex.join(_typed(folder, origin, listing))
    root = os.getcwd()
    named = os.path.relpath(output, root) if output else "inventory.yaml"
    put(modeline_for("inventory", named, root) + inventory_text(found, beside, how), output)
    return _tell(found, output)


def _derived(folder: str, origin: str, listing: str) -> list[Derived]:
    from platguard.inventory.derived.catalogs import from_catalogs
    from platguard.inventory.derived.clones import clones
    from platguard.inventory.derived.listings import from_listing
    from platguard.inventory.derived.owners import from_code_owners

    where = folder or "."
    if origin in HOSTS:
        data = _read(listing)
        return from_listing(data, listing, origin, clones(folder) if folder else [])
    readers: dict[str, Callable[[], list[Derived]]] = {
        "clones": lambda: clones(where),
        "backstage": lambda: from_catalogs(where, os.environ),
        "codeowners": lambda: from_code_owners(where, os.environ),
    }
    return readers[origin]()


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=path) from error


def _typed(folder: str, origin: str, listing: str) -> Sequence[str]:
    """The command as it was meant."""
    words = ["platguard", "org", "inventory", "--from", origin]
    return [*words, *(("--listing", listing) if listing else ()), *((folder,) if folder else ())]


def _tell(found: Sequence[Derived], output: str) -> int:
    """Says what was written and what could not be known."""
    from platguard.inventory.writing import gaps, is_left_out

    lines = [f"{item.name}: {'; '.join(gaps(item))}" for item in found if gaps(item)]
    for line in lines[:_SHOWN]:
        print(inert(line), file=sys.stderr)
    if len(lines) > _SHOWN:
        print(f"and {len(lines) - _SHOWN} more with gaps", file=sys.stderr)
    left_out = sum(map(is_left_out, found))
    where = f" to {inert(output)}" if output else ""
    told = counted(len(found) - left_out, "repository", "repositories")
    print(f"Wrote {told}{where}.", file=sys.stderr)
    unread = any(note.startswith(("left out", "not read")) for i in found for note in gaps(i))
    return INCOMPLETE if unread else 0


def _check(path: str) -> int:
    from platguard.inventory import read_inventory
    from platguard.inventory.checking import troubles

    inventory = read_inventory(path)
    for notice in inventory.notices:
        print(inert(notice))
    wrong = list(troubles(inventory, os.environ))
    for trouble in wrong:
        print(inert(f"{trouble.name}: {trouble.message}"))
    fetched = sum(1 for member in inventory.members if member.url)
    told = counted(len(inventory.members), "repository", "repositories")
    beside = f", {fetched} of them to be fetched and not looked at" if fetched else ""
    judged = f"{len(wrong)} cannot be judged as they are" if wrong else "nothing wrong"
    print(f"{inert(path)}: {told}{beside}: {judged}.")
    return INCOMPLETE if wrong else 0
