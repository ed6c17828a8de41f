"""What judging a repository cost: told by workers beside what they found, and in no report."""

from __future__ import annotations

from typing import Any, NamedTuple

from platguard.json_fields import JsonObject


class Cost(NamedTuple):
    """What one judgement cost."""

    parsed: int = 0
    """Contents that were parsed."""
    remembered: int = 0
    """Contents whose facts came from the cache; see memory.Statistics."""
    milliseconds: int = 0


def cost_json(cost: Cost) -> dict[str, Any]:
    """As JSON values, for `read_cost`."""
    return cost._asdict()


def read_cost(given: JsonObject) -> Cost:
    """What `cost_json` gave; UsageError for anything else."""
    return Cost(*(given.integer(name, least=0) for name in Cost._fields))
