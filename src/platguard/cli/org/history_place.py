"""Where the commands about an organisation find its history."""

from __future__ import annotations

import click

HISTORY = "platguard-history.db"
"""The file beside the inventory that has the history unless another one is named."""

history_option = click.option(
    "--history",
    metavar="FILE|URL",
    default="",
    help=f"Where the results are kept.  [default: {HISTORY} beside the inventory]",
)
