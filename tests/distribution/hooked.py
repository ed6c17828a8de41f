"""Repositories that use the hooks of this checkout, as users would, and without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from distribution.conftest import Run
from distribution.wheels import CHECKOUT

INSTALLED_FROM = ("src", "policies", "pyproject.toml", "README.md", "LICENSE")
ORGANISATION = """\
rules:
  default-deny-ingress: {enabled: false}
  default-deny-egress: {enabled: false}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/web:1.4.2
          securityContext:
            privileged: false
            runAsNonRoot: true
          resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}
"""
PRIVILEGED = DEPLOYMENT.replace("privileged: false", "privileged: true")
NETWORK_POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
"""


class Hooked:
    """A repository that uses hooks."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder = folder
        self._run = run

    def git(self, *arguments: str, exits: int = 0) -> str:
        """Runs git and answers with what was printed."""
        done = self._run("git", *arguments, cwd=self.folder, exits=exits)
        return done.stdout + done.stderr

    def pre_commit(self, *arguments: str, exits: int = 0) -> str:
        """Runs pre-commit and answers with what was printed."""
        done = self._run("pre-commit", *arguments, cwd=self.folder, exits=exits)
        return done.stdout + done.stderr

    def write(self, files: Mapping[str, str]) -> None:
        """Writes files, and stages nothing."""
        for path, text in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def commit(self, files: Mapping[str, str], *options: str, exits: int = 0) -> str:
        """Commits the files, hooks included, and answers with what was printed."""
        self.write(files)
        if files:
            self.git("add", "--", *files)
        return self.git("commit", "--message", "A change", *options, exits=exits)


def publish(folder: Path) -> None:
    """Makes a repository as a user's configuration names it, with a tag."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (*INSTALLED_FROM, ".pre-commit-hooks.yaml"):
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder)
    person = ("-c", "user.name=Tester", "-c", "user.email=tester@platform.example")
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1"}
    for command in (
        ("init", "--quiet"),
        ("add", "."),
        (*person, "commit", "--quiet", "--message", "Release"),
        ("tag", "v0.1.0"),
    ):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True)


def configuration(source: Path, *hooks: str) -> str:
    """The `.pre-commit-config.yaml` that uses some hooks; each may have settings behind its id."""
    chosen = "".join(f"      - {{id: {hook}}}\n" for hook in hooks)
    return f"repos:\n  - repo: {source}\n    rev: v0.1.0\n    hooks:\n{chosen}"
