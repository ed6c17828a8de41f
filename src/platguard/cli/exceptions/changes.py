"""`platguard exceptions approve`, `reject` and `close`: one entry changes."""

from __future__ import annotations

from datetime import date

import click

from platguard.approvals import REQUIRED_ROLES
from platguard.cli.exceptions.arguments import of_entry, repeated, today
from platguard.cli.surroundings import Day
from platguard.exception_changes import Change, outlook
from platguard.open_register import OpenRegister
from platguard.reporters.inert import inert, inert_line

BY = click.option("--by", metavar="NAME", required=True, help="Who does it, as in the roles.")

APPROVE_EXAMPLES = """\b
Examples:
  platguard exceptions approve EXC-2026-0001 --role platform --by bob
  platguard exceptions approve EXC-2026-0001 --role leadership --by carol
    --on 2026-11-20
"""
REJECT_EXAMPLES = """\b
Examples:
  platguard exceptions reject EXC-2026-0001 --by bob
    --why "The new driver is there."
"""
CLOSE_EXAMPLES = """\b
Examples:
  platguard exceptions close EXC-2026-0001
  platguard exceptions close EXC-2026-0001 --on 2026-12-01
"""


@click.command("approve", epilog=APPROVE_EXAMPLES, short_help="Approve an exception in a role.")
@of_entry
@click.option(
    "--role", type=click.Choice(REQUIRED_ROLES), required=True, help="The role that approves."
)
@BY
@click.option(
    "--on", type=Day(), metavar="DATE", help="The day of the approval.  [default: the as-of day]"
)
def approve(register: OpenRegister, name: str, role: str, by: str, on: date | None) -> int:
    """Approve the exception ID as it stands now, in one of the two roles.

    The approval records the sunset and a sum of the terms: when either
    changes, it counts no more and has to be given anew.

    \b
    Exit codes: 0 done, 2 refused.
    """
    from platguard import exception_changes

    by = by.strip()
    change = exception_changes.approve(register, name, role, by, today(register, on))
    sign = f"It counts once {by} commits it with a signature: git commit -S {change.path}"
    _finish(register, change, sign if register.is_signed and change.data else "")
    return 0


@click.command("reject", epilog=REJECT_EXAMPLES, short_help="Reject a request.")
@of_entry
@BY
@click.option("--why", metavar="TEXT", required=True, help="What the requester should know.")
def reject(register: OpenRegister, name: str, by: str, why: str) -> int:
    """Reject the request ID; it stays in the register with the reason.

    \b
    Exit codes: 0 done, 2 refused.
    """
    from platguard import exception_changes

    _finish(register, exception_changes.reject(register, name, by.strip(), why.strip()))
    return 0


@click.command("close", epilog=CLOSE_EXAMPLES, short_help="End an exception early.")
@of_entry
@click.option(
    "--on",
    type=Day(),
    metavar="DATE",
    help="First day without it.  [default: the as-of day]",
)
def close(register: OpenRegister, name: str, on: date | None) -> int:
    """End the exception ID early, or take back a request.

    \b
    Exit codes: 0 done, 2 refused.
    """
    from platguard import exception_changes

    _finish(register, exception_changes.close(register, name, today(register, on)))
    return 0


def _finish(register: OpenRegister, change: Change, next_step: str = "") -> None:
    if change.data is not None:
        register.write(change.path, change.data, change.exception)
    _say(f"{change.path}: {change.told}")
    if next_step:
        _say(next_step)
    _say(outlook(register, change.exception, repeated(register.request)))


def _say(text: str) -> None:
    print(inert_line(inert(text)))
