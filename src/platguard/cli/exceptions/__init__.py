"""`platguard exceptions`: the register of exceptions, from request to end."""

from __future__ import annotations

import click

from platguard.cli.groups import LazyGroup

COMMANDS = {
    "list": "platguard.cli.exceptions.listing:command",
    "request": "platguard.cli.exceptions.request:command",
    "approve": "platguard.cli.exceptions.changes:approve",
    "reject": "platguard.cli.exceptions.changes:reject",
    "renew": "platguard.cli.exceptions.renew:command",
    "close": "platguard.cli.exceptions.changes:close",
    "check": "platguard.cli.exceptions.check:command",
    "prune": "platguard.cli.exceptions.prune:command",
    "calendar": "platguard.cli.exceptions.calendar:command",
    "schema": "platguard.cli.exceptions.schema:command",
}
"""Every command of the group, and where it is; imported when it is called."""


class _Commands(LazyGroup):
    places = COMMANDS


@click.command(
    "exceptions", cls=_Commands, short_help="Request, approve and look after exceptions."
)
def group() -> None:
    """Request, approve, list and end exceptions: one file each, in the register.

    Exit codes: 0 done, 2 refused.
    """
