"""The work of one worker: an order comes as bytes, what came of it goes back as bytes.

Beside the answer, the commit is told before it is judged: if it is the last that is heard of the
worker, it is known what broke it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import NamedTuple

from platguard.bench import Bench
from platguard.cache import Cache
from platguard.errors import UsageError
from platguard.json_fields import JsonText
from platguard.organisation import observation_json
from platguard.organisation.observing import Observed, observe
from platguard.organisation.orders import Brief, read_order

OUT_OF_MEMORY = b'{"lost":"it needed more memory than a repository may take"}'
_COMMIT = re.compile(r"|[0-9a-f]{40}|[0-9a-f]{64}")


class Begun(NamedTuple):
    """A worker is about to judge a commit."""

    commit: str


class Broken(NamedTuple):
    """A worker gave a repository up, and should not be used any more."""

    reason: str


class Worker:
    """Judges one repository after the other by one brief."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._bench = Bench(Cache(brief.cache))

    def work(self, order: bytes, tell: Callable[[bytes], None]) -> bytes:
        """The answer to an order; `tell` is given what is known before."""

        def begun(commit: str) -> None:
            tell(json.dumps({"commit": commit}).encode("ascii"))

        try:
            observed = observe(read_order(order), self._brief, self._bench, begun)
            transient = b"true" if observed.transient else b"false"
            answer = observation_json.encoded(observed.observation)
            return b'{"transient":%s,"observation":%s}' % (transient, answer)
        except MemoryError:
            return OUT_OF_MEMORY


def read_message(data: bytes) -> Observed | Begun | Broken:
    """What a worker said; UsageError for what none of them says."""
    try:
        text = data.decode("ascii")
    except UnicodeDecodeError:
        raise UsageError("a worker answers in ASCII, and this is not") from None
    given = JsonText(text, "", "").document("an answer")
    if "observation" in given.value:
        observation = observation_json.read(given.object("observation"))
        return Observed(observation, given.boolean("transient"))
    if "lost" in given.value:
        return Broken(given.text("lost"))
    return Begun(given.pattern("commit", _COMMIT))
