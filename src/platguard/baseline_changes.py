"""What a change would alter in adopted debt: what a baseline gains and loses, a moved sunset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from platguard.baselines import line_of, read_baselines
from platguard.model.baseline import Baseline, DebtEntry
from platguard.model.proposal import Proposal

BASELINE = "baseline"
"""The kind of all these proposals."""


def baseline_proposals(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[Proposal]:
    """How two states of the files differ, by path.

    An entry that leaves one baseline and stands in another has another sunset, which is told with
    how many went with it; all else is told as what each file gains and loses. Raises UsageError
    for what is no baseline.
    """
    old = {baseline.path: baseline for baseline in read_baselines(before)}
    new = {baseline.path: baseline for baseline in read_baselines(after)}
    were, are = _sunsets(old), _sunsets(new)
    moved = {entry for entry, day in were.items() if are.get(entry, day) != day}
    found = [*_moves(were, are, moved, new, after)]
    for path in sorted(old.keys() | new.keys()):
        known = set(old[path].entries) if path in old else set()
        now = set(new[path].entries) if path in new else set()
        gains, losses = (now - known) - moved, (known - now) - moved
        if gains or losses:
            followed = _followed(gains, losses)
            sunset = (new.get(path) or old[path]).sunset
            line = line_of(after[path], gains, path) if path in after else 1
            told = _told(len(gains) - followed, len(losses) - followed, followed)
            was = _findings(len(known)) if path in old else ""
            becomes = f"{_findings(len(now))} ({told})" if path in new else ""
            subject = f"baseline through {sunset}"
            found.append(Proposal(BASELINE, path, line, subject, "", was, becomes))
    return sorted(found, key=lambda one: (one.path, one.line, one.key, one.was))


def _moves(
    were: Mapping[DebtEntry, date],
    are: Mapping[DebtEntry, date],
    moved: set[DebtEntry],
    new: Mapping[str, Baseline],
    after: Mapping[str, bytes],
) -> list[Proposal]:
    """The sunsets that are altered, each with how many findings it holds for."""
    found = []
    counts = Counter((were[entry], are[entry]) for entry in moved)
    for (old_day, new_day), number in sorted(counts.items()):
        path = next(
            path
            for path, baseline in new.items()
            if baseline.sunset == new_day and moved.intersection(baseline.entries)
        )
        line = line_of(after[path], moved, path)
        becomes = f"{new_day} for {_findings(number)}"
        subject = f"baseline through {old_day}"
        found.append(Proposal(BASELINE, path, line, subject, "sunset", str(old_day), becomes))
    return found


def _sunsets(baselines: Mapping[str, Baseline]) -> dict[DebtEntry, date]:
    """The day through which each entry is tolerated: the earliest that names it."""
    found: dict[DebtEntry, date] = {}
    for baseline in baselines.values():
        for entry in baseline.entries:
            found[entry] = min(found.get(entry, baseline.sunset), baseline.sunset)
    return found


def _followed(gains: Iterable[DebtEntry], losses: Iterable[DebtEntry]) -> int:
    """How many of the entries only went with their files."""
    counts = [Counter(entry._replace(path="") for entry in side) for side in (gains, losses)]
    return (counts[0] & counts[1]).total()


def _told(gained: int, lost: int, followed: int) -> str:
    parts = (
        f"+{gained}" if gained else "",
        f"-{lost}" if lost else "",
        f"{followed} under another path" if followed else "",
    )
    return ", ".join(filter(None, parts))


def _findings(number: int) -> str:
    return f"{number} finding{'' if number == 1 else 's'}"
