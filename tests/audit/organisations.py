"""A history in memory: what was found on which day, and the answers that follow from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby

from platguard.audit import claims
from platguard.audit.comparing import Held
from platguard.audit.drift import Flow, Movement
from platguard.audit.metrics import Given, Measurement
from platguard.audit.numbers import total
from platguard.audit.register import KnownRegister
from platguard.audit.report import Wanted
from platguard.audit.since import Beginnings
from platguard.audit.support import Answers
from platguard.audit.uses import Use
from platguard.model.audit import Consent, Tally
from platguard.model.ending import Ending
from platguard.model.judging import Judging
from platguard.model.movement import Lifetime, Pair, Standing
from platguard.model.open_finding import OpenFinding
from platguard.model.organisation import (
    WITH_FINDINGS,
    Placement,
    Rotation,
    RuleNote,
    Segmentation,
    Terms,
    Usage,
)
from platguard.model.organisation_scan import AboutRegister, RegisterLine
from platguard.model.programme import ProgrammePlan
from platguard.model.registered import RegisterEntry
from platguard.model.states import RepositoryState, ServiceState, Spoken
from platguard.model.turn import Turn

AUGUST, SEPTEMBER = date(2025, 8, 31), date(2025, 9, 30)
OCTOBER, TODAY = date(2025, 10, 31), date(2025, 11, 15)
_ORDER = ("fail", "unknown", "exempt", "pass")


def cell(tally: Tally) -> str:
    """The worst outcome of a rule in a repository."""
    if tally.failed:
        return "fail"
    if tally.unknown:
        return "unknown"
    if tally.exempt:
        return "exempt"
    if tally.passed:
        return "pass"
    return "not-applicable" if tally.not_applicable else "not-evaluated"


Found = Mapping[str, Mapping[str, Tally]]
"""Outcomes by repository and rule."""


def state(name: str, status: str = "judged", **more: object) -> RepositoryState:
    """A repository, with the attributes of its placement and its numbers of files."""
    known = ("team", "segment", "tier", "wave", "created")
    place = {key: more.pop(key) for key in known if key in more}
    numbers = {"discovered": 10, "judged": 10, "unrendered": 0, "skipped": 0, "failed": 0, **more}
    return RepositoryState(
        placement=Placement(name, **place),  # type: ignore[arg-type]
        status=status,
        reason="" if status == "judged" else str(numbers.pop("reason", "because")),
        commit="c0ffee" * 6 + "0000",
        committed_on=date(2025, 11, 1),
        seen_on=TODAY,
        **numbers,  # type: ignore[arg-type]
    )


def note(rule: str, standard: str = "runtimes", **more: object) -> RuleNote:
    """A rule, enforced since for ever unless something else is said."""
    given = {"state": "enforced", "title": f"The rule {rule}", **more}
    return RuleNote(
        id=rule,
        standard=standard,
        severity="high",
        revision=1,
        owner="platform",
        contact="#platform",
        guide="https://docs.example/",
        **given,  # type: ignore[arg-type]
    )


@dataclass
class FakeHistory:
    """Answers of `Questions` from plain values; the last day before another stands for it."""

    repositories: Sequence[RepositoryState] = ()
    rules: Sequence[RuleNote] = ()
    found: Mapping[date, Found] = field(default_factory=dict)
    moves: Sequence[tuple[str, str, str, int]] = ()
    """Repository, rule, state of drift, and how many findings came to it on the last day."""
    ages: Sequence[tuple[str, str, int, bool, int]] = ()
    """Repository, rule, days, whether they were resolved, and how many findings lasted so."""
    uses: Mapping[date, Sequence[tuple[str, str]]] = field(default_factory=dict)
    covered: Collection[tuple[str, str]] = ()
    ahead: Sequence[Ending] = ()
    """Repository and address of what is exempt, of what is used."""
    tools: Sequence[tuple[str, Usage]] = ()
    allowed: Sequence[tuple[str, str]] = ()
    entries: Sequence[RegisterEntry] = ()
    components: Sequence[ServiceState] = ()
    secrets: Sequence[tuple[str, Rotation]] = ()
    networks: Sequence[tuple[str, Segmentation]] = ()
    gone: Sequence[tuple[str, date]] = ()
    began: Beginnings = field(default_factory=Beginnings)
    parts: Beginnings = field(default_factory=Beginnings)
    """What is known of Components."""
    speech: Sequence[Spoken] = ()
    there: Sequence[OpenFinding] = ()
    register_told: Mapping[date, Sequence[RegisterLine]] = field(default_factory=dict)
    """What scans of all repositories told of the register."""
    noted: Collection[str] = ()
    """Repositories in which all that fails is a note."""
    all_since: date | None = None
    """The first day on which all were looked at; None for the first of all."""

    def terms(self, as_of: date) -> Terms | None:
        if not self.days(date.min, as_of):
            return None
        digest = "sha256:0"
        tables = {"endoflife": "2025-10-01"}
        return Terms(as_of, "UTC", "0.1.0", digest, digest, digest, tables, self.rules)

    def days(self, since: date, as_of: date) -> Sequence[date]:
        return [day for day in sorted(self.found) if since <= day <= as_of]

    def states(self, as_of: date) -> Iterable[RepositoryState]:
        return self.repositories

    def cells(self, as_of: date) -> Iterable[tuple[str, Mapping[str, str]]]:
        for name, rules in self._on(as_of).items():
            yield name, {rule: cell(tally) for rule, tally in rules.items()}

    def tallies(self, as_of: date) -> Mapping[str, Tally]:
        by_rule: dict[str, list[Tally]] = defaultdict(list)
        for rules in self._on(as_of).values():
            for rule, tally in rules.items():
                by_rule[rule].append(tally)
        return {rule: total(tallies) for rule, tallies in by_rule.items()}

    def worst(self, on: Sequence[date]) -> Iterable[tuple[date, dict[str, Held]]]:
        for day in on:
            judged = {one.placement.name: one for one in self.repositories}
            found = {
                name: Held("unknown", None, None)
                for name, one in judged.items()
                if one.status not in WITH_FINDINGS
            }
            for name, rules in self._on(day).items():
                held = {cell(tally) for tally in rules.values()}
                state = next((one for one in _ORDER if one in held), "not-evaluated")
                found[name] = Held(state, judged[name].failed, total(rules.values()))
            yield day, found

    def whole_since(self) -> date | None:
        return self.all_since or min(self.found, default=None)

    def above_notes(self, as_of: date) -> Collection[str]:
        return {name for name, number in self.failing_in(as_of) if number} - {*self.noted}

    def above_notes_of(self, as_of: date, rules: Collection[str]) -> Iterable[tuple[str, str, int]]:
        for name, found in self._on(as_of).items():
            for rule, tally in found.items():
                if rule in rules and tally.failed and name not in self.noted:
                    yield rule, name, tally.failed

    def failing_in(self, as_of: date) -> Iterable[tuple[str, int]]:
        for name, rules in self._on(as_of).items():
            yield name, sum(tally.failed for tally in rules.values())

    def moved(
        self, on: Sequence[date], since: date | None, as_of: date, names: Collection[str]
    ) -> Movement:
        ages = [one for one in self.ages if since and one[0] in names]

        def failing(day: date, among: Container[str]) -> list[Standing]:
            return [
                Standing(self._team(name), rule, tally.failed)
                for name, rules in self._on(day).items()
                for rule, tally in rules.items()
                if tally.failed and name in among
            ]

        both = {day: self._on(day).keys() & self._on(as_of).keys() & {*names} for day in on}
        return Movement(
            failing={day: failing(day, names) for day in on},
            pairs={day: Pair(failing(day, both[day]), failing(as_of, both[day])) for day in on},
            flows={day: self._flows(day, as_of, names) for day in on},
            of_rules=[Lifetime(one[1], *one[2:]) for one in ages],
            of_teams=[Lifetime(self._team(one[0]), *one[2:]) for one in ages],
        )

    def _flows(self, since: date, as_of: date, names: Collection[str]) -> list[Flow]:
        is_between = since < max(self.found, default=date.max) <= as_of
        moves = self.moves if is_between else ()
        return [Flow(self._team(one[0]), *one[1:]) for one in moves if one[0] in names]

    def users(self, rule: str, days: Sequence[date]) -> Iterable[tuple[date, Use]]:
        for day in days:
            known = [one for one in sorted(self.uses) if one <= day]
            for name, address in self.uses[known[-1]] if known else ():
                yield day, Use(name, address, "a.yaml", "", (name, address) in self.covered)

    def endings(self, as_of: date) -> Iterable[Ending]:
        return self.ahead

    def usages(self, as_of: date) -> Iterable[tuple[str, Usage]]:
        return self.tools

    def excepted(self, as_of: date, products: Collection[str]) -> Iterable[tuple[str, str]]:
        return self.allowed

    def findings(self, as_of: date, repositories: Container[str]) -> Iterable[OpenFinding]:
        return [one for one in self.there if one.repository in repositories]

    def worst_findings(
        self, as_of: date, repositories: Container[str], most: int
    ) -> tuple[int, Iterable[OpenFinding]]:
        found = [*self.findings(as_of, repositories)]
        return len(found), sorted(found, key=lambda one: (one.outcome, one.since))[:most]

    def services(self, as_of: date) -> Iterable[ServiceState]:
        return self.components

    def rotations(self, as_of: date) -> Iterable[tuple[str, Rotation]]:
        return self.secrets

    def segmentations(self, as_of: date) -> Iterable[tuple[str, Segmentation]]:
        return self.networks

    def beginnings(self, as_of: date) -> Beginnings:
        return self.began

    def turns(self, as_of: date) -> Iterable[Turn]:
        """What days of `found` say, in which nothing turns between two of them."""
        days = self.days(date.min, as_of)
        for name in {name for day in days for name in self.found[day]}:
            for rule in {rule for day in days for rule in self.found[day].get(name, {})}:
                told = [self._cell(day, name, rule) for day in days]
                place = 0
                for state, same in groupby(told):
                    opened, place = days[place], place + len([*same])
                    closed = days[place] if place < len(days) else None
                    lasts = opened == days[0] and closed is None
                    if state in _ORDER[:3] and not lasts:
                        yield Turn(name, rule, state, opened, closed)

    def judgings(self, as_of: date) -> Iterable[Judging]:
        """Every rule on all days."""
        return ()

    def first_passes(
        self, as_of: date, names: Collection[str] | None
    ) -> Iterable[tuple[str, date]]:
        found: dict[str, date] = {}
        for day in self.days(date.min, as_of):
            for name, rules in self.found[day].items():
                for rule, tally in rules.items():
                    if cell(tally) == "pass" and (names is None or name in names):
                        found.setdefault(rule, day)
        return found.items()

    def _cell(self, day: date, name: str, rule: str) -> str:
        tally = self.found[day].get(name, {}).get(rule)
        return cell(tally) if tally else ""

    def beginnings_of_services(self, as_of: date) -> Beginnings:
        return self.parts

    def left(self, as_of: date) -> Iterable[tuple[str, date]]:
        return self.gone

    def spoken(self, as_of: date) -> Iterable[Spoken]:
        return self.speech

    def exceptions(self, as_of: date, names: Collection[str] | None) -> KnownRegister:
        return KnownRegister(self.entries)

    def about_register(self, as_of: date) -> AboutRegister | None:
        day = max((day for day in self.register_told if day <= as_of), default=None)
        return AboutRegister(day, self.register_told[day]) if day else None

    def _team(self, name: str) -> str:
        return {one.placement.name: one.placement.team for one in self.repositories}[name]

    def _on(self, day: date) -> Found:
        known = self.days(date.min, day)
        return self.found[known[-1]] if known else {}


def tool(category: str, product: str, strength: str = "used") -> Usage:
    """A tool that a repository uses."""
    return Usage("tool", category, product, "", "", "a.yaml", 1, strength)


def there(repository: str, rule: str, **more: object) -> OpenFinding:
    """A finding of a day."""
    given: dict[str, object] = {
        "severity": "high", "level": "error", "outcome": "fail", "message": "is bad",
        "worded_on": None, "path": "a.yaml", "line": 3, "column": 1, "address": "compose:a",
        "subject": "a", "fingerprint": "f" * 32, "first_seen": AUGUST, "since": AUGUST,
        "regressions": 0, "cause": "first", "exception": "", **more,
    }  # fmt: skip
    return OpenFinding(repository=repository, rule=rule, **given)  # type: ignore[arg-type]


UNNEEDED = RegisterLine(
    "unused-exception", "note", "low", "register/=a.yaml", 1, "EXC-1 covers <nothing>.", "Close it."
)


def swarm() -> RuleNote:
    """What ends on the last day of 2025."""
    return note(
        "docker-swarm",
        title="Docker Swarm is retired",
        state="warning",
        announced=SEPTEMBER,
        enforced_from=date(2025, 12, 31),
        replacement="Kubernetes",
        controls={"NIST 800-53": ["SA-22"], "SOC 2": ["CC7.1"]},
    )


def busy() -> FakeHistory:
    """Four repositories of two teams over four months; names that try to be markup and formulas."""
    ok, bad = Tally(passed=3), Tally(passed=1, failed=2)
    tags = Tally(passed=4, failed=1, exempt=2, unknown=1)
    now: Found = {
        "payments/ledger": {"docker-swarm": bad, "image-tag": ok},
        "payments/api": {"docker-swarm": ok, "image-tag": ok},
        "search/index": {"docker-swarm": ok, "image-tag": Tally(passed=1)},
        "=HYPERLINK(1)|x": {"image-tag": tags},
    }
    before: Found = {
        **now,
        "search/index": {"docker-swarm": Tally(failed=4), "image-tag": Tally(passed=1)},
    }
    return FakeHistory(
        repositories=[
            state("payments/ledger", team="payments", segment="backend", wave="pilot"),
            state("payments/api", team="payments", segment="backend", created=date(2025, 3, 1)),
            state("search/index", team="search", segment="data", created=date(2020, 1, 1)),
            state("=HYPERLINK(1)|x", "incomplete", failed=1, judged=9, reason="<b>a.yaml</b>"),
            state("search/gone", "missing", team="search", judged=0, discovered=0),
        ],
        rules=[swarm(), note("image-tag", "workloads", controls={"SOC 2": ["CC7.1"]})],
        found={AUGUST: before, SEPTEMBER: before, OCTOBER: before, TODAY: now},
        moves=[
            ("search/index", "docker-swarm", "resolved", 4),
            ("payments/ledger", "docker-swarm", "new", 1),
            ("payments/ledger", "docker-swarm", "aged-in", 1),
        ],
        ages=[
            ("search/index", "docker-swarm", 40, True, 3),
            ("search/index", "docker-swarm", 12, True, 1),
            ("payments/ledger", "docker-swarm", 76, False, 2),
        ],
        uses={
            SEPTEMBER: [("search/index", f"compose:s/{one}") for one in range(4)]
            + [("payments/ledger", "compose:l/a"), ("payments/ledger", "compose:l/b")],
            TODAY: [("payments/ledger", "compose:l/a"), ("payments/ledger", "compose:l/b")] * 2,
        },
        register_told={AUGUST: [UNNEEDED] * 2, OCTOBER: [UNNEEDED]},
        tools=[
            ("payments/ledger", tool("ci", "github-actions")),
            ("payments/api", tool("ci", "jenkins")),
            ("search/index", tool("ci", "travis")),
            ("search/index", tool("logging", "logtail", "referenced")),
        ],
        allowed=[("search/index", "travis")],
        components=[
            ServiceState("payments/ledger", "ledger", "payments", True, 0, {}),
            ServiceState("payments/api", "api", "web", False, 0, {"image-tag": "pass"}),
            ServiceState("payments/api", "payments/api", "", False, 0, {"docker-swarm": "pass"}),
        ],
        secrets=[
            ("payments/ledger", Rotation("", date(2025, 10, 16), "Secret a", 2, scheduled=1)),
            ("search/index", Rotation("", None, "", 3, without_evidence=3)),
        ],
        began=Beginnings(
            [("payments/api", "image-tag", OCTOBER)],
            [("payments/api", AUGUST), ("search/index", SEPTEMBER)],
            [("image-tag", AUGUST), ("docker-swarm", SEPTEMBER)],
        ),
        networks=[
            ("payments/ledger", Segmentation(4, 4)),
            ("search/index", Segmentation(5, 0, 1)),
        ],
        entries=[
            RegisterEntry("EXC-1", "expired", "search", "waiver", ("image-tag",), "An old reason.",
                       date(2021, 1, 1), date(2022, 12, 31), "", 0),
            RegisterEntry("EXC-2", "expiring", "search", "waiver", ("image-tag",), "A new reason.",
                       date(2023, 1, 1), date(2025, 12, 1), "EXC-1", 2,
                       approvals=(Consent("bob", "platform", "2022-12-20"),
                                  Consent("=eve", "leadership", "soon")), ticket="OPS-7"),
        ],
        there=[
            there("=HYPERLINK(1)|x", "image-tag", outcome="exempt", exception="EXC-2"),
            there("=HYPERLINK(1)|x", "image-tag", line=9, message="@SUM(1) costs 2 = 1 + 1"),
            there("payments/ledger", "docker-swarm", message="ended 30 days ago",
                  worded_on=OCTOBER, first_seen=SEPTEMBER, since=OCTOBER, regressions=1),
            there("payments/ledger", "docker-swarm", path="b.yaml", line=0),
            there("search/gone", "docker-swarm"),
        ],
    )  # fmt: skip


def wanted(**more: object) -> Wanted:
    """Everything that a report can be asked for."""
    given = Given(
        measurements=(
            Measurement("nps", "2025-10", None, "survey", OCTOBER, Answers(50, 30, 20)),
            Measurement("nps", "2025-09", None, "survey", SEPTEMBER, Answers(40, 40, 20)),
            Measurement("platform_uptime", "2025-08", Decimal("99.7"), "prober", AUGUST),
        ),
        claims=(claims.Downtime("platform", Decimal("99.5"), "year", Decimal("2.5")),),
    )
    asked: dict[str, object] = {
        "as_of": TODAY,
        "since": SEPTEMBER,
        "label": "Internal",
        "capabilities": {"ci": ["github-actions"], "secrets": ["vault"]},
        "programme": ProgrammePlan(
            date(2025, 1, 1), finish_by=date(2025, 4, 1), teams=20, pilot_teams=2, pilot_weeks=5
        ),
        "engineers": {"payments": 8, "search": 4},
        "given": given,
        **more,
    }
    return Wanted(**asked)  # type: ignore[arg-type]
