"""`platguard exceptions schema`: the JSON Schema of an entry, for editors."""

from __future__ import annotations

import sys

import click

from platguard.cli import options
from platguard.cli.standards_schema import known_rules

EXAMPLES = """\b
Examples:
  platguard exceptions schema > exception.schema.json
  platguard standards schema all --output .platguard/schemas  all of them
"""


@click.command("schema", epilog=EXAMPLES, short_help="Print the JSON Schema of an entry.")
@options.config
def command(config: str) -> int:
    """Print the JSON Schema of an entry of the register, for editors to check while you type.

    It is that of `platguard standards schema exception`.

    \b
    Exit codes: 0 printed, 2 a wrong standard, configuration or option.
    """
    from platguard.editor_schemas.exception import exception_schema
    from platguard.reporters.json import encode

    sys.stdout.write(encode(exception_schema(known_rules((), config))))
    return 0
