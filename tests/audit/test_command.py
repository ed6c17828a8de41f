"""`platguard org report`: options, formats and exit codes over a history that scans wrote."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
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


def files(folder: Path) -> list[str]:
    """What lies in a folder."""
    return sorted(one.name for one in folder.iterdir() if one.is_file())


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
        (["--as-of", "2026-01-11", "--scope", "team=shop", "--scope", "team=bank"], 0),
        (["--as-of", "2026-01-11", "--scope", "team=shop", "--scope", "segment=data"], 2),
        (["--as-of", "2026-01-11", "--since", "2026-01-12"], 2),
        (["--as-of", "2026-01-11", "--metrics", "none.yaml"], 2),
        (["--as-of", "2026-01-11", "--history", "none.db"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    found, told, errors = run(capsys, *arguments)
    assert found == code, errors
    assert bool(told) is (code != 2)


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (["team=shop"], ["shop/api", "shop/web"]),
        (["team=bank", "team=sho*"], ["bank/core", "shop/api", "shop/web"]),
        (["team=bank", "team=sho*", "name=*/web"], ["shop/web"]),
        (["segment="], ["bank/core"]),
        (["segment=", "team=bank"], ["bank/core"]),
    ],
)
def test_a_scope_has_to_fit_in_each_key_and_by_any_of_its_values(
    scope: list[str], names: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = [text for one in scope for text in ("--scope", one)]
    found = document(capsys, "--as-of", "2026-01-11", *given)
    assert [row["repository"] for row in found["matrix"]["rows"]] == names


def test_a_scope_without_a_repository_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, errors = run(capsys, "--as-of", "2026-01-11", "--scope", "team=shopp")
    assert (code, told) == (2, "")
    assert "--scope team=shopp: no repository has such a team, did you mean shop?" in errors
    # A team of the inventory that has no repository is no mistake of who asks.
    text = INVENTORY.replace("teams: {", "teams: {new: {engineers: 2}, ")
    assert text != INVENTORY
    (folder / "inventory.yaml").write_text(text)
    code, _, errors = run(capsys, "--as-of", "2026-01-11", "--scope", "team=new")
    assert code == 4
    assert "nobody looked at a repository with team=new by 2026-01-11" in errors


def test_an_old_scan_is_told_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, errors = run(capsys, "--as-of", "2026-03-01")
    assert errors == "warning: As the scan of 2026-01-21 saw it. Nobody has looked for 39 days.\n"
    _, _, errors = run(capsys, "--as-of", "2026-01-22")
    assert errors == ""


def test_every_option_decides_about_something(capsys: pytest.CaptureFixture[str]) -> None:
    plain = document(capsys, "--as-of", "2026-01-11")
    assert (plain["drift"]["since"], plain["label"], plain["scope"]) == ("2026-01-01", "", {})
    asked = document(
        capsys, "--as-of", "2026-01-11", "--since", "2026-01-05", "--scope", "team=shop",
        "--metrics", "metrics.yaml", "--label", "Internal", "--framework", "soc",
        "--include-referenced",
    )  # fmt: skip
    assert (asked["since"], asked["label"], asked["scope"]) == (
        "2026-01-05", "Internal", {"team": "shop"},
    )  # fmt: skip
    assert len(asked["matrix"]["rows"]) == 2
    uptime = next(row for row in asked["scorecard"] if row["metric"] == "platform_uptime")
    assert (uptime["source"], uptime["value"]) == ("prober", 99.7)
    assert [one["about"] for one in asked["inconsistencies"]] == ["uptime"]
    assert asked["sprawl"]["referenced"] is True
    assert [one["name"] for one in asked["controls"]] == ["soc2"]
    assert (plain["sprawl"]["target"], plain["adoption"]["standards"][0]["denominators"][2]) == (
        1,
        {"name": "engineers", "rate": {"counts": "engineers", "part": 0, "whole": 8, "percent": 0},
         "exempt": 0, "unknown": 0},
    )  # fmt: skip


def test_a_report_goes_to_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = run(capsys, "--as-of", "2026-01-11", "--format", "csv", "--output", "a.csv")
    assert (code, told) == (0, "")
    assert (folder / "a.csv").read_bytes().startswith(b"table,rate,share part,share whole")


def test_several_formats_go_to_files_at_once(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, _ = run(
        capsys, "--as-of", "2026-01-11", "--format", "markdown", "--format", "xlsx=a.xlsx",
        "--format", "parquet=a.parquet", "--format", "csv=a.csv", "--format", "oscal=a.json",
        "--table", "findings", "--table", "findings",
    )  # fmt: skip
    assert code == 0
    assert "## Findings" in told
    assert (folder / "a.xlsx").read_bytes()[:2] == b"PK"
    assert (folder / "a.parquet").read_bytes()[:4] == b"PAR1"
    header, *rows = (folder / "a.csv").read_text().splitlines()
    assert header.startswith("repository,team,path,line,rule,")
    assert [row.split(",")[0] for row in rows] == ["shop/api", "shop/web"]
    assert json.loads((folder / "a.json").read_text())["assessment-results"]


def test_findings_have_their_first_days_and_the_commit(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--as-of", "2026-01-11", "--format", "csv=a.csv", "--table", "findings")
    with (folder / "a.csv").open(newline="") as stream:
        api, web = csv.DictReader(stream)
    assert (api["first seen"], api["since"], api["cause"]) == ("2026-01-11", "2026-01-11", "new")
    assert (web["first seen"], web["cause"]) == ("2026-01-01", "first")
    assert (web["standard"], web["team"], web["outcome"]) == ("runtimes", "shop", "fail")
    assert api["commit"] == api["commit"].strip() != ""


def test_findings_are_those_in_scope(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--as-of", "2026-01-11", "--format", "csv=a.csv", "--table", "findings")
    run(capsys, *asked, "--scope", "name=*/web")
    with (folder / "a.csv").open(newline="") as stream:
        assert [row["repository"] for row in csv.DictReader(stream)] == ["shop/web"]


def test_what_is_exempt_or_cannot_be_seen_is_told_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--as-of", "2026-01-21", "--format", "csv=a.csv", "--table", "findings")
    with (folder / "a.csv").open(newline="") as stream:
        (web,) = csv.DictReader(stream)
    assert (web["outcome"], web["exception"]) == ("exempt", "EXC-1")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--format", "xslx"], "there is no such format"),
        (["--format", "csv=a", "--format", "json=a"], "two formats go to one place"),
        (["--format", "json", "--table", "rules"], "--table is for csv, markdown, parquet, xlsx"),
        (["--table", "finding"], "did you mean findings?"),
        (["--format", "parquet=a", "--table", "rules", "--table", "usage"], "holds one table"),
        (["--format", "csv=a.csv", "--output", "b.csv"], "--output is for a format without"),
        (["--framework", "sox"], "no rule is mapped to it"),
        (["--format", "oscal", "--as-of", "2025-12-31"], "no control has evidence"),
    ],
)
def test_what_cannot_be_written_is_told_before(
    arguments: list[str], told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(folder)
    code, out, errors = run(capsys, "--as-of", "2026-01-11", *arguments)
    assert (code, out) == (2, "")
    assert told in errors
    assert files(folder) == before


@pytest.mark.parametrize("name", ["xlsx", "parquet"])
def test_a_terminal_gets_no_bytes(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    code, out, errors = run(capsys, "--as-of", "2026-01-11", "--format", name)
    assert (code, out) == (2, "")
    assert f"Write --format {name}=FILE." in errors


@pytest.mark.parametrize("name", ["csv", "xlsx", "parquet"])
def test_a_file_is_there_as_it_was_when_the_history_breaks(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from platguard.audit.answers import Answers
    from platguard.errors import UsageError

    def broken(*given: Any) -> Iterator[Any]:
        yield from real(*given)
        raise UsageError("the history is gone")

    real = Answers.findings
    (folder / "a").write_bytes(b"as it was")
    monkeypatch.setattr(Answers, "findings", broken)
    before = files(folder)
    code, _, errors = run(capsys, "--as-of", "2026-01-11", "--format", f"{name}=a")
    assert (code, "the history is gone" in errors) == (2, True)
    assert (folder / "a").read_bytes() == b"as it was"
    assert files(folder) == before


def test_a_history_is_only_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "history.db").read_bytes()
    run(capsys, "--as-of", "2026-01-21")
    assert (folder / "history.db").read_bytes() == before
