"""Remembers the judgement of a commit on a day, the newest of each repository and question.

It is believed only where everything that decides is what it was: see `_deciding`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256

from platguard.cache import Cache
from platguard.fact_rows import EXTRACTION
from platguard.identity import identity
from platguard.judged_tree import JudgedTree, decoded, encoded
from platguard.judgement import excepted_types
from platguard.lifecycle import has_draft_revision
from platguard.material import Material
from platguard.policy import Decided
from platguard.selection import Selection
from platguard.situation import Situation
from platguard.sources.limits import LARGE


class TreeMemory:
    """The judgement that is remembered of a repository."""

    def __init__(
        self,
        cache: Cache,
        material: Material,
        decided: Decided,
        rules: Selection,
        situation: Situation,
    ) -> None:
        self._cache = cache
        self._rules = {rule.id: rule for rule in rules.judged}
        self._situation = situation
        request = material.request
        asked = [
            material.workspace.root,
            *(list(request.rules), list(request.skipped_rules), list(request.exclude)),
            # An organisation keeps its own, so that each finds what it left behind.
            *([] if request.abroad is None else ["organisation"]),
        ]
        self._name = f"trees/{_digest(asked)[:32]}"
        self._deciding = _digest(_deciding(material, decided, rules, situation))

    def find(self) -> JudgedTree | None:
        """What is remembered, of whichever commit and day; None for nothing."""
        entry = self._cache.get(self._name)
        if entry is None or entry[:64] != self._deciding.encode():
            return None
        return decoded(entry[64:], self._rules, self._situation)

    def keep(self, tree: JudgedTree) -> None:
        """Remembers the judgement of a commit in place of that of another.

        What could not be read may be readable the next time, unchanged.
        """
        read = all(error.line or LARGE in error.message for error in tree.coverage.failed)
        if self._cache.enabled and read:
            self._cache.put(self._name, self._deciding.encode() + encoded(tree))


def _deciding(
    material: Material, decided: Decided, rules: Selection, situation: Situation
) -> list[object]:
    """Everything that a judgement depends on beside the commit, as plain JSON."""
    settings, survey = material.settings, material.survey
    git = material.workspace.git
    return [
        identity(),
        EXTRACTION,
        decided.policy.digest,
        [rule.id for rule in rules.judged],
        [[rule.id, outcome] for rule, outcome in rules.unjudged],
        {name: value for name, value in situation.variables.items() if name != "as_of"},
        [rule.id for rule in rules.judged if has_draft_revision(rule, situation.as_of)],
        [situation.adopted, situation.segment_at_most, situation.organisation.examples_at_most],
        [*settings.repository.exclude, None, *material.request.exclude],
        sorted(survey.own),
        sorted(material.kinds),
        sorted(excepted_types(material.register, decided)),
        material.labels.are_asked_for,
        material.memory.manifests,
        bool(git and git.is_shallow),
        asdict(material.request.abroad.about_facts) if material.request.abroad else None,
    ]


def _digest(parts: Sequence[object]) -> str:
    return sha256(json.dumps(parts, default=list).encode()).hexdigest()
