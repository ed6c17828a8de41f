"""What reports ask of a history: one module a subject, one statement a question.

Answers are plain values without numbers of the database, in an order that does not depend on how it
was written. They are read while they are used: a question keeps its view of the database until its
last answer was taken. Days are inclusive on both ends.
"""

from __future__ import annotations

from platguard.history.questions.coverage import (
    Coverage,
    RunNote,
    State,
    coverage,
    observed,
    runs,
    states,
)
from platguard.history.questions.exceptions import Matched, matched
from platguard.history.questions.findings import Past, findings, of_repository
from platguard.history.questions.flows import (
    Closed,
    Opened,
    Resolution,
    Total,
    closed,
    opened,
    resolutions,
    totals,
)
from platguard.history.questions.matrix import Cell, Standing, Tally, cells, standings, tallies
from platguard.history.questions.rules import rules
from platguard.history.questions.usages import UsageCount, UsageNow, usage_counts, usages

__all__ = [
    "Cell", "Closed", "Coverage", "Matched", "Opened", "Past", "Resolution", "RunNote",
    "Standing", "State", "Tally", "Total", "UsageCount", "UsageNow", "cells", "closed", "coverage",
    "findings", "matched", "observed", "of_repository", "opened", "resolutions", "rules", "runs",
    "standings", "states", "tallies", "totals", "usage_counts", "usages",
]  # fmt: skip
