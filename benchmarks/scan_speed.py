"""Whole scans: start-up, first against second, growth, memory, the share of evaluation.

Everything is measured in one run and told as ratios, because machines differ.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from corpus import write

PLATGUARD = [str(Path(sys.executable).parent / "platguard"), "scan"]
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled once, as for everybody
NOTHING = "import click\n@click.command()\ndef nothing(): pass\nnothing()\n"


def run(command: list[str], folder: Path, cache: Path) -> float:
    """Seconds of a command in a folder."""
    environ = {**os.environ, "PLATGUARD_CACHE_DIR": str(cache)}
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environ, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def repository(top: Path, files: int, size: int = 0) -> Path:
    """A git repository of so many manifests."""
    folder = top / f"{files}-{size}"
    write(folder, files, size)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        identity = ["-c", "user.name=bench", "-c", "user.email=bench@platform.example"]
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)
    return folder


def start_up(top: Path) -> Iterator[str]:
    """Three small manifests with warm caches."""
    folder = repository(top, 3)
    (top / "nothing.py").write_text(NOTHING)
    manifests = sorted(map(str, folder.rglob("*.yaml")))
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "click that does nothing": [sys.executable, str(top / "nothing.py")],
        "platguard scan --files": [*PLATGUARD, "--files", *manifests],
    }
    run(commands["platguard scan --files"], folder, top / "cache")
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(25):  # interleaved, so that a slow moment is everybody's
        for name, command in commands.items():
            times[name].append(run(command, folder, top / "cache"))
    best = {name: min(taken) for name, taken in times.items()}
    for name, seconds in best.items():
        yield f"{name}: {seconds * 1000:.0f} ms"
    ours = best["platguard scan --files"]
    yield f"  against python: {ours / best['python -c pass']:.2f} (at most 6)"
    yield f"  against click: {ours / best['click that does nothing']:.2f} (under 1.6)"


def first_and_second(top: Path, files: int) -> Iterator[str]:
    """A scan, the same again, and one after a change."""
    folder, cache = repository(top, files), top / f"cache-{files}"
    stats = top / "stats.json"
    scan = [*PLATGUARD, "--stats", str(stats)]
    first = run(scan, folder, cache)
    second = run(scan, folder, cache)
    told = json.loads(stats.read_text())
    yield f"{files} files: first {first:.2f} s, second {second:.2f} s, ratio {first / second:.1f}"
    yield f"  second parsed {told['parsed']}, remembered {told['remembered']} (0 parsed)"
    for path in sorted(folder.rglob("*.yaml"))[:5]:
        path.write_text(path.read_text() + "# changed\n")
    changed = run(scan, folder, cache)
    told = json.loads(stats.read_text())
    yield f"  after 5 changes {changed:.2f} s, parsed {told['parsed']} (5)"


def memory(top: Path) -> Iterator[str]:
    """The peak of scanning 100 MB in 10,000 files."""
    folder = repository(top, 10_000, 10_000)
    size = sum(path.stat().st_size for path in folder.rglob("*.yaml"))
    run([*PLATGUARD], folder, top / "cache-memory")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield f"{size / 1e6:.0f} MB in 10,000 files: peak {peak:.0f} MB (at most 300)"


def evaluation_share(top: Path) -> Iterator[str]:
    """How much of a cold scan is spent on judging."""
    code = (
        "import sys, time\n"
        "from datetime import datetime, UTC\n"
        "from platguard.evaluation import Evaluation\n"
        "from platguard.request import Request\n"
        "from platguard.scan import scan\n"
        "judge, spent = Evaluation.judge, [0.0]\n"
        "def timed(self, fact):\n"
        "    start = time.perf_counter()\n"
        "    found = list(judge(self, fact))\n"
        "    spent[0] += time.perf_counter() - start\n"
        "    return found\n"
        "Evaluation.judge = timed\n"
        "start = time.perf_counter()\n"
        "scan(Request(now=datetime.now(UTC), cwd=sys.argv[1]))\n"
        "print(spent[0] / (time.perf_counter() - start))\n"
    )
    folder = repository(top, 2001)
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    yield f"evaluation: {float(done.stdout):.1%} of a cold scan (at most 25%)"


def main() -> None:
    """Prints every measure; `--quick` leaves out the large repositories."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        measures = [start_up(top), evaluation_share(top), first_and_second(top, 1000)]
        if not quick:
            # Memory first: the peak that the system tells is that of the largest child so far.
            measures = [memory(top), *measures]
            measures += [first_and_second(top, 4000), first_and_second(top, 8000)]
        for measure in measures:
            for line in measure:
                print(line, flush=True)


if __name__ == "__main__":
    main()
