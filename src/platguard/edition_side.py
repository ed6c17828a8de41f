"""An edition of the standards in one repository: its rules, where they stand, what they find."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from platguard.judgement import judged
from platguard.material import Material
from platguard.model.facts import FACT_NAMES
from platguard.model.report import Finding
from platguard.model.standard import Policy, Rule
from platguard.policy import Decided
from platguard.selection import Selection
from platguard.situation import Situation
from platguard.tuples import NamedTuple


class Side(NamedTuple):
    """One of the two editions in a repository."""

    decided: Decided
    situation: Situation
    rules: Selection
    excluded: Callable[[str], bool] = lambda path: False
    """Whether a path is left out by the settings of this one; where both have the same, nobody
    needs to say."""

    @property
    def policy(self) -> Policy:
        """Its rules, as they are set."""
        return self.decided.policy

    def standings(self) -> dict[str, str]:
        """Where each rule stands: a state of its life, or `disabled`."""
        judged = {rule.id: rule for rule in self.rules.judged}
        return {
            rule.id: self.situation.state(judged.get(rule.id, rule)) if rule.enabled else "disabled"
            for rule in self.policy.rules
        }

    def reached(self) -> Mapping[str, Rule]:
        """The rules that are on and may reach the repository, by id."""
        beside = {rule.id for rule, why in self.rules.unjudged if why == "not-applicable"}
        on = (rule for rule in self.policy.rules if rule.enabled)
        return {rule.id: rule for rule in on if rule.id not in beside}

    def word(self, finding: Finding | None, rules: Collection[str], path: str) -> str:
        """What becomes of a thing in a file, about which one of some rules may say something."""
        if finding is None:
            judged = any(rule.id in rules for rule in self.rules.judged)
            judged = judged and not self.excluded(path)
            return "passes" if judged else "not judged"
        return {"fail": finding.level, "pass": "soon"}.get(finding.outcome, finding.outcome)

    def findings(self, material: Material) -> Sequence[Finding]:
        """What its rules find."""
        types = self.rules.fact_types
        facts = material.facts_again(self.situation, types)
        wanted = (fact for fact in facts if FACT_NAMES[type(fact)] in types)
        return judged(wanted, material, self.decided, self.rules, self.situation).findings


def renamed(old: Policy, new: Policy) -> dict[str, str]:
    """The rules of `old` that have another id in `new`, and that id."""
    names = {}
    for rule in new.rules:
        was = old.known_ids.get(rule.id)  # when `new` is the older of the two
        if was and was != rule.id:
            names[was] = rule.id
    for rule in old.rules:
        now = new.known_ids.get(rule.id)
        if now and now != rule.id:
            names[rule.id] = now
    return names
