"""Faults of the files that are platguard's own, and what is told of each."""

from __future__ import annotations

from typing import NamedTuple

from .projects import RULE

STANDARD = "standards/own.yaml"
ORGANISATION = "platguard.yaml"
REPOSITORY = ".platguard.yaml"
ENTRY = ".platguard/exceptions/one.yaml"

CHOICE = "standards: [builtin, ./standards]\n"
EXCEPTION = """\
id: EXC-2026-0001
rules: [privileged]
scope: {paths: ["pod.yaml"]}
category: waiver
reason: The agent needs the host until its driver is rewritten.
owner: team-a
requested: {by: alice, on: 2026-01-10}
approvals:
  - {role: platform, by: bob, on: 2026-01-15, sunset: 2026-12-31}
  - {role: leadership, by: carol, on: 2026-01-16, sunset: 2026-12-31}
starts: 2026-01-16
sunset: 2026-12-31
"""
SOUND = {
    STANDARD: RULE,
    ORGANISATION: CHOICE
    + """\
timezone: UTC
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol}]
segments: {backend: {level_at_most: warning}}
rules:
  secret-rotation-overdue: {params: {max_age_days: 90}}
  image-tag: {level: error}
""",
    REPOSITORY: 'exclude: ["docs/**"]\nteam: payments\nsegment: backend\n',
    ENTRY: EXCEPTION,
}
"""One of each, without a fault."""


class Fault(NamedTuple):
    """A change that breaks a file."""

    path: str
    old: str
    new: str
    place: str
    """Line and column."""
    told: str
    """A part of the message."""


