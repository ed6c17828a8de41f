"""`platguard init`: a first configuration, from what a repository holds."""

from __future__ import annotations

import os
import sys
from datetime import date
from shlex import quote
from typing import TYPE_CHECKING

import click

from platguard.atomic import write
from platguard.cli import options
from platguard.config_files import ORGANISATION_FILE
from platguard.counting import counted
from platguard.errors import UsageError
from platguard.reporters.inert import inert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from platguard.first_look import FirstLook

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

    It adopts the built-in standards and names the rules that are broken
    today, each with the number of its findings. `platguard adopt` then
    tolerates these findings through a day, so that only new ones fail;
    what is critical, and secrets in clear text, fails from the start.

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
    print(f"Wrote {inert(target)}.")
    print(*_what_is_broken(found), sep="\n")
    print(f"Read it, then run `{_command('scan', path)}`.")
    if found.broken:
        adopt = _command("adopt", path, f"--sunset {found.sunset}")
        print(f"`{adopt}` tolerates the findings of today")
        print("through that day, so that only new ones fail. Commit both files.")
    return 0


def _what_is_broken(found: FirstLook) -> Iterator[str]:
    """What the standards make of the repository from now on, in sentences."""
    rules = len({*found.broken, *found.grave})
    errors = sum((*found.broken.values(), *found.grave.values()))
    if not errors:
        yield "Nothing here is an error by the profile baseline."
    else:
        are = "is" if rules == 1 else "are"
        yield (
            f"{counted(rules, 'rule')} of the profile baseline {are} broken here:"
            f" {counted(errors, 'error')} from now on."
        )
    if found.grave:
        grave = sum(found.grave.values())
        yield f"{grave} of them cannot be tolerated: critical, or secrets in clear text."
    if found.lesser:
        yield f"{counted(found.lesser, 'warning or note', 'warnings and notes')} will fail nothing."


def _command(name: str, path: str, options: str = "") -> str:
    """A command as it is to be typed."""
    where = "" if path == "." else quote(inert(path))
    return " ".join(filter(None, ("platguard", name, options, where)))
