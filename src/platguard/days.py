"""The day that a request judges."""

from __future__ import annotations

from datetime import UTC, date, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platguard.request import Request


def day_of(request: Request, timezone: str) -> date:
    """The day that a request names, else today in the time zone (an IANA name)."""
    return request.as_of or request.now.astimezone(_zone(timezone)).date()


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)
