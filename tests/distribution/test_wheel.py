"""The wheel works on its own: built, installed into an empty environment elsewhere, used."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from distribution.conftest import Run
from distribution.wheels import CHECKOUT

pytestmark = pytest.mark.slow


def test_holds_every_built_in_standard_and_table(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel).namelist()
    policies = sorted((CHECKOUT / "policies").rglob("*.yaml"))
    assert policies
    for file in policies:
        assert f"platguard/{file.relative_to(CHECKOUT)}" in packed


def test_holds_its_types_schemas_and_licence(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel).namelist()
    assert "platguard/py.typed" in packed
    assert "platguard/schemas/report-v1.schema.json" in packed
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in packed)


def test_scans_from_an_empty_environment_elsewhere(wheel: Path, run: Run, tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    shutil.copytree(CHECKOUT / "examples" / "shop", shop)
    run(sys.executable, "-m", "venv", "--without-pip", "empty", cwd=tmp_path)
    bin_folder = tmp_path / "empty" / "bin"
    install = (sys.executable, "-m", "pip", "--python", bin_folder / "python", "install", "--quiet")
    run(*install, wheel, cwd=tmp_path)
    platguard = bin_folder / "platguard"

    scan = run(platguard, "scan", "--as-of", "2026-11-22", "--format", "json", cwd=shop, exits=1)
    report = json.loads(scan.stdout)
    assert report["summary"]["error"] > 0
    assert not report["errors"]
    assert {finding["path"] for finding in report["findings"]} >= {"docker-stack.yml"}

    listed = run(platguard, "standards", "list", "--format", "json", cwd=tmp_path)
    rules = {rule["id"] for rule in json.loads(listed.stdout)["rules"]}
    assert {"docker-swarm", "default-deny-ingress", "privileged"} <= rules

    stats = tmp_path / "stats.json"
    again = ("scan", "--as-of", "2026-11-21", "--stats", stats)
    run(*install, "--force-reinstall", "--no-deps", wheel, cwd=shop)
    run(platguard, *again, cwd=shop, exits=1)
    assert json.loads(stats.read_text())["parsed"] == 0, "facts outlive a new installation"
