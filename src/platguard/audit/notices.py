"""The texts that announce, follow and enforce the end of something, made from what is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from platguard import lifecycle
from platguard.audit.numbers import percent, plain
from platguard.audit.practices import NOBODY
from platguard.counting import counted
from platguard.model.audit import UsageDay, UsageTeam
from platguard.model.lifecycle import Lifecycle
from platguard.model.organisation import RuleNote
from platguard.patterns import pattern

_ENDING = pattern(r"(.+?) (?:is|are) (?:retired|deprecated|not used)(?: .*)?")


def name_of(rule: RuleNote) -> str:
    """What people call that which ends: of a title such as `Docker Swarm is retired` its subject,
    else the rule's id."""
    found = _ENDING.fullmatch(rule.title)
    return found[1] if found else rule.id


def announce(
    name: str, rule: RuleNote, as_of: date, today: UsageDay, teams: Sequence[UsageTeam]
) -> str:
    """What ends, when, what takes its place, where the way there is told, who helps, and who is
    concerned."""
    told = [f"{name} {_deadline(rule, as_of)}.", *_way(rule)]
    if today.services:
        told.append(f"As of {today.day}, {_number(today)} {_verb(today)} it{_owners(teams)}.")
    return " ".join(told)


def monitor(
    name: str,
    today: UsageDay,
    teams: Sequence[UsageTeam],
    announced: UsageDay | None = None,
) -> str:
    """How much is left, whose it is, and what became of it since the announcement."""
    told = f"As of {today.day}, {_number(today)} still {_verb(today)} {name}{_owners(teams)}."
    if announced and announced.day < today.day:
        change = today.services - announced.services
        told += f" {_change(change)} {announced.day}, when there were {announced.services}."
    return told


def enforce(name: str, rule: RuleNote, as_of: date) -> str:
    """That it ends or has ended, what that means, and whom to ask."""
    is_over = rule.enforced_from is not None and rule.enforced_from <= as_of
    effect = "Services that still use it will not deploy." if is_over else (
        f"From {rule.enforced_from} on, services that still use it will not deploy."
    )  # fmt: skip
    return " ".join([f"{name} {_deadline(rule, as_of)}.", effect, _contact(rule)]).strip()


def before(name: str, rule: RuleNote, today: UsageDay, teams: Sequence[UsageTeam]) -> str:
    """Ahead of a change: its date, its effect, and who is affected."""
    concerned = ", ".join(row.team or NOBODY for row in teams) or "nobody"
    effect = f" Use {rule.replacement} instead." if rule.replacement else ""
    day = rule.enforced_from or "a day that is not set"
    return f"{name} ends on {day}.{effect} This is about {_number(today)} of {concerned}."


def during(name: str, at_first: int, today: UsageDay, zero_on: date | None) -> str:
    """While it happens: how much is done, and when the rest would be, where that can be told."""
    done = max(0, at_first - today.services)
    share = percent(done, at_first)
    told = f"{name}: {done} of {at_first} services migrated"
    told += "." if share is None else f" ({plain(share)}%)."
    if zero_on and today.services:
        told += f" At this pace the rest is done by {zero_on}."
    return told


def after(name: str, rule: RuleNote, today: UsageDay) -> str:
    """Afterwards: what has changed, and what is left."""
    verb = "remains" if today.services == 1 else "remain"
    left = f"{counted(today.services, 'service')} {verb}" if today.services else "Nothing uses it"
    replaced = f" {rule.replacement} takes its place." if rule.replacement else ""
    guide = f" Guide: {rule.guide}." if rule.guide and today.services else ""
    return f"{name} ended on {rule.enforced_from}.{replaced} {left} as of {today.day}.{guide}"


def _number(today: UsageDay) -> str:
    services = counted(today.services, "service")
    return f"{services} in {counted(today.repositories, 'repository', 'repositories')}"


def _verb(today: UsageDay) -> str:
    return "uses" if today.services == 1 else "use"


def _owners(teams: Sequence[UsageTeam]) -> str:
    owners = ", ".join(f"{row.team or NOBODY} {row.services}" for row in teams)
    return f": {owners}" if owners else ""


def _deadline(rule: RuleNote, as_of: date) -> str:
    life = Lifecycle(rule.announced, rule.warn_from, rule.enforced_from)
    return lifecycle.deadline(life, as_of)


def _way(rule: RuleNote) -> list[str]:
    told = [f"Replacement: {rule.replacement}."] if rule.replacement else []
    told += [f"Guide: {rule.guide}"] if rule.guide else []
    return [*told, _contact(rule, "for help")]


def _contact(rule: RuleNote, why: str = "") -> str:
    asked = rule.contact or rule.owner
    return f"Contact {asked}{f' {why}' if why else ''}." if asked else ""


def _change(change: int) -> str:
    if not change:
        return "No change since"
    return f"{abs(change)} {'fewer' if change < 0 else 'more'} than on"
