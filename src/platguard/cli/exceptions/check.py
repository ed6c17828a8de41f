"""`platguard exceptions check`: everything that is wrong with the register, and every proof."""

from __future__ import annotations

import sys

import click

from platguard.cli.exceptions.arguments import of_register
from platguard.counting import counted
from platguard.open_register import OpenRegister
from platguard.register_check import check
from platguard.reporters.inert import inert, inert_line


@click.command("check", short_help="Find mistakes in the register, and proof of approvals.")
@of_register
def command(register: OpenRegister) -> int:
    """Check every exception strictly, and tell what git knows of each approval.

    Exit with 2 when a file cannot be read as an exception, or an exception is invalid.
    """
    checked = check(register)
    for told in checked.told:
        print(inert_line(inert(told)))
    for fault in checked.faults:
        print(f"platguard: error: {inert(str(fault))}", file=sys.stderr)
    if checked.faults:
        return checked.faults[0].exit_code
    number = len(register.entries)
    found = counted(number, "exception") if number else "No exceptions"
    outcome = "nothing wrong" if number else "nothing to check"
    print(inert(f"{found} in {register.folder}: {outcome}."))
    return 0
