"""The agenda of a repository: the days on which something can turn are scanned and compared.

The same steps as in `scan`, over facts that are read once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from platguard import dates, turning_days
from platguard.agenda import FURTHEST, Agenda, Event, numbers
from platguard.assembly import assemble
from platguard.cache import Cache
from platguard.causes import Causes
from platguard.errors import UsageError
from platguard.exempting import table_facts
from platguard.judgement import Judgement, judged
from platguard.material import Material
from platguard.model.facts import Fact
from platguard.model.standard import Rule
from platguard.model.verdict import Said
from platguard.policy import Decided, decide
from platguard.register import read_register
from platguard.request import Request
from platguard.scopes import covers_repository
from platguard.selection import Selection, select
from platguard.settings import read_settings
from platguard.situation import Situation, situate
from platguard.stat_memory import StatMemory
from platguard.workspace import open_workspace


def forecast(request: Request, reach: timedelta | date) -> Agenda:
    """What changes after the day of the request, through `reach`, a day or how far away it is.

    Raises what `scan` raises, for any of these days.
    """
    cache = Cache(request.cache)
    stats = StatMemory(cache, request.now)
    workspace = open_workspace(request, stats)
    settings = read_settings(request, workspace.source)
    decided = decide(settings, cache)
    register = read_register(settings.register, decided.policy.known_ids)
    today = situate(request, settings, workspace)
    days = list(_days(today.as_of, _last(today.as_of, reach)))
    selections = _selections(request, decided, today, days)
    kinds = frozenset[str]().union(*(rules.fact_types for rules in selections))
    material = Material(
        request,
        workspace,
        settings,
        register,
        cache,
        kinds,
        manifests=any(rules.reads_manifests(decided) for rules in selections),
    )
    course = _Course(material, decided, today, days)
    agenda = course.agenda()
    material.memory.close(whole=workspace.whole)
    stats.close()
    return agenda


def _last(first: date, reach: timedelta | date) -> date:
    try:
        last = reach if isinstance(reach, date) else first + reach
    except OverflowError:
        raise UsageError(f"no calendar reaches so far beyond {first}") from None
    if last <= first:
        raise UsageError(f"the agenda ends on {last}; it must end after {first}, where it begins")
    if last - first > FURTHEST:
        raise UsageError(
            f"the agenda ends on {last}, more than 10 years after {first}",
            hint=f"It reaches {first + FURTHEST} at most.",
        )
    return last


def _days(first: date, last: date) -> Iterator[date]:
    yield from (first + timedelta(days=n) for n in range((last - first).days + 1))


def _selections(
    request: Request, decided: Decided, today: Situation, days: Sequence[date]
) -> list[Selection]:
    """The rules of each day on which they can be others."""
    policy = decided.policy
    dated = sorted({days[0], *turning_days.of_rules(policy.rules)} & set(days))
    return [select(policy, replace(today, as_of=day), request) for day in dated]


class _Course:
    """The days of an agenda, and what is judged on them."""

    def __init__(
        self, material: Material, decided: Decided, today: Situation, days: Sequence[date]
    ) -> None:
        self._material = material
        self._decided = decided
        self._today = today
        self._days = days
        # As they are written: no fact type is wanted, so nothing is completed or left out.
        written = material.facts_again(today, ())
        self._evidence = sorted(set(turning_days.of_evidence(written)))
        self._known: dict[tuple[int, frozenset[str]], list[Fact]] = {}
        self._said: Said = {}

    def agenda(self) -> Agenda:
        """What the days bring."""
        first = before = self._judged(self._days[0])
        events: list[Event] = []
        for day in self._turning():
            after = self._judged(day)
            events += self._causes(before, after).events()
            before = after
        return Agenda(
            today=assemble(self._material, self._decided, first),
            first=self._days[0],
            last=self._days[-1],
            repository=self._today.repository,
            numbers=numbers(before.findings),
            events=events,
        )

    def _judged(self, day: date) -> Judgement:
        situation, rules = self._on(day), self._rules(day)
        facts = self._facts(situation, rules)
        return judged(facts, self._material, self._decided, rules, situation, self._said)

    def _on(self, day: date) -> Situation:
        return replace(self._today, as_of=day)

    def _rules(self, day: date) -> Selection:
        return select(self._decided.policy, self._on(day), self._material.request)

    def _facts(self, situation: Situation, rules: Selection) -> list[Fact]:
        """The facts of a day, kept: they differ only by the evidence that is known by then."""
        key = bisect_right(self._evidence, situation.as_of), rules.fact_types
        if key not in self._known:
            facts = self._material.facts_again(situation, rules.fact_types)
            self._known[key] = list(facts)
        return self._known[key]

    def _turning(self) -> list[date]:
        """The days, but the first, on which a scan may say something else than the day before."""
        dated = sorted({self._days[0], *self._dated()} & set(self._days))
        starts = [self._days.index(day) for day in dated]
        turning = set(dated[1:])
        for start, end in pairwise([*starts, len(self._days)]):
            turning |= self._of_aging(self._days[start:end])
        return sorted(turning)

    def _dated(self) -> Iterator[date]:
        decided, limits = self._decided, self._today.limits
        yield from self._evidence
        yield from turning_days.of_rules(decided.policy.rules)
        yield from turning_days.of_exceptions(
            (entry.exception for entry in self._material.register), limits
        )
        baselines = self._material.settings.baselines
        yield from turning_days.of_baselines(baselines, limits)
        yield from self._proven()

    def _proven(self) -> Iterator[date]:
        """The days from which git proves approvals, where it has to."""
        material = self._material
        if not material.settings.organisation.needs_signatures:
            return
        with material.evidence.proofs(self._on(date.max)) as proofs:
            for entry in material.register:
                found = (proof.day for proof in proofs.of(entry.path, entry.exception))
                yield from filter(None, map(dates.parse, found))

    def _of_aging(self, days: Sequence[date]) -> set[date]:
        """The turning ones of a dated day and those up to the next, which only rules can turn."""
        rules = self._rules(days[0])
        span = [self._on(day) for day in days]
        if turning_days.counting_days(rules.judged) and self._material.register:
            return {situation.as_of for situation in span[1:]}
        reported = self._material.workspace.reported
        facts = [fact for fact in self._facts(span[0], rules) if reported(fact.path)]
        facts += table_facts(self._decided)
        return set(turning_days.of_aging(facts, self._decided, rules, span))

    def _causes(self, before: Judgement, after: Judgement) -> Causes:
        rules = {rule.id: rule for rule in _rules_of(after.rules)}
        register = [entry.exception for entry in self._material.register]
        known = self._decided.policy.known_ids
        return Causes(
            first=self._days[0],
            before=before,
            after=after,
            rules=rules,
            exceptions={exception.id: exception for exception in register},
            listed=frozenset(
                exception.id
                for exception in register
                if covers_repository(exception.scope, self._today.repository)
                and any(known.get(rule) in rules for rule in exception.rules)
            ),
        )


def _rules_of(rules: Selection) -> list[Rule]:
    return [*rules.judged, *(rule for rule, _ in rules.unjudged)]
