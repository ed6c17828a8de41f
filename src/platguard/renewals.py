"""How the exceptions of a register follow each other: terms, chains, and stacks that dodge them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from platguard import dates
from platguard.approvals import by_two_people, folded
from platguard.exception_days import begins, covers_from, last_day
from platguard.model.policy_exception import ExceptionLimits, Fault, PolicyException
from platguard.shared_scopes import grounds, overlap
from platguard.tuples import NamedTuple

LONG_CHAIN_MONTHS = 48
"""Beyond this a chain of renewals is something for the leadership to look at."""

_ORDINALS = {1: "st", 2: "nd", 3: "rd"}
_NO_IDS: Mapping[str, str] = {}


class _Terms(NamedTuple):
    """A chain up to one of its terms."""

    number: int
    """How many of its terms were granted."""
    since: date | None
    """First day of the terms that led here without a gap; None when this one was not granted."""
    through: date | None
    """The latest day that they cover."""


class _Standing(NamedTuple):
    """An exception on a ground, in the order in which exceptions came to stand on it."""

    order: tuple[str, str, str]
    exception: PolicyException
    latest: date
    """The latest last day of this and all earlier ones."""


def is_term(exception: PolicyException) -> bool:
    """Whether it was approved for a day at least: by two people, in both roles, not rejected."""
    first, last = begins(exception), last_day(exception)
    if exception.rejected or first is None or last is None or last < first:
        return False
    return by_two_people((approval.role, approval.by) for approval in exception.approvals)


class Renewals:
    """The relations between the exceptions of one register."""

    def __init__(
        self,
        exceptions: Iterable[PolicyException] = (),
        granted: Callable[[PolicyException], bool] = is_term,
        known_ids: Mapping[str, str] = _NO_IDS,
    ) -> None:
        """`granted` tells which of them count: those that were validly approved, as is known on the
        day. `known_ids` has the rule that an older id means now.
        """
        self._by_id = {folded(exception.id): exception for exception in exceptions}
        self._granted = lru_cache(maxsize=None)(lambda name: granted(self._by_id[name]))
        self._known_ids = known_ids
        self._terms: dict[str, _Terms] = {}
        self._renewed_by: dict[str, list[PolicyException]] = defaultdict(list)
        for exception in self._by_id.values():
            if exception.renews:
                self._renewed_by[folded(exception.renews)].append(exception)
        self._on_ground: dict[object, list[_Standing]] | None = None

    def chain(self, exception: PolicyException) -> list[PolicyException]:
        """The terms up to this one, the first one first; those of a cycle once each."""
        return [exception, *self._before(exception)][::-1]

    def _before(self, exception: PolicyException) -> Iterator[PolicyException]:
        """The terms before this one, the latest first."""
        seen = {folded(exception.id)}
        name = folded(exception.renews)
        while name in self._by_id and name not in seen:
            seen.add(name)
            yield self._by_id[name]
            name = folded(self._by_id[name].renews)

    def since(self, exception: PolicyException) -> date | None:
        """First day of the terms that led to this one without a gap."""
        return self._known_terms(exception).since

    def told(self, exception: PolicyException, as_of: date) -> str:
        """`3rd term, exempt since 2024-01-10 (1,047 days)`; empty for a first term."""
        number, since, _ = self._known_terms(exception)
        if number < 2 or since is None or as_of < since:
            return ""
        days = dates.count_days(dates.days_between(since, as_of))
        told = f"{_ordinal(number)} term, exempt since {since} ({days})"
        return f"{told}, over 4 years: for the leadership" if self.is_long(exception) else told

    def is_long(self, exception: PolicyException) -> bool:
        """Whether the chain lasts longer than LONG_CHAIN_MONTHS through its last day."""
        since, last = self.since(exception), last_day(exception)
        return bool(since and last and last > dates.add_months(since, LONG_CHAIN_MONTHS))

    def _known_terms(self, exception: PolicyException) -> _Terms:
        """Each term is looked at once, however many follow it."""
        new = [exception]
        for term in self._before(exception):
            if folded(term.id) in self._terms:
                break
            new.append(term)
        for term in reversed(new):
            before = self._terms.get(folded(term.renews), _Terms(0, None, None))
            self._terms[folded(term.id)] = self._after(term, before)
        return self._terms[folded(exception.id)]

    def _after(self, term: PolicyException, before: _Terms) -> _Terms:
        first, last = covers_from(term), last_day(term)
        if first is None or last is None or not self._counts(term):
            return _Terms(before.number, None, None)
        without_gap = before.through and dates.days_between(before.through, first) <= 1
        since = min(before.since or first, first) if without_gap else first
        through = max(before.through, last) if without_gap and before.through else last
        return _Terms(before.number + 1, since, through)

    def _counts(self, exception: PolicyException) -> bool:
        name = folded(exception.id)
        return self._by_id.get(name) is exception and self._granted(name)

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
        chain = self.chain(exception)
        if folded(chain[0].renews) in self._by_id:
            names = " renews ".join(term.id for term in [*chain[::-1], exception])
            yield Fault("renews", f"renewals go in a circle: {names}; a term renews an earlier one")
            return
        if not is_term(renewed):
            told = f"renews {renewed.id}, which was never approved"
            yield Fault("renews", f"{told}; ask for a first term, without renews")
        elif not self._rules(exception) & self._rules(renewed):
            yield Fault("renews", f"renews {renewed.id}, which is about other rules")
        others = [e for e in self._renewed_by[folded(renewed.id)] if e is not exception]
        earlier = [e for e in others if _order(e) < _order(exception) and self._counts(e)]
        if earlier:
            told = f"{renewed.id} is renewed by {earlier[0].id} already"
            yield Fault("renews", f"{told}; renew that one")
        if exception.reason.split() == renewed.reason.split():
            told = f"reason is that of {renewed.id}, which it renews; say what has changed"
            yield Fault("reason", told)
        yield from _stale_approvals(exception, limits)

    def continued(
        self, exception: PolicyException, limits: ExceptionLimits
    ) -> PolicyException | None:
        """An earlier exception on the same ground that it should say it renews, and does not."""
        start = begins(exception)
        if start is None or not is_term(exception):
            return None
        earliest = start - timedelta(days=min(limits.start_within_days, (start - date.min).days))
        for other in self._earlier(exception, earliest):
            last = last_day(other)
            if (
                last is not None
                and last >= earliest
                and overlap(exception.scope, other.scope)
                and self._counts(other)
                and all(term is not other for term in self._before(exception))
            ):
                return other
        return None

    def _earlier(self, exception: PolicyException, reaching: date) -> Iterator[PolicyException]:
        """Exceptions that came to stand on its ground before it, and may reach a day."""
        order = _order(exception)
        for ground in grounds(exception.scope, self._rules(exception)):
            standing = self._ground().get(ground, [])
            place = bisect_left(standing, order, key=lambda found: found.order)
            for found in reversed(standing[:place]):
                if found.latest < reaching:
                    break
                if found.exception is not exception:
                    yield found.exception

    def _ground(self) -> dict[object, list[_Standing]]:
        if self._on_ground is None:
            self._on_ground = defaultdict(list)
            for exception in sorted(filter(is_term, self._by_id.values()), key=_order):
                last = last_day(exception) or date.min
                for ground in grounds(exception.scope, self._rules(exception)):
                    before = self._on_ground[ground]
                    latest = max(last, before[-1].latest) if before else last
                    before.append(_Standing(_order(exception), exception, latest))
        return self._on_ground

    def _rules(self, exception: PolicyException) -> set[str]:
        return {self._known_ids.get(rule) or rule for rule in exception.rules}

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


def _order(exception: PolicyException) -> tuple[str, str, str]:
    return str(covers_from(exception) or date.max), exception.requested_on, exception.id


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
