"""How an old and a new text of a file differ: as a patch, and as exact replacements.

A patch shows the lines around a change. Those that may hold a secret are left out of it, because
a patch is printed into logs.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from platguard.facts import extract, kind_of
from platguard.facts.withholding import holds_credential
from platguard.model.facts import CredentialFact, SecretFact
from platguard.model.repair import Replacement

_AROUND = 3
_NO_END = "\\ No newline at end of file\n"
_BOM = "\ufeff"


def lines_of(data: bytes) -> list[str]:
    """The lines of a file with their ends, split where git splits them."""
    lines = data.decode("utf-8").split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def secret_lines(data: bytes, path: str) -> set[int]:
    """Numbers of the lines, from 1, that hold a secret or look as if they did."""
    kind = kind_of(path)
    found = {n for n, line in enumerate(lines_of(data), 1) if holds_credential(line)}
    for fact in extract(data, kind).facts if kind else ():
        if isinstance(fact, CredentialFact):
            for place in fact.places.values():
                found.update(range(place.line, place.end_line + 1))
        elif isinstance(fact, SecretFact):
            found.update(key.line for key in fact.keys)
    return found


def patch(path: str, old: bytes | None, new: bytes) -> tuple[str, int]:
    """A patch for `git apply`, and how many changes it leaves out for secrets beside them."""
    before, after = lines_of(old or b""), lines_of(new)
    hidden = secret_lines(old, path) if old is not None else set()
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
            shift += sum((j2 - j1) - (i2 - i1) for _, i1, i2, j1, j2 in group)
    return "".join([*head, *hunks]) if hunks else "", left_out


_Op = tuple[str, int, int, int, int]


def _groups(before: list[str], after: list[str], hidden: set[int]) -> list[list[_Op]]:
    """The changes, each with the lines around it up to those with secrets; near ones together."""
    groups: list[list[_Op]] = []
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for number, (kind, i1, i2, j1, j2) in enumerate(codes):
        if kind != "equal":
            if number == 0 or not groups or groups[-1][-1][2] != i1:
                groups.append([])
            groups[-1].append((kind, i1, i2, j1, j2))
            continue
        shut = [line for line in range(i1, i2) if line + 1 in hidden]
        is_near = not shut and i2 - i1 <= 2 * _AROUND
        if 0 < number < len(codes) - 1 and is_near:
            groups[-1].append((kind, i1, i2, j1, j2))
            continue
        if number > 0:
            end = min([i1 + _AROUND, i2, *shut])
            groups[-1].append((kind, i1, end, j1, j1 + end - i1))
        if number < len(codes) - 1:
            start = max([i2 - _AROUND, i1, *(line + 1 for line in shut)])
            groups.append([(kind, start, i2, j2 - (i2 - start), j2)])
    return groups


def _can_be_shown(group: list[_Op], before: list[str], hidden: set[int]) -> bool:
    """Whether no changed line is to be hidden, and git finds a line behind the last change.

    Without one, git takes a change for the end of its file (apply.c, `match_end`).
    """
    _, _, end, _, _ = group[-1]
    is_found = end == len(before) or (group[-1][0] == "equal" and group[-1][2] > group[-1][1])
    changed = [code for code in group if code[0] != "equal"]
    return is_found and not any(
        hidden.intersection(range(i1 + 1, i2 + 1)) for _, i1, i2, _, _ in changed
    )


def _hunk(group: list[_Op], before: list[str], after: list[str], shift: int) -> str:
    i1, i2, j1, j2 = group[0][1], group[-1][2], group[0][3] - shift, group[-1][4] - shift
    text = [f"@@ -{_span(i1, i2)} +{_span(j1, j2)} @@\n"]
    for kind, a1, a2, b1, b2 in group:
        if kind == "equal":
            text += [_line(" ", line) for line in before[a1:a2]]
        else:
            text += [_line("-", line) for line in before[a1:a2]]
            text += [_line("+", line) for line in after[b1:b2]]
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
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        same = _common(gone, come)
        tail = _common(gone[same:][::-1], come[same:][::-1])
        start = _place(before, i1, gone[:same])
        end = _place(before, i1, gone[: len(gone) - tail])
        yield Replacement(path, *start, *end, come[same : len(come) - tail])


def whole_lines(path: str, old: bytes, new: bytes) -> Replacement | None:
    """The same as one replacement of whole lines that are there; None where it is more than one.

    What only adds lines replaces the line before them, or else the one behind them, by itself and
    them. The text has no line break at its end.
    """
    before, after = lines_of(old), lines_of(new)
    codes = [
        code
        for code in SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        if code[0] != "equal"
    ]
    if len(codes) != 1:
        return None
    _, i1, i2, j1, j2 = codes[0]
    if i1 == i2:
        i1, j1 = (i1 - 1, j1 - 1) if i1 else (i1, j1)
        i2, j2 = (i2, j2) if i1 < i2 else (i2 + 1, j2 + 1)
    if i2 > len(before) or secret_lines(old, path).intersection(range(i1 + 1, i2 + 1)):
        return None
    text = "".join(after[j1:j2]).removesuffix("\n")
    return Replacement(path, i1 + 1, 1, i2, len(before[i2 - 1].rstrip("\r\n")) + 1, text)


def _common(one: str, other: str) -> int:
    shorter = min(len(one), len(other))
    return next((n for n in range(shorter) if one[n] != other[n]), shorter)


def _place(lines: list[str], first: int, text: str) -> tuple[int, int]:
    line = first + text.count("\n") + 1
    column = len(text) - text.rfind("\n")
    # A byte order mark is no column of the first line.
    return line, max(1, column - (line == 1 and bool(lines) and lines[0].startswith(_BOM)))
