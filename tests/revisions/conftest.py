"""Fixtures of the tests of revisions."""

from __future__ import annotations

from pathlib import Path

import pytest
from scan.projects import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A folder that is judged by its own standard only."""
    folder = tmp_path / "shop"
    folder.mkdir()
    return Project(folder).write({"platguard.yaml": "standards: [own.yaml]\n"})
