"""Installs platguard from the checkout of the action, into an environment of its own.

The commit by which a workflow names the action so decides the whole of what runs: the sources are
those of the checkout, and every package they need is compared with its hash in `requirements.lock`.
The environment is apart from the job's own Python, which stays as it is.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from platguard_action.runner import Refusal, output

CHECKOUT = Path(__file__).parents[3]
LOCK = Path(__file__).parents[1] / "requirements.lock"
ELSEWHERE = ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_ROOT", "PIP_CONSTRAINT")
"""Settings of the job's own pip that would put packages elsewhere, or other ones."""
_QUIETLY = ("--quiet", "--disable-pip-version-check", "--no-input")


def run(environ: Mapping[str, str]) -> None:
    """Outputs `program`, `facts` (the folder to remember them in), and the keys to find it by."""
    if environ.get("RUNNER_OS") == "Windows":
        raise Refusal("platguard runs on Linux and macOS; give the job such a runner.")
    temporary = environ["RUNNER_TEMP"]
    home = Path(tempfile.mkdtemp(prefix="platguard-", dir=temporary))
    _install(home, environ)
    identity = _printed(home, "from platguard.identity import identity; print(identity())", environ)
    # Remembered facts are of no use to another platguard. They are never swept, so a month ends
    # them: what is restored and saved again does not grow for ever.
    platform = f"{environ.get('RUNNER_OS')}-{environ.get('RUNNER_ARCH')}"
    family = f"platguard-facts-{platform}-{identity}-{datetime.now(UTC):%Y-%m}-"
    output(
        environ,
        {
            "program": f"{home / 'bin' / 'platguard'}",
            # The path is a part of what a cache is found by, so it is the same in every run.
            "facts": f"{Path(temporary) / 'platguard-facts'}",
            "cache-family": family,
            "cache-key": f"{family}{environ.get('GITHUB_SHA', '')}",
        },
    )


def _install(home: Path, environ: Mapping[str, str]) -> None:
    told = {name: value for name, value in environ.items() if name not in ELSEWHERE}
    pip = [f"{home / 'bin' / 'python'}", "-I", "-m", "pip", "install", *_QUIETLY]
    locked = ("--only-binary", ":all:", "--require-hashes", "--requirement", f"{LOCK}")
    itself = ("--no-index", "--no-deps", "--no-build-isolation", f"{CHECKOUT}")
    for command in (
        [sys.executable, "-I", "-m", "venv", f"{home}"],
        [*pip, *locked],
        [*pip, *itself],
    ):
        if subprocess.run(command, cwd=home, env=told, check=False).returncode:
            raise Refusal(
                "platguard could not be installed; the log says why. It needs a package registry:"
                " PIP_INDEX_URL names one that the runner can reach."
            )


def _printed(home: Path, program: str, environ: Mapping[str, str]) -> str:
    command = [f"{home / 'bin' / 'python'}", "-I", "-c", program]
    done = subprocess.run(command, cwd=home, env=environ, check=True, capture_output=True)
    return done.stdout.decode("ascii").strip()
