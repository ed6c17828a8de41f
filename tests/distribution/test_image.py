"""The image: what its Dockerfile says, and, where a Docker engine runs, the image itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from distribution.wheels import CHECKOUT
from platguard.parsers.dockerfile import parse

DOCKERFILE = CHECKOUT / "Dockerfile"
TEXT = DOCKERFILE.read_text()
LAST_STAGE = TEXT[TEXT.rindex("\nFROM ") :]


def has_docker() -> bool:
    """Whether a Docker engine answers."""
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "info"], capture_output=True).returncode == 0


def test_every_base_is_named_by_its_digest() -> None:
    bases = re.findall(r"^FROM (\S+)", TEXT, re.M)
    assert len(bases) == 2
    assert len(set(bases)) == 1, "the wheels are made for the Python that runs them"
    assert re.fullmatch(r"docker\.io/library/python:[\w.-]+@sha256:[0-9a-f]{64}", bases[0])


def test_it_can_be_parsed() -> None:
    assert parse(TEXT.encode()).problems == []


def test_platguard_has_nothing_against_it(tmp_path: Path) -> None:
    shutil.copy(DOCKERFILE, tmp_path)
    (tmp_path / "platguard.yaml").write_text("profile: strict\n")
    done = subprocess.run(
        [sys.executable, "-m", "platguard", "scan", "--files", "--fail-on", "note", "Dockerfile"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(not shutil.which("hadolint"), reason="hadolint is not installed")
def test_hadolint_has_nothing_against_it() -> None:
    done = subprocess.run(["hadolint", DOCKERFILE], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_what_is_copied_is_let_into_the_build() -> None:
    ignored = (CHECKOUT / ".dockerignore").read_text().splitlines()
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = {
        name
        for line in re.findall(r"^COPY (?!--from)(.*) \S+$", TEXT, re.M)
        for name in line.split()
    }
    assert copied == let_in
    assert "*" in ignored
    assert all((CHECKOUT / name).exists() for name in copied)


def test_nobody_in_it_is_root() -> None:
    assert re.findall(r"^USER (.*)$", LAST_STAGE, re.M) == ["65532:65532"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to others")
@pytest.mark.parametrize(("name", "code"), [("src", 1), ("elsewhere", 2)])
def test_only_the_mounted_repository_of_another_is_read(
    name: str, code: int, tmp_path: Path
) -> None:
    # The same configuration of git that the image has, for a folder of this machine.
    (written,) = re.findall(r"printf '(.*)' > /etc/platguard/git/config", LAST_STAGE)
    assert "XDG_CONFIG_HOME=/etc/platguard" in LAST_STAGE
    settings = tmp_path / "etc" / "git" / "config"
    settings.parent.mkdir(parents=True)
    text = written.replace("\\n", "\n").replace("\\t", "\t").replace("/src", f"{tmp_path}/src")
    settings.write_text(text)
    repository = tmp_path / name
    repository.mkdir()
    (repository / "Dockerfile").write_text("FROM python:3.13-slim\nUSER root\n")
    subprocess.run(["git", "init", "--quiet"], cwd=repository, check=True)
    for path in (repository, *repository.rglob("*")):
        os.chown(path, 12345, 12345)
    done = subprocess.run(
        [sys.executable, "-m", "platguard", "scan", "--fail-on", "note", repository],
        cwd="/",
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(settings.parent.parent),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert ("belongs to somebody else" in done.stderr) == (code == 2)


@pytest.mark.slow
@pytest.mark.skipif(not has_docker(), reason="no Docker engine runs here")
def test_the_image_scans_what_is_mounted(tmp_path: Path) -> None:
    name = "platguard:test"
    subprocess.run([CHECKOUT / "scripts" / "image", name], check=True)
    shop = tmp_path / "shop"
    shutil.copytree(CHECKOUT / "examples" / "shop", shop)
    subprocess.run(["git", "init", "--quiet"], cwd=shop, check=True)
    options = ["--rm", "--read-only", "--network", "none", "--cap-drop", "ALL"]
    run = ["docker", "run", *options, "--volume", f"{shop}:/src:ro", name]
    done = subprocess.run(
        [*run, "scan", "--as-of", "2026-11-22"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "Dockerfile:8:1: error[base-image-os-eol]" in done.stdout
