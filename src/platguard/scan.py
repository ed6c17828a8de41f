"""The pipeline on one screen: a request becomes a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platguard.assembly import assemble
from platguard.bench import Bench
from platguard.cache import Cache
from platguard.judgement import Judgement, judged
from platguard.material import Material
from platguard.memory import Statistics
from platguard.model.report import Report
from platguard.policy import Decided
from platguard.records import dataclass
from platguard.request import Request
from platguard.selection import select
from platguard.settings import Settings
from platguard.situation import Situation, situate
from platguard.sources import rest
from platguard.stat_memory import StatMemory
from platguard.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from platguard.change_judgement import JudgedChange
    from platguard.previous_report import PreviousReport
    from platguard.selection import Selection


@dataclass(frozen=True, slots=True)
class Scan:
    """A finished scan."""

    report: Report
    statistics: Statistics
    settings: Settings
    decided: Decided
    judgement: Judgement


def scan(request: Request, bench: Bench | None = None) -> Scan:
    """Judges what is asked for, on the day that is asked for; prints nothing.

    Who judges many repositories gives all of them one `bench`, whose cache takes the place of the
    request's. Raises UsageError or SourceError when nothing can be judged.
    """
    bench = bench or Bench(Cache(request.cache))
    stats = StatMemory(bench.cache, request.now)
    done = judge(request, open_workspace(request, stats), bench)
    stats.close()
    return done


def judge(
    request: Request, workspace: Workspace, bench: Bench, settings: Settings | None = None
) -> Scan:
    """A scan of a workspace that is already open; raises what `scan` raises.

    `settings` take the place of those that the request names.
    """
    cache, base = bench.cache, workspace.base
    settings = settings or bench.settings(request, workspace)
    decided = bench.decided(settings)
    register = bench.register(settings, decided)
    situation = situate(request, settings, workspace)
    rules = select(decided.policy, situation, request)
    if request.announced_by is not None:
        from platguard.enforcement import announced_by

        rules = announced_by(rules, situation, request.announced_by)
    previous = _previous(request, situation)
    material = Material(
        request,
        workspace,
        settings,
        register,
        cache,
        rules.fact_types,
        manifests=rules.reads_manifests(decided),
    )
    change = _change(material, decided, rules, situation, cache) if base else None
    again = previous is not None or base is not None
    judgement = change.after if change else None
    if not again and request.revision:
        from platguard.change_judgement import judged_revision

        judgement = judged_revision(material, decided, rules, situation, cache)
    if judgement is None:
        facts = (material.facts_again if again else material.facts)(situation, rules.fact_types)
        judgement = judged(facts, material, decided, rules, situation)
    report = assemble(material, decided, judgement)
    if previous is not None:
        from platguard.comparing import compared

        report = compared(report, previous, material, decided, judgement)
    if base is not None:
        from platguard.against_base import held_against_base, with_earlier

        based = held_against_base(report, material, decided, judgement, cache, change)
        report = based if previous is None else with_earlier(based, report)
    walked = material.is_walked or (change is not None and change.old.is_walked)
    material.memory.close(whole=workspace.whole and walked)
    rest(workspace.source)
    return Scan(report, material.memory.statistics, settings, decided, judgement)


def _change(
    material: Material, decided: Decided, rules: Selection, situation: Situation, cache: Cache
) -> JudgedChange | None:
    """Both ends of the change that is judged; None where each has to be judged by itself."""
    from platguard.base_ends import material_before
    from platguard.change_judgement import judged_change

    old = material_before(material, decided, rules, cache)
    return judged_change(material, old, decided, rules, situation, cache)


def _previous(request: Request, situation: Situation) -> PreviousReport | None:
    """The earlier report, before anything is judged; None without one."""
    if request.previous is None:
        return None
    from platguard.comparing import check_comparable
    from platguard.previous_report import read_previous

    previous = read_previous(request.previous)
    check_comparable(previous, request, situation)
    return previous
