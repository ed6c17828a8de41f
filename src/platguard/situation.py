"""The circumstances of a scan: the day, the repository, and what its organisation makes of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from platguard import lifecycle
from platguard.approvals import Roles
from platguard.config import Organisation
from platguard.facts.examples import is_example
from platguard.model.lifecycle import Lifecycle
from platguard.model.policy_exception import ExceptionLimits
from platguard.model.standard import Rule
from platguard.records import dataclass
from platguard.request import Request
from platguard.settings import Settings
from platguard.sources.history import History
from platguard.workspace import Workspace, repository_name


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides about findings, beside rules and facts."""

    as_of: date
    timezone: str
    organisation: Organisation
    """What it has set, the dates of rules among it."""
    adopted: bool
    """Whether an organisation has adopted the built-in standards."""
    repository: str
    team: str
    segment: str
    tier: str
    wave: str
    """The wave that the organisation puts it into, whatever waves say; empty for none."""
    segment_at_most: str
    """The strongest level of the segment's findings; empty for no limit."""
    roles: Roles
    limits: ExceptionLimits
    """How far exceptions may go."""
    history: History | None
    """The history of the repository; None without one."""
    deployed: Collection[str] = ()
    """Paths in folders of examples that are in use all the same."""
    created: date | None = None
    """The day since which the organisation counts it as there; None for that of its first commit.
    """

    def born(self) -> date | None:
        """The day since which the repository is there: the one that its organisation names, else
        that of its first commit; None when it cannot be known."""
        if self.created is not None:
            return self.created
        first = self.history.first_commit_on() if self.history else None
        return date.fromisoformat(first) if first else None

    def earlier_paths(self, path: str) -> set[str]:
        """Where a file was before it was renamed, as far as the history tells."""
        if self.history is None:
            return set()
        return {change.path for change in self.history.changes(path)} - {path}

    @property
    def variables(self) -> dict[str, Any]:
        """What every rule may ask of the situation: the values of compiled.CONTEXT."""
        return {
            "as_of": self.as_of.isoformat(),
            "repo.name": self.repository,
            "repo.team": self.team,
            "repo.segment": self.segment,
            "repo.tier": self.tier,
            "repo.wave": self.wave,
            "capabilities": self.organisation.capabilities,
        }

    def life(self, rule: Rule, *, added: bool = False) -> Lifecycle | None:
        """The dates that hold for the repository: of the rule, or of what its revision added."""
        own = self._here(rule.lifecycle)
        revised = self._here(rule.tightening.lifecycle) if added and rule.tightening else None
        return lifecycle.no_earlier(revised, own) if revised else own

    def _here(self, given: Lifecycle | None) -> Lifecycle | None:
        if given is None or not given.waves:
            return given
        whose = self.repository, self.team, self.segment
        return lifecycle.for_repository(given, *whose, wave=self.wave)

    def state(self, rule: Rule) -> str:
        """Where the rule stands on the day."""
        return lifecycle.state(self.life(rule), self.as_of)

    def level(
        self, rule: Rule, severity: str, at_most: str, path: str, *, added: bool = False
    ) -> str:
        """What a finding does on the day: error, warning or note."""
        life = self.life(rule, added=added)
        listed = life is not None and self.segment in life.segments
        return lifecycle.level(
            severity,
            lifecycle.state(life, self.as_of),
            own=rule.level,
            at_most=(
                at_most,
                lifecycle.weaker_grade(severity, rule.severity),
                "" if listed else self.segment_at_most,
                self.organisation.examples_at_most if self._is_example(path) else "",
            ),
            adopted=self.adopted or not rule.builtin,
        )

    def _is_example(self, path: str) -> bool:
        return is_example(path) and path not in self.deployed


def situate(request: Request, settings: Settings, workspace: Workspace) -> Situation:
    """The situation of a scan."""
    organisation, placed = settings.organisation, settings.placement
    return Situation(
        as_of=request.day(organisation.timezone),
        timezone=organisation.timezone,
        organisation=organisation,
        adopted=organisation.adopted,
        repository=(placed and placed.name) or repository_name(workspace),
        team=settings.team,
        segment=settings.segment,
        tier=placed.tier if placed else "",
        wave=placed.wave if placed else "",
        segment_at_most=organisation.segments.get(settings.segment, ""),
        roles=organisation.roles,
        limits=organisation.limits,
        history=workspace.source.history,
        created=placed.created if placed else None,
    )
