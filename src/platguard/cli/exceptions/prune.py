"""`platguard exceptions prune`: files of exceptions that ended long ago leave the register."""

from __future__ import annotations

from datetime import timedelta

import click

from platguard.cli.exceptions.arguments import of_register
from platguard.cli.surroundings import Span
from platguard.dates import count_days
from platguard.open_register import OpenRegister
from platguard.reporters.inert import inert, inert_line
from platguard.retention import outlived

EXAMPLES = """\b
Examples:
  platguard exceptions prune --dry-run
  platguard exceptions prune --keep 52w
"""


@click.command("prune", epilog=EXAMPLES, short_help="Remove exceptions that ended long ago.")
@of_register
@click.option(
    "--keep",
    type=Span(),
    metavar="SPAN",
    default="90d",
    show_default=True,
    help="How long ended exceptions stay, 90d or 12w.",
)
@click.option("--dry-run", is_flag=True, help="Only tell what would be removed.")
def command(register: OpenRegister, keep: timedelta, dry_run: bool) -> int:
    """Remove the files of exceptions that were closed, rejected or expired long ago.

    Those that a later one renews stay with it, for its chain, and so does what is not committed:
    git keeps the others.

    \b
    Exit codes: 0 done, 2 a wrong register, configuration or option.
    """
    done = "would be removed" if dry_run else "removed"
    ended = outlived(register, keep.days)
    for entry, day in ended:
        if not register.is_committed(entry):
            told = f"{entry.exception.id} ended on {day}: kept, it is not committed as it stands"
            print(inert_line(inert(f"{entry.path}: {told}")))
            continue
        if not dry_run:
            register.remove(entry)
        print(inert_line(inert(f"{entry.path}: {entry.exception.id} ended on {day}: {done}")))
    if not ended:
        print(f"No exception ended more than {count_days(keep.days)} ago: nothing to remove.")
    return 0
