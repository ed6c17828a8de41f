"""What is remembered of a repository changes nothing that a worker answers."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from base.random_changes import change, history, repository
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sources.building import Repository

from platguard.bench import Bench
from platguard.cache import Cache
from platguard.model.abroad import Abroad
from platguard.model.organisation import Member, Placement
from platguard.organisation.costs import Cost
from platguard.organisation.observing import Observed, observe
from platguard.organisation.orders import Brief, Order

TODAY = date(2026, 11, 22)
ABROAD = (
    Abroad(),
    Abroad(complete=True, targets={"component:default/payments": ["b/c", "90"]}),
)


class Workers:
    """One that remembers and one that does not, over one repository after the other."""

    def __init__(self, top: Path, restored: Path) -> None:
        self._top = top
        shutil.copytree(restored, top / "cache")
        self._number = 0
        (top / "platguard.yaml").write_text("standards: [builtin]\n")
        self._benches = {cached: Bench(Cache(self._cache(cached))) for cached in (True, False)}

    def _cache(self, cached: bool) -> str | None:
        return str(self._top / "cache") if cached else None

    def check(self, rng: Random) -> None:
        """Judges the commits of a random repository, in random order, on random days."""
        self._number += 1
        folder = self._top / f"repository-{self._number}"
        before = repository(rng)
        commits = [("main", 0, before)]
        commits += [(name, 1, change(rng, before)) for name in ("one", "two")]
        subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
        subprocess.run(
            ["git", "fast-import", "--quiet"], input=history(commits), cwd=folder, check=True
        )
        for _ in range(4):
            revision = rng.choice(["main", "one", "two"])
            day = TODAY + timedelta(days=rng.choice([0, 0, 0, 1, 40]))
            member = Member(Placement("a/b"), str(folder), revision=revision)
            order = Order(member, str(folder), abroad=rng.choice(ABROAD))
            answers = [self._observed(order, day, cached=cached) for cached in (True, False)]
            assert answers[0]._replace(cost=Cost()) == answers[1]._replace(cost=Cost())
            assert answers[1].cost.remembered == 0
        shutil.rmtree(folder)

    def _observed(self, order: Order, day: date, *, cached: bool) -> Observed:
        brief = Brief(
            datetime(2026, 11, 22, 12, tzinfo=UTC),
            day,
            str(self._top),
            {"PATH": os.environ["PATH"], "HOME": str(self._top)},
            config=str(self._top / "platguard.yaml"),
            cache=self._cache(cached),
        )
        return observe(order, brief, self._benches[cached], lambda commit: None)


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory, restored: Path) -> Workers:
    """The workers."""
    return Workers(tmp_path_factory.mktemp("workers"), restored)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**9))
def test_what_is_remembered_changes_no_answer(workers: Workers, seed: int) -> None:
    workers.check(Random(seed))


def test_few_processes_are_started(
    tmp_path: Path, restored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each costs as much as following what changed."""
    shutil.copytree(restored, tmp_path / "cache")
    started: list[list[str]] = []

    class Counted(subprocess.Popen[bytes]):
        def __init__(self, command: list[str], *arguments: Any, **options: Any) -> None:
            started.append(command)
            super().__init__(command, *arguments, **options)

    (tmp_path / "platguard.yaml").write_text("standards: [builtin]\n")
    made = Repository(tmp_path / "clone", tmp_path / "home")
    made.write("Dockerfile", "FROM registry.example/base:1.0\n")
    made.commit()
    bench = Bench(Cache(str(tmp_path / "cache")))
    order = Order(Member(Placement("a/b", created=TODAY), str(made.root)), str(made.root))

    def processes() -> int:
        started.clear()
        brief = Brief(
            datetime(2026, 11, 22, 12, tzinfo=UTC),
            TODAY,
            str(tmp_path),
            made.environ,
            config=str(tmp_path / "platguard.yaml"),
            cache=str(tmp_path / "cache"),
        )
        with monkeypatch.context() as patched:
            patched.setattr(subprocess, "Popen", Counted)
            assert observe(order, brief, bench, lambda commit: None).observation.judged == 1
        return len(started)

    processes()
    assert processes() == 2
    made.write("Dockerfile", "FROM registry.example/base:2.0\n")
    made.commit()
    assert processes() == 3
