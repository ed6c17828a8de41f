"""Durations as Go programs read them: in Kubernetes objects, and in what operators add to them."""

from __future__ import annotations

import math

from platguard.patterns import pattern

_PART = pattern(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}


def go_duration_seconds(written: str) -> int | None:
    """Whole seconds of a Go duration such as `1h30m`, rounded up; None when it is none.

    Go's time.ParseDuration knows no unit above the hour, and a bare number only as `0`.
    """
    unsigned = written.removeprefix("+")
    if unsigned == "0":
        return 0
    seconds, position = 0.0, 0
    while found := _PART.match(unsigned, position):
        seconds += float(found[1]) * _SECONDS[found[2]]
        position = found.end()
    if position == 0 or position < len(unsigned):
        return None
    return math.ceil(round(seconds, 6)) if math.isfinite(seconds) else None
