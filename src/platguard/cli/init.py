"""`platguard init`: a first configuration, from what a repository holds."""

from __future__ import annotations

import os
import sys
from datetime import date

import click

from platguard.atomic import write
from platguard.cli import options
from platguard.config_files import ORGANISATION_FILE
from platguard.counting import counted
from platguard.errors import UsageError
from platguard.reporters.inert import inert

EXAMPLES = """\b
Examples:
  platguard init             writes platguard.yaml beside what it is about
  platguard init --output -  prints it
"""


@click.command("init", epilog=EXAMPLES, short_help="Write a first configuration.")
@click.argument("path", default=".", metavar="[PATH]")
@click.option(
    "--output",
    metavar="FILE",
    default="",
    help="File to write, - for standard output.  [default: platguard.yaml in PATH]",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@options.as_of
def command(path: str, output: str, force: bool, as_of: date | None) -> int:
    """Write a commented platguard.yaml from what a repository holds.

    It adopts the built-in standards so that nothing fails that passed
    before, except what is critical: rules that are broken today only warn,
    each with the number of its findings.

    \b
    Exit codes: 0 written, 2 it is there already, or usage.
    """
    from platguard.first_configuration import first_configuration
    from platguard.first_look import look
    from platguard.modelines import modeline_for

    target = output or os.path.join(path, ORGANISATION_FILE)
    if target != "-" and os.path.lexists(target) and not force:
        raise UsageError(
            "is there already", path=target, hint="--force replaces it, `--output -` prints."
        )
    found = look(options.request(paths=(path,), as_of=as_of))
    name = os.path.relpath(target, path) if output not in ("", "-") else ORGANISATION_FILE
    text = modeline_for("configuration", name, path) + first_configuration(found)
    if target == "-":
        sys.stdout.write(text)  # what it says of the repository is inert
        return 0
    write(target, [text.encode()])
    broken = counted(len(found.broken), "rule")
    print(f"Wrote {inert(target)}: {broken} of the profile baseline broken here, set to warn.")
    print("Read it, then run `platguard scan`.")
    return 0
