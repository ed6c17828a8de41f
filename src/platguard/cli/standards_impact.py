"""`platguard standards impact`: what a change of standards does, before it is announced."""

from __future__ import annotations

import os
import sys
from datetime import date

import click

from platguard.cli import options
from platguard.cli.surroundings import style_of
from platguard.errors import UsageError
from platguard.reporters import load

FORMATS = {
    "text": "platguard.reporters.impact_text:write",
    "json": "platguard.reporters.impact_json:write",
    "markdown": "platguard.reporters.impact_markdown:write",
}
"""Every format and what writes it; imported when it is used."""

EXAMPLES = """\b
Examples:
  platguard standards impact HEAD:standards standards
  platguard standards impact builtin ./strict services/shop services/ledger
  platguard standards impact HEAD:platguard.yaml platguard.yaml --enforced
  platguard standards impact v1:standards v2:standards --format markdown
"""


@click.command("impact", short_help="Show what a change of standards does.", epilog=EXAMPLES)
@click.argument("old")
@click.argument("new")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@options.config
@click.option(
    "--exceptions",
    metavar="DIR",
    default="",
    help="The register of exceptions.  [default: the one that NEW or the repository configures]",
)
@options.as_of
@click.option("--enforced", is_flag=True, help="Take every rule as enforced already.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="How to write it.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Show every finding, not some of each rule."
)
def command(
    old: str,
    new: str,
    paths: tuple[str, ...],
    config: str,
    exceptions: str,
    as_of: date | None,
    enforced: bool,
    format_name: str,
    everything: bool,
) -> int:
    """Show what OLD and NEW standards judge differently in repositories.

    OLD and NEW are a file or folder of standards, `builtin`, or an organisation's
    platguard.yaml with all that it decides. REV:PATH is what PATH held at a
    commit of the repository around the current folder. PATH defaults to the
    current folder. Both meet the same exceptions.

    What a draft would find is shown for NEW.

    \b
    Exit codes: 0 told, whatever changes, 2 usage, 3 something could not be
    read, 4 there was nothing to judge.
    """
    from platguard.impact import impact

    request = options.request(paths=paths, config=config, register=exceptions, as_of=as_of)
    if everything and format_name == "json":
        raise UsageError("--all is for text and markdown: JSON always has everything")
    found = impact(request, old, new, enforced=enforced)
    write = load(FORMATS[format_name])
    write(found, sys.stdout, style_of(sys.stdout, os.environ), everything=everything)
    return found.exit
