"""The pipeline on one screen: a request becomes a report."""

from __future__ import annotations

from dataclasses import dataclass

from platguard.assembly import assemble
from platguard.cache import Cache
from platguard.evaluation import Evaluation
from platguard.exempting import exempted
from platguard.findings import word
from platguard.memory import FactMemory, Statistics
from platguard.model.report import Report
from platguard.object_labels import ObjectLabels
from platguard.policy import decide
from platguard.register import read_register
from platguard.related import Related, needed
from platguard.request import Request
from platguard.selection import select
from platguard.settings import Settings, read_settings
from platguard.situation import situate
from platguard.stat_memory import StatMemory
from platguard.survey import survey_of
from platguard.workspace import Workspace, open_workspace


@dataclass(frozen=True, slots=True)
class Scan:
    """A finished scan."""

    report: Report
    statistics: Statistics
    settings: Settings


def scan(request: Request) -> Scan:
    """Judges what is asked for, on the day that is asked for; prints nothing.

    Raises UsageError or SourceError when nothing can be judged.
    """
    cache = Cache(request.cache)
    stats = StatMemory(cache, request.now)
    done = judge(request, open_workspace(request, stats), cache)
    stats.close()
    return done


def judge(request: Request, workspace: Workspace, cache: Cache) -> Scan:
    """A scan of a workspace that is already open; raises what `scan` raises."""
    settings = read_settings(request, workspace.source)
    decided = decide(settings, cache)
    register = read_register(settings.register, decided.policy.known_ids)
    situation = situate(request, settings, workspace)
    rules = select(decided.policy, situation, request)
    evaluation = Evaluation(rules, decided, situation.variables)
    memory = FactMemory(cache, workspace.root, manifests=rules.reads_manifests(decided))
    labels = ObjectLabels(register)
    wanted = needed(rules.fact_types) | labels.fact_types
    survey = survey_of(request, settings, workspace, memory, wanted)
    related = Related(workspace.source, memory, rules.fact_types, situation.as_of)

    facts = related.facts(labels.kept_from(survey.facts()))
    verdicts = [v for f in facts if workspace.reported(f.path) for v in evaluation.judge(f)]
    told = word(verdicts, evaluation, situation)
    findings, exceptions = exempted(told, register, labels, evaluation, situation)

    memory.close(whole=workspace.whole)
    report = assemble(
        request, settings, decided, situation, rules, survey, evaluation, findings, exceptions
    )
    return Scan(report, memory.statistics, settings)
