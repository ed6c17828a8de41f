"""What a worker is asked for: what is the same for all repositories, and which repository.

Both travel as JSON, because a worker may be another process, or stand on another machine.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, field, replace
from datetime import date, datetime
from typing import Any

from platguard.model.abroad import NOTHING, Abroad
from platguard.model.organisation import Member, Placement
from platguard.records import dataclass
from platguard.request import Request


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """Files that decide, as they were read. Their bytes are texts in Latin-1."""

    reads: Sequence[Any]
    """What was asked of folders that somebody named, and the answers, as `reads.Reads` has them."""
    builtin: Mapping[str, str]
    """What came with platguard, by name; see `builtin.keep_builtin`."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What decides about all repositories of a run."""

    now: datetime
    """The clock, read once, with a time zone."""
    as_of: date
    cwd: str
    """The folder that relative paths start from."""
    environ: Mapping[str, str] = field(default_factory=dict)
    """What git may need; see sources.git_processes."""
    standards: Sequence[str] = ()
    """Instead of those that the configuration chooses."""
    register: str = ""
    """Folder of the exceptions; empty for the configuration's."""
    config: str = ""
    """The organisation's configuration; empty where each repository brings its own."""
    fail_on: str = "error"
    allow_incomplete: bool = False
    cache: str | None = None
    kept: KeptFiles | None = None
    """What was read before, instead of what lies in the folders now and comes with platguard."""
    announced_by: date | None = None
    """A later day whose announced rules are judged as well; None for the rules of the day."""

    def of(self, order: Order) -> Brief:
        """What decides about an order, which may be about another day."""
        if not (order.as_of or order.config):
            return self
        as_of, config = order.as_of or self.as_of, order.config or self.config
        return replace(self, as_of=as_of, config=config)

    def request(self) -> Request:
        """What it asks of every repository."""
        return Request(
            now=self.now,
            cwd=self.cwd,
            environ=self.environ,
            as_of=self.as_of,
            announced_by=self.announced_by,
            standards=self.standards,
            register=self.register,
            config=self.config,
            fail_on=self.fail_on,
            allow_incomplete=self.allow_incomplete,
            cache=self.cache,
        )


def brief_of(
    request: Request, as_of: date, environ: Mapping[str, str], kept: KeptFiles | None = None
) -> Brief:
    """The brief that asks of every repository what a request does, on a day; `environ` is what git
    may need of the environment."""
    return Brief(
        now=request.now,
        as_of=as_of,
        cwd=request.cwd,
        environ=environ,
        standards=list(request.standards),
        register=request.register,
        config=request.config,
        fail_on=request.fail_on,
        allow_incomplete=request.allow_incomplete,
        cache=request.cache,
        kept=kept,
        announced_by=request.announced_by,
    )


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
    as_of: date | None = None
    """The day that is judged; None for that of the brief."""
    config: str = ""
    """The organisation's configuration of that day; empty for that of the brief."""
    abroad: Abroad = NOTHING
    """What other repositories answer."""

    @property
    def name(self) -> str:
        """What the repository is called."""
        return self.member.placement.name

    @property
    def place(self) -> str:
        """Where the repository lies, in words that are the same on every machine."""
        return self.member.url or "its folder"

    def elsewhere(self, text: str) -> str:
        """A text without where the clone lies on this machine; at the end of a command FOLDER."""
        for folder in sorted({self.folder, os.path.realpath(self.folder)}, key=len, reverse=True):
            text = text.replace(f"{folder}`", "FOLDER`").replace(folder, self.place)
        return text


def brief_json(brief: Brief) -> bytes:
    """The brief, for `read_brief`."""
    values = {**asdict(brief), "now": brief.now.isoformat(), "as_of": brief.as_of.isoformat()}
    return _json({**values, "announced_by": _told(brief.announced_by)})


def read_brief(data: bytes) -> Brief:
    """What `brief_json` was given."""
    values = json.loads(data)
    values["now"] = datetime.fromisoformat(values["now"])
    values["as_of"] = date.fromisoformat(values["as_of"])
    values["announced_by"] = _day(values["announced_by"])
    values["kept"] = KeptFiles(**values["kept"]) if values["kept"] else None
    return Brief(**values)


def order_json(order: Order) -> bytes:
    """The order, for `read_order`."""
    values = asdict(order)
    values["member"]["placement"]["created"] = _told(order.member.placement.created)
    return _json({**values, "as_of": _told(order.as_of)})


def read_order(data: bytes) -> Order:
    """What `order_json` was given."""
    values = json.loads(data)
    member = values.pop("member")
    placement = member.pop("placement")
    abroad = Abroad(**values.pop("abroad"))
    placement["created"], values["as_of"] = _day(placement["created"]), _day(values["as_of"])
    return Order(Member(Placement(**placement), **member), abroad=abroad, **values)


def _told(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _json(values: Any) -> bytes:
    # Paths that are no text keep their bytes as lone surrogates, which ASCII spells out.
    return json.dumps(values, separators=(",", ":")).encode("ascii")
