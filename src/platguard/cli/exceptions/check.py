"""`platguard exceptions check`: everything that is wrong with the register, and every proof."""

from __future__ import annotations

import os
import sys

import click

from platguard.cli.exceptions.arguments import of_register
from platguard.cli.surroundings import style_of
from platguard.counting import counted
from platguard.open_register import OpenRegister
from platguard.register_check import check
from platguard.reporters.inert import inert
from platguard.reporters.layout import Layout

EXAMPLES = """\b
Examples:
  platguard exceptions check
  platguard exceptions check --verbose           what git knows of approvals
  platguard exceptions check --as-of 2027-01-01  what will be invalid by then
"""


@click.command(
    "check", epilog=EXAMPLES, short_help="Find mistakes in the register, and proof of approvals."
)
@of_register
@click.option("--verbose", is_flag=True, help="Tell the proof of each approval by itself.")
def command(register: OpenRegister, verbose: bool) -> int:
    """Check every exception strictly, and tell what git knows of its approvals.

    Exit codes: 0 when every exception is valid, also one that waits for an
    approval or is over; 2 when a file cannot be read as an exception, when an
    exception is invalid, or when git shows that it changed after an approval.
    """
    checked = check(register)
    style = style_of(sys.stdout, os.environ)
    layout = Layout(style.width, style.colour)
    for told in (*(checked.proofs if verbose else ()), *checked.told):
        for line in layout.paragraph(told):
            print(line)
    for fault in checked.faults:
        print(f"platguard: error: {inert(str(fault))}", file=sys.stderr)
    if checked.faults:
        return checked.faults[0].exit_code
    number = len(register.entries)
    found = counted(number, "exception") if number else "No exceptions"
    outcome = "nothing wrong" if number else "nothing to check"
    print(inert(f"{found} in {register.folder}: {outcome}."))
    return 0
