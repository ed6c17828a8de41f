"""The runs of a backfill in a history."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from platguard.model.organisation import Terms
from platguard.organisation.run import Record

if TYPE_CHECKING:
    from platguard.history.store import Store


class StoreLedger:
    """A history, as backfills write it; see `backfill.Ledger`."""

    def __init__(self, store: Store, names: Collection[str], *, whole: bool = True) -> None:
        """`names` are all that the inventory has; `whole` says that these are all of the
        organisation."""
        self._store = store
        self._names = frozenset(names)
        self._whole = whole

    def looked_at(self, day: date) -> Collection[str]:
        """See backfill.Ledger."""
        from platguard.history.questions.past import looked_at

        return looked_at(self._store.database, day)

    def begin(self, terms: Terms, names: Collection[str]) -> Record:
        """See backfill.Ledger."""
        return self._store.begin(
            terms,
            names,
            whole=self._whole,
            # An open one may be that of a scan, which judges by other rules.
            known=(),
            # Of a repository that has left the inventory since, nobody knows when.
            absent=self._names.difference(names),
        )
