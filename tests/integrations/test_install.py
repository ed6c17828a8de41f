"""The step that installs, with the wheels of the lock file in the place of a registry."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from distribution.wheels import CHECKOUT, LOCK, wheels

from integrations.composite import ACTION
from integrations.conftest import Check
from integrations.repositories import Forge, pod

LOCK_OF_THE_ACTION = CHECKOUT / "integrations" / "github" / "requirements.lock"


def entries(lock: Path) -> dict[str, tuple[str, ...]]:
    """Version and hashes of each package of a lock file, by name."""
    lines = [line.strip(" \\") for line in lock.read_text().splitlines()]
    found: dict[str, tuple[str, ...]] = {}
    name = ""
    for line in lines:
        if "==" in line and not line.startswith("#"):
            name, _, rest = line.partition("==")
            # Which Pythons need a package depends on who needs it.
            found[name] = (rest.partition(" ")[0],)
        elif line.startswith("--hash"):
            found[name] += (line,)
    return found


@pytest.mark.slow
def test_everything_is_installed_from_the_commit_of_the_action(
    forge: Forge, pull_request: Check
) -> None:
    forge.commit({"k8s/new.yaml": pod("new", privileged=True), "pip.py": "1 / 0\n"}, "feature")
    runner = pull_request("feature")
    runner.environment |= {
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": f"{wheels()}",
        # What a job sets for its own packages is not for these.
        "PIP_TARGET": f"{runner.temporary / 'elsewhere'}",
        "PYTHONPATH": f"{runner.workspace}",
    }
    runner.installed = False
    job = runner.run()
    assert job.exit == 1, job.log
    (installed,) = runner.temporary.glob("platguard-*/bin/platguard")
    assert job.outputs["errors"] == "1"
    restored = job.used["actions/cache/restore"]
    assert restored["key"].startswith(restored["restore-keys"])
    assert restored["key"].endswith(runner.environment["GITHUB_SHA"])
    assert re.search(r"-Linux-X64-\d+\.\d+\.\d+-[0-9a-f]{8}-\d{4}-\d\d-$", restored["restore-keys"])
    assert json.loads(Path(job.outputs["report"]).read_text())["platguard"] in restored["key"]
    assert installed.is_file()
    assert not (runner.temporary / "elsewhere").exists()


@pytest.mark.slow
def test_without_a_registry_the_job_fails_and_says_so(pull_request: Check) -> None:
    runner = pull_request("main")
    runner.environment |= {"PIP_NO_INDEX": "1"}
    runner.installed = False
    job = runner.run(upload_sarif="true")
    assert job.exit == 2
    assert "PIP_INDEX_URL" in job.log
    assert "github/codeql-action/upload-sarif" not in job.used


def test_windows_is_refused_before_anything_is_installed(pull_request: Check) -> None:
    runner = pull_request("main")
    runner.environment["RUNNER_OS"] = "Windows"
    runner.installed = False
    job = runner.run()
    assert job.exit == 2
    assert "Linux and macOS" in job.log
    assert not [*runner.temporary.iterdir()]


def test_the_lock_of_the_action_is_a_part_of_the_lock() -> None:
    every, some = entries(LOCK), entries(LOCK_OF_THE_ACTION)
    assert {"click", "hatchling", "cel-expr-python"} <= set(some)
    assert {name: text for name, text in every.items() if name in some} == some


def test_the_lock_of_the_action_has_hashes_and_names_no_registry() -> None:
    for _, *hashes in entries(LOCK_OF_THE_ACTION).values():
        assert hashes
        assert all(text.startswith("--hash=sha256:") for text in hashes)
    assert "://" not in LOCK_OF_THE_ACTION.read_text()


def test_the_python_is_one_that_every_package_has_wheels_for() -> None:
    (step,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == "python"]
    version = step["with"]["python-version"]
    classifiers = (CHECKOUT / "pyproject.toml").read_text()
    assert f"Python :: {version}" in classifiers
