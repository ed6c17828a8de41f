"""Rules as they will be: what they cost on the day from which they are enforced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from platguard.lifecycle import has_draft_revision, reaches
from platguard.model.lifecycle import Lifecycle
from platguard.model.standard import Rule
from platguard.selection import Selection
from platguard.situation import Situation


def all_enforced(rules: Selection, situation: Situation) -> Selection:
    """The selection as if every rule were enforced, drafts too; retired rules stay retired."""
    drafts = [rule for rule, _ in rules.unjudged if _is_draft(rule, situation)]
    names = {rule.id for rule in drafts}
    judged = [_enforced(rule, situation.as_of) for rule in [*rules.judged, *drafts]]
    return Selection(
        judged=sorted(judged, key=lambda rule: rule.id),
        unjudged=[(rule, outcome) for rule, outcome in rules.unjudged if rule.id not in names],
    )


def drafts_enforced(rules: Selection, situation: Situation) -> Selection:
    """Only the rules that are drafts, or whose last revision is one, as if they were enforced."""
    drafts = [rule for rule, _ in rules.unjudged if _is_draft(rule, situation)]
    drafts += [rule for rule in rules.judged if has_draft_revision(rule, situation.as_of)]
    return Selection([_enforced(rule, situation.as_of) for rule in drafts])


def _is_draft(rule: Rule, situation: Situation) -> bool:
    """Whether the rule is a draft that will reach the repository."""
    return situation.state(rule) == "draft" and bool(reaches(rule.lifecycle, situation.born()))


def _enforced(rule: Rule, day: date) -> Rule:
    own = _by(rule.lifecycle, day) if rule.lifecycle else None
    added = rule.tightening
    if added is not None:
        added = replace(added, lifecycle=_by(added.lifecycle, day))
    return replace(rule, lifecycle=own, tightening=added)


def _by(life: Lifecycle, day: date) -> Lifecycle:
    """The lifecycle, enforced for everybody by a day."""
    return replace(
        life,
        announced=min(life.announced or day, day),
        warn_from=None,
        enforced_from=min(life.enforced_from or day, day),
        waves=(),
    )
