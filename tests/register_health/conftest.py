"""Fixtures of the tests of the register's health."""

from __future__ import annotations

from pathlib import Path

import pytest
from scan.projects import Project

ROLES = """\
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A repository of an organisation that can approve exceptions."""
    folder = tmp_path / "shop"
    folder.mkdir()
    return Project(folder).write({"platguard.yaml": ROLES})
