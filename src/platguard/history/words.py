"""The words that stand in the database as numbers. New ones go to the end: numbers are for ever."""

from __future__ import annotations

OUTCOMES = ("fail", "exempt", "unknown", "soon", "unseen")
"""Of a span. `unseen`: its file cannot be read any more, so it neither fails nor is resolved."""
FAILING = ("fail", "exempt")
"""The outcomes that drift is about; an exception covers a failure and does not mend it."""

LEVELS = ("error", "warning", "note", "")
SEVERITIES = ("critical", "high", "medium", "low", "info", "")

STATUSES = ("judged", "incomplete", "empty", "failed", "quarantined", "missing", "stale")
OPEN, COMPLETE, ABANDONED = RUN_STATES = ("open", "complete", "abandoned")

CHECKED = ("passed", "failed", "exempt", "unknown")
"""The outcomes of checks that are kept of each repository; they end the names of columns."""

STANDINGS = ("fail", "unknown", "exempt", "pass", "not-applicable", "not-evaluated")
"""Of a rule in a repository: the first of its outcomes that came at all."""
RAN = STANDINGS[:-1]
"""The standings of rules that were evaluated."""

FIRST = "first"
NEW = "new"
REGRESSED = "regressed"
RETURNED = "returned"
AGED_IN = "aged-in"
RULE_CHANGE = "rule-change"
MOVED = "moved"
REWORDED = "reworded"
UNSEEN = "unseen"
SEEN_AGAIN = "seen-again"
RAISED = "raised"
CAUSES = (
    FIRST, NEW, REGRESSED, RETURNED, AGED_IN, RULE_CHANGE, MOVED, REWORDED, UNSEEN, SEEN_AGAIN,
    RAISED,
)  # fmt: skip
"""Why a span begins: it was there when somebody looked for the first time; it was not there before;
it had been resolved; its exception ended; only time passed; only the standards changed; it came
from another path; it is told otherwise; its file cannot be read; it can again; it failed before and
its level rose."""

RESOLVED = "resolved"
CHANGED = "changed"
RULE_GONE = "rule-gone"
EXEMPTED = "exempted"
UNDECIDED = "undecided"
ENDS = (RESOLVED, MOVED, CHANGED, RULE_CHANGE, RULE_GONE, EXEMPTED, UNDECIDED)
"""Why a span ends: it passes or is gone; it went to another path; another span follows it; only the
standards changed; its rule is not evaluated any more; it failed and an exception covers it now; it
failed and nobody can say whether it does."""
