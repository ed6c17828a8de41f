"""How an old and a new text of a file differ: as a patch, and as exact replacements.

A patch shows the lines around a change. Those that may hold a secret are left out of it, because
a patch is printed into logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from platguard.facts import extract, kind_of
from platguard.facts.withholding import holds_credential
from platguard.fixes.line_matching import Stretch, single_changes, stretches
from platguard.model.facts import CredentialFact, SecretFact
from platguard.model.repair import Replacement

_AROUND = 3
_NO_END = "\\ No newline at end of file\n"
_BOM = "\ufeff"


def lines_of(data: bytes) -> list[str]:
    """The lines of a file with their ends, split where git splits them."""
    lines = data.decode("utf-8").split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


@lru_cache(maxsize=4)  # several findings of a file ask one after the other
def secret_lines(data: bytes, path: str) -> frozenset[int]:
    """Numbers of the lines, from 1, that hold a secret or look as if they did."""
    kind = kind_of(path)
    found = {n for n, line in enumerate(lines_of(data), 1) if holds_credential(line)}
    for fact in extract(data, kind).facts if kind else ():
        if isinstance(fact, CredentialFact):
            for place in fact.places.values():
                found.update(range(place.line, place.end_line + 1))
        elif isinstance(fact, SecretFact):
            found.update(key.line for key in fact.keys)
    return frozenset(found)


def patch(path: str, old: bytes | None, new: bytes) -> tuple[str, int]:
    """A patch for `git apply`, and how many changes it leaves out for secrets beside them."""
    before, after = lines_of(old or b""), lines_of(new)
    hidden = secret_lines(old, path) if old is not None else frozenset()
    head = [f"diff --git {_quoted(f'a/{path}')} {_quoted(f'b/{path}')}\n"]
    if old is None:
        head.append("new file mode 100644\n")
    head += [f"--- {_quoted(f'a/{path}') if old is not None else '/dev/null'}\n"]
    head += [f"+++ {_quoted(f'b/{path}')}\n"]
    hunks, left_out, shift = [], 0, 0
    for group in _groups(before, after, hidden):
        if _can_be_shown(group, before, hidden):
            hunks.append(_hunk(group, before, after, shift))
        else:
            left_out += 1
            # The lines of later changes are counted as if this one were not made.
            shift += sum(stretch.growth for stretch in group)
    return "".join([*head, *hunks]) if hunks else "", left_out


def _groups(before: list[str], after: list[str], hidden: frozenset[int]) -> Iterator[list[Stretch]]:
    """The changes, each with the lines around it up to those with secrets; near ones together."""
    found = [*single_changes(stretches(before, after), before, after)]
    group: list[Stretch] = []
    for number, stretch in enumerate(found):
        if not stretch.is_same:
            group.append(stretch)
            continue
        start, end = stretch.start, stretch.end
        shut = [line for line in range(start, end) if line + 1 in hidden]
        is_last = number == len(found) - 1
        if group and not is_last and not shut and end - start <= 2 * _AROUND:
            group.append(stretch)
            continue
        if group:
            yield [*group, _part(stretch, start, min([start + _AROUND, end, *shut]))]
        above = max([end - _AROUND, start, *(line + 1 for line in shut)])
        group = [] if is_last else [_part(stretch, above, end)]
    if group:
        yield group


def _part(stretch: Stretch, start: int, end: int) -> Stretch:
    """Some of the lines of a stretch that is the same."""
    shift = stretch.new_start - stretch.start
    return Stretch(True, start, end, start + shift, end + shift)


def _can_be_shown(group: list[Stretch], before: list[str], hidden: frozenset[int]) -> bool:
    """Whether no changed line is to be hidden, and git finds a line behind the last change.

    Without one, git takes a change for the end of its file (apply.c, `match_end`).
    """
    last = group[-1]
    is_found = last.end == len(before) or (last.is_same and last.end > last.start)
    return is_found and not any(
        hidden.intersection(range(stretch.start + 1, stretch.end + 1))
        for stretch in group
        if not stretch.is_same
    )


def _hunk(group: list[Stretch], before: list[str], after: list[str], shift: int) -> str:
    first, last = group[0], group[-1]
    new = _span(first.new_start - shift, last.new_end - shift)
    text = [f"@@ -{_span(first.start, last.end)} +{new} @@\n"]
    for stretch in group:
        gone, come = before[stretch.start : stretch.end], after[stretch.new_start : stretch.new_end]
        if stretch.is_same:
            text += [_line(" ", line) for line in gone]
        else:
            text += [_line("-", line) for line in gone] + [_line("+", line) for line in come]
    return "".join(text)


def _span(start: int, end: int) -> str:
    length = end - start
    return f"{start + 1 if length else start},{length}"


def _line(sign: str, line: str) -> str:
    return f"{sign}{line}" if line.endswith("\n") else f"{sign}{line}\n{_NO_END}"


def _quoted(path: str) -> str:
    """A path as git quotes it in patches (quote.c): octal escapes of whatever is not plain."""
    raw = path.encode("utf-8", "surrogateescape")
    if all(0x20 <= byte < 0x7F and byte not in b'"\\' for byte in raw):
        return path
    plain = {0x22: '\\"', 0x5C: "\\\\", 0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r"}
    text = "".join(
        plain.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}") for byte in raw
    )
    return f'"{text}"'


def replacements(path: str, old: bytes | None, new: bytes) -> list[Replacement]:
    """What turns the old text into the new one, in as few characters as lines allow."""
    if old is None:
        return [Replacement(path, 1, 1, 1, 1, new.decode("utf-8"))]
    before, after = lines_of(old), lines_of(new)
    return list(_replacements(path, before, after))


def _replacements(path: str, before: list[str], after: list[str]) -> Iterator[Replacement]:
    for stretch in single_changes(stretches(before, after), before, after):
        if stretch.is_same:
            continue
        gone = "".join(before[stretch.start : stretch.end])
        come = "".join(after[stretch.new_start : stretch.new_end])
        same = _common(gone, come)
        tail = _common(gone[same:][::-1], come[same:][::-1])
        start = _place(before, stretch.start, gone[:same])
        end = _place(before, stretch.start, gone[: len(gone) - tail])
        yield Replacement(path, *start, *end, come[same : len(come) - tail])


def whole_lines(path: str, old: bytes, new: bytes) -> Replacement | None:
    """The same as one replacement of whole lines that are there; None where it is more than one.

    What only adds lines replaces the line before them, or else the one behind them, by itself and
    them. The text has no line break at its end.
    """
    before, after = lines_of(old), lines_of(new)
    changed = [stretch for stretch in stretches(before, after) if not stretch.is_same]
    if len(changed) != 1:
        return None
    _, start, end, new_start, new_end = changed[0]
    if start == end:
        above = start > 0
        start, new_start = start - above, new_start - above
        end, new_end = end + (not above), new_end + (not above)
    if end > len(before) or secret_lines(old, path).intersection(range(start + 1, end + 1)):
        return None
    text = "".join(after[new_start:new_end]).removesuffix("\n")
    width = len(before[end - 1].rstrip("\r\n"))
    return Replacement(path, start + 1, 1, end, width + 1, text)


def _common(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    return next((n for n in range(shorter) if one[n] != other[n]), shorter)


def _place(lines: list[str], first: int, text: str) -> tuple[int, int]:
    line = first + text.count("\n") + 1
    column = len(text) - text.rfind("\n")
    # A byte order mark is no column of the first line.
    return line, max(1, column - (line == 1 and bool(lines) and lines[0].startswith(_BOM)))
