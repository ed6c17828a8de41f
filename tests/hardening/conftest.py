"""Fixtures for tests of hostile input."""

from __future__ import annotations

from pathlib import Path

import pytest

from .projects import Project


@pytest.fixture
def project(tmp_path: Path, shared_cache: Path) -> Project:
    """An empty folder to scan."""
    return Project(tmp_path, shared_cache)
