"""How states look: a symbol beside the word, so that no colour has to be seen."""

from __future__ import annotations

from platguard.tuples import NamedTuple


class Tone(NamedTuple):
    """A state's look."""

    kind: str
    """The class of the style: good, bad, care, held or plain."""
    symbol: str


GOOD, BAD, CARE = Tone("good", "✓"), Tone("bad", "✗"), Tone("care", "▲")
HELD, UNSURE, PLAIN = Tone("held", "◇"), Tone("unsure", "?"), Tone("plain", "")

TONES = {
    **dict.fromkeys(("pass", "judged", "met", "active", "better"), GOOD),
    **dict.fromkeys(("done", "in time"), GOOD),
    **dict.fromkeys(("fail", "failed", "not met", "error", "critical", "expired"), BAD),
    **dict.fromkeys(("missing", "quarantined", "invalid", "rejected", "worse"), BAD),
    **dict.fromkeys(("late", "over"), BAD),
    **dict.fromkeys(("warning", "high", "incomplete", "expiring", "stale", "soon", "mixed"), CARE),
    "not falling": CARE,
    **dict.fromkeys(("exempt", "met but for exceptions"), HELD),
    **dict.fromkeys(("unknown", "no data", "no evidence", "unseen", "requested"), UNSURE),
    "too early": UNSURE,
}
"""Words that tables of reports have; those of no list have no look of their own."""


def tone(word: str) -> Tone:
    """The look of a state's word; plain for words that are neither good nor bad."""
    return TONES.get(word, PLAIN)
