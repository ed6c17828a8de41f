"""Where an organisation places a repository decides, whatever the repository says of itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from platguard.errors import UsageError
from platguard.model.organisation import Placement

from .projects import Project, Scanned, deployment

STANDARD = """\
standard: own
title: Own
owner: platform
contact: "#own"
rules:
  - id: told
    title: Told
    on: workload
    deny: "true"
    severity: high
    why: Because.
    message: "{repo.name}, {repo.team}, {repo.segment}, {repo.tier}, {repo.wave}"
    fix: None.
  - id: waved
    title: Waved
    on: workload
    deny: "true"
    severity: high
    why: Because.
    message: In waves.
    fix: None.
    lifecycle:
      announced: 2026-06-01
      warn_from: 2026-06-01
      enforced_from: 2026-12-31
      replacement: another
      guide: https://platform.example/guide
      waves:
        - {name: pilot, teams: [search], enforced_from: 2026-11-01, opt_in: true}
        - {name: second, repositories: [shop], enforced_from: 2026-12-01}
  - id: recent
    title: Recent
    on: workload
    deny: "true"
    severity: high
    why: Because.
    message: In new repositories.
    fix: None.
    lifecycle:
      announced: 2025-01-01
      enforced_from: 2025-07-01
      applies_to: new
      new_after: 2025-06-01
      replacement: another
      guide: https://platform.example/guide
"""
PLACED = Placement("payments/ledger", "payments", "backend", "critical", "pilot", date(2025, 5, 31))


def _scan(project: Project, placement: Placement | None, **asked: Any) -> Scanned:
    project.write({"a.yaml": deployment("web"), "own.yaml": STANDARD})
    return project.scan(standards=["own.yaml"], placement=placement, **asked)


def _message(found: Scanned, rule: str) -> str:
    return str(found.findings(rule)[0]["message"])


def test_a_placement_wins_over_a_claim_and_says_so(project: Project) -> None:
    project.write({".platguard.yaml": "team: shop\nsegment: backend\n"}).commit()
    project.git("remote", "add", "origin", "git@git.platform.example:shop/web.git")
    placed = _scan(project, PLACED)
    assert _message(placed, "told") == "payments/ledger, payments, backend, critical, pilot"
    notices = placed.report["notices"]
    assert (
        "team claimed by .platguard.yaml: shop; the inventory says payments, which counts"
        in notices
    )
    assert "segment claimed by .platguard.yaml: backend" in notices
    assert _message(_scan(project, None), "told") == "shop/web, shop, backend, , "


def test_what_a_placement_leaves_open_the_repository_says(project: Project) -> None:
    project.write({".platguard.yaml": "team: shop\nsegment: backend\n"})
    found = _scan(project, Placement("ledger"))
    assert _message(found, "told") == "ledger, shop, backend, , "
    assert "team claimed by .platguard.yaml: shop" in found.report["notices"]


def test_the_segment_of_a_placement_is_that_of_settings(project: Project) -> None:
    settings = """\
standards: [own.yaml]
segments: {backend: {}, data: {level_at_most: note}}
rules: {told: {segments: {backend: {level: warning}}}}
"""
    project.write({"platguard.yaml": settings, ".platguard.yaml": "segment: data\n"})
    levels = [
        _scan(project, placement).findings("told")[0]["level"]
        for placement in (None, Placement("a", segment="backend"), Placement("a", team="b"))
    ]
    assert levels == ["note", "warning", "note"]


@pytest.mark.parametrize(
    ("placement", "enforced"),
    [
        (Placement("payments/ledger", wave="pilot"), "2026-11-01"),
        (Placement("payments/ledger", team="search"), "2026-11-01"),
        (Placement("payments/ledger", team="search", wave="second"), "2026-12-01"),
        (Placement("payments/ledger", wave="third"), "2026-12-31"),
        (Placement("shop"), "2026-12-01"),
    ],
)
def test_a_wave_reaches_those_that_are_put_into_it(
    project: Project, placement: Placement, enforced: str
) -> None:
    found = _scan(project, placement).findings("waved")[0]
    assert found["lifecycle"]["enforced_from"] == enforced


def test_two_waves_of_one_repository_are_ambiguous(project: Project) -> None:
    with pytest.raises(UsageError, match="ambiguous-wave: shop is in the waves pilot and second"):
        _scan(project, Placement("shop", wave="pilot"))


@pytest.mark.parametrize(
    ("created", "outcome"),
    [(date(2025, 5, 31), "not-applicable"), (date(2025, 6, 1), "fail"), (None, "fail")],
)
def test_the_day_of_a_placement_is_the_birthday(
    project: Project, created: date | None, outcome: str
) -> None:
    project.write({"a.yaml": deployment("web")}).commit(day="2026-11-01")
    found = _scan(project, Placement("a", created=created))
    rule = next(rule for rule in found.report["rules"] if rule["id"] == "recent")
    assert rule[outcome] == 1
