"""How much an agenda costs, told as the ratio to one scan of the same repository.

Everything is measured in one run, over caches that are warm, because machines differ.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from corpus import write

PLATGUARD = str(Path(sys.executable).parent / "platguard")
AS_OF = "--as-of=2026-11-22"
ADOPTED = """\
rules:
  docker-swarm:
    lifecycle:
      announced: 2026-09-30
      enforced_from: 2026-12-31
      replacement: kubernetes
      guide: https://platform.example/migrate/swarm
"""
ROUNDS = 3


def seconds(arguments: Sequence[str], cache: Path) -> float:
    """How long a command takes."""
    environ = {**os.environ, "PLATGUARD_CACHE_DIR": str(cache)}
    start = time.perf_counter()
    command = [PLATGUARD, *arguments]
    subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def measure(folder: Path, config: Path, cache: Path) -> None:
    """Prints the ratio of each agenda to one scan."""
    asked = [str(folder), f"--config={config}", AS_OF]
    commands = {
        "scan": ["scan", *asked],
        "agenda of 90 days": ["agenda", *asked, "--within=90d"],
        "agenda of a year": ["agenda", *asked, "--within=365d"],
    }
    for arguments in commands.values():
        seconds(arguments, cache)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(ROUNDS):  # interleaved, so that a slow moment is everybody's
        for name, arguments in commands.items():
            # Asked otherwise each time: an equal scan would be answered from memory.
            varied = [f"--fail-on={('warning', 'note', 'never')[turn]}"] if name == "scan" else []
            times[name].append(seconds([*arguments, *varied], cache))
    best = {name: min(taken) for name, taken in times.items()}
    scan = best["scan"]
    for name, taken in best.items():
        print(f"{name}: {taken:.2f} s, {taken / scan:.1f} scans")


def main() -> None:
    """Measures a repository that is made, or the one that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="a repository instead of a made one")
    parser.add_argument("--files", type=int, default=2000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        config = top / "platguard.yaml"
        config.write_text(ADOPTED)
        folder = asked.folder
        if folder is None:
            folder = top / "made"
            write(folder, asked.files, 0)
        measure(folder.resolve(), config, top / "cache")


if __name__ == "__main__":
    main()
