"""What the packaging tests stand on: the built wheel, an empty environment, a scrubbed shell."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from distribution.wheels import CHECKOUT, wheels

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def wheel_folder() -> Path:
    return wheels()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, CHECKOUT],
        check=True,
    )
    (built,) = folder.glob("platguard-*.whl")
    return built


@pytest.fixture
def environment(tmp_path: Path, wheel_folder: Path) -> Mapping[str, str]:
    """A shell with an empty home, in which pip knows no registry and git no configuration."""
    home = tmp_path / "home"
    home.mkdir()
    person = {"NAME": "Tester", "EMAIL": "tester@platform.example"}
    return {
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(wheel_folder),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # What is used is compiled when it is. `0` is how pip wants this option to be said: its
        # guide, "User Guide", "Configuration", "Boolean options".
        "PIP_NO_COMPILE": "0",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{
            f"GIT_{role}_{key}": told
            for role in ("AUTHOR", "COMMITTER")
            for key, told in person.items()
        },
    }


@pytest.fixture
def run(environment: Mapping[str, str]) -> Run:
    """Runs a command in a folder and that environment; its output is text."""

    def run(
        *command: str | Path, cwd: Path, exits: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300
        )
        if exits is not None:
            assert done.returncode == exits, done.stdout + done.stderr
        return done

    return run
