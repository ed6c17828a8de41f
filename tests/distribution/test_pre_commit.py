"""The hook under the real pre-commit, in a repository of its own and without a network."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from identify.identify import ALL_TAGS

from distribution.conftest import Run
from distribution.wheels import CHECKOUT
from platguard.facts import kind_of

(HOOK,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text())
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
NETWORK_POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
"""


class Repository:
    """A repository that uses the hook."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder = folder
        self._run = run

    def write(self, files: Mapping[str, str]) -> None:
        for path, text in files.items():
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)

    def commit(self, files: Mapping[str, str], *options: str, exits: int = 0) -> str:
        """Commits the files, hooks included, and answers with what was printed."""
        self.write(files)
        self._run("git", "add", *files, cwd=self.folder)
        told = ("git", "commit", "--message", "A change", *options)
        done = self._run(*told, cwd=self.folder, exits=exits)
        return done.stdout + done.stderr


@pytest.fixture
def hook_source(tmp_path: Path, run: Run) -> Path:
    """A repository as a user's configuration names it, with a tag."""
    folder = tmp_path / "platguard"
    folder.mkdir()
    ignored = shutil.ignore_patterns("__pycache__")
    for name in (*INSTALLED_FROM, ".pre-commit-hooks.yaml"):
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=ignored)
        else:
            shutil.copy(source, folder)
    run("git", "init", "--quiet", cwd=folder)
    run("git", "add", ".", cwd=folder)
    run("git", "commit", "--quiet", "--message", "Release", cwd=folder)
    run("git", "tag", "v0.1.0", cwd=folder)
    return folder


@pytest.fixture
def repository(tmp_path: Path, hook_source: Path, run: Run) -> Repository:
    """A repository whose every commit is hooked; it has a NetworkPolicy from before."""
    folder = tmp_path / "shop"
    folder.mkdir()
    repository = Repository(folder, run)
    run("git", "init", "--quiet", cwd=folder)
    config = (
        f"repos:\n  - repo: {hook_source}\n    rev: v0.1.0\n    hooks:\n"
        "      - {id: platguard, args: [--as-of, '2026-11-22']}\n"
    )
    before = {
        ".pre-commit-config.yaml": config,
        "platguard.yaml": ORGANISATION,
        "policies/web.yaml": NETWORK_POLICY,
    }
    repository.commit(before, "--no-verify")
    run("pre-commit", "install", "--install-hooks", cwd=folder)
    return repository


@pytest.mark.slow
def test_hook_in_a_repository(repository: Repository) -> None:
    # One story, because installing the hook takes longer than everything after it.
    told = repository.commit({"web.yaml": DEPLOYMENT})
    assert "Passed" in told, "its NetworkPolicy lies in a file that the commit does not change"

    bad = DEPLOYMENT.replace("privileged: false", "privileged: true")
    told = repository.commit({"web.yaml": bad}, exits=1)
    assert "web.yaml:13:25: error[privileged]" in told
    assert "exit code: 1" in told

    alone = DEPLOYMENT.replace("app: web", "app: worker").replace("name: web,", "name: worker,")
    told = repository.commit({"web.yaml": DEPLOYMENT, "worker.yaml": alone}, exits=1)
    assert "worker.yaml:7:24: error[workload-unselected]" in told, told
    assert "error[privileged]" not in told

    told = repository.commit({"worker.yaml": "# Later\n", "broken.yaml": DEPLOYMENT + "  : [\n"})
    assert "Passed" in told
    assert "Could not be read, so not judged\nbroken.yaml:16:3: " in told


NAMES = ["", "Dockerfile", "Containerfile", "Makefile", "makefile", "GNUmakefile", "Jenkinsfile"]
NAMES += ["pyproject", "package", "go", "web", ".nvmrc", ".python-version", ".node-version"]
NAMES += [".ruby-version", ".tool-versions", "Dockerfile-old", "nvmrc", ".env", ".envrc", "values"]
ENDINGS = ["", ".yml", ".yaml", ".json", ".toml", ".mod", ".sh", ".bash", ".mk", ".jenkinsfile"]
ENDINGS += [".Dockerfile", ".dockerfile", ".dev", ".py", ".", "yml", ".env", ".ini"]


@given(
    st.lists(st.sampled_from(["deploy", ".github", "Dockerfile", "a.yml"]), max_size=2),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(ENDINGS), max_size=2),
)
def test_hook_is_given_the_files_that_platguard_reads(
    folders: list[str], name: str, endings: list[str]
) -> None:
    path = "/".join([*folders, name + "".join(endings)])
    assume(not path.endswith("/") and path)
    assert bool(re.search(HOOK["files"], path)) == (kind_of(path) is not None), path


def test_hook_knows_a_tag_for_every_such_file() -> None:
    assert set(HOOK["types_or"]) <= ALL_TAGS
    assert "text" in HOOK["types_or"], "a file whose name has no tag is text"
