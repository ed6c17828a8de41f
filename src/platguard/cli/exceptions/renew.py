"""`platguard exceptions renew`: a new term for an exception that ends."""

from __future__ import annotations

from datetime import date, timedelta

import click

from platguard.cli.exceptions.arguments import of_entry
from platguard.cli.exceptions.filing import filed
from platguard.cli.exceptions.questions import answered
from platguard.cli.exceptions.wishes import Given, wished
from platguard.exception_days import last_day
from platguard.open_register import OpenRegister
from platguard.requesting import Wish, renewed

EXAMPLES = """\b
Examples:
  platguard exceptions renew EXC-2026-0001
  platguard exceptions renew EXC-2026-0001 --by alice --months 6
    --reason "The vendor is late: the driver comes in September."
"""


@click.command("renew", epilog=EXAMPLES, short_help="Ask for another term of an exception.")
@of_entry
@wished
def command(register: OpenRegister, name: str, given: Given) -> int:
    """Ask for another term of the exception ID; print the pull request.

    Rules, scope, category and owner stay. The reason has to be a new one, and
    both approvals have to be given anew. --months counts from the day after
    the last one of the exception ID, or from the as-of day when that is over.

    \b
    Exit codes: 0 written, 2 refused.
    """
    old = register.entry(name).exception
    today = register.situation.as_of
    last = last_day(old)
    first = last + timedelta(days=1) if last and today <= last < date.max else today
    answers = answered(list(given.questions(register, first)))
    wish = Wish(
        reason=given.reason or answers["--reason"],
        owner=old.owner,
        by=given.by or answers["--by"],
        sunset=given.last_day(answers, first),
        category=old.category,
        compensating=old.compensating,
        ticket=given.ticket or old.ticket,
        id=given.name,
    )
    return filed(renewed(name, wish, register), register)
