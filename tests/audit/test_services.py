"""The matrix by services, and by standards."""

from __future__ import annotations

from typing import Any

from platguard.audit.report import assemble
from platguard.model.audit import MatrixRow, OrganisationReport, Tally
from platguard.model.states import ServiceState

from .organisations import TODAY, FakeHistory, note, state, wanted

OK, BAD = Tally(passed=1), Tally(failed=2)


def report(**more: Any) -> OrganisationReport:
    """A repository without a catalog, one with one service, and one with two of its own."""
    history = FakeHistory(
        repositories=[
            state("shop/plain", team="shop"),
            state("shop/single", team="shop"),
            state("shop/many", team="shop"),
            state("shop/half", "incomplete", team="shop", judged=9, failed=1),
            state("shop/broken", "failed", team="shop"),
        ],
        rules=[note("no-swarm"), note("image-tag", "workloads"), note("probes", "workloads")],
        found={
            TODAY: {
                "shop/plain": {"no-swarm": OK, "image-tag": OK},
                "shop/single": {"no-swarm": BAD},
                "shop/many": {"no-swarm": OK, "image-tag": BAD, "probes": OK},
                "shop/half": {"no-swarm": OK},
            }
        },
        components=[
            ServiceState("shop/single", "single", "payments", True, 0, {}),
            ServiceState("shop/many", "api", "", False, 2, {"image-tag": "fail"}),
            ServiceState("shop/many", "web", "web", False, 0, {"image-tag": "pass"}),
            ServiceState("shop/half", "half", "", False, 0, {"no-swarm": "pass"}),
            ServiceState("shop/broken", "broken", "", False, 4, {"no-swarm": "fail"}),
        ],
    )
    return assemble(history, wanted(**more))


def by_name(found: OrganisationReport) -> dict[str, MatrixRow]:
    return {row.service: row for row in found.matrix.rows}


def test_a_service_has_the_rules_of_its_folder() -> None:
    found = report(by="service")
    rows = by_name(found)
    assert [*rows] == ["broken", "half", "api", "web", "shop/plain", "single"]
    assert (rows["api"].findings, rows["api"].cells) == (2, {"image-tag": "fail"})
    assert (rows["web"].team, rows["web"].rules.part) == ("web", 1)
    # One that is all of its repository has what that comes to.
    assert (rows["single"].team, rows["single"].cells) == ("payments", {"no-swarm": "fail"})
    assert rows["shop/plain"].cells == {"no-swarm": "pass", "image-tag": "pass"}


def test_what_was_not_read_is_no_pass_of_a_service() -> None:
    rows = by_name(report(by="service"))
    assert rows["half"].cells == {"no-swarm": "unknown"}
    assert rows["broken"].standards == {"runtimes": "unknown", "workloads": "unknown"}


def test_services_that_comply_are_the_first_rate() -> None:
    first = report(by="service").headlines[0]
    assert (first.name, first.rate.part, first.rate.whole) == ("Services that comply", 2, 4)
    assert first.unknown == 2
    assert "Services that comply" not in {one.name for one in report().headlines}


def test_everything_else_stays_about_repositories() -> None:
    plain, found = report(), report(by="service")
    assert (plain.adoption, plain.controls, plain.matrix.rules) == (
        found.adoption, found.controls, found.matrix.rules,
    )  # fmt: skip
    assert (plain.matrix.by, {row.service for row in plain.matrix.rows}) == ("repository", {""})


def test_a_standard_is_what_its_rules_come_to() -> None:
    found = report()
    cells = {row.repository: row.standards for row in found.matrix.rows}
    assert cells["shop/many"] == {"runtimes": "pass", "workloads": "fail"}
    assert cells["shop/single"] == {"runtimes": "fail", "workloads": "not-applicable"}
    assert cells["shop/half"]["runtimes"] == "unknown"
    told = [(one.standard, one.rows.part, one.rows.whole, one.unknown, one.findings)
            for one in found.matrix.standards]  # fmt: skip
    assert told == [("runtimes", 2, 3, 2, 2), ("workloads", 1, 2, 1, 2)]
    # The same numbers as those of adoption.
    by_standard = {one.standard: one.repositories.rate for one in found.adoption.standards}
    assert all(by_standard[one.standard].percent == one.rows.percent
               for one in found.matrix.standards)  # fmt: skip
