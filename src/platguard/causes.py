"""Why findings turn on a day: the rules and exceptions to which something happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from platguard import agenda, dates, lifecycle
from platguard.agenda import Event, Turn
from platguard.approvals import folded, missing_roles
from platguard.exception_days import last_day
from platguard.findings import order
from platguard.judgement import Judgement
from platguard.model.lifecycle import Lifecycle
from platguard.model.policy_exception import IN_FORCE, OVER, PolicyException
from platguard.model.report import ExceptionState, Finding
from platguard.model.standard import Rule
from platguard.records import dataclass
from platguard.tuples import NamedTuple

_KIND_OF_STATE = {
    "announced": "announced",
    "warning": "warns",
    "enforced": "enforced",
    "retired": "retired",
}


_ADVICE_OF_BASELINE = "Mend what it names by then, or request exceptions for what cannot be mended."


class _Cause(NamedTuple):
    kind: str
    rule: str = ""
    revision: int | None = None
    exception: str = ""


@dataclass(frozen=True, slots=True)
class Causes:
    """Tells of two days, nothing changing between them, what happens on the later one."""

    first: date
    """The day from which days are counted."""
    before: Judgement
    after: Judgement
    rules: Mapping[str, Rule]
    """Those of the scan, by id."""
    exceptions: Mapping[str, PolicyException]
    """Those of the register, by id."""
    listed: frozenset[str]
    """Ids of the exceptions that are told of even when they turn nothing here."""

    def events(self) -> Iterator[Event]:
        """The events of the day, in the order of KINDS, then by subject."""
        found: dict[_Cause, list[Turn]] = {cause: [] for cause in self._dated()}
        for turn in self._turns():
            found.setdefault(self._cause(turn), []).append(turn)
        kinds = list(agenda.KINDS)
        for cause in sorted(found, key=lambda c: (kinds.index(c.kind), _name(c))):
            yield self._event(cause, found[cause])

    def _turns(self) -> Iterator[Turn]:
        """What the day sees otherwise than the day before."""
        earlier, later = (
            {(found.path, found.fingerprint): found for found in judgement.findings}
            for judgement in (self.before, self.after)
        )
        for key in earlier.keys() | later.keys():
            before, after = earlier.get(key), later.get(key)
            if _stance(before) != _stance(after):
                yield Turn(before, after, self._owner(before, after))

    def _owner(self, before: Finding | None, after: Finding | None) -> str:
        found = after or before
        assert found is not None
        notes = [f.exception.id for f in (after, before) if f and f.exception]
        about = self._exception_of(found)
        for name in [about, *notes]:
            if name in self.exceptions and self.exceptions[name].owner:
                return self.exceptions[name].owner
        return self.after.situation.team or found.owner

    def _exception_of(self, finding: Finding) -> str:
        """The exception that the finding is about; empty for what a file gave."""
        is_about = self.rules[finding.rule].on == "exception"
        return finding.address.partition(":")[2] if is_about else ""

    def _dated(self) -> Iterator[_Cause]:
        """What happens on the day whether or not it turns a finding here."""
        unjudged = (*self.before.rules.unjudged, *self.after.rules.unjudged)
        beside = {rule.id for rule, why in unjudged if why == "not-applicable"}
        for rule in self.rules.values():
            if rule.id not in beside:
                yield from self._of_lifecycle(rule)
        for state in self.after.exceptions:
            cause = self._of_exception(state.id)
            if cause.kind in ("covers", "lapses") and state.id in self.listed:
                yield cause
        for path in self._tolerating(self.before) ^ self._tolerating(self.after):
            yield self._of_exception(path)

    def _tolerating(self, judgement: Judgement) -> set[str]:
        """The baselines that tolerate what they name."""
        tolerated = judgement.tolerated
        standings = tolerated.owed.standings if tolerated else ()
        return {held.baseline.path for held in standings if held.tolerates}

    def _of_lifecycle(self, rule: Rule) -> Iterator[_Cause]:
        """What its dates make of the rule, and of its revision, on the day."""
        for revision in (None, rule.revision) if rule.tightening else (None,):
            state = lifecycle.state(self._life(rule, revision), self.after.situation.as_of)
            was = lifecycle.state(self._life(rule, revision), self.before.situation.as_of)
            if state != was:
                yield _Cause(_KIND_OF_STATE[state], rule.id, revision)

    def _life(self, rule: Rule, revision: int | None) -> Lifecycle | None:
        return self.after.situation.life(rule, added=revision is not None)

    def _of_exception(self, name: str) -> _Cause:
        was, state = (
            next((state.state for state in judgement.exceptions if state.id == name), "")
            or ("active" if name in self._tolerating(judgement) else "")
            for judgement in (self.before, self.after)
        )
        if (was in IN_FORCE) != (state in IN_FORCE):
            kind = "covers" if state in IN_FORCE else "lapses"
        else:
            kind = "ending" if (was, state) == ("active", "expiring") else "stands"
        return _Cause(kind, exception=name)

    def _cause(self, turn: Turn) -> _Cause:
        about = self._exception_of(turn.finding)
        if about:
            return self._of_exception(about)
        covered = _covered_or_not(turn)
        # What a baseline tolerates on both days got worse: its rule did that.
        if covered and covered not in self._tolerating(self.before) & self._tolerating(self.after):
            return self._of_exception(covered)
        found = turn.finding
        dated = list(self._of_lifecycle(self.rules[found.rule]))
        own = [cause for cause in dated if cause.revision == found.lifecycle.revision]
        return (own or dated or [_Cause("ages", found.rule)])[0]

    def _event(self, cause: _Cause, turns: list[Turn]) -> Event:
        day = self.after.situation.as_of
        rule, exception = self.rules.get(cause.rule), self.exceptions.get(cause.exception)
        return Event(
            day=day,
            days_left=dates.days_between(self.first, day),
            kind=cause.kind,
            rule=cause.rule,
            revision=cause.revision,
            exception=cause.exception,
            owner=rule.owner if rule else exception.owner if exception else "",
            advice=self._advice(cause, rule, exception),
            turns=sorted(turns, key=lambda turn: (turn.owner, order(turn.finding))),
        )

    def _advice(self, cause: _Cause, rule: Rule | None, exception: PolicyException | None) -> str:
        if rule is not None:
            life = None if cause.kind == "ages" else self._life(rule, cause.revision)
            return _advice_of_rule(rule, life)
        if exception is None:
            return _ADVICE_OF_BASELINE if cause.kind == "lapses" else ""
        return self._advice_of_exception(cause, exception)

    def _advice_of_exception(self, cause: _Cause, exception: PolicyException) -> str:
        named = self._state_of(exception.id)
        assert named is not None
        if named.state not in (*IN_FORCE, "expired"):
            return f"{named.text.removesuffix('.')}."
        # That text counts days from the day itself, which for the reader is to come.
        told = _term_of(exception)
        if named.state == "expired" or cause.kind == "ending":
            told += f" {self._what_to_do(exception)}"
        return told

    def _what_to_do(self, exception: PolicyException) -> str:
        """How what an exception covers can go on after its sunset."""
        for other in self.exceptions.values():
            found = self._state_of(other.id)
            state = found.state if found else "requested"
            if folded(other.renews) != folded(exception.id) or state in OVER:
                continue
            if state == "requested":
                return f"Fix it or have its renewal {other.id} approved, which waits for that."
            if state == "invalid":
                return f"Fix it or mend its renewal {other.id}, which is invalid."
            return f"{other.id} continues it."
        if missing_roles(approval.role for approval in exception.approvals):
            return "Fix it or request a new one."
        return f"Fix it or request a renewal: `platguard exceptions renew {exception.id}`."

    def _state_of(self, name: str) -> ExceptionState | None:
        """What an exception is on the day; None for one that nobody knows of by then."""
        return next((state for state in self.after.exceptions if state.id == name), None)


def _term_of(exception: PolicyException) -> str:
    last = last_day(exception)
    waits = missing_roles(approval.role for approval in exception.approvals)
    if waits:
        return f"It is requested through {last}, without approval by {' and '.join(waits)}."
    names = " and ".join(approval.by for approval in exception.approvals)
    return f"It covers through {last}, approved by {names}."


def _advice_of_rule(rule: Rule, life: Lifecycle | None) -> str:
    told = [
        f"Replacement: {life.replacement}." if life and life.replacement else "",
        f"Ask {rule.owner}, {rule.contact}." if rule.contact else "",
        f"Guide: {life.guide}" if life and life.guide else "",
    ]
    return " ".join(filter(None, told))


def _covered_or_not(turn: Turn) -> str:
    """The exception that covers the failing finding on one of the two days only; else empty."""
    if turn.before is None or turn.after is None:
        return ""
    outcomes = {turn.before.outcome: turn.before, turn.after.outcome: turn.after}
    if outcomes.keys() != {"fail", "exempt"} or outcomes["exempt"].exception is None:
        return ""
    return outcomes["exempt"].exception.id


def _stance(finding: Finding | None) -> tuple[str, str] | None:
    """What matters of a finding from day to day."""
    return (finding.outcome, finding.level) if finding else None


def _name(cause: _Cause) -> tuple[str, int, str]:
    return cause.rule, cause.revision or 0, cause.exception
