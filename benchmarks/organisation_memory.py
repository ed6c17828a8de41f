"""Whether the process that deals orders stays small, however many repositories there are.

    python benchmarks/organisation_memory.py [--repositories 100 1000 10000] [--jobs 2]
        [--folder FOLDER] [--pieces SECONDS]

Runs `platguard org scan` over bare repositories of 15 small files, of which some are the same
everywhere: a first day, and a second one on which 1 % of the files differ; then `org report`. Every
repository asks another one something, and what they answer is right only after all were seen, so
that all of the first day is judged twice. Tells how much memory the one process had at its peak:
not those that judge. Pages of the history that the system has mapped count into the whole, and
can be taken back at any time; what is private cannot. The limit is 500 MB for scans, whatever the
number of repositories.

With `--folder`, what was made there before is used again. With `--pieces`, each scan is killed
after so many seconds and called again, until it comes to its end.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from organisation_corpus import Small

MEGABYTES = 500
DAYS = ("2026-11-21", "2026-11-22")
PROGRAM = [sys.executable, "-c", "from platguard.__main__ import run; run()"]
CONFIGURATION = """\
standards: [builtin]
register: register
segments: {backend: {}}
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
"""
EXCEPTION = """\
id: EXC-2026-%04d
rules: [%s]
scope: {repositories: ["acme/*"], paths: [deploy]}
category: waiver
reason: The suppliers publish nothing else until 2027.
owner: team-%d
requested: {by: alice, on: 2026-01-10}
approvals:
  - {role: platform, by: bob, on: 2026-01-15, sunset: 2027-12-31}
  - {role: leadership, by: carol, on: 2026-01-16, sunset: 2027-12-31}
sunset: 2027-12-31
max_findings: 1000000
"""
RULES = ("image-tag", "limits", "requests", "host-network", "workload-unselected")


class Peak(NamedTuple):
    """The most that a process had of memory, in bytes."""

    whole: int = 0
    private: int = 0
    """Without what files back: a sample every few milliseconds."""

    def joined(self, other: Peak) -> Peak:
        """The larger ones."""
        return Peak(max(self.whole, other.whole), max(self.private, other.private))

    def __str__(self) -> str:
        return f"{self.whole / 1e6:.0f} MB at its peak, {self.private / 1e6:.0f} MB of it private"


class Organisation:
    """The first repositories of a folder, with an inventory, a history and a cache."""

    def __init__(self, top: Path, number: int, jobs: int, pieces: float) -> None:
        self._repositories = [
            Small(top / "repositories" / f"{each // 100}" / f"{each}.git", each)
            for each in range(number)
        ]
        self.folder = top / f"of-{number}"
        self._jobs, self._pieces = jobs, pieces
        self.resumed = 0
        """How often a scan went on with an earlier one."""
        register = self.folder / "register"
        register.mkdir(parents=True, exist_ok=True)
        (self.folder / "home").mkdir(exist_ok=True)
        (self.folder / "platguard.yaml").write_text(CONFIGURATION)
        for each, rule in enumerate(RULES):
            text = EXCEPTION % (each + 1, rule, each)
            (register / f"EXC-2026-{each + 1:04}.yaml").write_text(text)
        (self.folder / "inventory.yaml").write_text(
            "repositories:\n"
            + "".join(
                f"  - {{name: acme/{one.number}, path: {one.folder}, team: team-{one.number % 40},"
                f" segment: backend, created: 2024-03-01}}\n"
                for one in self._repositories
            )
        )

    def make(self) -> None:
        """Makes the repositories that are not there yet."""
        for one in self._repositories:
            one.make()

    def change(self) -> None:
        """Changes a file in every seventh repository, 1 % of all."""
        for one in self._repositories[::7]:
            one.change(len(self._repositories))

    def scan(self, day: str) -> Peak:
        """The peak of a scan, however often it is killed and called again."""
        peak, code = Peak(), None
        asked = ["scan", "inventory.yaml", "--as-of", day, "--format=json", "--output=scan.json"]
        while code is None:
            found, code = self._run(*asked, f"--jobs={self._jobs}", seconds=self._pieces)
            peak = peak.joined(found)
            self.resumed += code is None
        assert code in (0, 1), code
        told = json.loads((self.folder / "scan.json").read_text())["summary"]
        assert told["statuses"]["judged"] == len(self._repositories), told
        return peak

    def report(self, form: str) -> Peak:
        """The peak of a report."""
        wanted = f"--format={form}=report.{form}"
        peak, code = self._run("report", "inventory.yaml", "--as-of", DAYS[1], wanted)
        assert code == 0, code
        return peak

    def _run(self, *arguments: str, seconds: float = 0) -> tuple[Peak, int | None]:
        """The peak of a process and its exit code; None where it was killed after the seconds."""
        own = {"HOME": str(self.folder / "home"), "PLATGUARD_CACHE_DIR": str(self.folder / "cache")}
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        command = [*PROGRAM, "org", *arguments]
        with (self.folder / "errors.txt").open("w") as errors:
            started = subprocess.Popen(command, cwd=self.folder, env=own | kept, stderr=errors)
        begun, peak = time.monotonic(), Peak()
        while started.poll() is None:
            peak = peak.joined(_peak(started.pid))
            time.sleep(0.02)
            if seconds and time.monotonic() - begun > seconds:
                started.send_signal(signal.SIGKILL)
                started.wait()
                return peak, None
        return peak, started.returncode


def _peak(process: int) -> Peak:
    """What the system tells of a process now (proc_pid_status(5)); nothing of one that ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return Peak()
    found = dict(line.split(":", 1) for line in status.splitlines())
    return Peak(*(int(found.get(name, "0").split()[0]) * 1024 for name in ("VmHWM", "RssAnon")))


def measures(organisation: Organisation) -> Iterator[tuple[str, Peak, float]]:
    """Each step, its peak and its seconds."""

    def steps() -> Iterator[tuple[str, Peak]]:
        yield "first day", organisation.scan(DAYS[0])
        organisation.change()
        yield "second day", organisation.scan(DAYS[1])
        for form in ("markdown", "json"):
            yield f"report as {form}", organisation.report(form)

    begun = time.monotonic()
    for name, peak in steps():
        yield name, peak, time.monotonic() - begun
        begun = time.monotonic()


def measure(top: Path, numbers: Sequence[int], jobs: int, pieces: float) -> bool:
    """Prints every measure; whether the limit holds."""
    holds = True
    for number in numbers:
        organisation = Organisation(top, number, jobs, pieces)
        organisation.make()
        for name, peak, seconds in measures(organisation):
            print(f"{number} repositories, {name}: {peak} ({seconds:.0f} s)", flush=True)
            if name.endswith("day") and peak.whole > MEGABYTES * 1e6:
                print(f"MISSED: more than {MEGABYTES} MB")
                holds = False
        if pieces:
            print(f"  scans were killed and called again {organisation.resumed} times", flush=True)
        size = (organisation.folder / "platguard-history.db").stat().st_size
        print(f"  the history has {size / 1e6:.0f} MB", flush=True)
    return holds


def main() -> int:
    """Prints every measure; 1 when the limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repositories", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--pieces", type=float, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        top = given.folder or Path(name)
        return int(not measure(top, given.repositories, given.jobs, given.pieces))


if __name__ == "__main__":
    sys.exit(main())
