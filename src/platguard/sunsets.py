"""The exceptions of a register that are approved and not over, in the order in which they end."""

from __future__ import annotations

from typing import NamedTuple

from platguard.authorities import authority_over
from platguard.cache import Cache
from platguard.exempting import standings
from platguard.model.policy_exception import Registered
from platguard.policy import decide
from platguard.register import read_register
from platguard.request import Request
from platguard.settings import read_settings
from platguard.situation import Situation, situate
from platguard.workspace import open_workspace


class Sunsets(NamedTuple):
    """What a register's sunsets are, as of a day."""

    situation: Situation
    entries: list[Registered]
    """Those that cover something, or will; by sunset, then by id."""


def sunsets(request: Request) -> Sunsets:
    """The sunsets of the register that a request names; raises what `scan` raises."""
    workspace = open_workspace(request)
    settings = read_settings(request, workspace.source)
    policy = decide(settings, Cache(request.cache)).policy
    situation = situate(request, settings, workspace)
    register = read_register(settings.register, policy.known_ids)
    with authority_over(register, request, settings, situation, workspace) as authority:
        found = standings(register, situation, authority)
    ahead = [r for r in found if r.standing.in_force or r.standing.state == "approved"]
    return Sunsets(situation, sorted(ahead, key=lambda r: (r.exception.sunset, r.exception.id)))
