"""`platguard agenda`: what the coming days turn, before they do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import click

from platguard.agenda import FURTHEST
from platguard.cli import options
from platguard.cli.output import put
from platguard.cli.surroundings import Day, Span, style_of
from platguard.errors import UsageError
from platguard.reporters import load

FORMATS = {
    "text": "platguard.reporters.agenda_text:write",
    "json": "platguard.reporters.agenda_json:write",
    "markdown": "platguard.reporters.agenda_markdown:write",
    "ics": "platguard.reporters.agenda_calendar:write",
}
"""Every format and the function that writes it, `(agenda, stream, style)`."""

EXAMPLES = """\b
Examples:
  platguard agenda                             what the next 90 days turn
  platguard agenda --within 52w --rule docker-swarm
  platguard agenda --until 2027-06-30 --format markdown
  platguard agenda --format ics --output platguard.ics
"""


@click.command("agenda", epilog=EXAMPLES, short_help="Tell what the coming days turn.")
@click.argument("path", default=".", metavar="[PATH]")
@click.option(
    "--within",
    type=Span(FURTHEST),
    metavar="SPAN",
    help="How far to look: days or weeks, 12w.  [default: 90d]",
)
@click.option(
    "--until", type=Day(), metavar="DATE", help="The last day to look at.  [default: by --within]"
)
@options.standards
@options.exceptions
@options.config
@click.option("--as-of", type=Day(), metavar="DATE", help="The day to look from.  [default: today]")
@click.option(
    "--rule",
    "rules",
    metavar="ID",
    multiple=True,
    help="Only this rule. Repeatable.  [default: all]",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How to write it.",
)
@options.output
def command(
    path: str,
    within: timedelta | None,
    until: date | None,
    standards: tuple[str, ...],
    exceptions: str,
    config: str,
    as_of: date | None,
    rules: tuple[str, ...],
    format_name: str,
    output: str,
) -> int:
    """Tell in date order what starts to warn, is enforced, loses support, stops being covered.

    Each event names the findings that it turns: `scan --as-of` says the same of
    each day. PATH is a folder or file of one repository and defaults to the
    current folder.

    \b
    Exit codes: 0 told, 2 usage, 3 something could not be read.
    """
    from platguard.assembly import INCOMPLETE
    from platguard.forecast import forecast

    if within is not None and until is not None:
        raise UsageError("--within and --until both say how far to look: choose one")
    request = options.request(
        paths=(path,),
        as_of=as_of,
        standards=standards,
        register=exceptions,
        config=config,
        rules=rules,
    )
    reach = until or (timedelta(days=90) if within is None else within)
    agenda = forecast(request, reach)
    write: Callable[..., None] = load(FORMATS[format_name])
    stream = StringIO(newline="")
    write(agenda, stream, style_of(sys.stdout, os.environ))
    put(stream.getvalue(), output)
    return INCOMPLETE if agenda.today.coverage.failed else 0
