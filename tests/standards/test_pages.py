"""Pages about rules are made from the standards, and tell when they are out of date."""

from __future__ import annotations

from pathlib import Path

import pytest
from scan.test_command_line import run

OWN = """\
standard: own
title: Own
owner: us
contact: "#us"
rules:
  - id: own-rule
    title: Tags are | short
    on: image
    deny: image.tag.size() > params.longest
    params: {longest: {type: int, default: 9, strict: 2}}
    platforms: [dockerfile, compose]
    severity: high
    grades: [{when: "image.tag.size() > 30", severity: critical}]
    why: Because.
    message: "{image.reference} has a tag_of_more than {params.longest} characters."
    fix: Shorten *it*.
    also: [CKV_OWN_1]
    controls: {soc2: [CC8.1]}
    tests:
      - {name: a long one, given: {Dockerfile: "FROM nginx:1.29.3-alpine-perl\\n"}, expect: fail}
      - {name: a short one, given: {Dockerfile: "FROM nginx:1.29\\n"}, expect: pass}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a standard in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text(OWN)
    return tmp_path


def docs(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    """What the command gives."""
    code, told, errors = run(
        capsys, "standards", "docs", "own.yaml", "--output", "pages", *arguments
    )
    assert errors == ""
    return code, told


def test_a_page_shows_what_the_rule_says(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert docs(capsys)[0] == 0
    page = (folder / "pages" / "own-rule.md").read_text()
    assert "> nginx:1.29.3-alpine-perl has a tag\\_of\\_more than 9 characters." in page
    assert "FROM nginx:1.29.3-alpine-perl\n```" in page
    assert "Shorten \\*it\\*." in page
    assert "Every `image`, found in Dockerfiles and Compose files." in page
    assert "- critical where `image.tag.size() > 30`\n- else high" in page
    assert "| `longest` | int | `9` | `2` |" in page
    assert "- soc2: CC8.1" in page
    assert "`CKV_OWN_1`." in page
    index = (folder / "pages" / "README.md").read_text()
    assert "| [own-rule](own-rule.md) | Tags are \\| short | high | baseline |" in index


def test_check_tells_what_is_out_of_date(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs(capsys)
    assert docs(capsys, "--check") == (0, "2 pages, 0 out of date.\n")
    (folder / "own.yaml").write_text(OWN.replace("Because.", "For a reason."))
    code, told = docs(capsys, "--check")
    assert code == 1
    assert told.startswith("pages/own-rule.md: not what the standards say\n")
    docs(capsys)
    assert docs(capsys, "--check")[0] == 0


def test_pages_of_rules_that_are_gone_are_deleted_and_no_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs(capsys)
    (folder / "pages" / "notes.md").write_text("# Ours\n")
    (folder / "own.yaml").write_text(OWN.replace("own-rule", "new-rule"))
    assert docs(capsys, "--check")[0] == 1
    docs(capsys)
    assert sorted(path.name for path in (folder / "pages").iterdir()) == [
        "README.md",
        "new-rule.md",
        "notes.md",
    ]


def test_the_folder_in_which_they_are_made_is_in_no_page(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    docs(capsys)
    pages = str(folder / "pages")
    code, told, _ = run(capsys, "standards", "docs", "own.yaml", "--output", pages, "--check")
    assert (code, told) == (0, "2 pages, 0 out of date.\n")
