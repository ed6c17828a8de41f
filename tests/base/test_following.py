"""A change that is followed from what is remembered is judged as one that is judged as a whole."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from platguard import change_judgement, following
from platguard.errors import PlatguardError
from platguard.fixes.repairs import with_repairs
from platguard.reporters import write
from platguard.request import Request
from platguard.scan import scan
from platguard.workspace import open_workspace

from .random_changes import change, history, repository

FORMATS = ("json", "text", "sarif")
DAYS = tuple(
    date(2026, 11, 22) + timedelta(days=days) for days in (-900, -120, -31, -2, -1, 1, 2, 45, 700)
)
"""Days of earlier scans, and of some that were told to be of later ones."""


def _told(request: Request, formats: tuple[str, ...]) -> str:
    """Everything that a scan tells, or why it tells nothing."""
    try:
        done = scan(request)
    except PlatguardError as error:
        return f"{error.path}:{error.line}: {error.message}"
    told = StringIO()
    for name in formats:
        report = done.report
        if name == "sarif":
            report = with_repairs(done, open_workspace(request).source.read)
        write(report, told, name)
    return told.getvalue()


class Changes:
    """Repositories with a change each, in one folder after the other."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._number = 0

    def check(self, rng: Random) -> None:
        """Makes a repository and judges its change in every way."""
        self._number += 1
        folder = self._top / f"repository-{self._number}"
        before = repository(rng)
        commits = [
            ("main", 0, before),
            ("feature", 1, change(rng, before)),
            ("other", 1, change(rng, before)),
        ]
        if rng.random() < 0.3:
            commits.append(("main", 1, change(rng, before)))
        subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
        subprocess.run(
            ["git", "fast-import", "--quiet"], input=history(commits), cwd=folder, check=True
        )
        try:
            self._compare(folder, rng)
        finally:
            shutil.rmtree(folder)

    def _compare(self, folder: Path, rng: Random) -> None:
        asked: dict[str, Any] = {
            "now": datetime(2026, 11, 22, 12, tzinfo=UTC),
            "cwd": str(folder),
            "environ": {"PATH": os.environ["PATH"], "HOME": str(self._top)},
            "as_of": date(2026, 11, 22),
            "base": "main",
            "revision": "feature",
            "exclude": ("b/**",) if rng.random() < 0.1 else (),
        }
        formats = FORMATS if rng.random() < 0.2 else FORMATS[:1]
        cache = str(self._top / "cache")
        expected = _told(Request(**asked), formats)
        earlier = rng.choice(({"revision": "other"}, {"revision": "main", "base": ""}, None))
        if earlier is not None:
            day = {"as_of": rng.choice(DAYS)} if rng.random() < 0.5 else {}
            _told(Request(**{**asked, **earlier, **day}, cache=cache), formats)
        for _ in range(2):
            assert _told(Request(**asked, cache=cache), formats) == expected


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> Changes:
    """Many changes, of which facts and trees are remembered in one place."""
    return Changes(tmp_path_factory.mktemp("changes"))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**9))
def test_what_is_remembered_changes_nothing_that_is_told(changes: Changes, seed: int) -> None:
    changes.check(Random(seed))


def test_most_changes_are_followed(changes: Changes, monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[bool] = []
    follow: Callable[..., object] = following.followed

    def noted(*given: object) -> object:
        found = follow(*given)
        followed.append(found is not None)
        return found

    monkeypatch.setattr(change_judgement, "followed", noted)
    for seed in range(12):
        changes.check(Random(seed))
    assert followed.count(True) > 2 * followed.count(False)
