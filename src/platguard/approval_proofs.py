"""Proof in git that people approved an exception themselves, and that it is what they approved.

The name in an approval, like the author of a commit, is only a claim. It is proven when each line
that holds the approval came in by a commit that the approver signed, and when that commit already
had the exception with the terms that it has today.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from platguard import dates
from platguard.approval_origins import Origin, Origins
from platguard.approvals import Member, Roles, holds_role
from platguard.errors import PlatguardError
from platguard.model.policy_exception import Approval, PolicyException
from platguard.patterns import pattern
from platguard.records import dataclass
from platguard.request import zone
from platguard.sources.commits import Commit
from platguard.sources.history import History
from platguard.sources.signatures import NAMES, Signature, Signatures

OUTCOMES = ("proven", "unproven", "declared")
"""What an approval can be; declared when no signatures are asked for."""

_FINGERPRINT = pattern(r"(?:0X)?([0-9A-F]{40}|[0-9A-F]{64})")


@dataclass(frozen=True, slots=True)
class Proof:
    """What git knows of one approval."""

    approval: Approval
    outcome: str
    """One of OUTCOMES."""
    reason: str
    """What proves it, or what is missing and what to do."""
    commit: str = ""
    """The newest commit that wrote a line of it; empty when that is not known."""
    day: str = ""
    """That commit's date in UTC, YYYY-MM-DD."""
    committer: str = ""
    """Whom that commit names: a claim."""
    signer: str = ""
    """Who signed it, when that is known: an ssh principal, or the user id of an OpenPGP key."""
    key: str = ""
    """The fingerprint of the key that signed it."""
    changed: bool = False
    """Whether git shows that the exception had other terms when it was approved."""

    is_later: bool = False
    """Whether it came in after the day, on which it was not known then."""

    @property
    def proven(self) -> bool:
        """Whether git proves the approval."""
        return self.outcome == "proven"

    @property
    def text(self) -> str:
        """The proof in a sentence."""
        outcome = {"proven": "proven by ", "unproven": "not proven: "}.get(self.outcome, "")
        by = self.approval.by or "nobody"
        return f"{self.approval.role} approval by {by}: {outcome}{self.reason}"


class Proofs:
    """The proofs of a register's approvals, from the history that leads to one commit.

    Each commit and signature is looked at once, however many approvals it proves.
    """

    def __init__(
        self,
        history: History | None,
        roles: Roles,
        signatures: Signatures | None,
        as_of: date,
        timezone: str = "UTC",
    ) -> None:
        """`signatures` are of the same repository; None when approvals need only be declared.

        Without a history (a register outside of git) nothing is proven. `timezone` is the one in
        which the organisation counts days.
        """
        self._timezone = timezone
        self._origins = Origins(history) if history else None
        self._roles = roles
        self._signatures = signatures
        self._as_of = as_of

    def on(self, as_of: date, roles: Roles) -> Proofs:
        """The proofs as of another day, or of other roles: what git told is kept."""
        found = copy(self)
        found._as_of, found._roles = as_of, roles
        return found

    def of(self, path: str, exception: PolicyException) -> list[Proof]:
        """The proof of each approval, in order; `path` is relative to the root of the history."""
        if self._origins is None:
            told = "the register is in no git repository that has commits"
            return [Proof(approval, "unproven", told) for approval in exception.approvals]
        return [self._proof(a, path, exception, self._origins) for a in exception.approvals]

    def _proof(
        self, approval: Approval, path: str, exception: PolicyException, known: Origins
    ) -> Proof:
        proof = Proof(approval, "unproven", "")
        try:
            origins = known.of(path, approval)
            newest = origins[0].commit
            proof = replace(proof, commit=newest.id, day=newest.day, committer=newest.committer)
            signature = self._signatures.of(newest.id) if self._signatures else None
            if signature is not None:
                proof = replace(proof, signer=signature.signer, key=signature.key)
            later = any(self._day(origin.commit) > self._as_of for origin in origins)
            proof = replace(proof, is_later=later)
            faults = chain(*(self._faults_of_origin(approval, origin) for origin in origins))
            fault = next(faults, "")
            if not fault:
                fault, changed = _fault_of_terms(approval, exception, origins, known)
                proof = replace(proof, changed=changed)
        except PlatguardError as error:
            fault = str(error)
        return replace(proof, reason=fault) if fault else _held(proof, signature)

    def _faults_of_origin(self, approval: Approval, origin: Origin) -> Iterator[str]:
        commit = origin.commit
        yield from self._faults_of_time(origin)
        if self._signatures is not None:
            signature = self._signatures.of(commit.id)
            yield from self._faults_of_signer(approval, commit, signature)

    def _faults_of_time(self, origin: Origin) -> Iterator[str]:
        commit = origin.commit
        if origin.is_cut_off:
            yield (
                f"the history was cut off at {_named(commit)}, which may not be the one that added"
                " the approval; fetch all of it (git fetch --unshallow)"
            )
        if self._day(commit) > self._as_of:
            yield f"{_named(commit)} is later than {self._as_of}"

    def _day(self, commit: Commit) -> date:
        return dates.day_of(commit.seconds, zone(self._timezone))

    def _faults_of_signer(
        self, approval: Approval, commit: Commit, signature: Signature
    ) -> Iterator[str]:
        by, role = approval.by, approval.role
        asked = f"have {by} sign the commit that adds the approval (git commit -S)"
        if not signature.valid:
            yield f"{_named(commit)} {signature.reason}; {asked}"
            return
        members = _members(approval, self._roles)
        if not members:
            yield f"{by} was not in the role {role} on {approval.on}"
            return
        known = [member for member in members if _signs(member, signature)]
        if not known:
            names = _listed(dict.fromkeys(name for m in members for name in _names(m)))
            yield f"{_named(commit)} is {_signed(signature)}; {by} signs as {names}; {asked}"
        elif all(m.until and m.until < self._day(commit) for m in known):
            yield f"{by} had left the role {role} before {_named(commit)}"


