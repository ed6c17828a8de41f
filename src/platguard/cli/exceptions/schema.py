"""`platguard exceptions schema`: the JSON Schema of an entry, for editors."""

from __future__ import annotations

import sys

import click


@click.command("schema", short_help="Print the JSON Schema of an entry.")
def command() -> int:
    """Print the JSON Schema of an entry of the register, for editors to check while you type."""
    from importlib.resources import files

    schema = files("platguard").joinpath("schemas/exception-v1.schema.json")
    sys.stdout.write(schema.read_text(encoding="utf-8"))
    return 0
