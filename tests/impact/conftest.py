"""Fixtures of the tests of `platguard standards impact`."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.desk import Desk


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """A folder that is current, with a repository `shop` that runs a moving tag."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(tmp_path.parent / f"{tmp_path.name}-cache"))
    (tmp_path / "shop").mkdir()
    return Desk(tmp_path, capsys).write({"shop/Dockerfile": "FROM registry.example/base:latest\n"})
