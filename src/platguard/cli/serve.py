"""`platguard serve`: pages over the history of an organisation."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import click

from platguard.cli import options
from platguard.cli.org.history_place import history_of, history_option
from platguard.errors import UsageError
from platguard.extras import demand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from platguard.audit.report import Wanted
    from platguard.model.registered import RegisterEntry

INVENTORY = "inventory.yaml"
PORT = 8470
_NEEDED = ("sqlalchemy", "starlette", "uvicorn", "jinja2", "vl_convert")
EXAMPLES = """\b
Examples:
  platguard serve
  platguard serve --inventory estate/inventory.yaml --port 0
  platguard serve --history postgresql://host/platguard --label confidential
"""


@click.command("serve", epilog=EXAMPLES, short_help="Show pages over a history, on this machine.")
@click.option(
    "--inventory",
    metavar="FILE",
    default="",
    help=f"The inventory, for register and teams.  [default: {INVENTORY}, if it exists]",
)
@history_option
@click.option(
    "--config",
    metavar="FILE",
    default="",
    help="The organisation's configuration.  [default: platguard.yaml beside the inventory]",
)
@options.exceptions
@click.option(
    "--label", metavar="TEXT", default="", help="What pages are marked as.  [default: none]"
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=PORT,
    show_default=True,
    metavar="N",
    help="Where to listen; 0 takes a free port.",
)
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen at.",
)
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Listen at an address that other machines reach: everybody who does can read everything, "
    "unencrypted and without an account.",
)
def command(
    inventory: str,
    history: str,
    config: str,
    exceptions: str,
    label: str,
    port: int,
    host: str,
    allow_remote: bool,
) -> int:
    """Show what the scans of an organisation found as pages in a browser.

    Pages for repositories, standards, rules, teams, exceptions and days, as of any
    day. They can only be read, and only from this machine. Ctrl-C ends it.

    \b
    Exit codes: 0 done, 2 usage (nothing was served).
    """
    demand("serving pages", _NEEDED, "org,server")
    _check_address(host, allow_remote=allow_remote)
    from platguard.history.opening import open_history
    from platguard.server.app import application
    from platguard.server.guards import LOOPBACK, is_loopback
    from platguard.server.reports import Reports
    from platguard.server.running import listen, serve

    if not inventory and os.path.exists(INVENTORY):
        inventory = INVENTORY
    basis = _Basis(inventory, config, exceptions, label)
    with closing(open_history(history_of(inventory, history), write=False)) as store:
        given = bool(exceptions)
        reports = Reports(store.database, basis.register, basis.wanted, is_given=given)
        hosts = {*LOOPBACK, host} if is_loopback(host) else set()
        waiting = listen(host, port)
        with closing(waiting):
            serve(application(reports, hosts, label), waiting, lambda number: _say(host, number))
    return 0


class _Basis:
    """What beside the history decides about a report."""

    def __init__(self, inventory: str, config: str, exceptions: str, label: str) -> None:
        from platguard.cli.org.basis import Basis

        self._basis = Basis(inventory, config, exceptions) if inventory else None
        self._label = label

    def register(self, day: date) -> Sequence[RegisterEntry]:
        return self._basis.register(day) if self._basis else ()

    def wanted(self, day: date) -> Wanted:
        from platguard.audit.report import Wanted

        if self._basis is None:
            return Wanted(as_of=day, label=self._label)
        return self._basis.wanted(day, label=self._label)


def _check_address(host: str, *, allow_remote: bool) -> None:
    from platguard.server.guards import is_loopback

    if not is_loopback(host) and not allow_remote:
        raise UsageError(
            f"--host {host} can be reached by other machines: everybody who does could read every "
            "finding, unencrypted and without an account",
            hint="Leave --host out, put a proxy that knows people in front, "
            "or say --allow-remote if that is meant.",
        )


def _say(host: str, port: int) -> None:
    from platguard.server.guards import is_loopback

    shown = f"[{host}]" if ":" in host else host
    if not is_loopback(host):
        click.echo(
            f"warning: other machines can reach {shown}: everybody who does can read every "
            "finding, unencrypted and without an account.",
            err=True,
        )
    click.echo(f"Pages at http://{shown}:{port}/ - Ctrl-C ends them.", err=True)
