"""`scan --base` of a change of five files, against `git ls-tree -r` of both commits in one run.

The repository has 10,000 files: 1,000 of them manifests, or all of them, in as many folders as
well-known repositories have (see `corpus`), or 1,000 in few folders. Each change is new, so that
nobody remembers its five contents. With `--peers`, also checkov and `semgrep --baseline-commit`, of
the same change.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus import PER_FOLDER, write

PLATGUARD = str(Path(sys.executable).parent / "platguard")
CHANGED = 5
SEMGREP_RULE = """\
rules:
  - id: replicas
    languages: [yaml]
    severity: WARNING
    message: replicas
    pattern: "replicas: $N"
"""


os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled once, as for everybody


class Cost(NamedTuple):
    """What a command took."""

    wall: float
    """Seconds until it ended."""
    cpu: float
    """Seconds of processors, of the command and all that it started."""


def cost(commands: Sequence[Sequence[str]], folder: Path, environ: Mapping[str, str]) -> Cost:
    """What some commands cost, one after the other."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for command in commands:
        subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, **environ},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return Cost(wall, user + system)


def git(folder: Path, *arguments: str) -> None:
    """Runs git as somebody."""
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@platform.example"]
    settings = ["-c", "gc.auto=0"]
    subprocess.run(["git", *identity, *settings, *arguments], cwd=folder, check=True)


class Repository:
    """A repository, and changes of it."""

    def __init__(self, folder: Path, manifests: int, files: int, *, nested: bool) -> None:
        self.folder = folder
        self._number = 0
        write(folder, manifests, nested=nested)
        for number in range(files - manifests):
            part = f"part_{number // 100 // PER_FOLDER}/lib" if nested else ""
            path = folder / "src" / f"module_{number % 100}" / part / f"file_{number}.py"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"NUMBER = {number}\n")
        (folder / "platguard.yaml").write_text("standards: [builtin]\n")
        git(folder, "init", "-q", "-b", "main")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "all")
        git(folder, "repack", "-q", "-a", "-d")
        self._manifests = sorted(folder.glob("team-*/**/*.yaml"))

    def change(self) -> None:
        """A branch with five files as nobody has seen them."""
        self._number += 1
        git(self.folder, "switch", "-q", "-C", "feature", "main")
        step = len(self._manifests) // CHANGED
        for path in self._manifests[::step][:CHANGED]:
            text = path.read_text().replace("replicas: ", f"replicas: {self._number}")
            path.write_text(text.replace("cpu: 100m", f"cpu: {self._number}m"))
        git(self.folder, "commit", "-q", "-a", "-m", f"change {self._number}")


def measured(
    repository: Repository, commands: Mapping[str, Sequence[Sequence[str]]], cache: Path, times: int
) -> dict[str, Cost]:
    """The least that each of some commands cost, each time of a new change."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(times):  # interleaved, so that a slow moment is everybody's
        for name, each in commands.items():
            repository.change()
            found[name].append(cost(each, repository.folder, {"PLATGUARD_CACHE_DIR": str(cache)}))
    return {
        name: Cost(min(one.wall for one in taken), min(one.cpu for one in taken))
        for name, taken in found.items()
    }


def told(name: str, taken: Cost, unit: Cost) -> str:
    """One line: seconds, and how many times the unit that is."""
    wall, cpu = taken.wall / unit.wall, taken.cpu / unit.cpu
    return (
        f"  {name}: {taken.wall * 1000:.0f} ms, {wall:.1f} times;"
        f" processors {taken.cpu * 1000:.0f} ms, {cpu:.1f} times"
    )


def changes(top: Path, manifests: int, files: int, times: int, *, nested: bool) -> Iterator[str]:
    """Five files changed, base remembered; and the first change, base not remembered."""
    top = top / f"{manifests}-{'nested' if nested else 'flat'}"
    repository = Repository(top / "repository", manifests, files, nested=nested)
    folders = sum(
        1 for path in repository.folder.rglob("*") if path.is_dir() and ".git" not in path.parts
    )
    yield f"{manifests} manifests among {files} files in {folders} folders"
    scan = [PLATGUARD, "scan", "--base", "main"]
    facts, cache = top / f"facts-{manifests}", top / f"cache-{manifests}"
    environ = {"PLATGUARD_CACHE_DIR": str(facts)}
    repository.change()
    cold = cost([scan], repository.folder, environ)
    # The facts of the base stay, as after a scan of another day.
    for path in (facts / "trees").glob("*"):
        path.unlink()
    repository.change()
    anew = cost([scan], repository.folder, environ)
    cost(
        [[PLATGUARD, "scan", "--revision", "main"]],
        repository.folder,
        {"PLATGUARD_CACHE_DIR": str(cache)},
    )
    trees = [["git", "ls-tree", "-r", name] for name in ("main", "feature")]
    commands = {
        "git ls-tree -r of both": trees,
        "python -c pass": [[sys.executable, "-c", "pass"]],
        "platguard --version": [[PLATGUARD, "--version"]],
        "scan --base, base remembered": [scan],
        "scan --base, the same in JSON": [[*scan, "--format", "json"]],
    }
    best = measured(repository, commands, cache, times)
    unit = best["git ls-tree -r of both"]
    for name, taken in best.items():
        yield told(name, taken, unit)
    yield told("scan --base, only facts of the base remembered", anew, unit)
    yield told("scan --base, nothing remembered", cold, unit)


def peers(top: Path, checkov: str, semgrep: str) -> Iterator[str]:
    """checkov and semgrep on the same change, where they are installed."""
    repository = Repository(top / "peers", 1000, 10_000, nested=True)
    repository.change()
    rules = top / "rules.yaml"
    rules.write_text(SEMGREP_RULE)
    names = [f"team-{n}" for n in range(40)]
    changed = subprocess.run(
        ["git", "diff", "--name-only", "main"],
        cwd=repository.folder,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    quiet = ["--quiet", "--compact", "--framework", "kubernetes"]
    found = {
        "git ls-tree -r of both": [["git", "ls-tree", "-r", n] for n in ("main", "feature")],
        "checkov of the changed files": [
            [checkov, *quiet, *(part for path in changed for part in ("-f", path))]
        ],
        "checkov of the repository": [[checkov, *quiet, "-d", "."]],
        "semgrep --baseline-commit, one rule": [
            [
                semgrep,
                "scan",
                "--metrics=off",
                "--disable-version-check",
                "--config",
                str(rules),
                "--baseline-commit",
                "main",
                *names,
            ]
        ],
    }
    yield "peers, 1000 manifests among 10000 files"
    best = {name: cost(each, repository.folder, {}) for name, each in found.items()}
    for name, taken in best.items():
        yield told(name, taken, best["git ls-tree -r of both"])


def main() -> None:
    """Prints every measure; `--quick` leaves out 10,000 manifests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--peers", nargs=2, metavar=("CHECKOV", "SEMGREP"), help="their programs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        measures = [changes(top, 1000, 10_000, given.times, nested=True)]
        if not given.quick:
            measures.append(changes(top, 10_000, 10_000, given.times, nested=True))
            measures.append(changes(top, 1000, 10_000, given.times, nested=False))
        if given.peers:
            measures.append(peers(top, *given.peers))
        for measure in measures:
            for line in measure:
                print(line, flush=True)


if __name__ == "__main__":
    main()
