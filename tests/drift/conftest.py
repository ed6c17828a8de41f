"""Fixtures of the tests of drift."""

from __future__ import annotations

from pathlib import Path

import pytest
from scan.projects import Project

from .scans import Course


@pytest.fixture
def course(
    tmp_path: Path,
    shared_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Course:
    """A folder that is current, with nothing in it but what every repository should have."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "README.md").write_text(f"# Shop\n\n{'It sells what people want to buy. ' * 12}\n")
    (folder / "CODEOWNERS").write_text("* @acme/shop\n")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(shared_cache))
    return Course(Project(folder), capsys)
