"""`platguard verify`: check an export, and judge it again."""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack, closing
from io import StringIO
from typing import TYPE_CHECKING

import click

from platguard.cli import options
from platguard.cli.org.export import report_bytes
from platguard.cli.org.judging import git_environ
from platguard.cli.org.judging_options import limits
from platguard.cli.org.progress import Progress
from platguard.cli.output import put
from platguard.cli.surroundings import cache_folder, style_of

if TYPE_CHECKING:
    from platguard.evidence.clones import Clone
    from platguard.model.evidence import Verification
    from platguard.request import Request

INVENTORY = "inventory.yaml"

EXAMPLES = """\b
Examples:
  ssh-keygen -Y verify -n file -f signers -I audit@acme.example \\
    -s evidence/statement.json.sig < evidence/statement.json
  platguard verify evidence --repositories ~/clones
  platguard verify evidence --inventory inventory.yaml --format json
"""


@click.command("verify", epilog=EXAMPLES, short_help="Check an export, and judge it again.")
@click.argument("folder", metavar="DIR")
@click.option(
    "--repositories",
    metavar="FOLDER",
    default="",
    help="Clones that may have the commits, bare or not, whatever they are called.  "
    "[default: those of the inventory]",
)
@click.option(
    "--inventory",
    metavar="FILE",
    default="",
    help=f"An inventory of yours that says where clones and mirrors lie.  [default: {INVENTORY} in "
    "the current folder, where it is there]",
)
@click.option(
    "--mirrors",
    metavar="DIR",
    default="",
    help="Folder of what was fetched.  [default: in the cache]",
)
@click.option(
    "--register",
    metavar="FOLDER",
    default="",
    help="The folder of the configuration in a clone of its repository, whose commits prove "
    "approvals.  [default: none; only `approvals: signed` needs it]",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Repositories that are judged at the same time.  [default: one for each processor]",
)
@limits
@options.text_or_json
@options.output
@click.option("--verbose", is_flag=True, help="Tell on standard error of each repository.")
def command(
    folder: str,
    repositories: str,
    inventory: str,
    mirrors: str,
    register: str,
    jobs: int | None,
    repository_seconds: int,
    repository_memory: int,
    format_name: str,
    output: str,
    verbose: bool,
) -> int:
    """Check the export in DIR: its files, and by judging every commit again.

    The files must be those that statement.json names; who signed it, the
    signer's tool tells. Then each repository is judged at its commit by the
    standards, configuration, register and tables of the export, as of its day.
    Nothing is fetched, nothing remembered is used, and no file outside of DIR
    is read because the export says so.

    \b
    Exit codes: 0 the same, 1 it differs, 2 DIR is no export, 3 a repository or
    commit is not at hand.
    """
    from platguard.evidence.rerun import Means
    from platguard.evidence.verifying import Surroundings, verify

    request = options.request()
    means = Means(
        jobs=jobs,
        cache=None,
        environ=git_environ(),
        clock=time.monotonic,
        seconds=float(repository_seconds),
        memory=repository_memory,
    )
    with ExitStack() as ends:

        def watch(total: int) -> Progress:
            progress = Progress(sys.stderr, total, time.monotonic, verbose=verbose)
            return ends.enter_context(closing(progress))

        around = Surroundings(
            request=request,
            clones=_clones(repositories, inventory, mirrors, request),
            means=means,
            register=register,
            encode=report_bytes,
            watch=watch,
        )
        found = verify(folder, around)
    put(_text(found, format_name), output)
    return found.exit


def _clones(repositories: str, inventory: str, mirrors: str, request: Request) -> list[Clone]:
    from platguard.evidence.clones import clones_in, clones_of
    from platguard.inventory.reading import read_inventory
    from platguard.mirrors.fetching import Mirrors

    found = clones_in(repositories) if repositories else []
    if not inventory and not repositories and os.path.lexists(INVENTORY):
        inventory = INVENTORY
    if inventory:
        folder = mirrors or os.path.join(cache_folder(os.environ) or os.getcwd(), "mirrors")
        known = Mirrors(os.path.abspath(folder), os.environ, request.now, files=True)
        found += clones_of(read_inventory(inventory, files=True), known)
    return found


def _text(found: Verification, format_name: str) -> str:
    text = StringIO()
    if format_name == "json":
        from platguard.reporters import verification_json

        verification_json.write(found, text)
    else:
        from platguard.reporters import verification_text

        verification_text.write(found, text, style_of(sys.stdout, os.environ))
    return text.getvalue()
