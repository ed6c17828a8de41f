"""How long a register takes to meet its findings: 5,000 exceptions, 50,000 findings, one core.

    python benchmarks/register_speed.py [--quick]

The limit is 2 seconds on one core for both steps together: what each exception is on the day, and
which findings it covers.
"""

from __future__ import annotations

import sys
import time
from datetime import date

from platguard.approvals import Member
from platguard.exemptions import Context, apply
from platguard.model.policy_exception import (
    Approval,
    Entry,
    PolicyException,
    Registered,
    ResourceSelector,
    Scope,
    Subject,
)
from platguard.policy_exceptions import Authority, state
from platguard.renewals import Renewals

DAY = date(2026, 11, 22)
RULES = [f"rule-{number}" for number in range(40)]
SECONDS = 2.0


def findings(count: int) -> list[Subject]:
    """Findings of many rules in files of many folders."""
    return [
        Subject(
            rule=RULES[n % len(RULES)],
            path=f"teams/{n % 300:03}/deploy/{n % 7}/service-{n // 10}.yaml",
            line=n % 90 + 1,
            fingerprint=f"{n:032x}",
            kind="Deployment",
            namespace=f"team-{n % 300}",
            name=f"service-{n // 10}",
            labels={"tier": "backend", "team": f"team-{n % 300}"},
        )
        for n in range(count)
    ]


def register(count: int) -> list[PolicyException]:
    """Exceptions with scopes of every kind, in turn."""
    scopes = (
        lambda n: Scope(fingerprints=(f"{n * 7:032x}",)),
        lambda n: Scope(paths=(f"teams/{n % 300:03}/deploy/{n % 7}/**",)),
        lambda n: Scope(paths=(f"**/service-{n}.yaml",)),
        lambda n: Scope(resources=(ResourceSelector("Deployment", name=f"service-{n}"),)),
        lambda n: Scope(
            resources=(ResourceSelector(labels={"team": f"team-{n % 300}"}),),
            paths=(f"teams/**/service-{n}*",),
        ),
    )
    return [_exception(n, scopes[n % len(scopes)](n)) for n in range(count)]


def _exception(number: int, scope: Scope) -> PolicyException:
    approvals = tuple(
        Approval(role, by, "2026-01-15", "2027-12-31")
        for role, by in (("platform", "bob"), ("leadership", "carol"))
    )
    return PolicyException(
        id=f"EXC-2026-{number:04}",
        rules=(RULES[number % len(RULES)],),
        reason=f"The driver of device {number} exists for one system only.",
        owner=f"team-{number % 300}",
        requested_by="alice",
        requested_on="2026-01-10",
        sunset="2027-12-31",
        scope=scope,
        category="waiver",
        approvals=approvals,
    )


def main() -> int:
    """Prints the seconds of each step; 1 when both together are over the limit."""
    part = 10 if "--quick" in sys.argv else 1
    found, exceptions = findings(50_000 // part), register(5_000 // part)
    roles = {"platform": [Member("bob")], "leadership": [Member("carol")]}
    start = time.process_time()
    authority = Authority(roles, renewals=Renewals(exceptions))
    entries = [
        Registered(Entry("", exception, {}), state(exception, DAY, authority))
        for exception in exceptions
    ]
    stood = time.process_time()
    applied = apply(found, entries, Context("example/everything"))
    done = time.process_time()
    in_force = sum(entry.standing.in_force for entry in entries)
    exempt = sum(exemption.exempt for exemption in applied.of_findings)
    print(f"{len(exceptions)} exceptions, {in_force} in force, {len(found)} findings")
    print(f"states {stood - start:.2f} s, matching {done - stood:.2f} s, {exempt} exempt")
    return int(done - start > SECONDS)


if __name__ == "__main__":
    sys.exit(main())
