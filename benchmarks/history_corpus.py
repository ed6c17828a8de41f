"""The history of an organisation that was scanned every day, written straight into its tables.

Every repository has as many findings at all times. Each day some of them are resolved and others
come in their places, one in ten of them a regression; the commit is another one each day on which
something changed. `Estate.observation` is what a scan of that day would have seen: writing all of
them through `history.store` gives the same answers, in a hundred times the time.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Table, insert

from platguard.history import days, tables
from platguard.history.database import Database
from platguard.history.rule_notes import noted
from platguard.history.terms import described
from platguard.model.organisation import Observation, Placement, Row, RuleNote, Terms, Usage

START = date(2025, 11, 1)
RULES = 60
USAGES = 5
_MANY = 20_000
"""Rows that one statement writes."""
_SINCE = days.number(START)


class Life(NamedTuple):
    """A finding that failed from one day until another."""

    number: int
    """Which finding of the repository it is."""
    rule: int
    opened: int
    closed: int | None
    cause: str


class Estate:
    """Repositories with so many findings each, and so many that change on a day."""

    def __init__(self, repositories: int, findings: int, churn: int, length: int) -> None:
        """`length` is the number of days, each with a scan."""
        self.repositories = repositories
        self.length = length
        self.findings = findings
        self.churn = churn

    def day(self, number: int) -> date:
        """The day with that number, 0 for the first."""
        return START + timedelta(days=number)

    def placement(self, repository: int) -> Placement:
        """Where a repository stands."""
        team = f"team-{repository % 97:02}"
        segment = ("backend", "frontend", "data")[repository % 3]
        return Placement(f"{team}/service-{repository:05}", team, segment, "standard", "", START)

    def terms(self, number: int) -> Terms:
        """What decided on a day: the same on all of them."""
        digest = "sha256:" + "0" * 64
        return Terms(
            self.day(number), "UTC", "1.0", digest, digest, digest, {}, [*map(_note, range(RULES))]
        )

    def lives(self, repository: int) -> Iterator[Life]:
        """All findings of a repository over all days."""
        chance = random.Random(repository)
        weights = [1 / (1 + rule) for rule in range(RULES)]
        rules = chance.choices(range(RULES), weights, k=self.findings)
        current = [Life(number, rules[number], 0, None, "first") for number in range(len(rules))]
        gone: list[Life] = []
        made = len(rules)
        for day in range(1, self.length):
            for turn in range(self.churn):
                place = (day * self.churn + turn + repository * 7) % len(current)
                old = current[place]
                if old.opened == day:
                    continue
                yield old._replace(closed=day)
                if day % 10 == 0 and gone:
                    back = gone.pop(0)
                    current[place] = back._replace(opened=day, cause="regressed")
                else:
                    current[place] = Life(made, old.rule, day, None, "new")
                    made += 1
                gone.append(old)
        yield from current

    def observation(self, repository: int, number: int, lives: Sequence[Life]) -> Observation:
        """What a scan of a day sees, given all findings of the repository."""
        open_now = [one for one in lives if one.opened <= number < (one.closed or self.length)]
        rows = sorted((_row(repository, one) for one in open_now), key=lambda row: row.path)
        return Observation(
            repository=self.placement(repository).name,
            as_of=self.day(number),
            status="judged",
            commit=_commit(repository, number),
            committed_on=self.day(number),
            exit=1,
            discovered=200,
            judged=50,
            skipped=150,
            counts=_counts(Counter(one.rule for one in open_now)),
            rows=rows,
            usages=[_usage(repository, each) for each in range(USAGES)],
        )

    def write(self, database: Database) -> None:
        """Fills a history that has nothing yet."""
        with database.writing() as connection:
            for table, rows in self._few():
                for some in _chunks(rows):
                    connection.execute(insert(table), some)
        texts = _Texts()
        tallies: dict[tuple[int, int], int] = defaultdict(int)
        for start in range(0, self.repositories, 100):
            held: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for repository in range(start, min(start + 100, self.repositories)):
                self._repository(repository, texts, tallies, held)
            held["texts"] = texts.taken()
            with database.writing() as connection:
                for name in ("repositories", "texts", *sorted({*held} - {"repositories", "texts"})):
                    for some in _chunks(held[name]):
                        connection.execute(insert(tables.runs.metadata.tables[name]), some)
        with database.writing() as connection:
            for some in _chunks(self._tallies(tallies)):
                connection.execute(insert(tables.tallies), some)

    def _few(self) -> Iterator[tuple[Table, Iterable[dict[str, Any]]]]:
        """Rules and runs."""
        notes = [_note(rule) for rule in range(RULES)]
        yield tables.rules, ({"id": n + 1, "name": note.id} for n, note in enumerate(notes))
        columns = [c.name for c in tables.rule_editions.c][3:]
        yield (
            tables.rule_editions,
            (
                {"rule": n + 1, "opened": _SINCE, "closed": None}
                | dict(zip(columns, noted(note), strict=True))
                for n, note in enumerate(notes)
            ),
        )
        names = [self.placement(one).name for one in range(self.repositories)]
        yield (
            tables.runs,
            (
                {"id": day + 1, "state": "complete"} | described(self.terms(day), names, whole=True)
                for day in range(self.length)
            ),
        )
        files = {"discovered": 200, "judged": 50, "unrendered": 0, "skipped": 150, "failed": 0}
        number = self.repositories
        yield (
            tables.run_coverage,
            (
                {"run": day + 1, "status": "judged", "repositories": number}
                | {name: value * number for name, value in files.items()}
                for day in range(self.length)
            ),
        )

    def _repository(
        self,
        repository: int,
        texts: _Texts,
        tallies: dict[tuple[int, int], int],
        held: dict[str, list[dict[str, Any]]],
    ) -> None:
        number, placement = repository + 1, self.placement(repository)
        lives = list(self.lives(repository))
        held["repositories"].append({"id": number, "name": placement.name, "content": None})
        step = {"repository": number, "opened": _SINCE, "closed": None}
        held["placements"].append(
            {
                **step,
                "team": placement.team,
                "segment": placement.segment,
                "tier": placement.tier,
                "wave": placement.wave,
                "created": _SINCE,
            }
        )
        for usage in (_usage(repository, each) for each in range(USAGES)):
            told = ("category", "product", "version", "subject", "path")
            numbers = {name: texts.number(getattr(usage, name)) for name in told}
            kinds = {"kind": usage.kind, "strength": usage.strength, "line": usage.line}
            held["usages"].append({**step, **kinds, **numbers})
        changed = [day for day in range(self.length) if day == 0 or self.churn]
        ends = [*changed[1:], None]
        held["looks"] += [
            {"repository": number, "day": _SINCE + day, "run": day + 1, "judged": True}
            for day in range(self.length)
        ]
        held["observations"] += [
            {
                "repository": number,
                "opened": _SINCE + day,
                "closed": None if end is None else _SINCE + end,
                "status": "judged",
                "reason": texts.number(""),
                "commit": _commit(repository, day),
                "committed_on": _SINCE + day,
                "exit": 1,
                "discovered": 200,
                "judged": 50,
                "unrendered": 0,
                "skipped": 150,
                "failed": 0,
                "checks_passed": RULES * _PASSING,
                "checks_failed": sum(
                    one.opened <= day < (one.closed or self.length) for one in lives
                ),
                "checks_exempt": 0,
                "checks_unknown": 0,
            }
            for day, end in zip(changed, ends, strict=True)
        ]
        self._held_findings(number, repository, lives, texts, held)
        self._standings_of(number, lives, tallies, held)

    def _held_findings(
        self,
        number: int,
        repository: int,
        lives: Sequence[Life],
        texts: _Texts,
        held: dict[str, list[dict[str, Any]]],
    ) -> None:
        ids: dict[int, int] = {}
        for one in lives:
            row = _row(repository, one)
            if one.number not in ids:
                ids[one.number] = texts.finding()
                held["findings"].append(
                    {
                        "id": ids[one.number],
                        "repository": number,
                        "rule": one.rule + 1,
                        "fingerprint": bytes.fromhex(row.fingerprint),
                        "path": texts.number(row.path),
                        "address": texts.number(row.address),
                        "subject": texts.number(row.subject),
                        "line": row.line,
                        "column": row.column,
                    }
                )
            held["spans"].append(
                {
                    "finding": ids[one.number],
                    "opened": _SINCE + one.opened,
                    "closed": None if one.closed is None else _SINCE + one.closed,
                    "since": _SINCE + one.opened,
                    "repository": number,
                    "rule": one.rule + 1,
                    "outcome": row.outcome,
                    "seen": row.outcome,
                    "level": row.level,
                    "severity": row.severity,
                    "message": texts.number(row.message),
                    "exception": None,
                    "cause": one.cause,
                    "ended": "" if one.closed is None else "resolved",
                }
            )

    def _standings_of(
        self,
        number: int,
        lives: Sequence[Life],
        tallies: dict[tuple[int, int], int],
        held: dict[str, list[dict[str, Any]]],
    ) -> None:
        change: dict[int, Counter[int]] = defaultdict(Counter)
        for one in lives:
            change[one.rule][one.opened] += 1
            if one.closed is not None:
                change[one.rule][one.closed] -= 1
        for rule in range(RULES):
            opened, state, count = 0, "", 0
            for day in range(self.length):
                count += change[rule][day]
                tallies[day, rule] += count
                now = "fail" if count else "pass"
                if now != state and state:
                    held["standings"].append(_standing(number, rule, opened, day, state))
                    opened = day
                state = now
            held["standings"].append(_standing(number, rule, opened, None, state))

    def _tallies(self, failed: Mapping[tuple[int, int], int]) -> Iterator[dict[str, Any]]:
        for (day, rule), number in failed.items():
            nothing = {"exempt": 0, "unknown": 0, "not_applicable": 0, "not_evaluated": 0}
            passed = self.repositories * _PASSING
            yield {"run": day + 1, "rule": rule + 1, "pass": passed, "fail": number, **nothing}


_PASSING = 20
"""How often each rule passes in a repository."""


class _Texts:
    """Numbers of texts and findings; texts that were not written yet."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._new: list[dict[str, Any]] = []
        self.findings = 0

    def number(self, text: str) -> int:
        if text not in self._numbers:
            self._numbers[text] = len(self._numbers) + 1
            digest = sha256(text.encode()).digest()[:16]
            self._new.append({"id": self._numbers[text], "digest": digest, "text": text})
        return self._numbers[text]

    def finding(self) -> int:
        self.findings += 1
        return self.findings

    def taken(self) -> list[dict[str, Any]]:
        taken, self._new = self._new, []
        return taken