FAULTS = [
    # Unknown keys, with the nearest one.
    Fault(STANDARD, "severity:", "severty:", "10:5", "Did you mean 'severity'?"),
    Fault(STANDARD, "standard: own", "standrad: own", "1:1", "Did you mean 'standard'?"),
    Fault(ORGANISATION, "timezone:", "timezon:", "2:1", "Did you mean 'timezone'?"),
    Fault(ORGANISATION, "{name: bob, from", "{name: bob, form", "4:26", "Did you mean 'from'?"),
    Fault(ORGANISATION, "{level:", "{lvel:", "9:15", "Did you mean 'level'?"),
    Fault(ORGANISATION, "level_at_most", "level_atmost", "6:22", "Did you mean 'level_at_most'?"),
    Fault(ORGANISATION, "image-tag", "image-tga", "9:3", "did you mean image-tag?"),
    Fault(ORGANISATION, "image-tag: {level: error}", "image-tga:\n    level: error", "9:3", "tag?"),
    Fault(ORGANISATION, "leadership:", "leaders:", "5:3", "Did you mean 'leadership'?"),
    Fault(ORGANISATION, "max_age_days", "max_age", "8:", "max_age_days"),
    Fault(REPOSITORY, "exclude:", "exlcude:", "1:1", "Did you mean 'exclude'?"),
    Fault(ENTRY, "sunset: 2026-12-31\n", "sunest: 2026-12-31\n", "12:1", "Did you mean 'sunset'?"),
    Fault(ENTRY, "{paths:", "{path:", "3:9", "Did you mean 'paths'?"),
    Fault(ENTRY, "{role: platform", "{rolle: platform", "9:6", "Did you mean 'role'?"),
    Fault(ENTRY, "[privileged]", "[privilegd]", "2:9", "privileged"),
    Fault(ENTRY, "[privileged]", "[no-such-rule]", "2:9", "there is no rule 'no-such-rule'"),
    # Wrong types.
    Fault(STANDARD, "title: Own rule\n", "title: [Own]\n", "7:5", "must be text, not a list"),
    Fault(STANDARD, "severity: high", "severity: awful", "10:5", "must be one of critical"),
    Fault(STANDARD, "on: workload", "on: workloads", "8:5", "Did you mean 'workload'?"),
    Fault(STANDARD, "on: workload", "on: true", "8:5", "must be text"),
    Fault(STANDARD, "rules:\n", "retired_ids: a\nrules:\n", "5:1", "must be a list"),
    Fault(ORGANISATION, CHOICE, "standards: builtin\n", "1:1", "must be a list"),
    Fault(ORGANISATION, "{level: error}", "error", "9:14", "must be a mapping"),
    Fault(ORGANISATION, "level: error", "level: fatal", "9:15", "must be one of error"),
    Fault(ORGANISATION, ": 90", ": ninety", "8:", "max_age_days of the params of"),
    Fault(ORGANISATION, "timezone: UTC", "timezone: Mars/Base", "2:1", "is not a time zone"),
    Fault(ORGANISATION, "timezone: UTC", "timezone: ../../etc/passwd", "2:1", "not a time zone"),
    Fault(ORGANISATION, "timezone: UTC", 'timezone: "UTC\\0"', "2:1", "not a time zone"),
    Fault(REPOSITORY, '["docs/**"]', "docs", "1:1", "must be a list"),
    Fault(REPOSITORY, '["docs/**"]', "[3]", "1:1", "must hold texts"),
    Fault(REPOSITORY, "team: payments", "team: {a: b}", "2:1", "must be text"),
    Fault(ENTRY, "[privileged]", "privileged", "2:1", "must be a list"),
    Fault(ENTRY, "reason: The", "max_findings: many\nreason: The", "5:1", "a whole number"),
    Fault(ENTRY, "{by: alice, on: 2026-01-10}", "alice", "7:12", "must be a mapping"),
    # Repeated keys.
    Fault(STANDARD, "severity: high", "severity: high\n    severity: low", "11:5", "severity"),
    Fault(ORGANISATION, "timezone: UTC", "timezone: UTC\ntimezone: UTC", "3:1", "timezone"),
    Fault(REPOSITORY, "team: payments", "team: payments\nteam: shop", "3:1", "team"),
    Fault(ENTRY, "owner: team-a", "owner: team-a\nowner: team-b", "7:1", "owner"),
    # Dates.
    Fault(
        STANDARD,
        "severity: high",
        "severity: high\n    lifecycle: {announced: 2026-02-30}",
        "11:",
        "date",
    ),
    Fault(ORGANISATION, "2024-01-01", "01.01.2024", "4:26", "must be a date"),
    # Expressions.
    Fault(STANDARD, 'workload.kind != "Pod"', "workload.kind != (", "9:", "rule own-rule, require"),
    Fault(STANDARD, "workload.kind !=", "workload.knd !=", "9:", "did you mean workload.kind?"),
    Fault(STANDARD, "workload.kind !=", "workload.knd.size() !=", "9:", "mean workload.kind?"),
    Fault(STANDARD, "workload.kind !=", "workload.kind.startWith('P') !=", "9:", "startsWith?"),
    Fault(STANDARD, 'workload.kind != "Pod"', "workload.kind", "9:14", "expected bool"),
    Fault(
        STANDARD,
        "on: workload\n",
        "on: workload\n    for_each: workload.labels\n",
        "9:15",
        "is not a list of records; of those workload has workload.host_paths",
    ),
    Fault(STANDARD, 'workload.kind != "Pod"', "workload.kind > 3", "9:", "no matching overload"),
    Fault(STANDARD, 'workload.kind != "Pod"', "workload.kind.matches('(')", "9:", "expression"),
    Fault(STANDARD, "{workload.subject}", "{workload.subjct}", "12:", "workload.subject?"),
    Fault(STANDARD, "{workload.subject}", "{workload.subject", "12:", "message"),
    # One mapping, in text, that nobody reads in two ways.
    Fault(STANDARD, "title: Own rules", "title: &a Own rules", "2:", "anchor"),
    Fault(ORGANISATION, "timezone: UTC", "timezone: !!str UTC", "2:", "tag"),
    Fault(REPOSITORY, "team: payments", "<<: {team: a}", "2:1", ""),
    Fault(ENTRY, "owner: team-a", "owner: *a", "6:", "alias"),
    *(
        Fault(path, "", text, "1:", told)
        for path in SOUND
        for text, told in (
            ("", "expected one mapping"),
            ("# nothing\n", "expected one mapping"),
            ("- a\n", "expected one mapping"),
            ("just words\n", "expected one mapping"),
            ("a: 1\n---\nb: 2\n", "expected one mapping"),
            ("{" * 5000, "nested more than"),
        )
    ),
]
