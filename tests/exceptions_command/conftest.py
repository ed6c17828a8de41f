"""Fixtures of the tests of the register's commands."""

from __future__ import annotations

from pathlib import Path

import pytest

from .repositories import CONFIGURATION, POD, STANDARD, Repository


@pytest.fixture
def repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Repository:
    """A folder with roles, a rule and a pod that fails it; the commands run there."""
    folder = tmp_path / "shop"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(tmp_path / "cache"))
    given = {
        "platguard.yaml": CONFIGURATION,
        "standards/own.yaml": STANDARD,
        "api.yaml": POD.replace("NAME", "api"),
    }
    return Repository(folder, capsys).write(given)
