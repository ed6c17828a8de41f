"""The tables of the database, as its newest revision has them.

Days are numbers (see `days`), words are numbers (see `words`), longer texts stand once in `texts`.
`opened` and `closed` are the first day on which something is so and the first on which it is not
any more, NULL while it is. The views of revision 0002 tell all that in words and dates.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint

from platguard.history import words
from platguard.history.columns import (
    Word,
    closed,
    flag,
    identity,
    key,
    number,
    optional,
    steps,
    table,
    text,
    text_number,
    word,
)

texts = table(
    "texts",
    identity(),
    Column("digest", LargeBinary, nullable=False, unique=True),
    text("text"),
    rowid=True,
)
"""Paths, addresses, messages and the like, by the first 16 bytes of their SHA-256."""

repositories = table(
    "repositories",
    identity(),
    text("name", unique=True),
    Column("content", LargeBinary, nullable=True),
    rowid=True,
)
"""`content`: a digest of all that the latest look saw, so that seeing it again costs nothing."""

rules = table("rules", identity(), text("name", unique=True), rowid=True)

runs = table(
    "runs",
    identity(),
    number("as_of"),
    word("state", words.RUN_STATES),
    text("tool_version"),
    text("timezone"),
    text("standards"),
    text("configuration"),
    text("register"),
    text("tables"),
    flag("whole"),
    number("repositories"),
    optional("exceptions"),
    Index("runs_as_of", "as_of"),
    rowid=True,
)
"""`tables`: the day of each dated table as JSON. `whole`: whether it is about all repositories.
`exceptions`: how many entries the register has that they share, NULL where nobody told."""

pending = table(
    "pending",
    key("run"),
    key("repository"),
    text("counts"),
)
"""What an open run has written already, with counts by rule and outcome as JSON."""

tallies = table(
    "tallies",
    key("run"),
    key("rule"),
    number("pass"),
    number("fail"),
    number("exempt"),
    number("unknown"),
    number("not_applicable"),
    number("not_evaluated"),
)
"""How often each outcome came in all repositories of a complete run."""

run_coverage = table(
    "run_coverage",
    key("run"),
    key("status", Word(words.STATUSES)),
    number("repositories"),
    number("discovered"),
    number("judged"),
    number("unrendered"),
    number("skipped"),
    number("failed"),
)
"""How far the repositories of a complete run were judged."""

registers = table(
    "registers",
    key("run"),
    text_number("told"),
)
"""What is wrong with the register that all repositories share, as a complete run told it: JSON, the
same text as long as it is the same. None of a run that does not tell of a register."""

exception_editions = table(
    "exception_editions",
    key("exception"),
    key("opened"),
    closed(),
    text_number("told"),
)
"""What that register said of each entry; `exception`: its id, a text; `told`: the rest, as JSON."""

looks = table(
    "looks",
    key("repository"),
    key("day"),
    number("run"),
    flag("judged"),
    Index("looks_run", "run"),
)
"""Every day on which a repository was looked at; `judged`: whether its findings are known."""

rule_editions = table(
    "rule_editions",
    key("rule"),
    key("opened"),
    closed(),
    text("standard"),
    text("title"),
    text("severity"),
    text("state"),
    number("revision"),
    text("owner"),
    text("contact"),
    text("guide"),
    optional("announced"),
    optional("warn_from"),
    optional("enforced_from"),
    text("replacement"),
    text("controls"),
    optional("retired_from"),
)
"""What the standards said of each rule; `controls`: their ids by framework, as JSON."""

placements = table(
    "placements",
    key("repository"),
    key("opened"),
    closed(),
    text("team"),
    text("segment"),
    text("tier"),
    text("wave"),
    optional("created"),
)
"""Where repositories stood in the organisation; none since one has left it."""

observations = table(
    "observations",
    key("repository"),
    key("opened"),
    closed(),
    word("status", words.STATUSES),
    text_number("reason"),
    text("commit"),
    optional("committed_on"),
    number("exit"),
    number("discovered"),
    number("judged"),
    number("unrendered"),
    number("skipped"),
    number("failed"),
    *(optional(f"checks_{name}") for name in words.CHECKED),
    Index("observations_opened", "opened", "closed"),
)
"""`checks_...`: how often each outcome came over all rules, NULL where nothing was judged, and of
what revisions before 0005 wrote. So shares of two days are compared over the same repositories."""

blind = steps(
    "blind",
    [key("path"), key("reason")],
)
"""Files of which something could not be read."""

standings = steps(
    "standings",
    [key("rule")],
    word("state", words.STANDINGS),
    Index("standings_flow", "rule", "opened", "closed", "state", "repository"),
)
"""Whether repositories passed a rule."""

usages = steps(
    "usages",
    [
        key("product"),
        key("version"),
        key("category"),
        key("kind", Text),
        key("subject"),
        key("path"),
        key("strength", Text),
    ],
    number("line"),
    Index("usages_flow", "kind", "product", "version", "opened", "closed", "repository"),
)
"""Tools and runtimes in use."""

endings = steps(
    "endings",
    [key("rule"), key("day"), key("what")],
    number("findings"),
)
"""What passes and soon will not, by the day of that; `what`: what ends then, a text."""

services = steps(
    "services",
    [key("service")],
    text("owner"),
    text("folder"),
    flag("is_whole"),
    number("findings"),
)
"""The Components of catalogs; `service`: their name, as a text."""

service_standings = steps(
    "service_standings",
    [key("service"), key("rule")],
    word("state", words.STANDINGS),
)
"""Whether services passed a rule, where they are not all of their repository."""

rotations = steps(
    "rotations",
    [key("holder")],
    optional("rotated_on"),
    text("worst"),
    number("secrets"),
    number("without_evidence"),
    number("scheduled"),
    number("unknown"),
    number("without_history"),
)
"""How owners rotate the secrets of repositories; `holder`: who that is, a text."""

segmentations = steps(
    "segmentations",
    [],
    number("workloads"),
    number("selected"),
    number("unknown"),
)
"""How network policies cover workloads; none for repositories without any."""

exception_matches = steps(
    "exception_matches",
    [key("exception")],
    number("matches"),
    Index("exception_matches_flow", "exception", "opened", "closed", "matches"),
)
"""How many findings each exception covered."""

findings = table(
    "findings",
    identity(),
    Column("repository", Integer, ForeignKey("repositories.id"), nullable=False),
    Column("rule", Integer, ForeignKey("rules.id"), nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    text_number("path"),
    text_number("address"),
    text_number("subject"),
    number("line"),
    number("column"),
    UniqueConstraint("repository", "fingerprint", "path", name="findings_identity"),
    rowid=True,
)
"""`line` and `column`: where it was when it was seen last."""

wordings = table(
    "wordings",
    key("finding"),
    key("message"),
    number("worded_on"),
    text_number("text"),
)
"""Messages that count days, as the first look told them; spans have them without the numbers."""

spans = table(
    "spans",
    key("finding"),
    key("opened"),
    closed(),
    number("since"),
    number("repository"),
    number("rule"),
    word("outcome", words.OUTCOMES),
    word("seen", words.OUTCOMES),
    word("level", words.LEVELS),
    word("severity", words.SEVERITIES),
    text_number("message"),
    text_number("exception", may_be_null=True),
    word("cause", words.CAUSES),
    word("ended", ("", *words.ENDS)),
)
"""`outcome` is unseen where `seen` tells what was seen last; `since`: see `intervals.Span`."""

Index(
    "spans_flow",
    *(spans.c[name] for name in ("rule", "opened", "closed", "outcome", "repository", "cause")),
)
_SUMMED = ("rule", "outcome", "seen", "opened", "since", "cause")
_RANKED = ("level", "severity")
Index(
    "spans_now",
    spans.c.repository,
    *(spans.c[name] for name in (*_SUMMED, *_RANKED, "closed")),
    sqlite_where=spans.c.closed.is_(None),
    postgresql_where=spans.c.closed.is_(None),
)
Index(
    "spans_ended",
    spans.c.closed,
    *(spans.c[name] for name in (*_SUMMED, "repository", "ended", *_RANKED)),
    sqlite_where=spans.c.closed.is_not(None),
    postgresql_where=spans.c.closed.is_not(None),
)
