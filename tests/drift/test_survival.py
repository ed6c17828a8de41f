"""What happens to files every day, and leaves findings what they were."""

from __future__ import annotations

import shutil

import pytest
from scan.test_fingerprints import API, PATH, RULES, WORK

from .scans import EARLIER, Course

WORKFLOW = """\
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/setup-python@v6
        with: {python-version: "3.8"}
      - run: docker stack deploy -c stack.yml shop
"""
SCRIPT = """\
#!/bin/sh
# Puts the shop where people can buy something.
set -eu
cd "$(dirname "$0")"
docker stack deploy -c stack.yml shop
docker service ls
echo done
"""
COMPOSE = "services:\n  web: {image: nginx, privileged: true}\n  db: {image: redis}\n"
DOCKERFILE = "FROM node:12 AS build\nRUN make\nFROM nginx:latest\n"
MOVES = {
    "a workflow": (".github/workflows/ci.yml", ".github/workflows/tests.yml", WORKFLOW),
    "a script": ("deploy.sh", "tools/roll-out.sh", SCRIPT),
    "a Compose project": ("shop/compose.yml", "store/compose.yml", COMPOSE),
    "a Dockerfile": ("Dockerfile", "web/Dockerfile", DOCKERFILE),
    "a manifest": ("a.yaml", "b/c.yaml", API),
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_a_finding_survives(course: Course, work: dict[str, str]) -> None:
    course.write({PATH: API}).commit()
    first = course.scan(day=EARLIER)
    assert {found["rule"] for found in first.report["findings"]} >= RULES
    (course.folder / PATH).unlink()
    second = course.write(work).scan(since=first)
    assert set(second.counts) <= {"persisting", "moved"}
    assert len(second.states()) == len(first.report["findings"])
    assert {state.partition(" ")[2] for state in second.states()} <= {"", "updated"}


def test_a_namespace_from_a_kustomization(course: Course) -> None:
    """Step 5: the file is the same, its namespace is called otherwise."""
    first = course.write({PATH: API}).commit().scan(day=EARLIER)
    course.write({"deploy/kustomization.yaml": "namespace: store\nresources: [api.yaml]\n"})
    second = course.scan(since=first)
    assert set(second.counts) == {"persisting", "moved"}
    states = {found["rule"]: found["drift"] for found in second.report["findings"]}
    moved = {rule for rule, state in states.items() if state == "moved"}
    assert moved == {"default-deny-ingress"}


def test_a_namespace_from_a_kustomization_in_a_file_that_changed(course: Course) -> None:
    first = course.write({PATH: API}).commit().scan(day=EARLIER)
    course.write({"deploy/kustomization.yaml": "namespace: store\nresources: [api.yaml]\n"})
    second = course.write({PATH: f"# ours\n{API}"}).scan(since=first)
    assert second.counts["new"] == second.counts["resolved"] == 1
    assert all(gone["possible_rename"] for gone in second.gone("resolved"))


def test_two_identical_objects_stay_two(course: Course) -> None:
    pod = API.partition("---\n")[0]
    course.write({PATH: f"{pod}---\n{pod}"}).commit()
    first = course.scan("--rule=privileged", day=EARLIER)
    second = course.write({PATH: f"# two\n{pod}---\n# of them\n{pod}"}).scan(
        "--rule=privileged", since=first
    )
    assert second.states() == ["persisting", "persisting"]
    third = course.write({PATH: pod}).scan("--rule=privileged", since=second)
    assert third.counts == {"persisting": 1, "resolved": 1}


@pytest.mark.parametrize("committed", [True, False], ids=["committed", "not added"])
@pytest.mark.parametrize(("path", "new", "content"), MOVES.values(), ids=MOVES)
def test_a_moved_file(course: Course, path: str, new: str, content: str, committed: bool) -> None:
    first = course.write({path: content}).commit().scan(day=EARLIER)
    assert first.report["findings"]
    (course.folder / path).unlink()
    course.write({new: content})
    second = (course.commit() if committed else course).scan(since=first)
    assert set(second.counts) == {"moved"}
    assert {found["comparison"]["was"]["path"] for found in second.report["findings"]} == {path}


@pytest.mark.parametrize("arguments", [[], ["--staged"], ["--revision", "HEAD"]])
def test_a_file_that_was_moved_and_edited(course: Course, arguments: list[str]) -> None:
    first = course.write({"deploy.sh": SCRIPT}).commit().scan(day=EARLIER)
    (course.folder / "deploy.sh").unlink()
    course.write({"roll-out.sh": SCRIPT.replace("echo done", "echo it is done")})
    course.project.git("add", "-A")
    if "--revision" in arguments:
        course.commit()
    second = course.scan(*arguments, since=first)
    assert set(second.counts) == {"moved"}


def test_settings_of_the_repository_change_nothing(course: Course) -> None:
    first = course.write({"deploy.sh": SCRIPT}).commit().scan(day=EARLIER)
    (course.folder / "deploy.sh").unlink()
    course.write({"roll-out.sh": SCRIPT + "# more\n"}).commit()
    for name, value in {
        "diff.renames": "false",
        "diff.renameLimit": "1",
        "diff.orderFile": "/nowhere",
        "diff.relative": "true",
        "diff.noprefix": "true",
        "diff.external": "touch PWNED",
    }.items():
        course.project.git("config", name, value)
    assert set(course.scan(since=first).counts) == {"moved"}
    assert not (course.folder / "PWNED").exists()


def test_a_folder_of_a_repository(course: Course) -> None:
    course.write({"shop/.platguard.yaml": "team: shop\n", "shop/deploy.sh": SCRIPT}).commit()
    first = course.scan("shop", "--rule=docker-swarm", day=EARLIER)
    assert [found["path"] for found in first.report["findings"]] == ["deploy.sh"]
    (course.folder / "shop/deploy.sh").rename(course.folder / "shop/roll-out.sh")
    course.write({"shop/roll-out.sh": SCRIPT + "# more\n"}).commit()
    assert set(course.scan("shop", "--rule=docker-swarm", since=first).counts) == {"moved"}


def test_a_bare_repository(course: Course) -> None:
    course.write({"deploy.sh": SCRIPT}).commit()
    first = course.scan("--revision=HEAD", day=EARLIER)
    (course.folder / "deploy.sh").unlink()
    course.write({"roll-out.sh": SCRIPT + "# more\n"}).commit()
    bare = course.folder.parent / "bare.git"
    course.project.git("clone", "-q", "--bare", ".", str(bare))
    shutil.rmtree(course.folder / ".git")
    assert set(course.scan("--revision=HEAD", str(bare), since=first).counts) == {"moved"}


def test_a_commit_that_the_clone_does_not_have(course: Course) -> None:
    first = course.write({"deploy.sh": SCRIPT}).commit().scan(day=EARLIER)
    shutil.rmtree(course.folder / ".git")
    (course.folder / "deploy.sh").rename(course.folder / "roll-out.sh")
    course.project.commit(day="2026-11-02")
    second = course.scan(since=first)
    assert second.counts == {"new": 1, "resolved": 1}
    assert second.report["drift"]["previous"]["in_history"] is False
    told = "\n".join(second.report["notices"])
    assert "of the earlier report is not in this clone" in told
    assert "make sure that it is of this repository" in told


def test_a_name_that_is_not_utf8(course: Course) -> None:
    name = b"a\xff.sh".decode("utf-8", "surrogateescape")
    first = course.write({name: SCRIPT}).commit().scan(day=EARLIER)
    second = course.scan(since=first)
    assert set(second.states()) == {"persisting"}
    (course.folder / name).rename(course.folder / b"b\xfe.sh".decode("utf-8", "surrogateescape"))
    assert set(course.scan(since=second).counts) == {"moved"}
