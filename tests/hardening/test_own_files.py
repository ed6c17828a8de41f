"""A fault in a file of platguard's own stops the run, at its place and with the way out."""

from __future__ import annotations

import os

import pytest

from .own_files import ENTRY, FAULTS, ORGANISATION, REPOSITORY, SOUND, STANDARD, Fault
from .projects import GOOD, PRIVILEGED, Project

KINDS = {"standard": STANDARD, "organisation": ORGANISATION, "own": REPOSITORY, "entry": ENTRY}


@pytest.fixture
def adopted(project: Project) -> Project:
    """A folder with one of each file, all sound, and a manifest."""
    for path, text in SOUND.items():
        project.write(path, text)
    project.write("pod.yaml", PRIVILEGED)
    return project


def test_sound_files_are_no_fault(adopted: Project) -> None:
    told = adopted.scan("--rule=privileged", "--rule=own-rule", "pod.yaml")
    assert told.code == 0
    assert [(e["id"], e["matches"]) for e in told.report["exceptions"]] == [("EXC-2026-0001", 1)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.path} {fault.new[:20]!r}")
def test_a_fault_is_told_at_its_place(adopted: Project, fault: Fault) -> None:
    sound = SOUND[fault.path]
    assert fault.old in sound
    broken = sound.replace(fault.old, fault.new, 1) if fault.old else fault.new
    adopted.write(fault.path, broken)
    told = adopted.scan()
    assert told.code == 2
    assert told.errors.startswith(f"platguard: error: {fault.path}:{fault.place}")
    assert fault.told in told.errors


@pytest.mark.parametrize(
    "fault", [f for f in FAULTS if f.path == STANDARD], ids=lambda fault: repr(fault.new[:20])
)
def test_a_check_of_standards_tells_the_same(project: Project, fault: Fault) -> None:
    sound = SOUND[STANDARD]
    project.write(STANDARD, sound.replace(fault.old, fault.new, 1) if fault.old else fault.new)
    for command in ("check", "test", "list"):
        told = project.run("standards", command, "standards")
        assert told.code == 2
        assert told.errors.startswith(f"platguard: error: {STANDARD}:{fault.place}")
        assert fault.told in told.errors


@pytest.mark.parametrize("path", SOUND)
@pytest.mark.parametrize(
    "content",
    [b"\0\1\2\xff\xfe", b"a: \xff\xfe\n", b"\xff\xfea", b"\x89PNG\r\n\x1a\n\0\0", b"a: \x1b[2J"],
    ids=["bytes", "latin", "utf-16", "picture", "escape"],
)
def test_what_is_no_text(adopted: Project, path: str, content: bytes) -> None:
    adopted.write(path, content)
    told = adopted.scan()
    assert told.code == 2
    assert told.errors.startswith(f"platguard: error: {path}:")


@pytest.mark.parametrize("path", SOUND)
@pytest.mark.parametrize("instead", ["folder", "pipe", "link", "loop", "unreadable"])
def test_what_is_no_file(adopted: Project, path: str, instead: str) -> None:
    if (path, instead) == (ENTRY, "folder"):
        pytest.skip("a register may have folders")
    file = adopted.root / path
    content = file.read_text()
    file.unlink()
    outside = adopted.root.parent / "outside.yaml"
    outside.write_text(content)
    if instead == "folder":
        file.mkdir()
    elif instead == "pipe":
        os.mkfifo(file)
    elif instead == "link":
        file.symlink_to(outside)
    elif instead == "loop":
        file.symlink_to(file)
    else:
        file.write_text(content)
        file.chmod(0)
        if os.access(file, os.R_OK):
            pytest.skip("this user reads everything")
    told = adopted.scan()
    assert told.code == 2
    assert path.rpartition("/")[0] in told.errors


@pytest.mark.parametrize(
    "arguments",
    [
        ["--config=nowhere.yaml"],
        ["--config=nowhere/at/all.yaml"],
        ["--config=."],
        ["--config=pod.yaml"],
        ["--config=pod.yaml/below"],
        ["--standards=nowhere"],
        ["--standards=https://example.org/standards.git"],
        ["--standards=pod.yaml"],
        ["--standards=empty"],
        ["--exceptions=nowhere"],
        ["--exceptions=pod.yaml"],
        ["--rule=no-such"],
        ["--skip-rule=no-such"],
        ["--format=nope"],
        ["--format=json=a", "--format=sarif=a"],
        ["--output=nowhere/report.json"],
        ["--output=."],
        ["--output=pod.yaml/report.json"],
        ["--stats=nowhere/stats.json"],
        ["--stats=."],
        ["--as-of=nonsense"],
        ["--as-of=2026-02-30"],
        ["--as-of=20261122"],
        ["--as-of=+2026-11-2"],
        ["--fail-on=never ever"],
        ["--revision=HEAD"],
        ["--revision=--output=x"],
        ["--staged"],
        ["--staged", "--revision=HEAD"],
        ["--files"],
        ["--files", "."],
        ["--no-such-option"],
        ["--no-such-option\x1b[2J\n::error::"],
        ["nowhere\x1b[2J\n::error::x"],
        ["pod.yaml/below"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_asked_for(project: Project, arguments: list[str]) -> None:
    project.write("pod.yaml", GOOD)
    (project.root / "empty").mkdir()
    told = project.run("scan", "--format=text", *arguments)
    assert told.code == 2
    assert told.errors.startswith("platguard: error: ")
    assert told.errors.count("\n") == 1
    assert sorted(os.listdir(project.root)) == ["empty", "pod.yaml"]


def test_an_unknown_rule_comes_with_the_nearest(project: Project) -> None:
    project.write("pod.yaml", GOOD)
    told = project.run("scan", "--rule=priviledged")
    assert "privileged" in told.errors.replace("priviledged", "")


def test_a_rule_that_errs_names_itself_and_the_file(adopted: Project) -> None:
    adopted.write(
        STANDARD, SOUND[STANDARD].replace('workload.kind != "Pod"', "int(workload.name) > 3")
    )
    told = adopted.scan()
    assert told.code == 2
    assert told.errors.startswith(f"platguard: error: {STANDARD}:6:")
    assert "rule own-rule" in told.errors
    assert "pod.yaml" in told.errors


def test_a_folder_that_may_not_be_written(project: Project) -> None:
    project.write("pod.yaml", GOOD)
    locked = project.root.parent / "locked"
    locked.mkdir(mode=0o500)
    if os.access(locked, os.W_OK):
        pytest.skip("this user writes everywhere")
    told = project.run("scan", f"--output={locked / 'report.json'}")
    assert told.code == 2
    assert "cannot be written" in told.errors
