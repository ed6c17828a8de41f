"""Draws findings of public repositories to be judged by people, and sums up what they said.

    python scripts/verdicts.py draw REPOSITORY COMMIT REPORT.json ... >> sample.csv
    python scripts/verdicts.py sum docs/verdicts/*.csv

`draw` takes up to thirty failing findings of each rule out of JSON reports, spread evenly over the
repositories: first those that are no notes, and the same each time, because they are ordered by
fingerprint. `sum` prints how many of each rule were right, and fails below 95 of 100 in all.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

MOST = 30
"""How many findings of a rule are judged."""
LEAST_RIGHT = 95
"""Of a hundred."""
COLUMNS = ("repository", "commit", "path", "line", "rule", "severity", "verdict", "reason")
VERDICTS = ("right", "wrong", "arguable")
"""Wrong: one would not act on it. Arguable: experts would disagree; it counts half."""


class Drawn(NamedTuple):
    """A finding and where it was found."""

    repository: str
    commit: str
    finding: dict[str, Any]


def draw(reports: Sequence[tuple[str, str, Path]]) -> Iterator[Drawn]:
    """Up to MOST findings of each rule, in turn from each repository."""
    by_rule: dict[str, dict[str, list[Drawn]]] = defaultdict(lambda: defaultdict(list))
    for repository, commit, path in reports:
        for finding in json.loads(path.read_text())["findings"]:
            if finding["outcome"] == "fail":
                drawn = Drawn(repository, commit, finding)
                by_rule[finding["rule"]][repository].append(drawn)
    for _, found in sorted(by_rule.items()):
        ordered = [sorted(own, key=_order) for _, own in sorted(found.items())]
        turns = chain.from_iterable(zip_longest(*ordered))
        yield from [drawn for drawn in turns if drawn is not None][:MOST]


def _order(drawn: Drawn) -> tuple[bool, str]:
    """What people must act on comes first; notes are mostly folders of tests."""
    return drawn.finding["level"] == "note", str(drawn.finding["fingerprint"])


def write(drawn: Iterator[Drawn]) -> None:
    """Rows without a verdict, with the message in its place for whoever judges."""
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(COLUMNS)
    for repository, commit, finding in drawn:
        place = (finding["path"], finding["line"], finding["rule"], finding["severity"])
        rows.writerow((repository, commit[:12], *place, "", finding["message"]))


def sum_up(paths: Sequence[Path]) -> int:
    """Prints a table of verdicts by rule; the exit code."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(VERDICTS, 0))
    for path in paths:
        with path.open(newline="") as stream:
            for row in csv.DictReader(stream):
                if row["verdict"] not in VERDICTS or not row["reason"]:
                    sys.exit(f"{path}: no verdict or reason: {row}")
                counts[row["rule"]][row["verdict"]] += 1
    print("| rule | right | wrong | arguable |\n| --- | --- | --- | --- |")
    for rule, found in sorted(counts.items()):
        print(f"| `{rule}` | {found['right']} | {found['wrong']} | {found['arguable']} |")
    total = sum(sum(found.values()) for found in counts.values())
    right = sum(found["right"] + found["arguable"] / 2 for found in counts.values())
    share = 100 * right / total if total else 0
    print(f"\n{total} findings of {len(counts)} rules: {share:.1f} of 100 are right.")
    return 0 if share >= LEAST_RIGHT else 1


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["draw", *given] if given and len(given) % 3 == 0:
            triples = zip(given[::3], given[1::3], given[2::3], strict=True)
            write(draw([(name, commit, Path(path)) for name, commit, path in triples]))
        case ["sum", *given] if given:
            sys.exit(sum_up([Path(path) for path in given]))
        case _:
            sys.exit(__doc__)