def _note(rule: int) -> RuleNote:
    replacement = "kubernetes" if rule == 40 else ""
    return RuleNote(
        id=f"rule-{rule:02}",
        standard=f"standard-{rule % 6}",
        title=f"What rule {rule} asks for",
        severity=("high", "medium", "low")[rule % 3],
        state="enforced",
        revision=1,
        owner="platform",
        contact="#platform",
        guide="guide",
        announced=START,
        replacement=replacement,
        controls={"nist-800-53": [f"CM-{rule % 9}"]},
    )


def _standing(repository: int, rule: int, day: int, end: int | None, state: str) -> dict[str, Any]:
    closed = None if end is None else _SINCE + end
    step = {"repository": repository, "rule": rule + 1, "opened": _SINCE + day}
    return {**step, "closed": closed, "state": state}


def _row(repository: int, life: Life) -> Row:
    path = f"deploy/service-{life.number % 50:02}/{life.number:05}.yaml"
    return Row(
        rule=f"rule-{life.rule:02}",
        fingerprint=sha256(f"{repository} {life.number}".encode()).hexdigest()[:32],
        outcome="fail",
        level="error",
        severity=("high", "medium", "low")[life.rule % 3],
        message=f"container {life.number} of service {repository} runs as root",
        path=path,
        line=10 + life.number % 40,
        column=9,
        address=f"k8s:apps/Deployment/{path}",
        subject="container",
    )


def _usage(repository: int, number: int) -> Usage:
    product = f"product-{(repository + number * 3) % 14:02}"
    return Usage("tool", "ci", product, "", f"job-{number}", f".ci/{number}.yml", 3)


def _counts(failing: Mapping[int, int]) -> dict[str, dict[str, int]]:
    return {
        f"rule-{rule:02}": {"pass": _PASSING} | ({"fail": number} if number else {})
        for rule in range(RULES)
        for number in [failing.get(rule, 0)]
    }


def _commit(repository: int, day: int) -> str:
    return sha256(f"{repository} {day}".encode()).hexdigest()[:40]


def _chunks(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    some: list[dict[str, Any]] = []
    for row in rows:
        some.append(row)
        if len(some) == _MANY:
            yield some
            some = []
    if some:
        yield some
