"""Which finding an exception is asked for: by its fingerprint, by its place, or out of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from platguard.errors import UsageError
from platguard.exempting import OF_REGISTER
from platguard.model.report import Finding
from platguard.open_register import OpenRegister
from platguard.patterns import pattern
from platguard.requested_scope import rule_of

SHORTEST_PREFIX = 8

_FINGERPRINT = pattern(f"[0-9a-f]{{{SHORTEST_PREFIX},32}}")
_MOST_NAMED = 5


def failing(findings: Iterable[Finding], register: OpenRegister) -> list[Finding]:
    """The findings that an exception can be asked for."""
    return [
        found
        for found in findings
        if found.outcome == "fail" and rule_of(found, register).on not in OF_REGISTER
    ]


def finding_of(named: str, findings: Sequence[Finding], revision: str = "") -> Finding:
    """The finding that is named by the beginning of its fingerprint, or as `path:line[:column]`.

    UsageError when there is not exactly one. `revision` is where they are; empty for a working
    tree.
    """
    prefix = named.strip().lower()
    is_prefix = bool(_FINGERPRINT.fullmatch(prefix))
    told = f"--finding {named!r:.200}" if not is_prefix else f"--finding {prefix}"
    if not is_prefix and ":" not in named:
        hint = f"Write at least {SHORTEST_PREFIX} digits of the fingerprint, 0 to 9 and a to f,"
        hint += " as `platguard scan --format json` tells it, or PATH:LINE."
        raise UsageError(f"{told} is neither a fingerprint nor a place", hint=hint)
    place = named.strip().removeprefix("./")
    found = [
        finding
        for finding in findings
        if (is_prefix and finding.fingerprint.startswith(prefix)) or place in _places(finding)
    ]
    if len(found) > 1 and not is_prefix:
        found = [finding for finding in found if finding.outcome == "fail"] or found
    if not found:
        at = f" --revision {revision}" if revision else ""
        hint = f"Look for it with `platguard scan{at}`, in the same folder and on that day."
        raise UsageError(f"{told}: the scan finds no such finding", hint=hint)
    if len(found) > 1:
        raise UsageError(f"{told} is not one finding: {_named(found)}", hint=_hint(found))
    return found[0]


def _hint(found: Sequence[Finding]) -> str:
    """What names one of these findings."""
    if len({finding.fingerprint for finding in found}) == len(found):
        return "Write as much of the fingerprint as only one has."
    if len({_places(finding)[1] for finding in found}) == len(found):
        return "Some are alike in all but their place: write it, PATH:LINE:COLUMN."
    return "Some are alike in their place as well: write the entry by hand, with `max_findings`."


def _places(finding: Finding) -> tuple[str, str]:
    line = f"{finding.path}:{finding.line}"
    return line, f"{line}:{finding.column}"


def _named(findings: Sequence[Finding]) -> str:
    """Findings by what tells them apart."""
    named = [f"{f.fingerprint} {f.rule} at {_places(f)[1]}" for f in findings[:_MOST_NAMED]]
    more = len(findings) - _MOST_NAMED
    return "; ".join(named) + (f"; and {more} more" if more > 0 else "")
