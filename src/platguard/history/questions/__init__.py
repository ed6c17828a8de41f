"""What reports ask of a history: one module a subject, one statement a question.

Answers are plain values without numbers of the database, in an order that does not depend on how it
was written. They are read while they are used: a question keeps its view of the database until its
last answer was taken. Days are inclusive on both ends.
"""

from __future__ import annotations

from platguard.history.questions.coverage import (
    Coverage,
    RunNote,
    coverage,
    observed,
    runs,
    states,
)
from platguard.history.questions.exceptions import Covered, Matched, covered, matched
from platguard.history.questions.findings import Past, findings, of_repository
from platguard.history.questions.matrix import Tally, tallies
from platguard.history.questions.rules import rules
from platguard.history.questions.usages import UsageNow, usages

__all__ = [
    "Coverage", "Covered", "Matched", "Past", "RunNote", "Tally", "UsageNow", "coverage",
    "covered", "findings", "matched", "observed", "of_repository", "rules", "runs",
    "states", "tallies", "usages",
]  # fmt: skip
