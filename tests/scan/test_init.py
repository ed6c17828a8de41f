"""The first configuration: it is valid, it says what is there, and it breaks no pipeline."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from pathlib import Path

import pytest

from platguard.config import read_organisation
from scan.projects import STACK, Project, deployment
from scan.test_command_line import run

OPEN = deployment("a").replace("registry.example/a:1.0.0", "ghcr.io/acme/a:latest")
PRIVILEGED = deployment("b").replace(
    "image:", "securityContext: {privileged: true}\n          image:"
)
LITERAL = 'env: [{name: DB_PASSWORD, value: "kR8s0Qz1Lm4v"}]'


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


def test_what_is_broken_is_counted_and_no_level_is_touched(
    shop: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    text = written(shop, capsys)
    told = " ".join(line.removeprefix("# ") for line in text.splitlines())
    errors = re.search(r"an error from now on: (.*?)\.(?: |$)", told)
    assert errors
    assert dict(re.findall(r"([a-z-]+) \((\d+)\)", errors[1])) == {
        rule: f"{count}"
        for rule, count in Counter(
            finding["rule"]
            for finding in shop.scan().report["findings"]
            if finding["level"] == "error"
        ).items()
    }
    assert "image-tag (1)" in errors[1]
    assert read_organisation(text.encode(), "platguard.yaml").settings == {}


def test_the_command_that_it_names_leaves_only_what_is_new(
    shop: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """Old findings are tolerated, and the same rules fail where they are broken anew."""
    _, told, _ = run(capsys, "init", "--as-of", "2026-11-22")
    assert shop.scan().code == 1
    (command,) = re.findall("`platguard (adopt [^`]*)`", told)
    assert run(capsys, *shlex.split(command), "--as-of", "2026-11-22")[0] == 0
    assert shop.scan().code == 0
    shop.write({"new.yaml": OPEN.replace("name: a", "name: n")})
    assert {f["path"] for f in shop.scan().report["findings"] if f["outcome"] == "fail"} == {
        "new.yaml"
    }


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (PRIVILEGED, "privileged"),
        (PRIVILEGED.replace("securityContext: {privileged: true}", LITERAL), "secret-literal-env"),
    ],
)
def test_what_no_baseline_takes_is_told_apart(
    shop: Project, capsys: pytest.CaptureFixture[str], given: str, rule: str
) -> None:
    shop.write({"b.yaml": given})
    code, told, _ = run(capsys, "init", "--as-of", "2026-11-22")
    assert code == 0
    assert "1 of them cannot be tolerated: critical, or secrets in clear text." in told
    text = (shop.folder / "platguard.yaml").read_text()
    assert f"# Broken, and too grave to be tolerated so: {rule} (1)." in text
    assert run(capsys, "adopt", "--sunset", "2027-05-22", "--as-of", "2026-11-22")[0] == 1
    assert [f["rule"] for f in shop.scan().report["findings"] if f["outcome"] == "fail"] == [rule]


def test_where_nothing_is_broken_it_offers_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project.folder)
    project.write({"CODEOWNERS": "* @team-shop\n", "README.md": "# Shop\n"})
    code, told, _ = run(capsys, "init")
    assert code == 0
    assert "Nothing here is an error by the profile baseline." in told
    assert "adopt" not in told


def test_what_fails_nothing_is_told_as_well(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project.folder)
    project.write({"CODEOWNERS": "* @team-shop\n", "a.yaml": "a: 1\n"})
    _, told, _ = run(capsys, "init")
    assert "Nothing here is an error by the profile baseline." in told
    assert "1 warning or note will fail nothing." in told
    assert [f["level"] for f in project.scan().report["findings"]] == ["warning"]


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
    shop.write({"platguard.yaml": "\n".join(lines)})
    assert shop.scan().findings("docker-swarm")[0]["lifecycle"]["state"] == "warning"


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
    assert found.settings == {}


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
