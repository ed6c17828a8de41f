"""What is remembered between scans, and that remembering changes nothing but the time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from platguard.cli import cli
from scan.projects import Project, deployment, policy


@pytest.fixture
def remembered(project: Project, tmp_path: Path) -> Project:
    """A repository that is scanned with a cache."""
    project.cache = tmp_path / "cache"
    for name in ("a", "b", "c"):
        project.write({f"{name}.yaml": deployment(name) + "---\n" + policy(name)})
    project.write(
        {
            "Dockerfile": "FROM python:3.9-slim-buster\n",
            "compose.yml": "services: {w: {image: w}}\n",
        }
    )
    project.commit()
    return project


def test_a_second_scan_parses_nothing_and_says_the_same(remembered: Project) -> None:
    first, second = remembered.scan(), remembered.scan()
    assert (first.statistics.parsed, first.statistics.remembered) == (5, 0)
    assert (second.statistics.parsed, second.statistics.remembered) == (0, 5)
    assert first.report == second.report
    remembered.cache = None
    assert remembered.scan().report == first.report


def test_an_unchanged_repository_writes_no_facts_again(remembered: Project) -> None:
    def packs() -> list[tuple[Path, int]]:
        assert remembered.cache is not None
        return [(path, path.stat().st_mtime_ns) for path in remembered.cache.rglob("packs/*")]

    remembered.scan()
    before = packs()
    remembered.scan()
    assert packs() == before != []


def test_after_a_change_only_the_change_is_parsed(remembered: Project) -> None:
    remembered.scan()
    remembered.write({"b.yaml": deployment("b2")})
    again = remembered.scan()
    assert (again.statistics.parsed, again.statistics.remembered) == (1, 4)
    assert again.places("workload-unselected") == ["b.yaml:6"]


def test_a_moved_content_is_not_parsed_again(remembered: Project) -> None:
    remembered.scan()
    remembered.git("mv", "a.yaml", "moved.yaml")
    assert remembered.scan().statistics.parsed == 0
    assert remembered.scan(revision="HEAD").statistics.parsed == 0


def test_another_clone_shares_what_is_remembered(remembered: Project, tmp_path: Path) -> None:
    remembered.scan()
    remembered.git("clone", "-q", str(remembered.folder), str(tmp_path / "clone"))
    clone = Project(tmp_path / "clone")
    clone.cache = remembered.cache
    assert clone.scan().statistics.parsed == 0


def test_a_broken_cache_is_rebuilt(remembered: Project) -> None:
    first = remembered.scan()
    assert remembered.cache is not None
    for path in remembered.cache.rglob("*"):
        if path.is_file():
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
    assert remembered.scan().report == first.report


def test_the_day_is_judged_anew(remembered: Project) -> None:
    assert remembered.scan("2025-10-31").places("language-eol") == []
    assert remembered.scan("2025-11-01").places("language-eol") == ["Dockerfile:1"]


class Replayed:
    """The command line over one repository with a cache, and what it parsed."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.folder = folder
        self.cache = cache

    def run(self, *arguments: str) -> tuple[str, dict[str, int]]:
        stats = self.cache.with_name("stats.json")
        done = CliRunner().invoke(
            cli,
            ["scan", str(self.folder), "--stats", str(stats), "--as-of", "2026-11-22", *arguments],
            env={"PLATGUARD_CACHE_DIR": str(self.cache)},
            standalone_mode=False,
        )
        assert done.exception is None, done.output
        return done.stdout, json.loads(stats.read_text())


@pytest.fixture
def replayed(remembered: Project, tmp_path: Path) -> Replayed:
    """The same repository, at the command line."""
    return Replayed(remembered.folder, tmp_path / "cache")


def test_an_unchanged_repository_is_answered_for_in_the_same_bytes(replayed: Replayed) -> None:
    first, told = replayed.run()
    assert told == {"parsed": 5, "remembered": 0}
    assert replayed.run() == (first, {"parsed": 0, "remembered": 5})


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", deployment("other")),
        ("new.yaml", deployment("new")),
        ("platguard.yaml", "rules: {image-tag: {enabled: false}}\n"),
        (".platguard.yaml", "exclude: [compose.yml]\n"),
        (
            "nested/kustomization.yaml",
            "resources: []\nkind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\n",
        ),
    ],
)
def test_whatever_changes_is_judged_anew(replayed: Replayed, path: str, text: str) -> None:
    first, _ = replayed.run()
    target = replayed.folder / path
    target.parent.mkdir(exist_ok=True)
    target.write_text(text)
    second, _ = replayed.run()
    assert second != first
    target.unlink()
    if path == "a.yaml":
        target.write_text(deployment("a") + "---\n" + policy("a"))
    assert replayed.run()[0] == first


def test_an_ignored_register_is_not_overlooked(replayed: Replayed) -> None:
    (replayed.folder / ".gitignore").write_text(".platguard/\n")
    first, _ = replayed.run("--format", "json")
    folder = replayed.folder / "register"
    folder.mkdir()
    (replayed.folder / ".gitignore").write_text(".platguard/\nregister/\n")
    (folder / "e.yaml").write_text("id: E\nrules: [image-tag]\nsunset: 2027-01-01\n")
    second, _ = replayed.run("--format", "json", "--exceptions", str(folder))
    assert json.loads(second)["exceptions"][0]["state"] == "invalid"
    (folder / "e.yaml").unlink()
    third, _ = replayed.run("--format", "json", "--exceptions", str(folder))
    assert json.loads(third)["exceptions"] == []
    assert first != second


def test_another_question_gets_its_own_answer(replayed: Replayed) -> None:
    whole, _ = replayed.run()
    for asked in (["--rule", "image-tag"], ["--fail-on", "note"], ["--exclude", "a.yaml"]):
        assert replayed.run(*asked)[0] != whole or asked[0] == "--fail-on"
    assert replayed.run()[0] == whole


def test_what_could_not_be_read_is_tried_again(replayed: Replayed) -> None:
    repository = Project(replayed.folder)
    name = repository.git("rev-parse", "HEAD:a.yaml")
    content = replayed.folder / ".git" / "objects" / name[:2] / name[2:]
    away = content.rename(replayed.folder.parent / "away")
    missing, _ = replayed.run("--revision", "HEAD", "--no-cache")
    assert replayed.run("--revision", "HEAD")[0] == missing
    assert "a.yaml" in missing
    away.rename(content)
    assert replayed.run("--revision", "HEAD")[0] != missing


def test_a_broken_pack_is_mended_from_single_entries(remembered: Project) -> None:
    first = remembered.scan()
    assert remembered.cache is not None
    (pack,) = remembered.cache.rglob("packs/*")
    whole = pack.read_bytes()
    pack.write_bytes(whole.replace(b"python", b"pythno"))
    again = remembered.scan()
    assert (again.statistics.parsed, again.report) == (0, first.report)
    assert pack.read_bytes() == whole
