"""`platguard standards new`: a standard of an organisation's own, to be changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import date

import click

from platguard.cli import options
from platguard.config import Organisation
from platguard.config_files import ORGANISATION_FILE
from platguard.errors import UsageError
from platguard.reporters.inert import inert

EXAMPLES = """\b
Examples:
  platguard standards new single-replica
  platguard standards new our-image-tag --like image-tag
  platguard standards new our-image-tag --like CKV_K8S_14 --output -
"""
_STANDARD_OUTPUT = "-"


@click.command("new", epilog=EXAMPLES, short_help="Write a first rule of your own.")
@click.argument("name", metavar="ID")
@click.option(
    "--like",
    metavar="RULE",
    default="",
    help="Begin with a copy of this rule.  [default: a small rule about replicas]",
)
@click.option(
    "--output",
    metavar="FILE",
    default="",
    help="File to write, - for standard output.  [default: ID.yaml in the first folder of "
    "standards that the configuration names, else in standards]",
)
@options.config
@options.as_of
def command(name: str, like: str, output: str, config: str, as_of: date | None) -> int:
    """Write a commented standard with one rule, ID, for you to change.

    As it is written it has tests that pass, and dates that give teams their
    notice. A file that is there is never replaced.

    \b
    Exit codes: 0 written, 2 it is there already, the id is taken, or usage.
    """
    from platguard.scaffold import scaffold

    request = options.request(config=config, as_of=as_of)
    made = scaffold(request, name, like, "" if output == _STANDARD_OUTPUT else output)
    if output == _STANDARD_OUTPUT:
        sys.stdout.write(made.text)
        return 0
    _write(made.path, made.text)
    shown = os.path.relpath(made.path)
    print(inert(f"Wrote {shown}: a standard with one rule, {name}, and its tests."))
    if not made.is_named:
        print(*_how_to_name(made.folder, made.organisation), sep="\n")
    print("Change it, and hold it against its own tests:")
    print(inert(f"  platguard standards check {shown} --test"))
    return 0


def _write(path: str, text: str) -> None:
    from platguard.atomic import write

    if os.path.lexists(path):
        raise UsageError(
            "is there already",
            path=os.path.relpath(path),
            hint="Add the rule to it by hand, or choose another --output; `--output -` prints.",
        )
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write(path, [text.encode("utf-8")])
    except OSError as error:
        told = f"cannot be written: {error.strerror}"
        raise UsageError(told, path=os.path.relpath(path)) from error


def _how_to_name(folder: str, organisation: Organisation) -> Sequence[str]:
    """What is still to do for the standard to count in a scan."""
    named = ", ".join(map(inert, (*organisation.standards, folder)))
    if organisation.adopted:
        told = f"{inert(organisation.path)} does not name it yet. Let it say:"
    else:
        told = f"It counts once a {ORGANISATION_FILE} names it (`platguard init` writes one):"
    return told, f"  standards: [{named}]"
