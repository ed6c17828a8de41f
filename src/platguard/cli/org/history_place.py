"""Where the commands about an organisation find its history and its configuration."""

from __future__ import annotations

import os

import click

from platguard.config_files import ORGANISATION_FILE

HISTORY = "platguard-history.db"
"""The file beside the inventory that has the history unless another one is named."""

history_option = click.option(
    "--history",
    metavar="FILE|URL",
    default="",
    help=f"Where the results are kept.  [default: {HISTORY} beside the inventory]",
)


def history_of(inventory: str, named: str) -> str:
    """The history that was named, else the file beside the inventory."""
    return named or os.path.join(os.path.dirname(inventory), HISTORY)


def configuration_of(inventory: str, named: str) -> str:
    """The configuration that was named, else the one beside the inventory; empty without one."""
    path = named or os.path.join(os.path.dirname(inventory), ORGANISATION_FILE)
    return path if named or os.path.lexists(path) else ""
