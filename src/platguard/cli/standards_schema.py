"""`platguard standards schema`: JSON Schemas for editors, with the rules that are in force."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from platguard.cli import options
from platguard.cli.output import put
from platguard.config_files import (
    INVENTORY_FILE,
    ORGANISATION_FILE,
    REPOSITORY_FILE,
    SCHEMA_FOLDER,
    schema_file,
)
from platguard.errors import UsageError
from platguard.model.standard import Rule
from platguard.reporters.inert import inert
from platguard.reporters.json import encode

KINDS = ("standard", "configuration", "repository", "exception", "inventory")
"""The kinds of files, as in `editor_schemas.SCHEMAS`."""
ALL = "all"

_WITHOUT_RULES = (("standard",), ("repository",), ("inventory",))
_PLACES = {
    "standard": "standards/delivery.yaml",
    "configuration": ORGANISATION_FILE,
    "repository": REPOSITORY_FILE,
    "exception": ".platguard/exceptions/EXC-2026-0001.yaml",
    "inventory": INVENTORY_FILE,
}
"""A file of each kind, to show how it names its schema."""

EXAMPLES = f"""\b
Examples:
  platguard standards schema > standard.schema.json
  platguard standards schema configuration
    --output {schema_file("configuration")}
  platguard standards schema all --output {SCHEMA_FOLDER}
"""


@click.command("schema", epilog=EXAMPLES, short_help="Print JSON Schemas for editors.")
@click.argument("kind", type=click.Choice([*KINDS, ALL]), default="standard", metavar="[KIND]")
@options.standards
@options.config
@click.option(
    "--output",
    metavar="FILE",
    default="",
    help="File to write; with all, the folder.  [default: standard output]",
)
def command(kind: str, standards: tuple[str, ...], config: str, output: str) -> int:
    """Print the JSON Schema (draft 7) of a file that people write, for editors.

    KIND is standard (the default), configuration (platguard.yaml), repository
    (.platguard.yaml), exception, inventory (of an organisation), or all. The rules
    that are in force here are offered by name, each param with its type.

    \b
    Exit codes: 0 written, 2 a wrong option, standard or configuration.
    """
    from platguard.editor_schemas import SCHEMAS

    if kind == ALL and not output:
        raise UsageError("schema all writes into a folder", hint=f"Add --output {SCHEMA_FOLDER}.")
    wanted = KINDS if kind == ALL else (kind,)
    rules = () if wanted in _WITHOUT_RULES else known_rules(standards, config)
    for name in wanted:
        file = os.path.join(output, os.path.basename(schema_file(name))) if kind == ALL else output
        if output and os.path.dirname(file):
            os.makedirs(os.path.dirname(file), exist_ok=True)
        put(encode(SCHEMAS[name](rules)), file)
        if output:
            print(inert(f"Wrote {file}. A file such as {_PLACES[name]} begins with"))
            print(inert(f"  {_modeline(name, file)}"))
    return 0


def known_rules(standards: Sequence[str], config: str) -> Sequence[Rule]:
    """The rules that are in force here, as their standards have them."""
    from platguard.cache import Cache
    from platguard.policy import decide
    from platguard.settings import as_written, read_settings
    from platguard.workspace import open_workspace

    request = options.request(standards=tuple(standards), config=config)
    settings = as_written(read_settings(request, open_workspace(request).source))
    return decide(settings, Cache(request.cache)).policy.rules


def _modeline(kind: str, file: str) -> str:
    from platguard.modelines import modeline

    return modeline(file, _PLACES[kind]).rstrip()
