"""How the exceptions of a register follow each other: terms, chains, and stacks that dodge them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from platguard import dates
from platguard.approvals import by_two_people, folded
from platguard.exception_days import begins, last_day
from platguard.model.policy_exception import ExceptionLimits, Fault, PolicyException

LONG_CHAIN_MONTHS = 48
"""Beyond this a chain of renewals is something for the leadership to look at."""

_ORDINALS = {1: "st", 2: "nd", 3: "rd"}


class Renewals:
    """The relations between the exceptions of one register."""

    def __init__(self, exceptions: Iterable[PolicyException] = ()) -> None:
        self._by_id = {folded(exception.id): exception for exception in exceptions}
        self._renewed_by: dict[str, list[PolicyException]] = defaultdict(list)
        self._on_ground: dict[object, list[PolicyException]] = defaultdict(list)
        for exception in self._by_id.values():
            if exception.renews:
                self._renewed_by[folded(exception.renews)].append(exception)
            for ground in _grounds(exception) if is_term(exception) else ():
                self._on_ground[ground].append(exception)

    def chain(self, exception: PolicyException) -> list[PolicyException]:
        """The terms up to this one, the first one first; those of a cycle once each."""
        terms = [exception]
        seen = {folded(exception.id)}
        while (name := folded(terms[-1].renews)) and name in self._by_id and name not in seen:
            seen.add(name)
            terms.append(self._by_id[name])
        return terms[::-1]

    def since(self, exception: PolicyException) -> date | None:
        """First day of the terms that led to this one without a gap."""
        first = None
        for term in reversed(self.chain(exception)):
            start, end = begins(term), last_day(term)
            if start is None or end is None or not is_term(term):
                break
            if first and dates.days_between(end, first) > 1:
                break
            first = min(first or start, start)
        return first

    def told(self, exception: PolicyException, as_of: date) -> str:
        """`3rd term, exempt since 2024-01-10 (1,047 days)`; empty for a first term."""
        terms = [term for term in self.chain(exception) if is_term(term)]
        since = self.since(exception)
        if len(terms) < 2 or since is None or as_of < since:
            return ""
        days = dates.count_days(dates.days_between(since, as_of))
        told = f"{_ordinal(len(terms))} term, exempt since {since} ({days})"
        return f"{told}, over 4 years: for the leadership" if self.is_long(exception) else told

    def is_long(self, exception: PolicyException) -> bool:
        """Whether the chain lasts longer than LONG_CHAIN_MONTHS through its last day."""
        since, last = self.since(exception), last_day(exception)
        return bool(since and last and last > dates.add_months(since, LONG_CHAIN_MONTHS))

    def faults(self, exception: PolicyException, limits: ExceptionLimits) -> Iterator[Fault]:
        """What is wrong with how it follows, or does not follow, others."""
        if exception.renews:
            yield from self._renewal_faults(exception, limits)
        yield from self._stacked(exception, limits)

    def _renewal_faults(
        self, exception: PolicyException, limits: ExceptionLimits
    ) -> Iterator[Fault]:
        renewed = self._by_id.get(folded(exception.renews))
        if renewed is None:
            told = f"renews {exception.renews}, which the register does not have"
            yield Fault("renews", f"{told}; name the exception that it continues")
            return
        if self._is_in_cycle(exception):
            names = " renews ".join(term.id for term in [*self.chain(exception)[::-1], exception])
            yield Fault("renews", f"renewals go in a circle: {names}; a term renews an earlier one")
            return
        others = [e for e in self._renewed_by[folded(renewed.id)] if e is not exception]
        earlier = [e for e in others if _order(e) < _order(exception) and is_term(e)]
        if earlier:
            told = f"{renewed.id} is renewed by {earlier[0].id} already"
            yield Fault("renews", f"{told}; renew that one")
        if exception.reason.split() == renewed.reason.split():
            told = f"reason is that of {renewed.id}, which it renews; say what has changed"
            yield Fault("reason", told)
        yield from _stale_approvals(exception, limits)

    def _is_in_cycle(self, exception: PolicyException) -> bool:
        oldest = self.chain(exception)[0]
        return folded(oldest.renews) in self._by_id

    def continued(
        self, exception: PolicyException, limits: ExceptionLimits
    ) -> PolicyException | None:
        """An earlier exception on the same ground that it should say it renews, and does not."""
        start = begins(exception)
        if start is None or not is_term(exception):
            return None
        own = {folded(term.id) for term in self.chain(exception)}
        for other in self._neighbours(exception):
            end = last_day(other)
            follows = end is not None and dates.days_between(end, start) <= limits.start_within_days
            if follows and folded(other.id) not in own and _order(other) < _order(exception):
                return other
        return None

    def _stacked(self, exception: PolicyException, limits: ExceptionLimits) -> Iterator[Fault]:
        """A second exception on the same ground that does not say that it continues the first."""
        start, other = begins(exception), self.continued(exception, limits)
        end = last_day(other) if other else None
        if other is None or start is None or end is None:
            return
        if start <= end:
            told = f"covers what {other.id} covers through {end}"
            yield Fault(
                "rules", f"{told}; renew {other.id} (renews: {other.id}), or close this one"
            )
            return
        # The other one is over by then: closing either of the two would change nothing.
        told = f"covers what {other.id} covered through {end}"
        ago = dates.count_days(dates.days_between(end, start))
        yield Fault("rules", f"{told}, {ago} before; renew {other.id} (renews: {other.id})")

    def _neighbours(self, exception: PolicyException) -> list[PolicyException]:
        """Approved exceptions that share a rule and a scope, or a fingerprint, with this one."""
        found = {e.id: e for ground in _grounds(exception) for e in self._on_ground[ground]}
        return sorted(found.values(), key=_order)


def is_term(exception: PolicyException) -> bool:
    """Whether it was approved for a day at least: by two people, in both roles, not rejected."""
    first, last = begins(exception), last_day(exception)
    if exception.rejected or first is None or last is None or last < first:
        return False
    return by_two_people((approval.role, approval.by) for approval in exception.approvals)


def _grounds(exception: PolicyException) -> Iterator[object]:
    """What two exceptions that stand on one ground have in common."""
    scope = exception.scope
    for rule in exception.rules:
        if scope.fingerprints:
            yield from ((rule, fingerprint) for fingerprint in scope.fingerprints)
        else:
            resources = frozenset(map(str, scope.resources))
            yield rule, frozenset(scope.repositories), frozenset(scope.paths), resources


def _order(exception: PolicyException) -> tuple[str, str, str]:
    return str(begins(exception) or date.max), exception.requested_on, exception.id


def _stale_approvals(exception: PolicyException, limits: ExceptionLimits) -> Iterator[Fault]:
    starts = begins(exception)
    for approval in exception.approvals:
        on = dates.parse(approval.on)
        if starts and on and dates.days_between(on, starts) > limits.start_within_days:
            told = (
                f"the {approval.role} approval of {on} is more than "
                f"{dates.count_days(limits.start_within_days)} before starts, {starts}; "
                "a renewal needs new approvals"
            )
            yield Fault("approvals", told)


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else _ORDINALS.get(number % 10, "th")
    return f"{number}{ending}"
