"""A baseline is written whole, where it belongs, and nobody's work is lost."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from threading import Timer

import pytest
from drift.scans import DAY, Course

from platguard.adopting import BaselineChange
from platguard.baseline_writing import write_changes
from platguard.errors import PlatguardError, UsageError

from .repositories import ADOPTED, BASELINE, SUNSET, adopt, debt, with_debt, workload


@pytest.mark.parametrize("part", [".platguard", ".platguard/baseline", BASELINE])
def test_links_are_not_followed(course: Course, part: str) -> None:
    outside = course.folder.parent / "outside"
    outside.mkdir()
    course.write({"platguard.yaml": ADOPTED, "a.yaml": workload("a")})
    Path(part).parent.mkdir(parents=True, exist_ok=True)
    Path(part).symlink_to(outside / "kept.txt" if part == BASELINE else outside)
    code, told = adopt(course, "--sunset", SUNSET)
    assert code == 2, told
    assert os.listdir(outside) == []
    assert Path(part).is_symlink()


def test_what_somebody_else_wrote_meanwhile_is_kept(course: Course) -> None:
    with_debt(course)
    data = Path(BASELINE).read_bytes()
    change = BaselineChange(BASELINE, b"something else", None)
    with pytest.raises(UsageError, match="somebody else changed it meanwhile"):
        write_changes(str(course.folder), [change])
    assert Path(BASELINE).read_bytes() == data


def test_nothing_is_written_that_would_not_be_read(course: Course) -> None:
    change = BaselineChange(BASELINE, None, b"hello\n")
    with pytest.raises(PlatguardError):
        write_changes(str(course.folder), [change])
    assert not Path(BASELINE).exists()


def test_commands_wait_for_each_other(course: Course) -> None:
    with_debt(course)
    course.write({"a.yaml": workload("a", "1.0.0")})
    handle = os.open(".platguard/baseline", os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    seen: list[bytes] = []

    def release() -> None:
        seen.append(Path(BASELINE).read_bytes())
        os.close(handle)

    before = Path(BASELINE).read_bytes()
    Timer(1.0, release).start()
    assert adopt(course, "--prune")[0] == 0
    assert seen == [before]
    assert Path(BASELINE).read_bytes() != before


def test_a_file_in_the_place_of_the_folder_is_told(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, ".platguard/baseline": "hello\n"})
    code, _, errors = course.run("scan", "--as-of", DAY)
    assert code == 2
    assert ".platguard/baseline: is not a folder of baselines" in errors


def test_readers_may_be_told_about_the_folder(course: Course) -> None:
    with_debt(course)
    course.write({".platguard/baseline/README.md": "Ask the platform team.\n"})
    assert debt(course.scan())["gone"] == 0


def test_what_is_in_a_baseline_is_inert(course: Course) -> None:
    with_debt(course)
    name = "::error::hi\x1b[2J"
    course.write({f".platguard/baseline/{name}.txt": ""})
    code, told, errors = course.run("scan", "--as-of", DAY)
    assert code == 2
    assert "\x1b" not in told + errors
    assert not any(line.startswith("::") for line in errors.splitlines())


def test_a_path_that_is_no_text_is_adopted(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED})
    for name in (b"a\xff.yaml", b"#x y.yaml", b"<<<<<<< z.yaml"):
        with open(os.path.join(os.fsencode(course.folder), name), "w") as stream:
            stream.write(workload("a"))
    assert adopt(course, "--sunset", SUNSET)[0] == 0
    assert course.scan().code == 0
    assert adopt(course, "--prune")[1].startswith("Nothing to prune")
