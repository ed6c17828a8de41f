"""Since when a repository is there, as its history tells."""

from __future__ import annotations

import os
from datetime import date
from hashlib import sha256

from platguard.cache import Cache
from platguard.workspace import Workspace


def born(workspace: Workspace, cache: Cache) -> date | None:
    """The day of the first commit; None where the clone does not reach back to it.

    It is asked for once for a clone: to walk a long history takes longer than to judge a commit,
    and a history only grows at its other end.
    """
    history = workspace.source.history
    if history is None:
        return None
    digest = sha256(os.fsencode(workspace.root)).hexdigest()
    name = f"born/{digest[:32]}"
    known = cache.get(name)
    if known is not None:
        try:
            return date.fromisoformat(known.decode("ascii"))
        except ValueError:
            pass  # a damaged entry is asked for again
    first = history.first_commit_on()
    if first is None:
        return None
    cache.put(name, first.encode("ascii"))
    return date.fromisoformat(first)
