"""Fixtures for tests of sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from .building import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository on an unborn branch."""
    return Repository(tmp_path / "repository", tmp_path / "home")
