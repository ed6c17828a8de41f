"""The tables of GitHub Actions: what it retires, what released actions run on, what it refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from platguard import table_fields as fields
from platguard import versions
from platguard.records import dataclass

RETIREMENTS, ACTIONS, REFUSED = "github-actions", "actions", "refused-actions"
"""The names of the tables."""
RUNTIME = "github-actions-runtime"
"""The product whose versions are what `runs.using` of an action may name."""

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Retirement:
    """The end of one thing."""

    deprecated: str
    """The first day on which GitHub warns, or lets jobs fail for hours."""
    removed: str
    """The first day without it; empty while none is announced."""
    successor: str
    """What to use instead."""


@dataclass(frozen=True, slots=True)
class ReleasedAction:
    """What the releases of an action run on."""

    newest: Version
    """The newest release that the table knows."""
    runs: tuple[tuple[Version, str], ...]
    """(release, runtime) wherever the runtime changes, oldest first."""
    tags: Mapping[str, str]
    """The runtime of tags that do not stand for the newest release that they name."""

    def runtime(self, version: str) -> str:
        """What a version runs on, `v4` being the newest of its kind; empty when unknown."""
        wanted = versions.numbers(version)
        if version in self.tags:
            return self.tags[version]
        if not wanted or wanted > self.newest[: len(wanted)]:
            return ""
        earlier = [runtime for release, runtime in self.runs if release[: len(wanted)] <= wanted]
        return earlier[-1] if earlier else ""

    def first_on(self, retired: Sequence[str]) -> str:
        """The oldest major release from which on none runs on a retired runtime; else empty."""
        if not self.runs or self.runs[-1][1] in retired:
            return ""
        later: Version = ()
        for release, runtime in reversed(self.runs):
            if runtime in retired:
                break
            later = release
        if later[1:] == (0,) * len(later[1:]):
            return f"v{later[0]}"
        return "v" + ".".join(map(str, later))


@dataclass(frozen=True)
class GitHubActions:
    """The tables, and what rules ask of them."""

    retirements: Mapping[tuple[str, str], Retirement]
    """By (product, name)."""
    actions: Mapping[str, ReleasedAction]
    """By name in small letters: `actions/cache/restore`."""
    refused: Mapping[str, tuple[tuple[Version, str], ...]]
    """(first release that is not refused, first day) of each action, oldest release first."""
    fork_checkouts: tuple[tuple[Version, str], ...]
    """(first release of its major that takes no code of forks, first day), oldest first."""

    @classmethod
    def from_data(cls, data: Mapping[str, Mapping[str, Any]]) -> GitHubActions:
        """The tables of parsed files; a UsageError names the place of what is wrong in them."""
        return cls(
            _retirements(data[RETIREMENTS]),
            _actions(data[ACTIONS]),
            _refused(data[REFUSED]),
            _fork_checkouts(data[RETIREMENTS]),
        )

    def advice(self, name: str, as_of: str) -> str:
        """The oldest version of an action to use on a day: `v5`; empty when none is known."""
        retired = [
            runtime
            for (product, runtime), end in self.retirements.items()
            if product == RUNTIME and end.deprecated <= as_of
        ]
        action = self.actions.get(name)
        first = action.first_on(retired) if action else ""
        wanted = max((before for before, _ in self.refused.get(name, ())), default=())
        if wanted and versions.numbers(first) < wanted:
            return "v" + ".".join(map(str, wanted))
        return first

    def refused_on(self, name: str, version: str) -> str:
        """The first day on which a version of an action is refused; empty for one that is not."""
        wanted = versions.numbers(version)
        days = (since for before, since in self.refused.get(name, ()) if wanted < before)
        return next(days, "") if wanted else ""

    def forks_refused_on(self, version: str) -> str:
        """The first day on which a version of actions/checkout refused forks; empty for others.

        The tag of a major, `v4`, moved to the release that does.
        """
        wanted = versions.numbers(version)
        newest = self.fork_checkouts[-1:]
        for least, since in self.fork_checkouts:
            if wanted[:1] == least[:1] and (len(wanted) == 1 or wanted >= least):
                return since
        return newest[0][1] if newest and wanted[:1] > newest[0][0][:1] else ""


def _retirements(data: Mapping[str, Any]) -> dict[tuple[str, str], Retirement]:
    fields.head(data, RETIREMENTS, "retirements", "fork_checkouts")
    found: dict[tuple[str, str], Retirement] = {}
    products = fields.mapping(data["retirements"], RETIREMENTS, "retirements")
    for product, rows in products.items():
        for number, row in enumerate(fields.rows(rows, RETIREMENTS, f"retirements.{product}")):
            place = f"retirements.{product}[{number}]"
            fields.only(row, ("names", "deprecated", "removed", "successor"), RETIREMENTS, place)
            deprecated = fields.day(row.get("deprecated"), RETIREMENTS, f"{place}.deprecated")
            removed = row.get("removed", "")
            last = fields.day(removed, RETIREMENTS, f"{place}.removed") if removed else ""
            if last and last < deprecated:
                told = f"is {last}"
                raise fields.fault(RETIREMENTS, f"{place}.removed", told, f"after {deprecated}")
            end = Retirement(deprecated, last, fields.text(row, "successor", RETIREMENTS, place))
            for name in fields.texts(row.get("names"), RETIREMENTS, f"{place}.names"):
                if (product, name) in found:
                    raise fields.fault(RETIREMENTS, place, f"repeats {name}", "one row for each")
                found[product, name] = end
    return found


def _actions(data: Mapping[str, Any]) -> dict[str, ReleasedAction]:
    fields.head(data, ACTIONS, "actions")
    found: dict[str, ReleasedAction] = {}
    for name, row in fields.mapping(data["actions"], ACTIONS, "actions").items():
        place = f"actions.{name}"
        fields.only(row, ("newest", "runs", "tags"), ACTIONS, place)
        runs = fields.mapping(row.get("runs"), ACTIONS, f"{place}.runs")
        known = [(_version(v, ACTIONS, place), str(runtime)) for v, runtime in runs.items()]
        newest = _version(row.get("newest"), ACTIONS, f"{place}.newest")
        found[name] = ReleasedAction(newest, tuple(sorted(known)), dict(row.get("tags", {})))
    return found


def _refused(data: Mapping[str, Any]) -> dict[str, tuple[tuple[Version, str], ...]]:
    fields.head(data, REFUSED, "refused")
    found: dict[str, list[tuple[Version, str]]] = {}
    for number, row in enumerate(fields.rows(data["refused"], REFUSED, "refused")):
        place = f"refused[{number}]"
        fields.only(row, ("actions", "before", "since"), REFUSED, place)
        before = _version(row.get("before"), REFUSED, f"{place}.before")
        since = fields.day(row.get("since"), REFUSED, f"{place}.since")
        for name in fields.texts(row.get("actions"), REFUSED, f"{place}.actions"):
            found.setdefault(name, []).append((before, since))
    return {name: tuple(sorted(rows)) for name, rows in found.items()}


def _fork_checkouts(data: Mapping[str, Any]) -> tuple[tuple[Version, str], ...]:
    found: list[tuple[Version, str]] = []
    rows = fields.rows(data["fork_checkouts"], RETIREMENTS, "fork_checkouts")
    for number, row in enumerate(rows):
        place = f"fork_checkouts[{number}]"
        fields.only(row, ("from", "since"), RETIREMENTS, place)
        least = _version(row.get("from"), RETIREMENTS, f"{place}.from")
        found.append((least, fields.day(row.get("since"), RETIREMENTS, f"{place}.since")))
    return tuple(sorted(found))


def _version(value: Any, table: str, place: str) -> Version:
    # Unquoted, YAML reads 3.10 as the number 3.1.
    if not isinstance(value, str) or not versions.numbers(value):
        raise fields.fault(table, place, f"is {value!r}", 'a version in quotes: "3.10"')
    return versions.numbers(value)
