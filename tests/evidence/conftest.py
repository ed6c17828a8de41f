"""Fixtures of the tests of evidence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .office import FIXED, MOVING, Office


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An organisation of three repositories that was scanned."""
    made = Office(tmp_path_factory.mktemp("office"))
    made.repository("payments/ledger", MOVING)
    made.repository("web/shop", MOVING)
    made.repository("web/site", FIXED, created="2026-01-01")
    made.scan()
    return made


@pytest.fixture(scope="session")
def exported(office: Office) -> Path:
    """An export of it, which nobody changes."""
    return office.export()


@pytest.fixture
def copy(exported: Path, tmp_path: Path) -> Path:
    """A copy of the export, to change."""
    return Path(shutil.copytree(exported, tmp_path / "copy"))
