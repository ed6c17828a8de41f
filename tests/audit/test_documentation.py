"""What the page about organisations shows is what the readers read."""

from __future__ import annotations

import re
from pathlib import Path

from platguard.audit.metric_files import read_metrics
from platguard.config import read_organisation
from platguard.reporters.organisation.tables import TABLES

PAGE = (Path(__file__).parents[2] / "docs" / "organisation.md").read_text()


def shown(begin: str) -> bytes:
    """The one example that begins so."""
    (found,) = re.findall(rf"```yaml\n({begin}.*?)```", PAGE, re.DOTALL)
    return str(found).encode()


def test_the_metrics_are_read() -> None:
    given = read_metrics(shown("metrics:"), "metrics.yaml")
    assert (len(given.measurements), len(given.claims)) == (4, 2)
    assert {one.name.partition(":")[0] for one in given.estimates} == {
        "doubled work", "new services", "recovery", "platform", "help desk",
    }  # fmt: skip


def test_the_programme_is_read() -> None:
    plan = read_organisation(shown("programme:"), "platguard.yaml").programme
    assert plan
    assert (plan.teams, plan.pilot_weeks, plan.wave_teams) == (40, 7, (5, 10))


def test_the_tables_that_are_named_are_there() -> None:
    named = set(re.findall(r"[Tt]he table\s+`([a-z-]+)`", PAGE))
    assert {"matrix", "compliance", "texts"} <= named <= TABLES.keys()
