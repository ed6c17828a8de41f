"""Repositories that are judged by one bench are judged as each by itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import date
from io import StringIO
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from platguard.bench import Bench
from platguard.cache import Cache
from platguard.errors import UsageError
from platguard.model.organisation import Placement
from platguard.reporters import write
from platguard.request import Request
from platguard.scan import scan

from .projects import NOON, STACK, Project, deployment, policy

CONFIGURATION = """\
standards: [builtin, own.yaml]
register: exceptions
contact: "#platform"
segments: {backend: {level_at_most: warning}, frontend: {}}
rules:
  workload-unselected: {segments: {frontend: {level: note}}}
"""
OWN = """\
standard: own
title: Own
owner: platform
rules:
  - {id: named, title: Named, on: workload, deny: repo.name != "" && repo.segment != "data",
     severity: high, why: Because., message: "{workload.name} of {repo.name}", fix: None.}
  - {id: dated, title: Dated, on: service, deny: as_of > "2026-11-22", severity: low,
     why: Because., message: "It is {as_of}.", fix: None.}
"""
EXCEPTION = """\
id: EXC-2026-0001
rules: [workload-unselected]
scope: {repositories: [second], paths: ["*.yaml"]}
category: technical
reason: The policies of this repository are made by a controller that nobody can read here.
compensating: The namespace is isolated by its cluster.
owner: team-shop
requested: {by: ann, on: 2026-11-01}
approvals: [{role: platform-lead, by: bob, on: 2026-11-02}]
sunset: 2026-12-31
"""
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {DB_PASSWORD: hunter2}\n"
REPOSITORIES = {
    "first": {"a.yaml": deployment("web"), ".platguard.yaml": "segment: backend\nteam: shop\n"},
    "second": {"a.yaml": deployment("web"), "compose.yaml": STACK},
    "third": {
        "a.yaml": deployment("web"),
        "b.yaml": policy("web"),
        "secret.yaml": SECRET,
        ".platguard.yaml": "segment: frontend\nallow: {secret-names: [DB_PASSWORD]}\n",
    },
    "fourth": {"a.yaml": deployment("api"), "secret.yaml": SECRET, "compose.yaml": STACK},
    "fifth": {"platguard.yaml": "standards: [builtin]\nprofile: strict\n", "compose.yaml": STACK},
    "sixth": {"a.yaml": deployment("web"), ".platguard.yaml": "segment: [backend\n"},
}
DAYS = (date(2026, 11, 22), date(2026, 11, 23), date(2027, 2, 1))


@pytest.fixture
def organisation(tmp_path: Path) -> Path:
    """A folder of repositories, beside what decides about them."""
    for name, files in REPOSITORIES.items():
        (tmp_path / name).mkdir()
        Project(tmp_path / name).write(files).commit()
    settings = tmp_path / "settings"
    settings.mkdir()
    for path, text in (
        ("platguard.yaml", CONFIGURATION),
        ("own.yaml", OWN),
        ("exceptions/one.yaml", EXCEPTION),
    ):
        (settings / path).parent.mkdir(exist_ok=True)
        (settings / path).write_text(text)
    return tmp_path


def _request(top: Path, name: str, day: date, config: str, cache: Path | None) -> Request:
    return Request(
        now=NOON,
        cwd=str(top),
        environ={"PATH": os.environ["PATH"], "HOME": str(top)},
        paths=(str(top / name),),
        revision="HEAD",
        as_of=day,
        config=config and str(top / config),
        cache=str(cache) if cache else None,
    )


def _told(request: Request, bench: Bench | None) -> str:
    try:
        report = scan(request, bench).report
    except UsageError as error:
        return f"{error.path}:{error.line}: {error.message}"
    stream = StringIO()
    write(report, stream, "json")
    return stream.getvalue()


@pytest.mark.parametrize("config", ["settings/platguard.yaml", ""])
@pytest.mark.parametrize("remembers", [True, False])
def test_one_bench_judges_as_many(organisation: Path, config: str, *, remembers: bool) -> None:
    cache = organisation / "cache" if remembers else None
    asked = [(name, day) for name in REPOSITORIES for day in DAYS]
    alone = {
        (name, day): _told(_request(organisation, name, day, config, None), None)
        for name, day in asked
    }
    bench = Bench(Cache(str(cache) if cache else None))
    order = [*asked, *asked]
    Random(6).shuffle(order)
    for name, day in order:
        request = _request(organisation, name, day, config, cache)
        assert _told(request, bench) == alone[name, day], (name, day)
    assert len(set(alone.values())) == 16  # the configuration of the sixth cannot be read


def test_what_lies_around_a_bare_repository_is_not_part_of_it(organisation: Path) -> None:
    # The organisation's own configuration lies beside its mirrors.
    (organisation / "platguard.yaml").write_text("standards: [builtin]\n")
    Project(organisation / "second").git("clone", "-q", "--bare", ".", "../bare.git")
    request = _request(organisation, "bare.git", DAYS[0], "", None)
    judged = scan(request).report
    assert judged.target.scope is None
    assert {finding.path for finding in judged.findings} == {".", "a.yaml", "compose.yaml"}
    beside = scan(request._replace(config="platguard.yaml")).report
    assert judged.inputs.configuration != beside.inputs.configuration


def test_what_a_bench_reads_once_it_does_not_read_again(organisation: Path) -> None:
    config = "settings/platguard.yaml"
    request = _request(organisation, "second", DAYS[0], config, None)
    bench = Bench(Cache(None))
    before = _told(request, bench)
    (organisation / config).write_text("standards: [nowhere]\n")
    assert _told(request, bench) == before
    assert "holds no standards" in _told(request, None)


class Started(list[str]):
    """The git commands that were started."""

    def __init__(self) -> None:
        super().__init__()
        self.processes: list[subprocess.Popen[Any]] = []


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Started:
    """What is started."""
    commands = Started()

    class Noted(subprocess.Popen[Any]):
        def __init__(self, command: list[str], *others: Any, **named: Any) -> None:
            pairs = pairwise(command)
            names = (word for before, word in pairs if word[0] != "-" and before != "-c")
            commands.append(next(names))
            super().__init__(command, *others, **named)
            commands.processes.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    return commands


def test_git_is_started_few_times(organisation: Path, started: Started) -> None:
    project = Project(organisation / "third")
    project.git("clone", "-q", "--bare", ".", "../bare.git")
    config, cache = "settings/platguard.yaml", organisation / "cache"
    bench = Bench(Cache(str(cache)))
    placed = Placement("shop/third")

    def judged(day: date) -> list[str]:
        request = _request(organisation, "bare.git", day, config, cache)
        del started[:]
        assert scan(request._replace(placement=placed), bench).report.coverage.judged == 3
        return sorted(started)

    judged(DAYS[0])
    assert judged(DAYS[1]) == ["cat-file", "rev-parse"]
    project.write({"a.yaml": deployment("web").replace("1.0.0", "1.0.1")}).commit()
    project.git("push", "-q", "../bare.git", "main")
    assert judged(DAYS[1]) == ["cat-file", "diff-tree", "rev-parse"]
    assert all(process.returncode is not None for process in started.processes)


def test_what_all_repositories_share_costs_nothing_again(
    organisation: Path, steps: Callable[[Callable[[], object]], int]
) -> None:
    config, cache = "settings/platguard.yaml", organisation / "cache"
    bench = Bench(Cache(str(cache)))
    requests = [_request(organisation, n, DAYS[0], config, cache) for n in ("second", "fourth")]
    for request in requests:
        scan(request, bench)
    alone = steps(lambda: scan(requests[1]))
    shared = steps(lambda: scan(requests[1], bench))
    assert shared < alone / 2, (shared, alone)
