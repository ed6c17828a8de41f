"""Judges repositories by kept inputs: for an export, and again to check one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, time

from platguard.cache import Cache
from platguard.evidence.inputs import Inputs
from platguard.model.organisation import Member, Observation, Placement, Terms
from platguard.model.organisation_scan import RegisterLine
from platguard.model.report import Finding
from platguard.organisation.engines import engine_of
from platguard.organisation.holding import Held
from platguard.organisation.orders import Order, brief_of
from platguard.organisation.quarantine import Quarantine
from platguard.organisation.scanning import Scanning, Watcher, scan_members
from platguard.organisation.shared_register import SeenOfRegister, of_register
from platguard.organisation.slots import Clock
from platguard.organisation.terms import read_terms
from platguard.records import dataclass
from platguard.request import Request

Put = Callable[[Placement, Observation], None]
"""Takes what came of a repository; what comes later of the same one takes its place."""


@dataclass(frozen=True, slots=True)
class Means:
    """What judging may take."""

    jobs: int | None
    """Repositories at the same time; None for one a processor."""
    cache: str | None
    """The folder in which facts are remembered; None to remember nothing."""
    environ: Mapping[str, str]
    """What git may need."""
    clock: Clock
    seconds: float = 600.0
    memory: int = 4 << 30
    """What one repository may take: seconds and bytes."""


class _Record:
    """A record of a run that hands on what it is given."""

    def __init__(self, put: Put) -> None:
        self._put = put

    @property
    def done(self) -> Collection[str]:
        """Nothing was done before."""
        return ()

    def write(self, placement: Placement, observation: Observation) -> None:
        """Hands on an observation."""
        self._put(placement, observation)

    def finish(self, about_register: Sequence[RegisterLine] | None = None) -> None:
        """Nothing is left to do."""


def terms_of(inputs: Inputs, request: Request) -> Terms:
    """What the inputs come to, for the day of a request; UsageError for what cannot be used."""
    return read_terms(inputs.request(request), inputs.folder_of)


def judge_again(
    orders: Sequence[Order],
    inputs: Inputs,
    terms: Terms,
    means: Means,
    put: Put,
    watcher: Watcher,
    names: Collection[str] | None,
    absent: Held,
) -> Sequence[RegisterLine]:
    """Judges all orders by the inputs, as of the day of the terms; what is wrong with the register.

    `names` are those of all repositories of the organisation, judged or not; None to leave the
    register out. `absent` are those that could not be judged, and what they took of limits when
    they were judged last. The clock is that of the day, so that nothing depends on when it is done.
    """
    now = datetime.combine(terms.as_of, time(), UTC)
    request = inputs.request(Request(now=now, cwd="/", as_of=terms.as_of, cache=means.cache))
    brief = brief_of(request, terms.as_of, means.environ, inputs.kept())

    def told_of_register(seen: SeenOfRegister) -> Sequence[Finding] | None:
        return None if names is None else of_register(request, names, seen, inputs.folder_of)

    engine = engine_of("local", brief, means.jobs, means.seconds, means.memory, means.clock)
    # The journal of an interrupted scan is not ours, and neither is what broke one.
    scanning = Scanning(terms, None, "", "error", False, "")
    members: list[Member] = [order.member for order in orders]
    with closing(engine):
        quarantine = Quarantine(Cache(None))
        scan = scan_members(
            members,
            orders,
            engine,
            quarantine,
            scanning,
            _Record(put),
            watcher,
            absent=absent,
            holding=lambda unseen: {name: absent[name] for name in absent.keys() & unseen},
            of_register=told_of_register,
        )
    return scan.about_register
