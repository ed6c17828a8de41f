"""What rules may ask about GitHub Actions: what it retires and refuses, what actions run on."""

from __future__ import annotations

from dataclasses import dataclass

from platguard.github_actions import RUNTIME, GitHubActions


@dataclass(frozen=True, kw_only=True)
class GitHubAnswers:
    """Answers from the tables of GitHub Actions."""

    github: GitHubActions
    """What GitHub Actions retires, and what actions run on."""

    def ci_deprecated_on(self, product: str, name: str) -> str:
        """The day from which GitHub warns of a runner image, a runtime or a command; else empty."""
        end = self.github.retirements.get((product, name))
        return end.deprecated if end else ""

    def ci_removed_on(self, product: str, name: str) -> str:
        """The first day without a runner image, a runtime or a command; empty when none is set."""
        end = self.github.retirements.get((product, name))
        return end.removed if end else ""

    def ci_successor(self, product: str, name: str) -> str:
        """What follows a runner image, a runtime or a command; empty for one that stays."""
        end = self.github.retirements.get((product, name))
        return end.successor if end else ""

    def knows_action(self, name: str) -> bool:
        """Whether the table knows what an action runs on, or that is a runtime itself."""
        return name == RUNTIME or name in self.github.actions

    def action_runtime(self, name: str, version: str) -> str:
        """What a version of an action runs on: `node20`; empty when unknown."""
        action = self.github.actions.get(name)
        return version if name == RUNTIME else action.runtime(version) if action else ""

    def action_refused_before(self, name: str) -> str:
        """The first version of an action that GitHub serves; empty where it refuses none."""
        rows = self.github.refused.get(name, ())
        return f"v{'.'.join(map(str, rows[-1][0]))}" if rows else ""

    def action_refused_on(self, name: str, version: str) -> str:
        """The first day on which GitHub refuses a version of an action; empty when it does not."""
        return self.github.refused_on(name, version)

    def forks_refused_on(self, version: str) -> str:
        """The first day on which a version of actions/checkout refused forks; else empty."""
        return self.github.forks_refused_on(version)

    def action_advice(self, name: str, as_of: str) -> str:
        """The oldest version of an action to use on a day: `v5`; empty when none is known."""
        return self.github.advice(name, as_of)
