"""Fixtures of the tests of organisations."""

from __future__ import annotations

from pathlib import Path

import pytest

from .estate import Estate


@pytest.fixture
def estate(tmp_path: Path) -> Estate:
    """An organisation without repositories."""
    return Estate(tmp_path)
