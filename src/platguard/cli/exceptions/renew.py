"""`platguard exceptions renew`: a new term for an exception that ends."""

from __future__ import annotations

from datetime import date

import click

from platguard.cli.exceptions.arguments import of_entry
from platguard.cli.exceptions.filing import filed
from platguard.cli.exceptions.wishes import answered, wished
from platguard.open_register import OpenRegister
from platguard.requesting import Wish, renewed


@click.command("renew", short_help="Ask for another term of an exception.")
@of_entry
@wished
def command(
    register: OpenRegister,
    name: str,
    reason: str,
    by: str,
    sunset: date | None,
    months: int | None,
    ticket: str,
    new_name: str,
) -> int:
    """Ask for another term of the exception ID; print the pull request.

    Rules, scope, category and owner stay. The reason has to be a new one, and
    both approvals have to be given anew.
    """
    old = register.entry(name).exception
    reason, by, sunset = answered(register, reason, by, sunset, months)
    wish = Wish(
        reason=reason,
        owner=old.owner,
        by=by,
        sunset=sunset,
        category=old.category,
        compensating=old.compensating,
        ticket=ticket.strip() or old.ticket,
        id=new_name,
    )
    return filed(renewed(name, wish, register), register)
