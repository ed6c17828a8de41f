"""When the encrypted values of a secret changed, as the history of its file tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from platguard.model.facts import FileFacts, SecretFact

FactsOfBlob = Callable[[str, str], FileFacts]
"""The facts of a blob of the history, by its id and the path that it had."""
_FIELD = "changed_on"


class History(Protocol):
    """What a git history tells about one file."""

    @property
    def is_shallow(self) -> bool:
        """Whether older commits are missing."""

    def changes(self, path: str) -> Sequence[tuple[str, str, str, str]]:
        """(commit, day as YYYY-MM-DD, blob id, path then), newest first, renames followed."""


def with_rotation(
    secret: SecretFact, history: History | None, facts_of_blob: FactsOfBlob
) -> SecretFact:
    """The secret with the days on which each value changed, newest first; unknown where git
    cannot tell: without a history, in a shallow clone, for values that are not committed.

    A commit that leaves the ciphertext alone does not count: metadata, whitespace, a rename, new
    recipients of a SOPS file.
    """
    if not secret.ciphers:
        return secret
    if history is None or history.is_shallow:
        return doubted(secret)
    versions = list(_versions(history, secret.path, secret, facts_of_blob))
    if not versions or versions[-1][1] != secret.ciphers:
        return doubted(secret)
    return replace(secret, changed_on=_changes(versions, secret))


def doubted(secret: SecretFact) -> SecretFact:
    """The secret without its days, which are unknown."""
    return replace(secret, unknown=[*(f for f in secret.unknown if f != _FIELD), _FIELD])


def _versions(
    history: History, path: str, secret: SecretFact, facts_of_blob: FactsOfBlob
) -> Iterator[tuple[str, dict[str, str]]]:
    """(day, digests) of each commit in which the secret could be read, oldest first."""
    for _, day, blob_id, path_then in reversed(history.changes(path)):
        then = _same_secret(secret, facts_of_blob(blob_id, path_then))
        if then is not None:
            yield day, then.ciphers


def _changes(
    versions: list[tuple[str, dict[str, str]]], secret: SecretFact
) -> dict[str, list[str]]:
    days: dict[str, list[str]] = {}
    # Digests stay known while a secret is away, so that bringing it back is no rotation.
    known: dict[str, str] = {}
    for day, ciphers in versions:
        for key, digest in ciphers.items():
            if known.get(key) != digest:
                known[key] = digest
                days.setdefault(key, []).append(day)
    return {key: list(dict.fromkeys(reversed(days[key]))) for key in secret.ciphers if key in days}


def _same_secret(secret: SecretFact, facts: FileFacts) -> SecretFact | None:
    """The secret as it stood then: by its name, else the only one of its system in the file."""
    candidates = [
        fact
        for fact in facts.facts
        if isinstance(fact, SecretFact) and fact.system == secret.system and fact.ciphers
    ]
    named = [fact for fact in candidates if fact.label == secret.label]
    if len(named) > 1:
        # Copies of one name, such as the documents of a SOPS file, are told apart by their keys.
        named = [fact for fact in named if fact.ciphers.keys() == secret.ciphers.keys()] or named
    if named:
        return named[0]
    return candidates[0] if len(candidates) == 1 else None
