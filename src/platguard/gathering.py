"""Facts without a verdict: what a repository holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from platguard.cache import Cache
from platguard.deployed import Deployed
from platguard.memory import FactMemory
from platguard.model.facts import FACT_TYPES, Fact
from platguard.related import Related
from platguard.request import Request
from platguard.settings import read_settings
from platguard.stat_memory import StatMemory
from platguard.survey import Survey, excluded_of, survey_of
from platguard.workspace import open_workspace, with_files


def gather(
    request: Request, *, manifests: bool = False, as_of: date = date.max
) -> tuple[Survey, Iterator[Fact]]:
    """The walk and the facts that it finds, those of relations last.

    Only facts in the scope of the request are given; with `manifests`, objects are whole, and
    evidence that is later than `as_of` is none. Raises UsageError or SourceError when nothing can
    be read.
    """
    cache = Cache(request.cache)
    stats = StatMemory(cache, request.now)
    workspace = open_workspace(request, stats)
    settings = read_settings(request, workspace.source)
    memory = FactMemory(cache, workspace.root, manifests=manifests)
    deployed = Deployed(workspace.source, memory, excluded_of(request, settings))
    workspace = with_files(workspace, lambda: deployed.paths.elsewhere)
    wanted, paths = FACT_TYPES, lambda: deployed.paths
    survey = survey_of(request, settings, workspace, memory, wanted, paths)
    related = Related(workspace.source, memory, FACT_TYPES, as_of)

    def found() -> Iterator[Fact]:
        for fact in related.facts(survey.facts()):
            if workspace.reported(fact.path):
                yield fact
        memory.close(whole=workspace.whole)
        stats.close()

    return survey, found()
