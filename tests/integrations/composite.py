"""A runner for the steps of `action.yml`: enough of GitHub Actions to run them as they stand.

Steps that run a script are run, by the shell and the options of the real runner; steps that use
another action are recorded, with what they were given. Only the syntax that the file uses is known.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

CHECKOUT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((CHECKOUT / "action.yml").read_text())
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
_COMPARISON = re.compile(r"([\w.-]+) (==|!=) '([^']*)'")


@dataclass
class Job:
    """What came of the steps."""

    used: dict[str, dict[str, str]] = field(default_factory=dict)
    """Actions that were used, by name without their version, with their inputs."""
    outputs: dict[str, str] = field(default_factory=dict)
    """Of the action."""
    log: str = ""
    summary: str = ""
    exit: int = 0
    """The exit code of the last step that failed."""


class Runner:
    """One job on a machine of its own."""

    def __init__(
        self, folder: Path, workspace: Path, restored: Path | None = None, **environment: str
    ) -> None:
        """`restored` is what an earlier job saved in the cache."""
        self.folder = folder
        self.restored = restored
        self.workspace = workspace
        self.installed = True
        """Whether the step that installs is taken as done, with the platguard of these tests."""
        self.temporary = folder / "temp"
        self.temporary.mkdir(parents=True)
        self.programs = folder / "programs"
        self.programs.mkdir()
        self.environment = {
            # What is on the runner's own PATH is no concern of the action, but git and the shell.
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "HOME": f"{folder}",
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": f"{CHECKOUT}",
            "GITHUB_REPOSITORY": "shop/api",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_WORKSPACE": f"{workspace}",
            "RUNNER_ARCH": "X64",
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": f"{self.temporary}",
            **environment,
        }

    def event(self, name: str, sha: str, payload: Mapping[str, Any], **environment: str) -> None:
        """Says what started the workflow."""
        file = self.folder / "event.json"
        file.write_text(json.dumps(payload))
        told = {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": f"{file}", "GITHUB_SHA": sha}
        self.environment |= {**told, **environment}

    def pull_request(self, merged: str, head: str, repository: str = "shop/api") -> None:
        """Says that pull request 7 started the workflow; it comes from a repository."""
        change = {"number": 7, "head": {"sha": head, "repo": {"full_name": repository}}}
        self.event("pull_request", merged, {"pull_request": change}, GITHUB_BASE_REF="main")

    def run(self, **inputs: str) -> Job:
        """Runs the steps with inputs, whose names have `_` for `-`."""
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert not set(given) - set(ACTION["inputs"])
        defaults = {name: told["default"] for name, told in ACTION["inputs"].items()}
        values = {f"inputs.{name}": value for name, value in {**defaults, **given}.items()}
        values["github.token"] = "a-token"
        values["steps.python.outputs.python-path"] = sys.executable
        job = Job()
        for step in ACTION["runs"]["steps"]:
            if self.installed and step.get("id") == "install":
                values |= self._installed()
            elif _holds(step.get("if", ""), values, failed=bool(job.exit)):
                self._step(step, values, job)
        for name, told in ACTION["outputs"].items():
            job.outputs[name] = _filled(told["value"], values)
        return job

    def _installed(self) -> dict[str, str]:
        return {
            "steps.install.outputs.program": f"{sysconfig.get_path('scripts')}/platguard",
            "steps.install.outputs.facts": f"{self.temporary / 'platguard-facts'}",
            "steps.install.outputs.cache-key": "family-1",
            "steps.install.outputs.cache-family": "family-",
        }

    def _step(self, step: Mapping[str, Any], values: dict[str, str], job: Job) -> None:
        if "uses" in step:
            given = {name: _filled(f"{told}", values) for name, told in step["with"].items()}
            name = step["uses"].partition("@")[0]
            job.used[name] = given
            if name == "actions/cache/restore" and self.restored:
                shutil.copytree(self.restored, given["path"], dirs_exist_ok=True)
            return
        assert "${{" not in step["run"], "what an event says must not become a part of a script"
        assert step["shell"] == "bash"
        told = {name: _filled(value, values) for name, value in step.get("env", {}).items()}
        files = {name: self.folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        script = self.folder / "script.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.workspace,
            env={**self.environment, **told, **{name: f"{file}" for name, file in files.items()}},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
        )
        job.log += done.stdout.decode()
        job.exit = done.returncode or job.exit
        job.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        for line in files["GITHUB_OUTPUT"].read_text().splitlines():
            name, _, value = line.partition("=")
            values[f"steps.{step.get('id')}.outputs.{name}"] = value


def _holds(condition: str, values: Mapping[str, str], *, failed: bool) -> bool:
    """Whether a step runs; one that does not ask for the status runs only after successes."""
    told = _EXPRESSION.sub(r"\1", condition).strip()
    if failed and "cancelled()" not in told:
        return False
    for part in filter(None, (part.strip() for part in told.split("&&"))):
        if part == "!cancelled()":
            continue
        compared = _COMPARISON.fullmatch(part)
        assert compared, f"this runner does not know {part!r}"
        name, operator, literal = compared.groups()
        if (values.get(name, "") == literal) != (operator == "=="):
            return False
    return True


def _filled(text: str, values: Mapping[str, str]) -> str:
    filled = _EXPRESSION.sub(lambda found: values.get(found[1].strip(), ""), text)
    # The default of an input may name another value.
    return _filled(filled, values) if _EXPRESSION.search(filled) and filled != text else filled
