"""Baselines as files: a folder of them, each named after the last day on which it tolerates.

What hurts in the baselines of other tools decided the shape. Lines and columns are nowhere, so
that edits above do not touch it; no count and no time, so that no two branches disagree about them
(shipmonk-rnd/phpstan-baseline-per-identifier#39). git merges changes of neighbouring lines only as
a conflict, and `merge=union`, which GitHub ignores, brings back what one side took away
(xroche/httrack#1037). So between any two entries stands an empty line that nobody ever takes away,
and a file never takes in another entry: what is adopted later is a file of its own. Branches that
each adopt and prune then always merge, with plain git.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256

from platguard import dates
from platguard.baseline_lines import order, read_entry, written
from platguard.config_files import BASELINE_FOLDER
from platguard.errors import UsageError
from platguard.model.baseline import Baseline, DebtEntry
from platguard.patterns import pattern

_NAME = pattern(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(-[0-9a-z-]+)?\.txt")
_HEAD = (
    "# Findings that are tolerated through the day after which this file is named.",
    "# Lines only ever leave: `platguard adopt --prune` takes away what is mended.",
)
_END = "# end"
_SUFFIX = 8
_BOM = "\ufeff"


def is_beside(path: str) -> bool:
    """Whether a file of the folder is not meant as a baseline: hidden, or there to be read."""
    return path.rpartition("/")[2].startswith((".", "README"))


def read_baselines(files: Mapping[str, bytes]) -> list[Baseline]:
    """The baselines in files, by sunset and path.

    Raises UsageError at the first line that is no entry, for a file that is named after no day,
    and for a finding that stands in one file twice in different words. The same line twice, as a
    merge may leave it, is one entry.
    """
    found = [read_baseline(files[path], path) for path in sorted(files) if not is_beside(path)]
    return sorted(found, key=lambda baseline: (baseline.sunset, baseline.path))


def read_baseline(data: bytes, path: str) -> Baseline:
    """The baseline in a file; raises as `read_baselines` does."""
    name = path.removeprefix(f"{BASELINE_FOLDER}/")
    match = _NAME.fullmatch(name)
    sunset = dates.parse(match[1]) if match else None
    if sunset is None:
        hint = "Name it after the last day that it tolerates, such as 2027-06-30.txt."
        raise UsageError("is no baseline: its name is no day", path=path, hint=hint)
    entries: dict[tuple[str, str], DebtEntry] = {}
    lines: dict[tuple[str, str], int] = {}
    for number, line in _lines(data, path):
        entry = read_entry(line, number, path)
        key = entry.path, entry.fingerprint
        if entries.setdefault(key, entry) != entry:
            told = f"the finding stands on line {lines[key]} in other words"
            raise UsageError(told, path=path, line=number, column=1, hint="Delete one of the two.")
        lines.setdefault(key, number)
    return Baseline(path, sunset, list(entries.values()))


def line_of(data: bytes, entries: Collection[DebtEntry], path: str) -> int:
    """The first line that holds one of some entries; 1 when none does."""
    found = (n for n, line in _lines(data, path) if read_entry(line, n, path) in entries)
    return next(found, 1)


def new_file(entries: Iterable[DebtEntry]) -> bytes:
    """The text of a new baseline."""
    lines = [written(entry) for entry in sorted(set(entries), key=order)]
    return "\n".join(
        [*_HEAD, "", *(part for line in lines for part in (line, "")), _END, ""]
    ).encode()


def new_name(sunset: str, data: bytes, taken: Collection[str]) -> str:
    """The path of a new baseline. One that comes later is also named after what it holds, so that
    two branches that adopt something else never write one file."""
    plain = f"{BASELINE_FOLDER}/{sunset}.txt"
    if plain not in taken:
        return plain
    return f"{BASELINE_FOLDER}/{sunset}-{sha256(data).hexdigest()[:_SUFFIX]}.txt"


def pruned(
    data: bytes, path: str, gone: Collection[DebtEntry], moved: Mapping[DebtEntry, DebtEntry]
) -> bytes | None:
    """The text without some entries, and with others as they are now; None when none is left.

    Every other line stays as it is, so that two branches can prune neighbours.
    """
    kept, left = [], False
    for number, line in enumerate(data.decode("utf-8").split("\n"), 1):
        content = _content(line.removeprefix(_BOM) if number == 1 else line)
        if content:
            entry = read_entry(content, number, path)
            if entry in gone:
                continue
            left = True
            if entry in moved:
                line = line.replace(content, written(moved[entry]), 1)
        kept.append(line)
    return "\n".join(kept).encode() if left else None


def _lines(data: bytes, path: str) -> Iterable[tuple[int, str]]:
    """The lines that hold an entry, with their numbers."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = data.count(b"\n", 0, error.start) + 1
        raise UsageError("is not UTF-8", path=path, line=at, column=1) from error
    for number, line in enumerate(text.split("\n"), 1):
        content = _content(line)
        if content:
            yield number, content


def _content(line: str) -> str:
    """What an entry is read from; empty for a comment and for a line between two entries."""
    content = line.rstrip("\r\t ")
    return "" if content.startswith("#") else content
