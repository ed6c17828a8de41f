"""The tables of the database, as its newest revision has them.

Days are numbers (see `days`), words are numbers (see `words`), longer texts stand once in `texts`.
`opened` and `closed` are the first day on which something is so and the first on which it is not
any more, NULL while it is. The views of revision 0002 tell all that in words and dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from platguard.history import words

metadata = MetaData()


SMALL = SmallInteger().with_variant(Integer, "sqlite")
"""Strict tables of SQLite know one kind of integers, which takes as little room as it can."""


class Flag(TypeDecorator[bool]):
    """A truth as 0 or 1: strict tables of SQLite know no truths."""

    impl = SMALL
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Word(TypeDecorator[str]):
    """A word of a list, held as its number there."""

    impl = SMALL
    cache_ok = True

    def __init__(self, known: Sequence[str]) -> None:
        super().__init__()
        self.known = tuple(known)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> int | None:
        return None if value is None else self.known.index(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.known[value]


def _table(name: str, *parts: Any, rowid: bool = False) -> Table:
    return Table(name, metadata, *parts, sqlite_with_rowid=rowid, sqlite_strict=True)


def _number(name: str, **more: Any) -> Column[int]:
    return Column(name, Integer, nullable=False, **more)


def _key(name: str, kind: Any = Integer) -> Column[Any]:
    return Column(name, kind, primary_key=True, autoincrement=False, nullable=False)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _closed() -> Column[int | None]:
    return Column("closed", Integer, nullable=True)


def _steps(name: str, keys: Sequence[Column[Any]], *told: Any) -> Table:
    """A table of what is so of repositories from a day until another."""
    step = (_key("repository"), *keys, _key("opened"), _closed())
    return _table(name, *step, *told, Index(f"{name}_closed", "repository", "closed"))


texts = _table(
    "texts",
    _id(),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("text", Text, nullable=False),
    rowid=True,
)
"""Paths, addresses, messages and the like, by the first 16 bytes of their SHA-256."""

repositories = _table(
    "repositories",
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("content", LargeBinary, nullable=True),
    rowid=True,
)
"""`content`: a digest of all that the latest look saw, so that seeing it again costs nothing."""

rules = _table("rules", _id(), Column("name", Text, nullable=False, unique=True), rowid=True)

runs = _table(
    "runs",
    _id(),
    _number("as_of"),
    Column("state", Word(words.RUN_STATES), nullable=False),
    Column("tool_version", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("standards", Text, nullable=False),
    Column("configuration", Text, nullable=False),
    Column("register", Text, nullable=False),
    Column("tables", Text, nullable=False),
    Column("whole", Flag, nullable=False),
    _number("repositories"),
    Index("runs_as_of", "as_of"),
    rowid=True,
)
"""`tables`: the day of each dated table as JSON. `whole`: whether it is about all repositories."""

pending = _table(
    "pending",
    _key("run"),
    _key("repository"),
    Column("counts", Text, nullable=False),
)
"""What an open run has written already, with counts by rule and outcome as JSON."""

tallies = _table(
    "tallies",
    _key("run"),
    _key("rule"),
    _number("pass"),
    _number("fail"),
    _number("exempt"),
    _number("unknown"),
    _number("not_applicable"),
    _number("not_evaluated"),
)
"""How often each outcome came in all repositories of a complete run."""

run_coverage = _table(
    "run_coverage",
    _key("run"),
    _key("status", Word(words.STATUSES)),
    _number("repositories"),
    _number("discovered"),
    _number("judged"),
    _number("unrendered"),
    _number("skipped"),
    _number("failed"),
)
"""How far the repositories of a complete run were judged."""

registers = _table(
    "registers",
    _key("run"),
    Column("told", Integer, ForeignKey("texts.id"), nullable=False),
)
"""What is wrong with the register that all repositories share, as a complete run told it: JSON, the
same text as long as it is the same. None of a run that does not tell of a register."""

looks = _table(
    "looks",
    _key("repository"),
    _key("day"),
    _number("run"),
    Column("judged", Flag, nullable=False),
    Index("looks_run", "run"),
)
"""Every day on which a repository was looked at; `judged`: whether its findings are known."""

rule_editions = _table(
    "rule_editions",
    _key("rule"),
    _key("opened"),
    _closed(),
    Column("standard", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("state", Text, nullable=False),
    _number("revision"),
    Column("owner", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("guide", Text, nullable=False),
    Column("announced", Integer, nullable=True),
    Column("warn_from", Integer, nullable=True),
    Column("enforced_from", Integer, nullable=True),
    Column("replacement", Text, nullable=False),
    Column("controls", Text, nullable=False),
    Column("retired_from", Integer, nullable=True),
)
"""What the standards said of each rule; `controls`: their ids by framework, as JSON."""

placements = _table(
    "placements",
    _key("repository"),
    _key("opened"),
    _closed(),
    Column("team", Text, nullable=False),
    Column("segment", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("wave", Text, nullable=False),
    Column("created", Integer, nullable=True),
)
"""Where repositories stood in the organisation; none since one has left it."""

observations = _table(
    "observations",
    _key("repository"),
    _key("opened"),
    _closed(),
    Column("status", Word(words.STATUSES), nullable=False),
    Column("reason", Integer, ForeignKey("texts.id"), nullable=False),
    Column("commit", Text, nullable=False),
    Column("committed_on", Integer, nullable=True),
    _number("exit"),
    _number("discovered"),
    _number("judged"),
    _number("unrendered"),
    _number("skipped"),
    _number("failed"),
    *(Column(f"checks_{name}", Integer, nullable=True) for name in words.CHECKED),
    Index("observations_opened", "opened", "closed"),
)
"""`checks_...`: how often each outcome came over all rules, NULL where nothing was judged, and of
what revisions before 0005 wrote. So shares of two days are compared over the same repositories."""

blind = _steps(
    "blind",
    [_key("path"), _key("reason")],
)
"""Files of which something could not be read."""

standings = _steps(
    "standings",
    [_key("rule")],
    Column("state", Word(words.STANDINGS), nullable=False),
    Index("standings_flow", "rule", "opened", "closed", "state", "repository"),
)
"""Whether repositories passed a rule."""

usages = _steps(
    "usages",
    [
        _key("product"),
        _key("version"),
        _key("category"),
        _key("kind", Text),
        _key("subject"),
        _key("path"),
        _key("strength", Text),
    ],
    _number("line"),
    Index("usages_flow", "kind", "product", "version", "opened", "closed", "repository"),
)
"""Tools and runtimes in use."""

services = _steps(
    "services",
    [_key("service")],
    Column("owner", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("is_whole", Flag, nullable=False),
    _number("findings"),
)
"""The Components of catalogs; `service`: their name, as a text."""

service_standings = _steps(
    "service_standings",
    [_key("service"), _key("rule")],
    Column("state", Word(words.STANDINGS), nullable=False),
)
"""Whether services passed a rule, where they are not all of their repository."""

rotations = _steps(
    "rotations",
    [_key("holder")],
    Column("rotated_on", Integer, nullable=True),
    Column("worst", Text, nullable=False),
    _number("secrets"),
    _number("without_evidence"),
    _number("scheduled"),
    _number("unknown"),
    _number("without_history"),
)
"""How owners rotate the secrets of repositories; `holder`: who that is, a text."""

segmentations = _steps(
    "segmentations",
    [],
    _number("workloads"),
    _number("selected"),
    _number("unknown"),
)
"""How network policies cover workloads; none for repositories without any."""

exception_matches = _steps(
    "exception_matches",
    [_key("exception")],
    _number("matches"),
    Index("exception_matches_flow", "exception", "opened", "closed", "matches"),
)
"""How many findings each exception covered."""

findings = _table(
    "findings",
    _id(),
    Column("repository", Integer, ForeignKey("repositories.id"), nullable=False),
    Column("rule", Integer, ForeignKey("rules.id"), nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("path", Integer, ForeignKey("texts.id"), nullable=False),
    Column("address", Integer, ForeignKey("texts.id"), nullable=False),
    Column("subject", Integer, ForeignKey("texts.id"), nullable=False),
    _number("line"),
    _number("column"),
    UniqueConstraint("repository", "fingerprint", "path", name="findings_identity"),
    rowid=True,
)
"""`line` and `column`: where it was when it was seen last."""

wordings = _table(
    "wordings",
    _key("finding"),
    _key("message"),
    _number("worded_on"),
    Column("text", Integer, ForeignKey("texts.id"), nullable=False),
)
"""Messages that count days, as the first look told them; spans have them without the numbers."""

spans = _table(
    "spans",
    _key("finding"),
    _key("opened"),
    _closed(),
    _number("since"),
    _number("repository"),
    _number("rule"),
    Column("outcome", Word(words.OUTCOMES), nullable=False),
    Column("seen", Word(words.OUTCOMES), nullable=False),
    Column("level", Word(words.LEVELS), nullable=False),
    Column("severity", Word(words.SEVERITIES), nullable=False),
    Column("message", Integer, ForeignKey("texts.id"), nullable=False),
    Column("exception", Integer, ForeignKey("texts.id"), nullable=True),
    Column("cause", Word(words.CAUSES), nullable=False),
    Column("ended", Word(("", *words.ENDS)), nullable=False),
)
"""`outcome` is unseen where `seen` tells what was seen last; `since`: see `intervals.Span`."""

Index(
    "spans_flow",
    *(spans.c[name] for name in ("rule", "opened", "closed", "outcome", "repository", "cause")),
)
_SUMMED = ("rule", "outcome", "seen", "opened", "since", "cause")
Index(
    "spans_now",
    spans.c.repository,
    *(spans.c[name] for name in (*_SUMMED, "closed")),
    sqlite_where=spans.c.closed.is_(None),
    postgresql_where=spans.c.closed.is_(None),
)
Index(
    "spans_ended",
    spans.c.closed,
    *(spans.c[name] for name in (*_SUMMED, "repository", "ended")),
    sqlite_where=spans.c.closed.is_not(None),
    postgresql_where=spans.c.closed.is_not(None),
)
