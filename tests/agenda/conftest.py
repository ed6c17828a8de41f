"""Fixtures of the tests of agendas."""

from __future__ import annotations

from pathlib import Path

import pytest
from scan.projects import Project

from .dated_shop import USUAL, files


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty folder."""
    folder = tmp_path / "shop"
    folder.mkdir()
    return Project(folder)


@pytest.fixture
def dated(project: Project) -> Project:
    """A repository in which everything has a date."""
    return project.write(files(USUAL))
