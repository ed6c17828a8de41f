"""What a scan of a change costs: work is counted, and no clock is asked."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scan.projects import NOON, Project, Scanned, deployment, policy

from platguard.request import Request
from platguard.scan import scan

from .changes import ADOPTED

Steps = Callable[[Callable[[], object]], int]


def _repository(folder: Path, services: int) -> Project:
    """A repository of services, each in a namespace and a folder of its own, with a change."""
    folder.mkdir()
    project = Project(folder)
    project.cache = folder.with_name(f"{folder.name}-cache")
    for number in range(services):
        text = f"{deployment('web')}---\n{policy('web')}".replace("shop", f"team-{number}")
        project.write({f"team-{number}/web.yaml": text})
    project.write({"platguard.yaml": ADOPTED}).commit()
    project.git("switch", "-q", "-c", "feature")
    _changed(project, 1)
    return project


def _changed(project: Project, number: int) -> None:
    """Another change of one file, which nobody has seen."""
    text = project.git("show", "main:team-3/web.yaml") + "\n"
    told = text.replace("spec:\n  template", f"spec:\n  replicas: {number}\n  template", 1)
    project.write({"team-3/web.yaml": told})
    project.commit()


def _scan(project: Project, **asked: Any) -> Scanned:
    return project.scan(base="main", **asked)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Twenty services."""
    return _repository(tmp_path / "repository", 20)


def _read(seen: Scanned) -> tuple[int, int]:
    return seen.statistics.parsed, seen.statistics.remembered


def test_an_earlier_change_leaves_the_base_behind(project: Project) -> None:
    assert _read(_scan(project))[0] == 22  # all of the base, and one of the change
    _changed(project, 2)
    parsed, remembered = _read(_scan(project))
    assert parsed == 1
    assert remembered <= 2  # the file as it was, and nobody else in its namespace


def test_a_scan_of_the_main_branch_leaves_the_base_behind(project: Project) -> None:
    project.scan(revision="main")
    assert _read(_scan(project)) == (1, 1)


def test_a_base_that_moved_on_is_followed(project: Project) -> None:
    _scan(project)
    project.git("switch", "-q", "main")
    project.write({"team-5/web.yaml": deployment("web").replace("shop", "team-5")}).commit()
    project.git("switch", "-q", "-C", "feature")
    _changed(project, 2)
    parsed, remembered = _read(_scan(project))
    assert parsed == 2
    assert remembered <= 4


@pytest.mark.parametrize("asked", [{"rules": ["image-tag"]}, {"skipped_rules": ["image-tag"]}])
def test_what_decides_otherwise_is_judged_anew(project: Project, asked: dict[str, object]) -> None:
    _scan(project)
    seen = _scan(project, **asked)
    assert seen.statistics.remembered >= 20
    project.cache = None
    assert _scan(project, **asked).report == seen.report


@pytest.mark.parametrize("as_of", ["2026-11-23", "2031-11-01", "2026-11-21"])
def test_another_day_is_followed(project: Project, as_of: str) -> None:
    project.git("switch", "-q", "main")
    project.write({"Dockerfile": "FROM python:3.14\n"}).commit()
    project.git("switch", "-q", "-C", "feature")
    _changed(project, 2)
    _scan(project)
    seen = _scan(project, as_of=as_of)
    assert sum(_read(seen)) <= 4  # what ages, and the file that changed with its neighbours
    found = [finding["path"] for finding in seen.findings("language-eol")]
    assert found == (["Dockerfile"] if as_of > "2030" else [])
    project.cache = None
    assert _scan(project, as_of=as_of).report == seen.report


def test_a_policy_that_stands_on_the_base_is_what_decides(project: Project) -> None:
    before = _scan(project)
    project.git("switch", "-q", "main")
    project.write({"platguard.yaml": ADOPTED + "rules: {default-deny-ingress: {enabled: false}}\n"})
    project.commit()
    project.git("switch", "-q", "feature")
    after = _scan(project)
    assert before.findings("default-deny-ingress") != [] == after.findings("default-deny-ingress")


def test_a_broken_memory_is_not_believed(project: Project) -> None:
    first = _scan(project)
    assert project.cache is not None
    (tree,) = (project.cache / "trees").iterdir()
    whole = tree.read_bytes()
    tree.write_bytes(whole.replace(b"team-7", b"team-8"))
    assert _scan(project).report == first.report
    assert tree.read_bytes() == whole


def test_to_follow_is_a_small_part_of_judging_both_ends(tmp_path: Path, steps: Steps) -> None:
    project = _repository(tmp_path / "repository", 80)
    request = Request(
        now=NOON,
        cwd=str(project.folder),
        environ={"PATH": os.environ["PATH"]},
        as_of=NOON.date(),
        base="main",
        cache=str(project.cache),
    )
    scan(request)
    scan(request._replace(cache=None))  # whatever is imported for the first time
    whole = steps(lambda: scan(request._replace(cache=None)))
    _changed(project, 2)
    assert steps(lambda: scan(request)) < whole / 5
