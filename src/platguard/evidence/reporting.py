"""The report about the organisation, made of the results of an export and of nothing else.

It is asked of a history that knows this one day, so that whoever has the export can make it again.
What only the history of an organisation knows, such as trends, is not in it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from platguard.audit.answers import Answers
from platguard.audit.register import entries_of
from platguard.audit.report import Wanted, assemble
from platguard.audit.since import Beginnings
from platguard.cache import Cache
from platguard.evidence.inputs import Inputs
from platguard.history.opening import open_history
from platguard.model.organisation import Observation, Placement, Terms
from platguard.model.organisation_scan import RegisterLine
from platguard.model.turn import Turn
from platguard.open_register import OpenRegister
from platguard.policy import decide
from platguard.request import Request
from platguard.settings import Settings, shared_settings
from platguard.situation import situate
from platguard.sources.given import GivenFiles
from platguard.workspace import given_workspace

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

Results = Callable[[], Iterator[tuple[Placement, Observation]]]
"""What came of each repository, in the order of names; asked as often as somebody wants."""


def report_of(
    results: Results,
    inputs: Inputs,
    terms: Terms,
    engineers: Mapping[str, int],
    request: Request,
    about_register: Sequence[RegisterLine] | None,
) -> OrganisationReport:
    """The report of the day. UsageError where the extra `org` is not installed.

    `about_register` is what is wrong with the register that the repositories share; None where not
    all of them were judged.
    """
    asked = inputs.request(request)._replace(as_of=terms.as_of)
    settings = shared_settings(asked, GivenFiles({}), inputs.folder_of)
    entries = entries_of(_register(asked, settings).registered())
    wanted = Wanted(
        as_of=terms.as_of,
        capabilities=settings.organisation.capabilities,
        programme=settings.organisation.programme,
        engineers=engineers,
    )
    with TemporaryDirectory(prefix="platguard-") as folder:
        where = os.path.join(folder, "history.db")
        with closing(open_history(where)) as store:
            run = store.begin(terms, [placement.name for placement, _ in results()])
            for placement, observation in results():
                run.write(placement, observation)
            run.finish(about_register if asked.config else None)
            return assemble(_OfOneDay(store.database, entries), wanted)


class _OfOneDay(Answers):
    """A history that was made of one day, which does not know since when anything is so."""

    def beginnings(self, as_of: date) -> Beginnings:
        return Beginnings()

    def beginnings_of_services(self, as_of: date) -> Beginnings:
        return Beginnings()

    def turns(self, as_of: date) -> Iterator[Turn]:
        return iter(())

    def first_passes(
        self, as_of: date, names: Collection[str] | None
    ) -> Iterator[tuple[str, date]]:
        return iter(())


def _register(request: Request, settings: Settings) -> OpenRegister:
    workspace = given_workspace({}, request)
    # What is looked at is the organisation, and no repository of it.
    placed = replace(settings, placement=Placement("organisation"))
    return OpenRegister(
        request=request,
        settings=placed,
        situation=situate(request, placed, workspace),
        policy=decide(placed, Cache(request.cache)).policy,
        workspace=workspace,
        base="",
        folder="",
    )
