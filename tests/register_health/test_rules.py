"""The other rules about governance, and what of the register the text repeats."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from scan.projects import Project

from register_health.entries import ENTRY, PINNED, TAG, entry

SECTION = "Exceptions that need their owner"


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2027-11-30", ""),
        ("2027-12-01", "covered through 2027-12-31, 30 days left"),
        ("2027-12-30", "covered through 2027-12-31, 1 day left"),
        ("2027-12-31", "covered through 2027-12-31, which is today"),
        ("2028-01-01", ""),
    ],
)
def test_an_owner_hears_once_of_an_exception_that_ends(
    project: Project, day: str, told: str
) -> None:
    texts = {f"deploy/{n}.yaml": TAG for n in range(3)}
    scanned = project.write({**texts, ENTRY: entry()}).scan(day)
    found = scanned.findings("ending-exception")
    assert len(found) == bool(told)
    for each in found:
        assert each["message"] == f"EXC-2026-0001 of team-shop ends soon: it is {told}."
        assert each["level"] == "warning"
        assert (each["path"], each["line"]) == (ENTRY, 9)  # its sunset
        assert each["fix"].endswith("platguard exceptions renew EXC-2026-0001")


def test_what_is_a_finding_is_not_told_twice(project: Project) -> None:
    project.write({"deploy/api.yaml": TAG, ENTRY: entry()})
    ending = project.scan("2027-12-20")
    assert ending.findings("ending-exception")
    assert SECTION not in ending.text
    project.write({ENTRY: entry(sunset="2028-12-31")})
    invalid = project.scan()
    assert invalid.findings("invalid-exception")
    assert SECTION not in invalid.text


def test_what_waits_is_told_apart(project: Project) -> None:
    scanned = project.write({"deploy/api.yaml": TAG, ENTRY: entry()}).scan("2026-01-15")
    assert SECTION in scanned.text
    assert "  requested: " in scanned.text


def test_what_expired_is_told_beside_the_finding_that_is_back(project: Project) -> None:
    scanned = project.write({"deploy/api.yaml": TAG, ENTRY: entry()}).scan("2028-01-01")
    assert SECTION not in scanned.text
    assert "but  exception EXC-2026-0001 expired on 2027-12-31 (1 day ago)" in scanned.text


def test_a_renewal_that_waits_is_named_instead_of_asked_for(project: Project) -> None:
    renewal = entry(
        "EXC-2027-0001",
        renews="EXC-2026-0001",
        reason="The base image is rebuilt in the spring.",
        requested={"by": "alice", "on": "2027-12-10"},
        approvals=[],
        sunset="2028-06-30",
    )
    project.write({"deploy/api.yaml": TAG, ENTRY: entry(), ENTRY.replace("2026", "2027"): renewal})
    (before,) = project.scan("2027-12-09").findings("ending-exception")
    assert before["fix"].endswith("platguard exceptions renew EXC-2026-0001")
    (found,) = project.scan("2027-12-20").findings("ending-exception")
    assert found["message"].endswith("; its renewal, EXC-2027-0001, waits for approvals.")
    assert found["fix"] == "Fix what it covers, or have its renewal approved, EXC-2027-0001"


def test_what_is_renewed_does_not_end(project: Project) -> None:
    approvals = [
        {"role": "platform", "by": "bob", "on": "2027-12-01", "sunset": "2028-06-30"},
        {"role": "leadership", "by": "carol", "on": "2027-12-02", "sunset": "2028-06-30"},
    ]
    renewal = entry(
        "EXC-2027-0001",
        renews="EXC-2026-0001",
        reason="The base image is rebuilt in the spring.",
        approvals=approvals,
        starts="2028-01-01",
        sunset="2028-06-30",
    )
    project.write({"deploy/api.yaml": TAG, ENTRY: entry(), ENTRY.replace("2026", "2027"): renewal})
    assert [e["state"] for e in project.scan("2027-12-20").report["exceptions"]] == [
        "expiring",
        "approved",
    ]
    assert not project.scan("2027-12-20").findings("ending-exception")


@pytest.mark.parametrize(("day", "state"), [("2027-12-20", "expiring"), ("2026-11-22", "invalid")])
def test_without_the_rule_it_is_told_apart(project: Project, day: str, state: str) -> None:
    sunset = "2027-12-31" if state == "expiring" else "2028-12-31"
    settings = (project.folder / "platguard.yaml").read_text()
    off = "rules: {ending-exception: {enabled: false}, invalid-exception: {enabled: false}}\n"
    project.write({"deploy/api.yaml": TAG, ENTRY: entry(sunset=sunset)})
    project.write({"platguard.yaml": settings + off})
    assert f"  {state}: " in project.scan(day).text


@pytest.mark.parametrize(
    ("own", "missing"),
    [
        ("", "names no team and no segment: it has no .platguard.yaml"),
        ("team: shop\n", "names no segment: its .platguard.yaml does not tell"),
        ("segment: backend\n", "names no team: its .platguard.yaml does not tell"),
        ("team: shop\nsegment: backend\n", ""),
    ],
)
def test_an_owner_is_asked_for_where_the_organisation_wants_one(
    project: Project, own: str, missing: str
) -> None:
    project.write({"deploy/api.yaml": TAG, **({".platguard.yaml": own} if own else {})})
    assert project.scan().findings("unknown-owner") == []
    settings = (project.folder / "platguard.yaml").read_text() + "segments: {backend: {}}\n"
    project.write({"platguard.yaml": f"{settings}rules: {{unknown-owner: {{enabled: true}}}}\n"})
    found = project.scan().findings("unknown-owner")
    assert [missing in each["message"] for each in found] == ([True] if missing else [])


@pytest.mark.parametrize(
    ("params", "level"),
    [
        ("{note_days: 100000}", ""),
        ("{note_days: 0}", "note"),
        ("{note_days: 0, warn_days: 1}", "warning"),
    ],
)
def test_tables_grow_old(project: Project, params: str, level: str) -> None:
    settings = (project.folder / "platguard.yaml").read_text()
    setting = f"rules: {{stale-reference-data: {{params: {params}}}}}\n"
    project.write({"deploy/api.yaml": TAG, "platguard.yaml": settings + setting})
    tables = [table["as_of"] for table in project.scan().report["inputs"]["tables"]]
    day = (date.fromisoformat(max(tables)) + timedelta(2)).isoformat()
    found = project.scan(day).findings("stale-reference-data")
    assert [each["level"] for each in found] == ([level] * len(tables) if level else [])


def test_entries_add_nothing_to_what_passes(project: Project) -> None:
    bare = project.write({"deploy/api.yaml": TAG}).scan().report["summary"]["outcomes"]
    kept = project.write({ENTRY: entry()}).scan().report["summary"]["outcomes"]
    assert kept["pass"] == bare["pass"]
    assert (bare["fail"], kept["fail"], kept["exempt"]) == (bare["fail"], bare["fail"] - 1, 1)


def test_a_scan_of_some_files_tells_only_of_the_entries_that_are_about_them(
    project: Project,
) -> None:
    broken = entry("EXC-2026-0002", scope={"paths": ["other"]}, reason="short")
    project.write({"deploy/api.yaml": TAG, ENTRY: entry(reason="short"), "other/x.yaml": PINNED})
    project.write({ENTRY.replace("0001", "0002"): broken})
    told = {f["path"] for f in project.scan().findings("invalid-exception")}
    assert told == {ENTRY, ENTRY.replace("0001", "0002")}
    one = project.scan(files=True, paths=["deploy/api.yaml"])
    assert [f["path"] for f in one.findings("invalid-exception")] == [ENTRY]
    other = project.scan(files=True, paths=["other/x.yaml"])
    assert other.findings("invalid-exception") == []
