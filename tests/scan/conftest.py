"""Fixtures of the tests of whole scans."""

from __future__ import annotations

from pathlib import Path

import pytest

from scan.projects import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty folder."""
    folder = tmp_path / "shop"
    folder.mkdir()
    return Project(folder)
