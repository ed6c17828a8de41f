"""Finished reports by day, each made once as long as nobody scans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING, Any

from platguard.audit.answers import Answers
from platguard.audit.report import Wanted, assemble
from platguard.history import questions

if TYPE_CHECKING:
    from platguard.history.database import Database
    from platguard.model.audit import OrganisationReport
    from platguard.model.registered import RegisterEntry

_KEPT = 4
Register = Callable[[date], Sequence["RegisterEntry"]]
"""The register of exceptions as it stood on a day."""


class Reports:
    """What the history says, day by day."""

    def __init__(
        self,
        database: Database,
        register: Register,
        wanted: Callable[[date], Wanted],
        *,
        is_given: bool = False,
    ) -> None:
        """`is_given`: see Answers."""
        self.database = database
        self._register = register
        self._wanted = wanted
        self._is_given = is_given
        self._made: dict[date, tuple[Any, OrganisationReport]] = {}
        self._lock = Lock()

    def days(self) -> list[date]:
        """The days of complete runs, the oldest first."""
        found = questions.runs(self.database, date.min, date.max)
        return sorted({run.as_of for run in found if run.is_complete})

    def of(self, day: date) -> OrganisationReport:
        """The report of a day; who asks while it is made waits for it."""
        with self._lock:
            state = (list(questions.runs(self.database, date.min, date.max)), self._register(day))
            known = self._made.get(day)
            if known is None or known[0] != state:
                answers = Answers(self.database, state[1], is_given=self._is_given)
                report = assemble(answers, self._wanted(day))
                known = self._made[day] = (state, report)
                for old in list(self._made)[:-_KEPT]:
                    del self._made[old]
            return known[1]
