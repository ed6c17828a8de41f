"""Fixtures for tests of hostile input."""

from __future__ import annotations

from pathlib import Path

import pytest

from .projects import Project


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that many scans share, so that the standards are compiled only once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def project(tmp_path: Path, shared_cache: Path) -> Project:
    """An empty folder to scan."""
    return Project(tmp_path, shared_cache)
