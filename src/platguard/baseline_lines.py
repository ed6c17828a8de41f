r"""The lines of a baseline: one finding each, as a person reviews it and as `sort` orders it.

    deploy/web.yaml privileged error/critical 3f0c...9a k8s:apps/Deployment/shop/web containers[web]

Path, rule, level and severity, fingerprint, address, subject; the subject may be missing and may
hold spaces. In the other parts a space is `\s`; a backslash is `\\` everywhere, and what no person
could see is spelled out: a byte of a path that is no UTF-8 as `\xe9`, a character as `\u202e`.
Nothing in a line is for show: an entry counts for a finding of which every part is true.
"""

from __future__ import annotations

import re

from platguard.errors import UsageError
from platguard.model.baseline import DebtEntry
from platguard.model.paths import bytes_of
from platguard.model.standard import LEVELS, SEVERITIES
from platguard.patterns import pattern

_SHAPE = "path rule level/severity fingerprint address subject"
_FINGERPRINT = pattern(r"[0-9a-f]{32}")
_RULE = pattern(r"[a-z0-9][a-z0-9-]*")
_ESCAPE = pattern(r"\\(?:x([89a-f][0-9a-f])|u([0-9a-f]{4})|U([0-9a-f]{8})|([\\s]))")
_CONFLICT = pattern(r"(<{7}|={7}|>{7}|\|{7})( |$)")
_PARTS = 5
_SPACE = r"\s"


def written(entry: DebtEntry) -> str:
    """The line of an entry, without its line feed."""
    path = _word(entry.path)
    if path.startswith(("#", "<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        path = f"\\u{ord(path[0]):04x}{path[1:]}"
    strength = f"{entry.level}/{entry.severity}"
    parts = [path, entry.rule, strength, entry.fingerprint, _word(entry.address)]
    return " ".join([*parts, _text(entry.subject)] if entry.subject else parts)


def order(entry: DebtEntry) -> bytes:
    """What entries are sorted by: their lines, byte by byte, as `LC_ALL=C sort` does."""
    return bytes_of(written(entry))


def read_entry(line: str, number: int, file: str) -> DebtEntry:
    """The entry of a line, which has a number in a file; UsageError at the part that is wrong."""
    parts = line.split(" ", _PARTS)
    if _CONFLICT.match(line):
        hint = "Keep the lines of both sides; `platguard adopt --prune` tidies up."
        raise _fault("a merge left its mark here", number, 1, file, hint)
    if len(parts) < _PARTS:
        raise _fault(f"is no entry of a baseline: {line!r:.60}", number, 1, file)
    path, rule, strength, fingerprint, address = parts[:_PARTS]
    columns = [1 + sum(len(part) + 1 for part in parts[:index]) for index in range(_PARTS + 1)]
    level, _, severity = strength.partition("/")
    if not _RULE.fullmatch(rule):
        raise _fault(f"{rule!r:.60} is no id of a rule", number, columns[1], file)
    if level not in LEVELS or severity not in SEVERITIES:
        told = f"{strength!r:.60} is no level and severity, such as error/high"
        raise _fault(told, number, columns[2], file)
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise _fault(f"{fingerprint!r:.60} is no fingerprint", number, columns[3], file)
    subject = parts[_PARTS] if len(parts) > _PARTS else ""
    return DebtEntry(
        path=_unescaped(path, number, columns[0], file),
        rule=rule,
        level=level,
        severity=severity,
        fingerprint=fingerprint,
        address=_unescaped(address, number, columns[4], file),
        subject=_unescaped(subject, number, columns[5], file),
    )


def _fault(message: str, line: int, column: int, file: str, hint: str = "") -> UsageError:
    hint = hint or f"A line is `{_SHAPE}`, as `platguard adopt` writes it; delete what is not."
    return UsageError(message, path=file, line=line, column=column, hint=hint)


def _word(text: str) -> str:
    """Text without white space."""
    return _escaped(text).replace(" ", _SPACE)


def _text(text: str) -> str:
    """Text with spaces between its words only: no editor may take one away at its ends."""
    escaped = _escaped(text)
    inner = escaped.strip(" ")
    before, _, after = escaped.partition(inner) if inner else (escaped, "", "")
    return before.replace(" ", _SPACE) + inner + after.replace(" ", _SPACE)


def _escaped(text: str) -> str:
    if text.isprintable() and "\\" not in text:
        return text
    return "".join(map(_spelled, text))


def _spelled(character: str) -> str:
    code = ord(character)
    if character == "\\":
        return r"\\"
    if character.isprintable():
        return character
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8: see `model.paths`
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _unescaped(text: str, line: int, column: int, file: str) -> str:
    if "\\" not in text:
        return text
    pieces, at = [], 0
    while (found := text.find("\\", at)) >= 0:
        match = _ESCAPE.match(text, found)
        if match is None:
            told = f"{text[found : found + 2]!r} spells nothing: a backslash itself is two"
            raise _fault(told, line, column + found, file)
        pieces += [text[at:found], _meant(match)]
        at = match.end()
    return "".join([*pieces, text[at:]])


def _meant(match: re.Match[str]) -> str:
    byte, short, long, plain = match.groups()
    if plain:
        return " " if plain == "s" else plain
    code = 0xDC00 + int(byte, 16) if byte else int(short or long, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"