def _fault_of_terms(
    approval: Approval, exception: PolicyException, origins: Sequence[Origin], known: Origins
) -> tuple[str, bool]:
    """What is wrong with the terms, empty for nothing, and whether it is that they changed."""
    for origin in origins:
        then = known.exception_in(origin)
        if then is None or approval not in then.approvals:
            continue
        if changes := _changes(then, exception):
            since, told = _named(origin.commit), "; ".join(changes)
            told = f"widened or changed after approval in {since}: {told}; approve it anew"
            return told, True
        return "", False
    commits = _listed(origin.commit.id[:12] for origin in origins)
    told = (
        f"no commit that wrote its lines ({commits}) holds it as it stands;"
        f" have {approval.by} write the whole approval in one commit"
    )
    return told, False


def _members(approval: Approval, roles: Roles) -> list[Member]:
    """Who the approver is: the members of that name who held the role on the approval's day."""
    on, role = dates.parse(approval.on), approval.role
    if on is None:
        return []
    return [m for m in roles.get(role, ()) if holds_role(approval.by, role, on, {role: [m]})]


def _names(member: Member) -> tuple[str, ...]:
    return (member.name, *member.signs_as)


def _signs(member: Member, signature: Signature) -> bool:
    if signature.kind == "ssh":
        return signature.signer in _names(member)
    keys = (signature.key.upper(), signature.primary_key.upper())
    written = (_FINGERPRINT.fullmatch(n.replace(" ", "").upper()) for n in member.signs_as)
    return any(found[1] in keys for found in written if found)


def _changes(then: PolicyException, now: PolicyException) -> list[str]:
    """What was approved otherwise than it stands now."""
    was, is_now = then.covers, now.covers
    return [
        f"{key} was {_value(was.get(key))}, is {_value(is_now.get(key))}"
        for key in {**was, **is_now}
        if was.get(key) != is_now.get(key)
    ]


def _value(value: Any) -> str:
    if value in (None, ""):
        return "not given"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}..."


def _held(proof: Proof, signature: Signature | None) -> Proof:
    where = f"{proof.commit[:12]} of {proof.day}"
    if signature is None:
        told = f"declared; {where} committed it in the name of {proof.committer}"
        return replace(proof, outcome="declared", reason=told)
    return replace(proof, outcome="proven", reason=f"commit {where}, {_signed(signature)}")


def _signed(signature: Signature) -> str:
    key = f", key {signature.key}" if signature.kind == "openpgp" else ""
    return f"signed by {signature.signer}{key} ({NAMES[signature.kind]})"


def _named(commit: Commit) -> str:
    return f"commit {commit.id[:12]} of {commit.day}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
