"""`platguard org`: many repositories, and how they do over time."""

from __future__ import annotations

import click

from platguard.cli.groups import LazyGroup

COMMANDS = {
    "backfill": "platguard.cli.org.backfill:command",
    "export": "platguard.cli.org.export:command",
    "inventory": "platguard.cli.org.inventory:command",
    "report": "platguard.cli.org.report:command",
    "scan": "platguard.cli.org.scan:command",
}
"""Every command of the group, and where it is; imported when it is called."""


class _Commands(LazyGroup):
    places = COMMANDS


@click.command("org", cls=_Commands, short_help="Judge all repositories of an organisation.")
def group() -> None:
    """Judge all repositories of an organisation, and tell how they do.

    Exit codes: 0 done, 2 usage, and those that each command tells.
    """
