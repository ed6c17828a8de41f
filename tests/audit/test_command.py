"""`platguard org report`: options, formats and exit codes over a history that scans wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from schemas import schema

from platguard.cli import main

from .test_answers import store

__all__ = ["store"]
INVENTORY = """\
repositories:
  - {name: shop/web, path: web, team: shop}
  - {name: shop/api, path: api, team: shop}
  - {name: bank/core, path: core, team: bank}
teams: {shop: {engineers: 8}}
"""
METRICS = """\
metrics:
  - {metric: platform_uptime, period: 2026-01, value: 99.7, source: prober, recorded_on: 2026-01-10}
claims:
  - {about: uptime, downtime: {target: 99.5, window: year, hours: 2.5}}
"""
pytestmark = pytest.mark.usefixtures("store")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An inventory beside the history."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(tmp_path / "cache"))
    for name in ("web", "api", "core"):
        (tmp_path / name).mkdir()
    (tmp_path / "inventory.yaml").write_text(INVENTORY)
    (tmp_path / "metrics.yaml").write_text(METRICS)
    (tmp_path / "platguard.yaml").write_text("capabilities: {ci: [github-actions]}\n")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    """Exit code and both streams."""
    given = ["org", "report", "inventory.yaml", "--history", "history.db", *arguments]
    with pytest.raises(SystemExit) as stop:
        main(given)
    told = capsys.readouterr()
    return stop.value.code, told.out, told.err


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The report as JSON, by its schema."""
    _, told, errors = run(capsys, *arguments, "--format", "json")
    assert told, errors
    found: dict[str, Any] = json.loads(told)
    schema("organisation-report-v1").validate(found)
    return found


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--as-of", "2026-01-11"], 0),
        (["--as-of", "2026-01-21"], 3),
        (["--as-of", "2026-01-21", "--allow-incomplete"], 0),
        (["--as-of", "2025-12-31"], 4),
        (["--as-of", "2026-01-11", "--scope", "teem=shop"], 2),
        (["--as-of", "2026-01-11", "--since", "2026-01-12"], 2),
        (["--as-of", "2026-01-11", "--metrics", "none.yaml"], 2),
        (["--as-of", "2026-01-11", "--history", "none.db"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    found, told, errors = run(capsys, *arguments)
    assert found == code, errors
    assert bool(told) is (code != 2)


def test_every_option_decides_about_something(capsys: pytest.CaptureFixture[str]) -> None:
    plain = document(capsys, "--as-of", "2026-01-11")
    assert (plain["drift"], plain["label"], plain["scope"]) == (None, "", {})
    asked = document(
        capsys, "--as-of", "2026-01-11", "--since", "2026-01-01", "--scope", "team=shop",
        "--metrics", "metrics.yaml", "--label", "Internal", "--framework", "none",
        "--include-referenced",
    )  # fmt: skip
    assert (asked["since"], asked["label"], asked["scope"]) == (
        "2026-01-01", "Internal", {"team": "shop"},
    )  # fmt: skip
    assert len(asked["matrix"]["rows"]) == 2
    uptime = next(row for row in asked["scorecard"] if row["metric"] == "platform_uptime")
    assert (uptime["source"], uptime["value"]) == ("prober", 99.7)
    assert [one["about"] for one in asked["inconsistencies"]] == ["uptime"]
    assert (asked["controls"], asked["sprawl"]["referenced"]) == ([], True)
    assert (plain["sprawl"]["target"], plain["adoption"]["standards"][0]["denominators"][2]) == (
        1,
        {"name": "engineers", "rate": {"counts": "engineers", "part": 0, "whole": 8, "percent": 0},
         "exempt": 0, "unknown": 0},
    )  # fmt: skip


def test_a_report_goes_to_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = run(capsys, "--as-of", "2026-01-11", "--format", "csv", "--output", "a.csv")
    assert (code, told) == (0, "")
    assert (folder / "a.csv").read_bytes().startswith(b"table,,share,exempt")


def test_a_history_is_only_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "history.db").read_bytes()
    run(capsys, "--as-of", "2026-01-21")
    assert (folder / "history.db").read_bytes() == before
