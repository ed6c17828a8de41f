"""What beside its history decides about a report: inventory, configuration and register."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING, Any

from platguard.cli import options
from platguard.cli.org.asked import wanted_of
from platguard.cli.org.history_place import configuration_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from platguard.audit.wanted import Wanted
    from platguard.model.registered import RegisterEntry
    from platguard.open_register import OpenRegister


class Basis:
    """The organisation as its files tell it; raises UsageError at their first fault."""

    def __init__(self, inventory: str, config: str, exceptions: str) -> None:
        from platguard.inventory.reading import read_inventory

        self.inventory = read_inventory(inventory, files=True)
        self._folder = os.path.dirname(os.path.abspath(inventory))
        self._config = configuration_of(inventory, config)
        self._exceptions = exceptions

    def opened(self, as_of: date | None) -> OpenRegister:
        """Register and settings as of a day; today for None."""
        from platguard.open_register import open_register

        request = options.request(
            register=self._exceptions,
            config=os.path.abspath(self._config) if self._config else "",
            as_of=as_of,
        )
        return open_register(request._replace(cwd=self._folder, paths=(self._folder,)))

    def register(self, as_of: date) -> Sequence[RegisterEntry]:
        """The register as it stands on a day."""
        from platguard.audit.register import entries_of

        return entries_of(self.opened(as_of).registered())

    def wanted(self, as_of: date, **more: Any) -> Wanted:
        """A report of a day over all of the organisation, with what its files say of it."""
        return wanted_of(self.opened(as_of), self.inventory, as_of=as_of, **more)
