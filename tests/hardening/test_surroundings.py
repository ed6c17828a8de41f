"""Streams, folders, locales and signals as they come; caches as they break."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from running import PROGRAM

from .projects import GOOD, PRIVILEGED, RULE, Project, Told

WORLD = PRIVILEGED.replace("name: bad", "name: café→☃")


@pytest.fixture
def alone(project: Project, tmp_path: Path) -> Project:
    """A folder with a cache of its own, and one file of several kinds."""
    project.cache = tmp_path / "own-cache"
    project.environ["PLATGUARD_CACHE_DIR"] = str(project.cache)
    project.write("pod.yaml", PRIVILEGED)
    project.write("Dockerfile", "FROM python:3.8\n")
    project.write("broken.yaml", "apiVersion: v1\nkind: Pod\na: [\n")
    return project


def same(told: Told) -> tuple[int, str, str]:
    """What must be the same in two runs."""
    return told.code, told.output, told.written


@pytest.mark.parametrize(
    ("locale", "encoding"),
    [("C", ""), ("POSIX", "ascii"), ("C.UTF-8", "latin-1:strict"), ("xx_NO.such", "")],
)
def test_every_text_can_be_written(project: Project, locale: str, encoding: str) -> None:
    project.write("é.yaml", WORLD)
    told = project.scan(
        environ={
            "LC_ALL": locale,
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            **({"PYTHONIOENCODING": encoding} if encoding else {}),
        }
    )
    assert told.code == 1
    assert "café→☃" in told.output
    assert "é.yaml:4:" in told.output


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_stops_nobody(project: Project, closed: str) -> None:
    project.write("pod.yaml", PRIVILEGED)
    report = project.out / "report.json"
    command = [*PROGRAM, "scan", "--format=text", f"--format=json={report}"]
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *command],
        cwd=project.root,
        env=project.environ,
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert report.read_text("ascii").startswith("{")
    assert (project.root / "pod.yaml").read_text() == PRIVILEGED


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("command", [["scan"], ["scan", "--format=json"], ["facts"]])
def test_a_full_disk_is_told(project: Project, command: list[str]) -> None:
    project.write("pod.yaml", PRIVILEGED)
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*PROGRAM, *command],
            cwd=project.root,
            env=project.environ,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    assert done.returncode == 2
    assert done.stderr == b"platguard: error: the output: No space left on device\n"


def test_what_was_printed_before_an_error_is_told(project: Project) -> None:
    dated = "    lifecycle: {announced: 2020-01-01, enforced_from: 2020-06-01}\n"
    second = RULE[RULE.index("  - id:") :].replace("own-rule", "second-rule")
    project.write("own.yaml", RULE + second + dated)
    told = project.run("standards", "check", "own.yaml", environ={})
    assert told.code == 2
    assert "second-rule: standard-incomplete" in told.errors
    assert "own-rule: no inline test" in told.output


def test_a_reader_may_stop(project: Project) -> None:
    for number in range(300):
        project.write(f"{number}.yaml", PRIVILEGED)
    process = project.start("scan", "--format=json")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) == 128 + signal.SIGPIPE


def test_a_home_is_not_needed(alone: Project) -> None:
    alone.write("own.yaml", RULE)
    before = sorted(os.listdir(alone.root))
    own = "--standards=own.yaml"  # nowhere can be remembered how the built-in ones compile
    for environ in ({"HOME": ""}, {"HOME": "relative"}, {"HOME": "/nowhere"}):
        told = alone.scan(own, environ={**environ, "PLATGUARD_CACHE_DIR": ""})
        assert told.code == 3
    assert sorted(os.listdir(alone.root)) == before
    del alone.environ["HOME"], alone.environ["PLATGUARD_CACHE_DIR"]
    assert alone.scan(own, "--no-cache", environ={}).code == 3


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_scan(alone: Project, signum: signal.Signals) -> None:
    for number in range(400):
        pod = PRIVILEGED.replace("bad", f"pod-{number}")
        alone.write(f"{number}.yaml", f"{pod}---\n" * 40)
    report = alone.out / "report.json"
    report.write_text("old")
    process = alone.start("scan", f"--output={report}")
    while process.poll() is None and not _facts(alone.cache):
        time.sleep(0.01)
    process.send_signal(signum)
    output, errors = process.communicate(timeout=90)
    assert process.returncode == 128 + signum
    assert (output, errors) == (b"", b"")
    assert report.read_text() == "old"
    assert not [path for path in alone.cache.rglob("*") if path.name.endswith(".tmp")]


def _facts(cache: Path) -> list[Path]:
    return list(cache.glob("facts-*/*/*"))


def test_warm_is_cold(alone: Project) -> None:
    cold = alone.scan()
    assert cold.code == 3
    assert same(alone.scan()) == same(cold)
    assert same(alone.scan("--no-cache")) == same(cold)
    shutil.rmtree(alone.cache)
    assert same(alone.scan()) == same(cold)


def test_a_broken_cache_is_not_believed(alone: Project) -> None:
    cold = same(alone.scan())
    entries = {file: file.read_bytes() for file in alone.cache.rglob("*") if file.is_file()}
    assert len(entries) >= 5
    chance = random.Random(20261122)
    for file, data in entries.items():
        for broken in _broken(data, chance):
            file.write_bytes(broken)
            assert same(alone.scan()) == cold, f"{file.name}: {broken[:60]!r}"
            for path, sound in entries.items():
                path.write_bytes(sound)


def _broken(data: bytes, chance: random.Random) -> list[bytes]:
    flipped = []
    for _ in range(6):
        copy = bytearray(data)
        copy[chance.randrange(len(copy))] ^= 1 << chance.randrange(8)
        flipped.append(bytes(copy))
    return [*flipped, b"", data[: len(data) // 2], data + data, b"\0" * 64, b"\xff\n\t\n"]


def test_every_changed_byte_of_an_entry_is_noticed(alone: Project) -> None:
    from platguard.cache import Cache

    cache = Cache(str(alone.cache))
    cache.put("entry", b'{"some": ["entry"]}')
    file = alone.cache / "entry"
    sound = file.read_bytes()
    assert cache.get("entry") is not None
    for place in range(len(sound)):
        for bit in range(8):
            broken = bytearray(sound)
            broken[place] ^= 1 << bit
            file.write_bytes(broken)
            assert cache.get("entry") is None


@pytest.mark.parametrize("instead", ["file", "locked", "nowhere", "link", "pipe inside"])
def test_a_cache_that_is_none(alone: Project, instead: str) -> None:
    expected = same(alone.scan("--no-cache"))
    if instead == "file":
        alone.cache.write_text("no folder")
    elif instead == "locked":
        alone.cache.mkdir(mode=0o500)
    elif instead == "nowhere":
        alone.environ["PLATGUARD_CACHE_DIR"] = "/proc/nowhere"
    elif instead == "link":
        alone.cache.symlink_to(alone.cache)
    else:
        alone.scan()
        for file in [path for path in alone.cache.rglob("*") if path.is_file()]:
            file.unlink()
            file.mkdir()
    for _ in range(2):
        assert same(alone.scan()) == expected


def test_a_cache_inside_of_the_folder_is_no_input(alone: Project) -> None:
    alone.environ["PLATGUARD_CACHE_DIR"] = str(alone.root / ".cache")
    cold = alone.scan()
    assert cold.code == 3
    assert same(alone.scan()) == same(cold)


@pytest.mark.parametrize(
    "environ",
    [
        {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "0"},
        {"TZ": "Etc/GMT+12", "PYTHONHASHSEED": "1"},
        {"LC_ALL": "C", "LANG": "tr_TR.UTF-8"},
        {"COLUMNS": "200", "TERM": "xterm-256color", "FORCE_COLOR": "1"},
        {"GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/nowhere", "GIT_INDEX_FILE": "/nowhere"},
    ],
    ids=lambda environ: ",".join(environ.values()),
)
def test_the_same_bytes_everywhere(alone: Project, environ: dict[str, str]) -> None:
    for number in range(12):
        alone.write(f"{number}/é{number}.yaml", GOOD.replace("good", f"pod-{number}"))
    alone.commit()
    expected = same(alone.scan("--no-cache"))
    assert expected[0] == 3
    for _ in range(2):  # the first one compiles the rules, and remembers them
        assert same(alone.scan(environ=environ)) == expected


def test_the_same_bytes_from_another_folder(alone: Project) -> None:
    expected = alone.scan(".")
    elsewhere = alone.root.parent / "elsewhere"
    shutil.copytree(alone.root, elsewhere / "project")
    alone.root = elsewhere / "project"
    assert same(alone.scan(".")) == same(expected)


def test_the_day_is_that_of_the_organisation(project: Project) -> None:
    project.write("platguard.yaml", "timezone: Pacific/Kiritimati\n")
    project.write("pod.yaml")
    days = {
        zone: project.run("scan", "--format=json", environ={"TZ": zone}).output
        for zone in ("Etc/GMT+12", "Etc/GMT-14")
    }
    assert len(set(days.values())) == 1
