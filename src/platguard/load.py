"""Reads and checks standards, for programs that want to look at them."""

from __future__ import annotations

from collections.abc import Sequence

from platguard.cache import Cache
from platguard.config import Organisation, Repository
from platguard.model.standard import Policy
from platguard.policy import decide
from platguard.reads import OnDisk, Reads, Recorded
from platguard.settings import Settings, named_standards


def load_standards(sources: Sequence[str] = ("builtin",), folder: str = ".") -> Policy:
    """The policy of `builtin`, files and folders of standards, every expression checked.

    Paths start from `folder`. Raises UsageError at the place of the first fault.
    """
    reads = Reads()
    files = Recorded(OnDisk(folder), reads)
    found = [standard for name in sources for standard in named_standards(name, files)]
    settings = Settings(found, Organisation(), Repository(), {}, b"", reads)
    return decide(settings, Cache(None)).policy
