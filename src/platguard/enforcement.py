"""Rules as they are on a later day: what they will cost, and what they would have found before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from platguard.lifecycle import has_draft_revision, is_evaluated, reaches, state
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


def announced_by(rules: Selection, situation: Situation, day: date) -> Selection:
    """The selection as if what is announced by `day`, a later one, had been announced always.

    So the past can be judged by the rules of today. Their other dates stay what they are: before
    its time a finding is no more than a note.
    """
    judged = [_told_before(rule, situation, day) for rule in rules.judged]
    unjudged = []
    for rule, outcome in rules.unjudged:
        told = rule
        if situation.state(rule) == "draft" and is_evaluated(state(situation.life(rule), day)):
            told = _told_before(rule, situation, day)
            reached = reaches(rule.lifecycle, situation.born())
            outcome = "" if reached else "unknown" if reached is None else "not-applicable"
        if outcome:
            unjudged.append((told, outcome))
        else:
            judged.append(told)
    return Selection(sorted(judged, key=lambda rule: rule.id), unjudged)


def _told_before(rule: Rule, situation: Situation, day: date) -> Rule:
    """The rule with what is announced of it by a day announced always."""
    own, added = rule.lifecycle, rule.tightening
    if own is not None and own.announced is not None and own.announced <= day:
        own = _announced(own)
    if added is not None:
        life = added.lifecycle
        if life.announced is not None and life.announced <= day:
            added = replace(added, lifecycle=_announced(life))
    return replace(rule, lifecycle=own, tightening=added)


def _announced(life: Lifecycle) -> Lifecycle:
    # Without a day of its own, a warning would begin with the announcement.
    return replace(life, announced=date.min, warn_from=life.warn_from or life.announced)


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
