"""Which lines a diff of a change shows, as services that host repositories make it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from platguard.model.paths import path_of
from platguard.patterns import pattern

if TYPE_CHECKING:
    from platguard.sources.git import Git

# Every setting of a repository that could say otherwise is overruled.
_DIFF = (
    *("-p", "-U3", "-M50%", "-l1000", "--no-color", "--no-prefix", "--inter-hunk-context=0"),
    *("--diff-algorithm=myers", "-O/dev/null", "--no-ext-diff", "--no-textconv"),
    "--ignore-submodules=all",
)
_HUNK = pattern(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")

Shown = dict[str, list[tuple[int, int]]]
"""First and last line of each stretch, by the path that a file has now."""


def shown_lines(git: Git, earlier: str, later: str | None, folder: str) -> Shown:
    """The lines of `later`, or of the index without one, that its diff to `earlier` shows.

    Files whose names git has to quote are left out. Empty where git cannot tell.
    """
    compared = ("diff-tree", "-r") if later else ("diff-index", "--cached")
    commits = (earlier, later) if later else (earlier,)
    relative = "--no-relative" if git.is_bare else "--relative"
    command = (*compared, *_DIFF, relative, *commits, "--")
    answer = git.with_settings({"core.quotePath": "false"}, {}).answer(*command, folder=folder)
    shown: Shown = {}
    if not answer.status:
        for path, first, last in _hunks(answer.output.split(b"\n")):
            shown.setdefault(path, []).append((first, last))
    return shown


def _hunks(lines: list[bytes]) -> Iterator[tuple[str, int, int]]:
    path, number = "", 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if line.startswith(b"+++ "):
            # A name with spaces has a tab behind it; a quoted one cannot be a path of ours.
            name = line[4:].rstrip(b"\t")
            path = "" if name.startswith(b'"') or name == b"/dev/null" else path_of(name)
        elif found := _HUNK.match(line):
            old, new = (int(found[at] or 1) if found[at] != b"0" else 0 for at in (1, 3))
            # What stands in a hunk may look like anything: it is counted, not read.
            while number < len(lines) and (old or new):
                mark = lines[number][:1]
                old -= mark in (b" ", b"-", b"")
                new -= mark in (b" ", b"+", b"")
                number += 1
            first, count = int(found[2]), int(found[3] or 1)
            if path and count:
                yield path, first, first + count - 1
