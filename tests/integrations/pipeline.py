"""A runner of GitLab for the jobs of `integrations/gitlab/template.yml`: enough to run them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any, NamedTuple

import yaml

CHECKOUT = Path(__file__).parents[2]
TEMPLATE = CHECKOUT / "integrations" / "gitlab" / "template.yml"
HEADER: dict[str, Any]
JOBS: dict[str, Any]
HEADER, JOBS = yaml.safe_load_all(TEMPLATE.read_text())
_INPUT = re.compile(r"\$\[\[ inputs\.(\w+) \]\]")


class Done(NamedTuple):
    """How a job ended."""

    exit: int
    log: str


class Pipeline:
    """One pipeline in a checkout."""

    def __init__(self, folder: Path, project: Path, restored: Path | None = None) -> None:
        """`restored` is what an earlier pipeline left in the cache."""
        self.project = project
        self.restored = restored
        folder.mkdir(exist_ok=True)
        self.environment = {
            "PATH": f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}",
            "HOME": f"{folder}",
            "LANG": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "CI": "true",
            "GITLAB_CI": "true",
            "CI_COMMIT_REF_SLUG": "feature",
            "CI_DEFAULT_BRANCH": "main",
            "CI_PROJECT_DIR": f"{project}",
            "CI_PROJECT_ID": "7",
            "CI_PROJECT_URL": "https://gitlab.example/shop/api",
            "CI_PIPELINE_SOURCE": "push",
        }

    def merge_request(self, target: str, project: str = "7", base: str = "") -> None:
        """Says that a merge request started the pipeline."""
        self.environment |= {
            "CI_PIPELINE_SOURCE": "merge_request_event",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
            "CI_MERGE_REQUEST_IID": "3",
            "CI_MERGE_REQUEST_PROJECT_ID": project,
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": target,
        }

    def run(self, job: str = "platguard", **inputs: str) -> Done:
        """Runs a job as the runner does: its variables, then its script, in a POSIX shell."""
        told = HEADER["spec"]["inputs"]
        assert not set(inputs) - set(told)
        values = {name: f"{what.get('default', 'image')}" for name, what in told.items()} | inputs
        values["cache"] = values["cache"].lower()
        variables = {
            name: os.path.expandvars(_INPUT.sub(lambda found: values[found[1]], value))
            for name, value in JOBS[job]["variables"].items()
        }
        variables["PLATGUARD_CACHE_DIR"] = f"{self.project}/.platguard-cache"
        (script,) = JOBS[job]["script"]
        assert "$[[" not in script
        if self.restored and values["cache"] == "true":
            shutil.copytree(self.restored, variables["PLATGUARD_CACHE_DIR"], dirs_exist_ok=True)
        done = subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=self.project,
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
        )
        return Done(done.returncode, done.stdout.decode())
