"""How long adopted debt takes to meet its findings: 50,000 lines, 50,000 findings, one core.

    python benchmarks/adoption_speed.py [--quick]

The limit is 3 seconds on one core for reading the file and matching, and that twice as many take
no more than three times as long: the work is linear. A tenth of the findings is new and a tenth of
the lines is gone, half of that because their files moved.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping

from platguard.baselines import new_file, read_baseline
from platguard.debt_matching import Surroundings, match, name_of
from platguard.model.baseline import DebtEntry
from platguard.model.report import Finding, LifecycleNote

SECONDS = 3.0
TIMES = 3.0
RULES = [f"rule-{number}" for number in range(40)]
LIFE = LifecycleNote("enforced", None, None, None, None, "")


def entry(number: int) -> DebtEntry:
    """An old finding."""
    service = number // 10
    return DebtEntry(
        path=f"teams/{number % 300:03}/deploy/service-{service}.yaml",
        rule=RULES[number % len(RULES)],
        level="error",
        severity="high",
        fingerprint=f"{number:032x}",
        address=f"k8s:apps/Deployment/team-{number % 300}/service-{service}",
        subject=f"containers[main-{number % 10}]",
    )


def finding(known: DebtEntry) -> Finding:
    """The finding that an entry names."""
    return Finding(
        rule=known.rule,
        standard="workloads",
        title="",
        level=known.level,
        severity=known.severity,
        outcome="fail",
        message="",
        fix="",
        path=known.path,
        line=1,
        column=1,
        end_line=1,
        subject=known.subject,
        address=known.address,
        fingerprint=known.fingerprint,
        lifecycle=LIFE,
        exception=None,
        controls={},
        owner="",
        contact="",
        guide="",
    )


def seconds(count: int) -> tuple[float, float, int]:
    """Seconds of reading and of matching, and how many findings were matched."""
    old = [entry(number) for number in range(count)]
    data = new_file(old)
    moves: Mapping[str, str] = {old[n].path: f"moved/{n}.yaml" for n in range(count // 20)}
    now = [known._replace(path=moves.get(known.path, known.path)) for known in old[: -count // 10]]
    now += [entry(number) for number in range(count, count + count // 10)]
    findings = [finding(known) for known in now]
    here = {known.path for known in now}
    about = Surroundings(
        dict(zip(RULES, RULES, strict=True)), here.__contains__, lambda path: moves
    )
    start = time.process_time()
    baseline = read_baseline(data, ".platguard/baseline/2027-06-30.txt")
    read = time.process_time()
    names = {name_of(known): [baseline.path] for known in baseline.entries}
    found = match(names, findings, about)
    return read - start, time.process_time() - read, len(found)


def main() -> int:
    """Prints the seconds of each step; 1 when they are over a limit."""
    count = 5_000 if "--quick" in sys.argv else 50_000
    half = sum(seconds(count // 2)[:2])
    reading, matching, matched = seconds(count)
    print(f"{count} lines, {count} findings, {matched} matched")
    print(f"reading {reading:.2f} s, matching {matching:.2f} s; half of them {half:.2f} s")
    whole = reading + matching
    return int(whole > SECONDS or (whole > 0.2 and whole > TIMES * half))


if __name__ == "__main__":
    sys.exit(main())
