"""`platguard standards check`: every fault of standards, and what deserves a second look."""

from __future__ import annotations

import os
import sys
from datetime import date
from typing import Any

import click

from platguard.cli import options
from platguard.cli.surroundings import style_of
from platguard.counting import counted
from platguard.reporters.inert import inert
from platguard.reporters.layout import Layout

EXAMPLES = """\b
Examples:
  platguard standards check                     what the configuration chooses
  platguard standards check ./standards         before they are chosen
  platguard standards check --as-of 2027-01-01  are they complete by then?
  platguard standards check ./standards --test  what a commit hook runs
"""


@click.command("check", epilog=EXAMPLES, short_help="Find mistakes in standards.")
@options.sources
@options.config
@options.as_of
@click.option("--test", is_flag=True, help="Run the inline tests as well, once nothing is wrong.")
@click.pass_context
def command(
    ctx: click.Context, sources: tuple[str, ...], config: str, as_of: date | None, test: bool
) -> int:
    """Check standards: keys, types, expressions, messages, and the notice that teams are owed.

    The notice counts from the day on which a date was committed: the history of
    git is read for it. A remark is no fault: it tells of something that is
    allowed and worth a second look, or that could not be verified.

    \b
    Exit codes: 0 nothing wrong, 1 a test finds what it does not expect
    (--test), 2 faults.
    """
    from platguard.standards_check import check_standards

    checked = check_standards(options.request(config=config, as_of=as_of, standards=sources))
    style = style_of(sys.stdout, os.environ)
    layout = Layout(style.width, style.colour)
    for remark in checked.remarks:
        for line in layout.paragraph(str(remark), lead=[("remark:", "note")]):
            print(line)
    for fault in checked.faults:
        print(f"platguard: error: {inert(str(fault))}", file=sys.stderr)
    if checked.faults:
        return checked.faults[0].exit_code
    found = f"{counted(checked.rules, 'rule')} in {counted(checked.standards, 'standard')}"
    remarks = counted(len(checked.remarks), "remark")
    more = f" {remarks}, no fault: worth a second look." if checked.remarks else ""
    for line in layout.paragraph(f"{found}: nothing wrong.{more}"):
        print(line)
    return _tested(ctx, sources=sources, config=config, as_of=as_of) if test else 0


def _tested(ctx: click.Context, **given: Any) -> int:
    """What `platguard standards test` says of the same standards."""
    from platguard.cli.standards import group

    code: int = ctx.invoke(group.commands["test"], rules=(), **given)
    return code
