"""Which rules are judged today: enabled, in force, and asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from platguard.compiled import MANIFEST
from platguard.errors import UsageError
from platguard.lifecycle import is_evaluated, reaches
from platguard.model.lifecycle import Lifecycle
from platguard.model.standard import Policy, Rule
from platguard.notice import approved_later, missing, waived
from platguard.noticing import NOTICED_TYPES
from platguard.policy import Decided, dates_fault
from platguard.records import dataclass
from platguard.relations import BEYOND_ONE_FILE
from platguard.request import Request
from platguard.situation import Situation
from platguard.suggestions import suggestion


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules of one scan."""

    judged: Sequence[Rule]
    """By id."""
    unjudged: Sequence[tuple[Rule, str]] = ()
    """Rules that are known and not judged, each with the outcome that every fact of its type
    gets: `not-evaluated` for drafts, retired rules, and over standard input those that need the
    other files of a repository; `not-applicable` for rules about new repositories in an older one,
    `unknown` where its age is not known."""
    noticed: Collection[str] = ()
    """Fact types that somebody else looks at as well."""

    @property
    def notices(self) -> list[str]:
        """What people should hear of rules with a short notice and those about new repositories."""
        told = {
            "not-applicable": "not applicable: existing repository",
            "unknown": "unknown whether it applies: the first commit is not in this clone",
        }
        waivers = [(rule.id, waived(rule)) for rule in self.judged]
        return [
            *(f"{name}: {waiver}" for name, waiver in waivers if waiver),
            *(f"{rule.id}: {told[why]}" for rule, why in self.unjudged if why in told),
        ]

    @property
    def fact_types(self) -> frozenset[str]:
        """The fact types that are looked at: what is not judged is counted all the same."""
        rules = (*self.judged, *(rule for rule, _ in self.unjudged))
        return frozenset((*(rule.on for rule in rules), *self.noticed))

    def reads_manifests(self, decided: Decided) -> bool:
        """Whether a judged rule looks at whole objects."""
        readers = decided.compiled.readers[MANIFEST]
        return any(rule.schema is not None or rule.id in readers for rule in self.judged)


def select(policy: Policy, situation: Situation, request: Request) -> Selection:
    """The rules of a scan; raises UsageError when it asks for one that never was."""
    wanted = {known_id(name, policy, "--rule") for name in request.rules}
    unwanted = {known_id(name, policy, "--skip-rule") for name in request.skipped_rules}
    chosen = [
        rule
        for rule in policy.rules
        if rule.enabled and rule.id not in unwanted and (not wanted or rule.id in wanted)
    ]
    if not chosen and policy.rules:
        raise UsageError(
            "no rule is left to judge", hint="See --rule, --skip-rule, `profile` and `enabled`."
        )
    for rule in chosen:
        for whose, life in rule.lifecycles.items():
            for fault in _faults(life, rule, situation.as_of):
                raise dates_fault(rule, life, situation.organisation, f"{whose}: {fault}")
    outcomes = [(rule, _fixed_outcome(rule, situation, request)) for rule in chosen]
    return Selection(
        judged=[rule for rule, outcome in outcomes if not outcome],
        unjudged=[(rule, outcome) for rule, outcome in outcomes if outcome],
        noticed=() if request.abroad is None else NOTICED_TYPES,
    )


def _faults(life: Lifecycle, rule: Rule, as_of: date) -> list[str]:
    """What an announced rule lacks: a way out, or approvals of its short notice."""
    announced = life.announced is not None and life.announced <= as_of
    return [
        *missing(life, as_of),
        *(approved_later(life, as_of) if announced else ()),
    ]


def _fixed_outcome(rule: Rule, situation: Situation, request: Request) -> str:
    """The outcome of a rule that is not judged today; empty for one that is."""
    alone = request.stream is not None and rule.on in BEYOND_ONE_FILE
    if alone or not is_evaluated(situation.state(rule)):
        return "not-evaluated"
    if rule.lifecycle is None or rule.lifecycle.new_after is None:
        return ""
    reached = reaches(rule.lifecycle, situation.born())
    return "unknown" if reached is None else "" if reached else "not-applicable"


def known_id(name: str, policy: Policy, flag: str) -> str:
    """The id that `name`, given by `flag`, means now; UsageError when it means none."""
    if policy.known_ids.get(name):
        return policy.known_ids[name]
    if name in policy.known_ids:
        raise UsageError(f"{flag} {name}: the rule was retired")
    raise UsageError(
        f"{flag} {name}: there is no such rule{suggestion(name, policy.known_ids)}",
        hint="`platguard standards list` names all.",
    )
