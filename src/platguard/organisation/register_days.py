"""The register that all repositories share, as it stands on the days of runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from platguard.audit.register import entries_of
from platguard.authorities import Evidence
from platguard.exempting import standings
from platguard.model.organisation import Placement
from platguard.model.registered import RegisterEntry
from platguard.policy import Decided
from platguard.register import read_register
from platguard.request import Request
from platguard.settings import Settings
from platguard.situation import situate
from platguard.workspace import given_workspace


class SharedRegister:
    """A register that was read; raises UsageError for what cannot be read as one."""

    def __init__(self, request: Request, settings: Settings, decided: Decided) -> None:
        self._request = request
        # What is looked at is the organisation, and no repository of it.
        self._settings = replace(settings, placement=Placement("organisation"))
        self._entries = read_register(settings.register, decided.policy.known_ids)
        self._workspace = given_workspace({}, request)
        self._evidence = Evidence(request, self._settings, self._workspace)

    def on(self, as_of: date) -> Sequence[RegisterEntry]:
        """Its entries by id, each with what it is on the day."""
        request = self._request._replace(as_of=as_of)
        situation = situate(request, self._settings, self._workspace)
        with self._evidence.authority(self._entries, situation) as authority:
            found = standings(self._entries, situation, authority)
        return sorted(entries_of(found), key=lambda one: one.id)
