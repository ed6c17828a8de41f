"""Writes the bare repositories of an organisation, the same for the same numbers, as days go by."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from corpus import manifest

_BORN = 1_700_000_000
"""When each repository has its first commit, in seconds since 1970."""
_DAY = 86_400
_CHANGED = "refs/heads/main"


class Repository:
    """A bare repository of manifests and of files that are none."""

    def __init__(self, folder: Path, number: int, files: int, manifests: int) -> None:
        self.folder = folder
        self._number = number
        self._files = files
        self._manifests = manifests
        self._day = 0
        _git(folder.parent, b"", "init", "-q", "--bare", "-b", "main", folder.name)
        self._commit({self._path(n): self._text(n) for n in range(files)})
        _git(folder, b"", "repack", "-q", "-a", "-d")

    def change(self, count: int) -> None:
        """The commit of the next day, which changes some manifests; none for a day like any."""
        self._day += 1
        step = max(1, self._manifests // max(count, 1))
        numbers = range(self._day % step, self._manifests, step)[:count]
        if count:
            self._commit({self._path(n): self._text(n) for n in numbers})

    def _path(self, number: int) -> str:
        if number < self._manifests:
            return f"team-{number % 10}/service-{self._number}-{number}.yaml"
        return f"src/module_{number % 10}/file_{number}.py"

    def _text(self, number: int) -> str:
        name = self._number * self._files + number
        if number >= self._manifests:
            return f"NUMBER = {name}\n" * 50
        more = f"cpu: {100 + self._day}m"
        return manifest(name, 0).replace("replicas: ", "replicas: 1").replace("cpu: 100m", more)

    def _commit(self, texts: dict[str, str]) -> None:
        stream = b"".join(commit_stream(self._day, texts))
        _git(self.folder, stream, "fast-import", "--quiet")


class Small:
    """A bare repository of few small files; what most of them hold, others hold as well."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder = folder
        self.number = number

    def make(self) -> None:
        """Makes it, unless it is there."""
        if (self.folder / _CHANGED).exists():
            return
        # What git-init makes beside this, nobody needs who only reads (gitrepository-layout(5)).
        for name in ("objects/pack", "refs/heads"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "HEAD").write_text(f"ref: {_CHANGED}\n")
        (self.folder / "config").write_text(
            "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
        )
        self._commit(0, dict(_small_files(self.number)))

    def change(self, millicores: int) -> None:
        """The commit of the next day: a manifest of its own asks for so many millicores."""
        asked = f"cpu: {millicores}m"
        changed = manifest(_POOL + 2 * self.number, 0).replace("cpu: 100m", asked)
        self._commit(1, {"deploy/own-0.yaml": changed})

    def _commit(self, day: int, texts: dict[str, str]) -> None:
        stream = b"".join(commit_stream(day, texts))
        _git(self.folder, stream, "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet")


_POOL = 400
_POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: to-{service}, namespace: team-{team}}}
spec:
  podSelector: {{matchLabels: {{app: service-{service}}}}}
  policyTypes: [Ingress]
  ingress: [{{from: [{{podSelector: {{}}}}]}}]
"""
_CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {{name: small-{number}}}
spec:
  type: service
  lifecycle: production
  owner: team-{team}
  dependsOn: ["component:small-{other}"]
"""
_OBJECTIVE = """\
apiVersion: openslo/v1
kind: SLO
metadata: {{name: small-{number}-availability}}
spec:
  service: small-{number}
  budgetingMethod: Occurrences
  timeWindow: [{{duration: 28d, isRolling: true}}]
  objectives: [{{displayName: answers, target: 0.99{digit}}}]
"""
_WORKFLOW = """\
name: ci
on: [push]
permissions: {{contents: read}}
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: {minutes}
    steps:
      - uses: actions/checkout@v4
      - run: make test
"""


def _small_files(number: int) -> Iterator[tuple[str, str]]:
    """Path and text of each file. A policy, a dependency and a promise speak of the next one."""
    for each in range(6):
        yield f"deploy/shared-{each}.yaml", manifest((number * 13 + each * 7) % _POOL, 0)
    for each in range(2):
        yield f"deploy/own-{each}.yaml", manifest(_POOL + 2 * number + each, 0)
    other = _POOL + 2 * (number + 1)
    yield "deploy/policy.yaml", _POLICY.format(service=other, team=other % 40)
    team = number % 40
    yield "catalog-info.yaml", _CATALOG.format(number=number, team=team, other=number + 1)
    yield "slo.yaml", _OBJECTIVE.format(number=number, digit=number % 10)
    yield "Dockerfile", f"FROM python:3.{8 + number % 6}-slim\nUSER 1000\n"
    yield "CODEOWNERS", f"* @acme/team-{number % 40}\n"
    yield ".github/workflows/ci.yaml", _WORKFLOW.format(minutes=5 + number % 5)
    yield "README.md", f"# Small {number}\n\nOne of many.\n"


def commit_stream(day: int, texts: dict[str, str]) -> Iterator[bytes]:
    """A commit of the branch that is judged, for git-fast-import(1)."""
    told = f"day {day}".encode()
    yield b"commit %s\n" % _CHANGED.encode()
    yield b"committer bench <bench@platform.example> %d +0000\n" % (_BORN + day * _DAY)
    yield b"data %d\n%s\n" % (len(told), told)
    if day:
        yield b"from %s^0\n" % _CHANGED.encode()
    for path, text in texts.items():
        data = text.encode()
        yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)


def _git(folder: Path, given: bytes, *arguments: str) -> None:
    kept = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
    command = ["git", "-c", "gc.auto=0", *arguments]
    subprocess.run(command, cwd=folder, env=kept, input=given, check=True)
