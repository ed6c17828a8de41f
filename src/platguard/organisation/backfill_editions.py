"""What decided on past days: the standards of today, or those of the day, from git.

Of the day are the configuration of the organisation and all that it leads to: its own standards,
the register, keys. They are what the branch of their repository held on the day. What comes with
platguard has no history there: its rules stand where their dates say.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from platguard.counting import counted
from platguard.errors import PlatguardError, UsageError
from platguard.model.organisation import Terms
from platguard.organisation.backfill import Edition
from platguard.organisation.backfill_past import past_of
from platguard.organisation.terms import Deciding
from platguard.reads import Below, Files
from platguard.records import dataclass
from platguard.request import Request, zone
from platguard.sources import open_revision
from platguard.sources.git import Git

_ABSENT = "the configuration of the organisation was not there yet"
_CUT_OFF = "the configuration lies in a shallow clone, whose history begins later"


@dataclass(frozen=True, slots=True)
class Editions:
    """What decided on the days of a backfill."""

    days: Sequence[date]
    """The days of which it is known."""
    on: Callable[[date], Edition]
    announced_by: date | None = None
    """The day whose announced rules are judged on all of them; None for those of each day."""
    notices: Sequence[str] = ()
    """What people should hear of it: what was left out, and why."""
    is_faulty: bool = False
    """Whether a day is left out because something is wrong with what decided then."""

    def terms(self, day: date) -> Terms | None:
        """By what a day is judged; None where that is not known."""
        return self.on(day).terms if day in self.days else None


def together(editions: Editions, beside: Editions) -> Editions:
    """The editions with those of other days."""
    own = frozenset(editions.days)
    return replace(
        editions,
        days=sorted({*own, *beside.days}),
        on=lambda day: (editions if day in own else beside).on(day),
        notices=list(dict.fromkeys([*editions.notices, *beside.notices])),
        is_faulty=editions.is_faulty or beside.is_faulty,
    )


def of_today(deciding: Deciding, days: Sequence[date], today: date) -> Editions:
    """The standards of today on all days."""
    told = (
        "Judged by the rules that are announced today, also on days before their announcement:"
        " what they find there is a note. --standards-of then judges by those of each day."
    )
    return Editions(days, lambda day: Edition(deciding.on(day)), today, [told])


def of_then(request: Request, deciding: Deciding, days: Sequence[date], copies: str) -> Editions:
    """The standards of each day, from the history of the configuration that the request names.

    What a day has is put into the folder `copies`, where those who judge read it. Raises UsageError
    where nothing has a history.
    """
    git, below = _repository(request)
    name = os.path.basename(request.config)
    past = past_of(git, "HEAD", days, zone(deciding.timezone), request.now)
    known: dict[str, Deciding | str] = {"": _ABSENT if not past.is_cut_off else _CUT_OFF}
    found: dict[date, tuple[Deciding, str]] = {}
    left_out: dict[str, list[date]] = {}
    for day in days:
        commit = past.on(day)
        top = os.path.join(copies, commit)
        config = os.path.join(top, below, name)
        if commit not in known:
            known[commit] = _deciding(request, git, commit, top, config)
        told = known[commit]
        if isinstance(told, str):
            left_out.setdefault(told, []).append(day)
        else:
            found[day] = told, config
    notices = [
        "Judged by the standards and the register of each day; built-in standards have no history"
        " there, and their rules stand where their dates say.",
        *(f"{_time(days)} left out: {why}" for why, days in left_out.items()),
    ]
    return Editions(
        list(found), partial(_edition, found), None, notices, bool(left_out.keys() - {_ABSENT})
    )


def _time(days: Sequence[date]) -> str:
    if len(days) == 1:
        return f"{days[0]} is"
    return f"{counted(len(days), 'day')} from {days[0]} to {days[-1]} are"


def _edition(found: Mapping[date, tuple[Deciding, str]], day: date) -> Edition:
    deciding, config = found[day]
    return Edition(deciding.on(day), config)


def _repository(request: Request) -> tuple[Git, str]:
    """Where the configuration lies: its repository, and its folder from the top."""
    if request.standards or request.register:
        raise UsageError(
            "--standards-of then reads standards and register from git",
            hint="Leave --standards and --exceptions out.",
        )
    if not request.config:
        raise UsageError(
            "--standards-of then needs the configuration of an organisation",
            hint="Name one by --config, or put platguard.yaml beside the inventory.",
        )
    folder = os.path.realpath(os.path.dirname(os.path.join(request.cwd, request.config)))
    git = Git.find(folder, request.environ)
    if git is None:
        raise UsageError(
            "lies in no git repository, so that nobody knows what it said before",
            path=request.config,
            hint="--standards-of today needs none.",
        )
    below = os.path.relpath(folder, git.root)
    return git, "" if below == "." else below


def _deciding(request: Request, git: Git, commit: str, top: str, config: str) -> Deciding | str:
    """What a commit decides, copied to `top`; or why it cannot be known."""
    below = os.path.relpath(os.path.dirname(config), top)
    files = _Copied(open_revision(git.root, git, commit), "" if below == "." else below, top)
    try:
        if files.read(os.path.basename(config)) is None:
            return _ABSENT
        return Deciding(request._replace(config=config), lambda *folder, **links: files)
    except PlatguardError as error:
        return str(error).replace(f"{top}{os.sep}", "")


class _Copied(Below):
    """The files of a commit below a folder; what is read of them is copied beside."""

    def __init__(self, source: Files, below: str, top: str) -> None:
        super().__init__(source, below)
        self.folder = os.path.join(top, below)

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None when there is none."""
        data = super().read(path)
        if data is not None:
            target = os.path.normpath(os.path.join(self.folder, path))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as stream:
                stream.write(data)
        return data
