"""What a worker is asked for: what is the same for all repositories, and which repository.

Both travel as JSON, because a worker may be another process, or stand on another machine.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, field
from datetime import date, datetime
from typing import Any

from platguard.model.organisation import Member, Placement
from platguard.records import dataclass


@dataclass(frozen=True, slots=True)
class Brief:
    """What decides about all repositories of a run."""

    now: datetime
    """The clock, read once, with a time zone."""
    as_of: date
    cwd: str
    """The folder that relative paths start from."""
    environ: Mapping[str, str] = field(default_factory=dict)
    """What git may need; see sources.git."""
    standards: Sequence[str] = ()
    """Instead of those that the configuration chooses."""
    register: str = ""
    """Folder of the exceptions; empty for the configuration's."""
    config: str = ""
    """The organisation's configuration; empty where each repository brings its own."""
    fail_on: str = "error"
    allow_incomplete: bool = False
    cache: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """One repository to judge."""

    member: Member
    folder: str
    """The absolute path of the clone or the mirror."""
    avoided: str = ""
    """The commit that broke an earlier scan: it is not tried again."""
    avoided_reason: str = ""
    stale: str = ""
    """Why the mirror is not up to date; empty where it is, or there is none."""
    fault: str = ""
    """Why there is nothing to judge; empty where there is."""

    @property
    def name(self) -> str:
        """What the repository is called."""
        return self.member.placement.name


def brief_json(brief: Brief) -> bytes:
    """The brief, for `read_brief`."""
    values = {**asdict(brief), "now": brief.now.isoformat(), "as_of": brief.as_of.isoformat()}
    return _json(values)


def read_brief(data: bytes) -> Brief:
    """What `brief_json` was given."""
    values = json.loads(data)
    values["now"] = datetime.fromisoformat(values["now"])
    values["as_of"] = date.fromisoformat(values["as_of"])
    return Brief(**values)


def order_json(order: Order) -> bytes:
    """The order, for `read_order`."""
    values = asdict(order)
    created = order.member.placement.created
    values["member"]["placement"]["created"] = created.isoformat() if created else None
    return _json(values)


def read_order(data: bytes) -> Order:
    """What `order_json` was given."""
    values = json.loads(data)
    member = values.pop("member")
    placement = member.pop("placement")
    created = placement.pop("created")
    day = date.fromisoformat(created) if created else None
    return Order(Member(Placement(**placement, created=day), **member), **values)


def _json(values: Any) -> bytes:
    # Paths that are no text keep their bytes as lone surrogates, which ASCII spells out.
    return json.dumps(values, separators=(",", ":")).encode("ascii")
