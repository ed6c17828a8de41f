"""A history in memory: what was found on which day, and the answers that follow from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from platguard.audit import claims
from platguard.audit.curve import Targets
from platguard.audit.matrix import RepositoryState
from platguard.audit.metrics import Given, Measurement
from platguard.audit.numbers import total
from platguard.audit.questions import Change, Failing, Life
from platguard.audit.register import RegisterEntry
from platguard.audit.report import Wanted
from platguard.audit.support import Answers
from platguard.model.audit import Tally
from platguard.model.organisation import WITH_FINDINGS, Placement, RuleNote, Terms, Usage

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
        **numbers,  # type: ignore[arg-type]
    )


def note(rule: str, standard: str = "runtimes", **more: object) -> RuleNote:
    """A rule, enforced since for ever unless something else is said."""
    given = {"state": "enforced", **more}
    return RuleNote(
        id=rule,
        standard=standard,
        title=f"The rule {rule}",
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
    moves: Sequence[Change] = ()
    ages: Sequence[Life] = ()
    uses: Mapping[date, Sequence[tuple[str, str]]] = field(default_factory=dict)
    tools: Sequence[tuple[str, Usage]] = ()
    allowed: Sequence[tuple[str, str]] = ()
    entries: Sequence[RegisterEntry] = ()

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

    def cells(self, as_of: date) -> Iterable[tuple[str, str, str]]:
        for name, rules in self._on(as_of).items():
            for rule, tally in rules.items():
                yield name, rule, cell(tally)

    def tallies(self, as_of: date) -> Mapping[str, Tally]:
        by_rule: dict[str, list[Tally]] = defaultdict(list)
        for rules in self._on(as_of).values():
            for rule, tally in rules.items():
                by_rule[rule].append(tally)
        return {rule: total(tallies) for rule, tallies in by_rule.items()}

    def worst(self, as_of: date) -> Iterable[tuple[str, str]]:
        for one in self.repositories:
            if one.status not in WITH_FINDINGS:
                yield one.placement.name, "unknown"
        for name, rules in self._on(as_of).items():
            held = {cell(tally) for tally in rules.values()}
            yield name, next((one for one in _ORDER if one in held), "not-evaluated")

    def failing(self, as_of: date) -> Iterable[Failing]:
        for name, rules in self._on(as_of).items():
            for rule, tally in rules.items():
                if tally.failed:
                    yield Failing(name, rule, tally.failed)

    def changes(self, since: date, as_of: date) -> Iterable[Change]:
        return self.moves

    def lives(self, since: date, as_of: date) -> Iterable[Life]:
        return self.ages

    def users(self, rule: str, days: Sequence[date]) -> Iterable[tuple[date, str, str]]:
        for day in days:
            known = [one for one in sorted(self.uses) if one <= day]
            for name, address in self.uses[known[-1]] if known else ():
                yield day, name, address

    def usages(self, as_of: date) -> Iterable[tuple[str, Usage]]:
        return self.tools

    def excepted(self, as_of: date) -> Iterable[tuple[str, str]]:
        return self.allowed

    def exceptions(self, as_of: date) -> Iterable[RegisterEntry]:
        return self.entries

    def _on(self, day: date) -> Found:
        known = self.days(date.min, day)
        return self.found[known[-1]] if known else {}


def tool(category: str, product: str, strength: str = "used") -> Usage:
    """A tool that a repository uses."""
    return Usage("tool", category, product, "", "", "a.yaml", 1, strength)


def swarm() -> RuleNote:
    """What ends on the last day of 2025."""
    return note(
        "docker-swarm",
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
            Change("search/index", "docker-swarm", "resolved", 4),
            Change("payments/ledger", "docker-swarm", "new", 1),
            Change("payments/ledger", "docker-swarm", "aged-in", 1),
        ],
        ages=[
            Life("search/index", "docker-swarm", 40, True, 3),
            Life("search/index", "docker-swarm", 12, True, 1),
            Life("payments/ledger", "docker-swarm", 76, False, 2),
        ],
        uses={
            SEPTEMBER: [("search/index", f"compose:s/{one}") for one in range(4)]
            + [("payments/ledger", "compose:l/a"), ("payments/ledger", "compose:l/b")],
            TODAY: [("payments/ledger", "compose:l/a"), ("payments/ledger", "compose:l/b")] * 2,
        },
        tools=[
            ("payments/ledger", tool("ci", "github-actions")),
            ("payments/api", tool("ci", "jenkins")),
            ("search/index", tool("ci", "travis")),
            ("search/index", tool("logging", "logtail", "referenced")),
        ],
        allowed=[("search/index", "travis")],
        entries=[
            RegisterEntry("EXC-1", "expired", "search", "waiver", ("image-tag",), "An old reason.",
                       date(2021, 1, 1), date(2022, 12, 31), "", 0),
            RegisterEntry("EXC-2", "expiring", "search", "waiver", ("image-tag",), "A new reason.",
                       date(2023, 1, 1), date(2025, 12, 1), "EXC-1", 2),
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
        "targets": Targets(date(2025, 1, 1)),
        "engineers": {"payments": 8, "search": 4},
        "given": given,
        **more,
    }
    return Wanted(**asked)  # type: ignore[arg-type]
