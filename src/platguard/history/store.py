"""Writes what a scan of an organisation sees, one repository a transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from platguard.history import days, register_notes, words
from platguard.history.database import Database
from platguard.history.finishing import finish
from platguard.history.kept import EXCEPTION_EDITIONS, PLACEMENTS, RULE_EDITIONS, keep
from platguard.history.names import Names
from platguard.history.rule_notes import noted
from platguard.history.tables import pending, placements, repositories, runs
from platguard.history.terms import described
from platguard.history.writing import Writer, neighbours, put_look
from platguard.model.organisation import Observation, Placement, Terms
from platguard.model.organisation_scan import RegisterLine


class Store:
    """A history that is open. Its methods raise UsageError with what to do."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._names = Names()

    @property
    def name(self) -> str:
        """Where it is, as outputs may tell it: without user and password."""
        return self.database.name

    def begin(
        self,
        terms: Terms,
        names: Collection[str],
        *,
        whole: bool = True,
        known: Collection[int] | None = None,
        absent: Collection[str] | None = None,
    ) -> Run:
        """Begins a run over the repositories of these names, or goes on with an open one.

        An open run of the same day that was begun under other terms or for other repositories, or
        that is not among `known` (None for any), is abandoned; what it wrote holds until the new
        run looks at the same. `whole` says that `names` are all of the organisation: others have
        left it, from that day on, or only those of `absent` where nobody knows of the others.
        """
        told = described(terms, names, whole=whole)
        with self.database.writing() as connection:
            same_day = (runs.c.as_of == told["as_of"], runs.c.state == words.OPEN)
            open_runs = connection.execute(select(runs).where(*same_day)).all()
            same = [row.id for row in open_runs if _is_same(row._mapping, told)]
            same = [number for number in same if known is None or number in known]
            others = [row.id for row in open_runs if row.id not in same[:1]]
            for number in others:
                _abandon(connection, number)
            if same:
                return Run(self, same[0], terms, _done(connection, same[0]), len(others))
            number = _new(connection, told)
            try:
                self._note_rules(connection, terms)
                self._note_exceptions(connection, terms)
                if whole:
                    self._see_off(connection, terms, number, names, absent)
            except BaseException:
                self._names.forget()
                raise
        return Run(self, number, terms, frozenset(), len(others))

    def close(self) -> None:
        """Lets go of the database."""
        self.database.close()

    def _note_rules(self, connection: Connection, terms: Terms) -> None:
        """Keeps what the standards of the day say of each rule, and which are gone."""
        span = _until_the_next_run(connection, terms)
        now = {self._names.rule(connection, note.id): noted(note) for note in terms.rules}
        known = set(connection.scalars(select(RULE_EDITIONS.table.c.rule).distinct()))
        for rule in sorted(known | now.keys()):
            keep(connection, RULE_EDITIONS, rule, span, {(): now[rule]} if rule in now else {})

    def _note_exceptions(self, connection: Connection, terms: Terms) -> None:
        """Keeps what the register of the day says of each entry, and which are gone."""
        if terms.exceptions is None:
            return
        span = _until_the_next_run(connection, terms, runs.c.exceptions.is_not(None))
        told = {one.id: register_notes.noted(one) for one in terms.exceptions}
        texts = self._names.texts(connection, {*told, *told.values()})
        now = {texts[id]: texts[text] for id, text in told.items()}
        known = set(connection.scalars(select(EXCEPTION_EDITIONS.table.c.exception).distinct()))
        for entry in sorted(known | now.keys()):
            state = {(): (now[entry],)} if entry in now else {}
            keep(connection, EXCEPTION_EDITIONS, entry, span, state)

    def _see_off(
        self,
        connection: Connection,
        terms: Terms,
        run: int,
        names: Collection[str],
        absent: Collection[str] | None,
    ) -> None:
        """Ends the placement of repositories that are in the organisation no more."""
        day = days.number(terms.as_of)
        there = select(repositories.c.id, repositories.c.name).join(
            placements, placements.c.repository == repositories.c.id
        )
        there = there.where(placements.c.opened <= day)
        there = there.where(placements.c.closed.is_(None) | (placements.c.closed >= day))
        for number, name in connection.execute(there.distinct()).all():
            if name not in names and (absent is None or name in absent):
                around = neighbours(connection, number, day)
                if around.was_judged is None:
                    put_look(connection, number, day, run, judged=False)
                keep(connection, PLACEMENTS, number, (day, around.until), {})


class Run:
    """One scan of an organisation, as the history has it."""

    def __init__(
        self, store: Store, number: int, terms: Terms, done: frozenset[str], abandoned: int
    ) -> None:
        self._store = store
        self.number = number
        self._terms = terms
        self._done = set(done)
        self._writer = Writer(store._names, terms, number)
        self.resumed = bool(done)
        """Whether it goes on with a run that was interrupted."""
        self.abandoned = abandoned
        """How many interrupted runs of the same day ended with this one."""

    @property
    def done(self) -> Collection[str]:
        """The repositories that it has already."""
        return frozenset(self._done)

    def write(self, placement: Placement, observation: Observation) -> None:
        """Keeps an observation, in one transaction; one of the same day is replaced."""
        try:
            with self._store.database.writing() as connection:
                self._writer.write(connection, placement, observation)
        except BaseException:
            self._store._names.forget()
            raise
        self._done.add(placement.name)

    def finish(self, about_register: Sequence[RegisterLine] | None = None) -> None:
        """Says that all repositories were observed, and adds up what they come to.

        `about_register` is what is wrong with the register that all share; None where nobody looked
        at one.
        """
        day, names = days.number(self._terms.as_of), self._store._names
        try:
            with self._store.database.writing() as connection:
                finish(connection, self.number, day, names, about_register)
        except BaseException:
            names.forget()
            raise


def _until_the_next_run(
    connection: Connection, terms: Terms, *which: ColumnElement[bool]
) -> tuple[int, int | None]:
    """The day of a run, and that of the next one of its kind."""
    day = days.number(terms.as_of)
    later = select(runs.c.as_of).where(runs.c.as_of > day, *which)
    return day, connection.scalar(later.order_by(runs.c.as_of).limit(1))


def _is_same(row: Any, told: dict[str, Any]) -> bool:
    return all(row[name] == value for name, value in told.items())


def _new(connection: Connection, told: dict[str, Any]) -> int:
    made = connection.execute(insert(runs).values(state=words.OPEN, **told))
    return int(made.inserted_primary_key[0])  # type: ignore[index]


def _abandon(connection: Connection, number: int) -> None:
    connection.execute(update(runs).where(runs.c.id == number).values(state=words.ABANDONED))
    connection.execute(delete(pending).where(pending.c.run == number))


def _done(connection: Connection, number: int) -> frozenset[str]:
    asked = select(repositories.c.name).join(pending, pending.c.repository == repositories.c.id)
    return frozenset(connection.scalars(asked.where(pending.c.run == number)))
