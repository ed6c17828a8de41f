"""Groups of commands that import a command only when it is named."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """A group that knows its commands by where they are."""

    places: Mapping[str, str] = {}
    """Every command, and its `module:name`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        module, _, name = self.places[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        if ctx.resilient_parsing:  # a shell asks for completions
            from platguard.cli.completing import complete

            return complete(command)
        return command
