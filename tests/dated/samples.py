"""A rule's dates, an exception and the organisation's roles, for the tests to vary."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from platguard.approvals import Member, Roles
from platguard.model.lifecycle import Lifecycle, Wave
from platguard.model.policy_exception import (
    Approval,
    Entry,
    PolicyException,
    Registered,
    Scope,
    Subject,
)
from platguard.policy_exceptions import Authority, state


def day(text: str) -> date:
    """A day, or an error in the test."""
    return date.fromisoformat(text)


ROLES: Roles = {
    "platform": [Member("bob", day("2024-01-01")), Member("dora")],
    "leadership": [Member("carol", day("2024-01-01"), day("2027-06-30")), Member("dora")],
}

AUTHORITY = Authority(ROLES)

PILOT = Wave(
    name="pilot",
    repositories=(),
    teams=("platform-tools",),
    segments=(),
    warn_from=None,
    enforced_from=day("2025-11-15"),
    opt_in=True,
)

SWARM = Lifecycle(
    announced=day("2025-09-30"),
    enforced_from=day("2025-12-31"),
    replacement="Kubernetes",
    guide="https://platform.example/migrate/swarm",
    waves=(PILOT,),
)


def approval(role: str, by: str, on: str = "2025-12-31", sunset: str = "2027-12-31") -> Approval:
    """An approval of the sample exception."""
    return Approval(role, by, on, sunset)


def exception(**changes: Any) -> PolicyException:
    """An exception that both roles approved on 2025-12-31, through 2027-12-31."""
    approved = PolicyException(
        id="EXC-7",
        rules=("docker-swarm",),
        reason="The driver of the security module exists for Swarm only.",
        owner="team-ledger",
        requested_by="alice",
        requested_on="2025-12-01",
        sunset="2027-12-31",
        category="waiver",
        scope=Scope(repositories=("payments/ledger",)),
        approvals=(approval("platform", "bob"), approval("leadership", "carol")),
    )
    return replace(approved, **changes)


def subject(path: str = "docker-stack.yml", line: int = 1, **changes: Any) -> Subject:
    """A finding of the rule that the sample exception is for."""
    found = Subject(rule="docker-swarm", path=path, line=line, fingerprint=f"{path}:{line}")
    return replace(found, **changes)


def registered(entry: PolicyException, as_of: date, authority: Authority = AUTHORITY) -> Registered:
    """An entry of a register, and what it is on a day."""
    return Registered(Entry(f"{entry.id}.yaml", entry, {}), state(entry, as_of, authority))
