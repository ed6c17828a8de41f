"""Fixtures of the tests of checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from .checking import Standards


@pytest.fixture
def standards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Standards:
    """An empty folder in which standards are checked."""
    folder = tmp_path / "platform"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(tmp_path / "cache"))
    return Standards(folder, monkeypatch, capsys)
