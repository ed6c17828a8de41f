"""The texts that announce, follow and enforce the end of something, made from what is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from platguard import dates, lifecycle
from platguard.audit.numbers import percent, plain
from platguard.counting import counted
from platguard.model.audit import UsageDay, UsageTeam
from platguard.model.lifecycle import Lifecycle
from platguard.model.organisation import RuleNote
from platguard.patterns import pattern
from platguard.tuples import NamedTuple

_FAR = 120
"""Months after which a day is too far away to be named."""
PLACE = "place"
_NOBODY = "(no team)"
"""In a sentence, which has no heading that says what there is none of."""
_ENDING = pattern(r"(.+?) (?:is|are) (?:retired|deprecated|not used)(?: .*)?")


class Thing(NamedTuple):
    """What ends, and the words for it."""

    name: str
    """`Docker Swarm`, or the id of a rule that is not about something that one uses."""
    ends: str
    """What the end is of: `Docker Swarm`, `The grace for non-root (Containers ...)`."""
    singular: str
    """What is counted: a service that uses it, or a place that does or does not meet the rule."""
    verb: str
    """What many of them do: `use Docker Swarm`, `do not meet non-root`."""
    verb_of_one: str
    nothing: str = "nothing is left"
    """That none of them is left: `nothing uses Docker Swarm`."""
    of_which: str = ""
    """What they are on the day, where they are not all the same."""


def product(name: str) -> Thing:
    """Something that services use."""
    uses = f"uses {name}"
    return Thing(name, name, "service", f"use {name}", uses, f"nothing {uses}")


def thing_of(rule: RuleNote) -> Thing:
    """What a rule ends: of a title such as `Docker Swarm is retired` its subject. Any other rule
    ends the time in which one may do without what it asks for."""
    if found := _ENDING.fullmatch(rule.title):
        return product(found[1])
    grace = f"The grace for {rule.id} ({rule.title})"
    verb = f"meet {rule.id}"
    nothing = f"everything meets {rule.id}"
    return Thing(rule.id, grace, PLACE, f"do not {verb}", f"does not {verb}", nothing)


def announce(
    what: Thing, rule: RuleNote, as_of: date, today: UsageDay, teams: Sequence[UsageTeam]
) -> str:
    """What ends, when, what takes its place, where the way there is told, who helps, and who is
    concerned."""
    told = [f"{what.ends} {_deadline(rule, as_of)}.", *_way(rule)]
    if today.places:
        concerned = f"{_number(what, today)} {_verb(what, today)}{_owners(teams)}"
        told.append(f"As of {today.day}, {concerned}.")
    return " ".join(told)


def monitor(
    what: Thing,
    today: UsageDay,
    teams: Sequence[UsageTeam],
    announced: UsageDay | None = None,
) -> str:
    """How much is left, whose it is, and what became of it since the announcement."""
    told = f"As of {today.day}, {what.nothing}."
    if today.places:
        left = f"{_number(what, today)} still {_verb(what, today)}"
        told = f"As of {today.day}, {left}{_owners(teams)}."
    if announced and announced.day < today.day:
        change = today.places - announced.places
        told += f" {_change(change)} {announced.day}, when there were {announced.places}."
    return told


def enforce(what: Thing, rule: RuleNote, as_of: date) -> str:
    """That it ends or has ended, what that means, and whom to ask."""
    is_over = rule.enforced_from is not None and rule.enforced_from <= as_of
    concerned = f"{what.singular}s that still {what.verb} will not deploy."
    effect = f"From {rule.enforced_from} on, {concerned}"
    if is_over:
        effect = f"{concerned[0].upper()}{concerned[1:]}"
    return " ".join([f"{what.ends} {_deadline(rule, as_of)}.", effect, _contact(rule)]).strip()


def before(what: Thing, rule: RuleNote, today: UsageDay, teams: Sequence[UsageTeam]) -> str:
    """Ahead of a change: its date, its effect, and who is affected."""
    concerned = ", ".join(row.team or _NOBODY for row in teams)
    effect = f" Use {rule.replacement} instead." if rule.replacement else ""
    day = rule.enforced_from or "a day that is not set"
    told = f"{what.ends} ends on {day}.{effect}"
    if not today.places:
        return f"{told} As of {today.day}, {what.nothing}."
    return f"{told} This is about {_number(what, today)} of {concerned}."


def during(what: Thing, at_first: int, today: UsageDay, zero_on: date | None) -> str:
    """While it happens: how much is done, and when the rest would be, where that can be told."""
    done = max(0, at_first - today.places)
    share = percent(done, at_first)
    told = f"{what.name}: {done} of {at_first} {what.singular}s migrated"
    told += "." if share is None else f" ({plain(share)}%)."
    if zero_on and today.places:
        told += f" At this pace the rest is done by {zero_on}."
    return told


def after(what: Thing, rule: RuleNote, today: UsageDay) -> str:
    """Afterwards: what has changed, and what is left."""
    verb = "remains" if today.places == 1 else "remain"
    nothing = f"{what.nothing[0].upper()}{what.nothing[1:]}"
    left = f"{counted(today.places, what.singular)} {verb}" if today.places else nothing
    replaced = f" {rule.replacement} takes its place." if rule.replacement else ""
    guide = f" Guide: {rule.guide}." if rule.guide and today.places else ""
    return f"{what.ends} ended on {rule.enforced_from}.{replaced} {left} as of {today.day}.{guide}"


def outlook(
    what: Thing,
    today: UsageDay,
    exempt: tuple[int, date | None],
    ends: date | None,
    zero_on: date | None,
    *,
    is_seen_once: bool,
) -> str:
    """Whether what is left will be gone by the end. `exempt` are how many of it an exception
    covers, and through which day; `zero_on` where the line points that its past makes."""
    number, until = exempt
    if not today.places:
        return "Nothing is left."
    if today.places <= number:
        return f"All that is left is exempt, through {until}." if until else "All of it is exempt."
    verb = "is" if number == 1 else "are"
    beside = f" {number} more {verb} exempt, through {until}." if number and until else ""
    left = counted(today.places - number, what.singular)
    gone = "it is too early to say at which pace" if is_seen_once else "their number does not fall"
    if zero_on:
        gone = f"at this pace the last is gone on {zero_on}"
        if zero_on > dates.add_months(today.day, _FAR):
            gone = "at this pace it takes more than ten years"
    if ends and ends <= today.day:
        return f"Over since {ends}, and {left} left that nobody excepted: {gone}.{beside}"
    if not ends:
        return f"No end is set; of {left}, {gone}.{beside}"
    if is_seen_once:
        return f"Not known: of {left}, {gone}.{beside}"
    verdict = "In time" if zero_on and zero_on < ends else "Not in time"
    return f"{verdict} for {ends}: of {left}, {gone}.{beside}"


def telling(what: Thing, documents: int) -> str:
    """How many documents tell people to use it; empty for none."""
    if not documents:
        return ""
    tell = "tells" if documents == 1 else "tell"
    return f"{counted(documents, 'document')} {tell} people to use {what.name}."


def _number(what: Thing, today: UsageDay) -> str:
    places = counted(today.places, what.singular)
    places += f" ({what.of_which})" if what.of_which else ""
    return f"{places} in {counted(today.repositories, 'repository', 'repositories')}"


def _verb(what: Thing, today: UsageDay) -> str:
    return what.verb_of_one if today.places == 1 else what.verb


def _owners(teams: Sequence[UsageTeam]) -> str:
    owners = ", ".join(f"{row.team or _NOBODY} {row.places}" for row in teams)
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
