"""The first configuration: it is valid, it says what is there, and it breaks no pipeline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from platguard.config import read_organisation
from scan.projects import STACK, Project, deployment
from scan.test_command_line import run

OPEN = deployment("a").replace("registry.example/a:1.0.0", "ghcr.io/acme/a:latest")
PRIVILEGED = deployment("b").replace(
    "image:", "securityContext: {privileged: true}\n          image:"
)


@pytest.fixture
def shop(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A repository in which something is wrong, the current folder."""
    monkeypatch.chdir(project.folder)
    return project.write({"a.yaml": OPEN, "docker-stack.yml": STACK, "tests/b.yaml": OPEN})


def written(shop: Project, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The configuration that init writes."""
    code, _, errors = run(capsys, "init", "--as-of", "2026-11-22", *arguments)
    assert (code, errors) == (0, "")
    return (shop.folder / "platguard.yaml").read_text()


def test_what_is_broken_warns_and_is_counted(
    shop: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    text = written(shop, capsys)
    assert "  image-tag: {level: warning}  # 1 finding\n" in text
    assert shop.scan().code == 0
    settings = read_organisation(text.encode(), "platguard.yaml").settings
    for rule in ("image-tag", "docker-swarm", "default-deny-ingress"):
        assert settings[rule].level == "warning"


def test_a_line_that_is_deleted_makes_errors_of_its_findings(
    shop: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = [line for line in written(shop, capsys).splitlines() if "image-tag:" not in line]
    shop.write({"platguard.yaml": "\n".join(kept)})
    scanned = shop.scan()
    assert [f["level"] for f in scanned.findings("image-tag")] == ["error", "note"]
    assert scanned.code == 1


def test_what_is_critical_stays_an_error(shop: Project, capsys: pytest.CaptureFixture[str]) -> None:
    shop.write({"b.yaml": PRIVILEGED})
    assert "# privileged stays an error: 1 finding, critical" in written(shop, capsys)
    assert shop.scan().code == 1


def test_it_proposes_dates_registries_and_folders(
    shop: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    text = written(shop, capsys)
    assert "enforced_from: 2027-02-22" in text
    assert "ghcr.io (1)" in text
    assert "Here: tests." in text
    told = ("Images come", "Docker Swarm is")  # what is told in words; the rest is a proposal
    proposed = [re.sub("^  # ", "  ", line) for line in text.splitlines()]
    lines = [line for line in proposed if not line.strip().startswith(told)]
    shop.write({"platguard.yaml": "\n".join(_without_level(lines))})
    assert shop.scan().findings("docker-swarm")[0]["lifecycle"]["state"] == "warning"


def _without_level(lines: list[str]) -> list[str]:
    """The lines without the level of docker-swarm, which its dates are to decide."""
    return [line for line in lines if not line.startswith("  docker-swarm: {level")]


def test_nothing_is_overwritten_unless_asked(
    shop: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.write({"platguard.yaml": "timezone: Europe/Berlin\n"})
    code, _, errors = run(capsys, "init")
    assert code == 2
    assert "--force" in errors
    assert (shop.folder / "platguard.yaml").read_text() == "timezone: Europe/Berlin\n"
    assert "timezone: UTC" in written(shop, capsys, "--force")


def test_it_prints_where_nothing_is_to_be_written(
    shop: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    code, text, _ = run(capsys, "init", "--output", "-")
    assert code == 0
    assert read_organisation(text.encode(), "-").adopted
    assert not (shop.folder / "platguard.yaml").exists()


def test_names_of_the_repository_stay_within_comments(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = project.folder / "x\nrules: {image-tag: {enabled: false}}"
    folder.mkdir()
    shop = Project(folder).write({"tests\nprofile: strict/a.yaml": OPEN, "a.yaml": OPEN})
    monkeypatch.chdir(folder)
    found = read_organisation(written(shop, capsys).encode(), "platguard.yaml")
    assert found.profile == "baseline"
    assert found.settings["image-tag"].enabled


def test_an_empty_repository_gets_one_too(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project.folder)
    assert read_organisation(written(project, capsys).encode(), "platguard.yaml").adopted


def test_another_folder_than_the_current_one(
    shop: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "image-tag" in written(shop, capsys, shop.folder.name)
