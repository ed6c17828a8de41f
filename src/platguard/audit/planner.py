"""How long it takes to reach all teams: a pilot, then waves, one after the other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from platguard import dates
from platguard.counting import counted
from platguard.records import dataclass


class Range(NamedTuple):
    """From the least to the most."""

    least: int
    most: int

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least}-{self.most}"


@dataclass(frozen=True, slots=True)
class Waves:
    """How large the groups are, and how many weeks they take."""

    pilot_teams: Range = Range(3, 5)
    pilot_weeks: Range = Range(6, 8)
    wave_teams: Range = Range(5, 10)
    wave_weeks: Range = Range(4, 6)


USUAL = Waves()


class Plan(NamedTuple):
    """When all teams would be reached."""

    earliest: date
    latest: date
    told: str


def capacity(weeks: int, waves: Waves = USUAL) -> Range:
    """How many teams can be reached in so many weeks, at worst and at best."""
    return Range(
        _reached(weeks, waves.pilot_teams.least, waves.pilot_weeks.most,
                 waves.wave_teams.least, waves.wave_weeks.most),
        _reached(weeks, waves.pilot_teams.most, waves.pilot_weeks.least,
                 waves.wave_teams.most, waves.wave_weeks.least),
    )  # fmt: skip


def capacity_of_months(months: int, waves: Waves = USUAL) -> Range:
    """The same for months, of which twelve have 52 weeks."""
    return capacity(months * 52 // 12, waves)


def weeks_for(teams: int, waves: Waves = USUAL) -> Range:
    """How many weeks all teams take, at best and at worst."""
    return Range(
        _needed(teams, waves.pilot_teams.most, waves.pilot_weeks.least,
                waves.wave_teams.most, waves.wave_weeks.least),
        _needed(teams, waves.pilot_teams.least, waves.pilot_weeks.most,
                waves.wave_teams.least, waves.wave_weeks.most),
    )  # fmt: skip


def plan(teams: int, starts: date, target: date | None = None, waves: Waves = USUAL) -> Plan:
    """The earliest and the latest end for so many teams, and whether a target can be met."""
    needed = weeks_for(teams, waves)
    earliest, latest = (starts + timedelta(weeks=weeks) for weeks in needed)
    return _told(f"{counted(teams, 'team')} by waves from {starts}", earliest, latest, target)


def rest(
    left: int, starts: date, as_of: date, target: date | None = None, waves: Waves = USUAL
) -> Plan:
    """The same for teams that are left on a day, once the pilot is over or from its end on."""

    def ends(pilot: int, pilot_weeks: int, wave: int, wave_weeks: int) -> date:
        over = starts + timedelta(weeks=pilot_weeks)
        number = left if over <= as_of else max(0, left - pilot)
        return max(over, as_of) + timedelta(weeks=-(-number // wave) * wave_weeks)

    earliest = ends(waves.pilot_teams.most, waves.pilot_weeks.least,
                    waves.wave_teams.most, waves.wave_weeks.least)  # fmt: skip
    latest = ends(waves.pilot_teams.least, waves.pilot_weeks.most,
                  waves.wave_teams.least, waves.wave_weeks.most)  # fmt: skip
    told = f"{counted(left, 'team')} left on {as_of}, by waves from then on"
    return _told(told, earliest, latest, target)


def _told(what: str, earliest: date, latest: date, target: date | None) -> Plan:
    told = f"{what}: done from {earliest} to {latest}"
    if target is not None and target < earliest:
        late = dates.count_days((earliest - target).days)
        told += f"; {target} is infeasible: {late} before the earliest end"
    elif target is not None and target < latest:
        told += f"; {target} needs more than the slowest pace"
    return Plan(earliest, latest, told)


def warnings(pilot_teams: int, pilot_weeks: int, waves: Waves = USUAL) -> list[str]:
    """What is unusual about a pilot, each a sentence that names the range."""
    found = []
    if not waves.pilot_teams.least <= pilot_teams <= waves.pilot_teams.most:
        found.append(f"The pilot has {pilot_teams} teams; usual are {waves.pilot_teams}.")
    if not waves.pilot_weeks.least <= pilot_weeks <= waves.pilot_weeks.most:
        found.append(f"The pilot takes {pilot_weeks} weeks; usual are {waves.pilot_weeks}.")
    return found


def _reached(weeks: int, pilot: int, pilot_weeks: int, wave: int, wave_weeks: int) -> int:
    if weeks < pilot_weeks:
        return 0
    return pilot + (weeks - pilot_weeks) // wave_weeks * wave


def _needed(teams: int, pilot: int, pilot_weeks: int, wave: int, wave_weeks: int) -> int:
    if teams <= 0:
        return 0
    return pilot_weeks + max(0, -(-(teams - pilot) // wave)) * wave_weeks
