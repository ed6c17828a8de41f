"""How long exceptions that are over stay in the register."""

from __future__ import annotations

from datetime import date

from platguard import dates
from platguard.approvals import folded
from platguard.model.policy_exception import Entry, PolicyException, Standing
from platguard.open_register import OpenRegister
from platguard.policy_exceptions import state


def outlived(register: OpenRegister, keep: int) -> list[tuple[Entry, date]]:
    """The entries that ended more than `keep` days ago, with their last day, by path.

    What an entry that stays renews, directly or over others, stays as well, and so does what it
    should say that it renews: without that one it would pass for a first term.
    """
    as_of = register.situation.as_of
    authority = register.authority()
    ended = {}
    for entry in register.entries:
        day = _ended_on(entry.exception, state(entry.exception, as_of, authority))
        if day is not None and dates.days_between(day, as_of) > keep:
            ended[folded(entry.exception.id)] = (entry, day)
    for entry in register.entries:
        if folded(entry.exception.id) in ended:
            continue
        for term in register.renewals.chain(entry.exception):
            ended.pop(folded(term.id), None)
        continued = register.renewals.continued(entry.exception, register.situation.limits)
        if continued is not None:
            ended.pop(folded(continued.id), None)
    return list(ended.values())


def _ended_on(exception: PolicyException, standing: Standing) -> date | None:
    """The day on which it was over; None when it is not, or when that is not known."""
    rejected = exception.rejected.on if exception.rejected else ""
    days = {"closed": exception.closed_on, "rejected": rejected, "expired": exception.sunset}
    return dates.parse(days.get(standing.state, ""))
