"""The work of one worker: an order comes as bytes, what came of it goes back as bytes.

Beside the answer, the commit is told before it is judged: if it is the last that is heard of the
worker, it is known what broke it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from platguard.bench import Bench
from platguard.builtin import keep_builtin
from platguard.cache import Cache
from platguard.errors import UsageError
from platguard.json_fields import JsonText
from platguard.organisation import observation_json
from platguard.organisation.costs import cost_json, read_cost
from platguard.organisation.exchange import exchange_json, read_exchange
from platguard.organisation.observing import Observed, observe
from platguard.organisation.orders import Brief, read_order
from platguard.reads import answered_by

OUT_OF_MEMORY = b'{"lost":"it needed more memory than a repository may take"}'
_COMMIT = re.compile(r"|[0-9a-f]{40}|[0-9a-f]{64}")


class Begun(NamedTuple):
    """A worker is about to judge a commit."""

    commit: str


class Broken(NamedTuple):
    """A worker gave a repository up, and should not be used any more."""

    reason: str
    commit: str = ""
    """The commit that was being judged, where whoever tells of the worker knows it."""


class Worker:
    """Judges one repository after the other by one brief."""

    def __init__(self, brief: Brief, clock: Callable[[], float]) -> None:
        """`clock` counts seconds."""
        self._brief = brief
        self._bench = _bench(brief)
        self._clock = clock

    def work(self, order: bytes, tell: Callable[[bytes], None]) -> bytes:
        """The answer to an order; `tell` is given what is known before."""

        def begun(commit: str) -> None:
            tell(json.dumps({"commit": commit}).encode("ascii"))

        try:
            asked, since = read_order(order), self._clock()
            observed = observe(asked, self._brief.of(asked), self._bench, begun)
            spent = round(1000 * (self._clock() - since))
            return answer_json(observed._replace(cost=observed.cost._replace(milliseconds=spent)))
        except MemoryError:
            return OUT_OF_MEMORY


def answer_json(observed: Observed) -> bytes:
    """What came of an order, for `read_message`."""
    transient = b"true" if observed.transient else b"false"
    exchange, cost = _json(exchange_json(observed.exchange)), _json(cost_json(observed.cost))
    parts = (transient, cost, exchange, observation_json.encoded(observed.observation))
    return b'{"transient":%s,"cost":%s,"exchange":%s,"observation":%s}' % parts


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _bench(brief: Brief) -> Bench:
    """The bench of a worker, for as long as its process lives."""
    cache, kept = Cache(brief.cache), brief.kept
    if kept is None:
        return Bench(cache)
    keep_builtin({name: text.encode("latin-1") for name, text in kept.builtin.items()})
    return Bench(cache, answered_by(kept.reads))


def read_message(data: bytes) -> Observed | Begun | Broken:
    """What a worker said; UsageError for what none of them says."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise UsageError("a worker answers in ASCII, and this is not") from None
    given = JsonText(text, "", "").document("an answer")
    if "observation" in given.value:
        observation = observation_json.read(given.object("observation"))
        exchange = read_exchange(given.object("exchange"))
        cost = read_cost(given.object("cost"))
        return Observed(observation, given.boolean("transient"), exchange, cost)
    if "lost" in given.value:
        commit = given.pattern("commit", _COMMIT) if "commit" in given.value else ""
        return Broken(given.text("lost"), commit)
    return Begun(given.pattern("commit", _COMMIT))
