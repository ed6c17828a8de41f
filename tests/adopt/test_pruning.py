"""Entries leave when what they name is mended, follow their files, and stay while nobody knows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from base.changes import STANDARD
from drift.scans import Course

from .repositories import (
    ADOPTED,
    BASELINE,
    SUNSET,
    adopt,
    debt,
    entries,
    failing,
    with_debt,
    workload,
)

WORKFLOW = """\
on: push
permissions: {contents: read}
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v5
"""


def test_what_is_mended_leaves_with_its_line_alone(course: Course) -> None:
    with_debt(course, **{"b.yaml": workload("b")})
    before = entries(course)
    course.write({"a.yaml": workload("a", "1.0.0")})
    seen = course.scan()
    assert (seen.code, debt(seen)["gone"]) == (0, 1)
    assert "1 entry is gone: platguard adopt --prune." in " ".join(seen.text.split())
    code, told = adopt(course, "--prune")
    assert (code, told) == (0, f"{BASELINE}: 1 entry gone.")
    left = entries(course)
    assert [line for line in before if line not in left] == [
        line for line in before if line.startswith("a.yaml image-tag ")
    ]
    assert [line for line in before if line in left] == left
    assert debt(course.scan())["gone"] == 0
    assert adopt(course, "--prune")[1].startswith("Nothing to prune")
    course.write({"a.yaml": workload("a")})
    assert failing(course.scan()) == {"image-tag a.yaml"}


def test_a_baseline_without_entries_goes_away(course: Course) -> None:
    with_debt(course)
    Path("a.yaml").unlink()
    course.write({"fine.env": "A=1\n"})
    code, told = adopt(course, "--prune", "--dry-run")
    assert code == 0
    assert "the file would be removed" in told
    assert Path(BASELINE).exists()
    code, told = adopt(course, "--prune")
    assert "none is left, the file removed" in told
    assert os.listdir(".platguard/baseline") == []
    assert course.scan().report["debt"] is None


def test_what_could_not_be_read_is_not_gone(course: Course) -> None:
    with_debt(course, **{"b.yaml": workload("b")})
    data = Path(BASELINE).read_bytes()
    course.write({"a.yaml": workload("a") + "---\na: [\n", "b.yaml": workload("b", "1.0.0")})
    code, told = adopt(course, "--prune")
    assert (code, Path(BASELINE).read_bytes()) == (3, data)
    assert "Nothing is pruned" in told
    code, told = adopt(course, "--prune", "--allow-incomplete")
    assert code == 0
    lines = entries(course)
    assert any(line.startswith("a.yaml image-tag ") for line in lines)
    assert not any(line.startswith("b.yaml image-tag ") for line in lines)


@pytest.mark.parametrize(
    ("config", "repository"),
    [
        (f"{ADOPTED}rules: {{image-tag: {{enabled: false}}}}\n", ""),
        (ADOPTED, "exclude: [a.yaml]\n"),
    ],
    ids=["a rule that is off", "a path that is left out"],
)
def test_what_nobody_looked_at_is_not_gone(course: Course, config: str, repository: str) -> None:
    with_debt(course, **{"b.yaml": workload("b")})
    course.write({"platguard.yaml": config, ".platguard.yaml": repository or "team: shop\n"})
    tags = [line for line in entries(course) if "a.yaml image-tag" in line]
    adopt(course, "--prune")
    assert [line for line in entries(course) if "a.yaml image-tag" in line] == tags


def test_what_is_mended_in_a_template_is_gone_and_what_it_leaves_open_is_not(
    course: Course,
) -> None:
    chart = {"chart/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n"}
    template = "chart/templates/web.yaml"
    labelled = workload("web").replace("namespace: shop", "namespace: {{ .Release.Namespace }}")
    with_debt(course, **chart, **{template: labelled})
    assert any(line.startswith(f"{template} image-tag ") for line in entries(course))
    course.write({template: labelled.replace("web:latest", "web:{{ .Values.tag }}")})
    assert debt(course.scan())["gone"] == 0
    course.write({template: labelled.replace("web:latest", "web:1.0.0")})
    assert debt(course.scan())["gone"] == 1


def test_parts_of_a_scan_never_call_anything_gone(course: Course) -> None:
    with_debt(course, **{"b.yaml": workload("b")})
    course.write({"a.yaml": workload("a", "1.0.0")})
    for arguments in (["--files", "b.yaml"], ["--rule", "non-root"], ["b.yaml"]):
        assert debt(course.scan(*arguments))["gone"] == 0


@pytest.mark.parametrize("committed", [False, True])
def test_entries_follow_the_files_that_git_says_were_renamed(
    course: Course, committed: bool
) -> None:
    flow = ".github/workflows/build.yml"
    with_debt(course, **{flow: WORKFLOW, "shop/compose.yml": COMPOSE})
    number = len(entries(course))
    for old, new in MOVES.items():
        Path(new).parent.mkdir(parents=True, exist_ok=True)
        course.project.git("mv", old, new)
    if committed:
        course.project.commit()
    seen = course.scan()
    assert (seen.code, failing(seen)) == (0, set())
    assert (debt(seen)["tolerated"], debt(seen)["gone"]) == (number, 0)
    assert "followed to where they are now" in adopt(course, "--prune")[1]
    lines = entries(course)
    assert len(lines) == number
    assert not any(line.startswith(f"{old} ") for line in lines for old in MOVES)
    course.project.commit()
    assert debt(course.scan())["tolerated"] == number


def test_what_is_adopted_or_pruned_after_a_rename_does_not_hide_it(course: Course) -> None:
    with_debt(course, **{"b.yaml": workload("b")})
    course.project.git("switch", "-q", "-c", "feature")
    course.write({"b.yaml": workload("b", "1.0.0")})
    adopt(course, "--prune")
    course.project.commit()
    course.project.git("switch", "-q", "main")
    course.project.git("mv", "a.yaml", "deploy.yaml")
    course.project.commit()
    course.project.git("merge", "-q", "feature", "-m", "merge")
    course.write({"c.yaml": workload("c")})
    adopt(course, "--sunset", SUNSET, "--add")
    course.project.commit()
    assert (course.scan().code, debt(course.scan())["gone"]) == (0, 0)


def test_a_namespace_is_the_same_whichever_file_of_it_comes_first(course: Course) -> None:
    with_debt(course, **{"z.env": "A=1\n"})
    assert any(line.startswith("a.yaml default-deny-ingress ") for line in entries(course))
    course.write({"0.yaml": workload("zero", "1.0.0")})
    assert "default-deny-ingress 0.yaml" not in failing(course.scan())
    assert "default-deny-ingress 0.yaml" not in failing(course.scan("--files", "0.yaml"))
    adopt(course, "--prune")
    assert any(line.startswith("0.yaml default-deny-ingress ") for line in entries(course))
    other = workload("other", "1.0.0").replace("namespace: shop", "namespace: store")
    course.write({"0.yaml": other})
    assert "default-deny-ingress 0.yaml" in failing(course.scan())


def test_a_copy_is_no_rename(course: Course) -> None:
    with_debt(course)
    course.write({"b.yaml": workload("a")}).commit()
    assert "image-tag b.yaml" in failing(course.scan())
    # Not even where the scan is asked for the copy alone.
    assert "image-tag b.yaml" in failing(course.scan("--files", "b.yaml"))


def test_a_file_that_git_does_not_call_renamed_is_another(course: Course) -> None:
    with_debt(course)
    Path("a.yaml").unlink()
    course.write({"b.yaml": "# another one\n" * 40 + workload("a")}).commit()
    assert "image-tag b.yaml" in failing(course.scan())


def test_entries_of_a_rule_with_another_id_follow_it(course: Course) -> None:
    standard = {"platguard.yaml": "standards: [./standards]\n", "standards/own.yaml": STANDARD}
    course.write({**standard, "a.yaml": workload("a")}).commit()
    assert adopt(course, "--sunset", SUNSET)[0] == 0
    (line,) = entries(course)
    assert " our-limit " in line
    renamed = STANDARD.replace("id: our-limit", "id: our-name\n    formerly: [our-limit]")
    course.write({"standards/own.yaml": renamed})
    assert (course.scan().code, debt(course.scan())["tolerated"]) == (0, 1)
    adopt(course, "--prune")
    (line,) = entries(course)
    assert " our-name " in line


def test_entries_of_a_rule_that_is_no_more_are_gone(course: Course) -> None:
    standard = {"platguard.yaml": "standards: [./standards]\n", "standards/own.yaml": STANDARD}
    course.write({**standard, "a.yaml": workload("a")}).commit()
    adopt(course, "--sunset", SUNSET)
    course.write({"platguard.yaml": ADOPTED})
    assert debt(course.scan())["gone"] == 1


MOVES = {
    "a.yaml": "deploy/b.yaml",
    ".github/workflows/build.yml": ".github/workflows/test.yml",
    "shop/compose.yml": "store/compose.yml",
}
COMPOSE = """\
services:
  web:
    image: registry.example/web:latest
"""
