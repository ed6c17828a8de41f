"""How often each owner rotates its secrets: every month, every quarter, every year, or never.

An owner is as good as its worst secret. What a store, a lease or a generator renews has a schedule
and needs no evidence; what git cannot tell is counted apart and never taken for rotated.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from platguard.functions import Undecided, days_between, last_rotated
from platguard.model.facts import SecretFact
from platguard.records import dataclass
from platguard.tuples import NamedTuple

CLASSES = (("monthly", 31), ("quarterly", 92), ("yearly", 366))
"""Each class, and the age in days that its oldest secret may have."""
OLDER, NEVER, SCHEDULED, UNKNOWN = "older", "never", "scheduled", "unknown"
NOBODY = "(no owner)"


class Evidence(NamedTuple):
    """What tells when one secret was rotated. Nothing in it depends on a day, or is secret."""

    owner: str
    """Whom the object itself names; empty for nobody."""
    label: str
    """What people call it."""
    annotated_on: str
    encrypted_on: str
    changed_on: dict[str, list[str]]
    """The last three as in the fact."""
    has_schedule: bool
    """Whether something brings new values by itself."""
    is_doubted: bool
    """Whether a field that tells of a rotation is unknown, or holds what is no day."""
    lacks_history: bool
    """Whether git cannot tell."""


@dataclass(frozen=True, slots=True)
class OwnerRotation:
    """How often one owner rotates its secrets."""

    owner: str
    rotates: str
    """monthly, quarterly, yearly, older, never (a secret without any evidence), scheduled (all
    have a schedule), or unknown (git cannot tell of any)."""
    worst_days: int
    """Days since the last rotation of the secret that waited longest; -1 when none is dated."""
    worst: str
    """What people call that secret; empty when none is dated."""
    secrets: int
    """How many there are."""
    without_evidence: int
    scheduled: int
    unknown: int
    without_history: int
    """Of the unknown ones, those of which git cannot tell; the others have a date that is none."""

    def __str__(self) -> str:
        details = []
        if self.without_evidence:
            details.append(f"no evidence for {self.without_evidence} of {self.secrets}")
        if self.worst_days >= 0:
            details.append(f"worst {self.worst_days} d")
        if self.scheduled:
            is_told = self.rotates == SCHEDULED
            details.append(f"{self.scheduled} {f'of {self.secrets}' if is_told else SCHEDULED}")
        if self.without_history:
            details.append(f"git cannot tell of {self.without_history} of {self.secrets}")
        if misdated := self.unknown - self.without_history:
            details.append(f"no readable date for {misdated} of {self.secrets}")
        return f"{self.owner}: {self.rotates} ({', '.join(details)})"


def rotation_classes(
    secrets: Iterable[SecretFact],
    as_of: date,
    owner_of: Callable[[str], str] = lambda path: "",
    annotations: Collection[str] = (),
) -> list[OwnerRotation]:
    """The class of each owner, sorted by name.

    `secrets` know their history (see `rotation.with_rotation`). The owner is what the object itself
    says, else what `owner_of` says of its path, else nobody. `annotations` are the keys that tell a
    rotation beside `platguard.io/last-rotated`. Values in clear text that are placeholders or
    settings are no secrets.
    """
    by_owner: dict[str, list[Evidence]] = {}
    for secret in secrets:
        evidence = evidence_of(secret, annotations)
        if evidence is not None:
            owner = evidence.owner or owner_of(secret.path) or NOBODY
            by_owner.setdefault(owner, []).append(evidence)
    return [class_by(owner, by_owner[owner], as_of) for owner in sorted(by_owner)]


def evidence_of(secret: SecretFact, annotations: Collection[str] = ()) -> Evidence | None:
    """What tells when a secret was rotated; None for a value in clear text that is none."""
    fetched = secret.system in ("external-secrets", "vault")
    if not (secret.encrypted or secret.schedule or secret.in_clear or fetched):
        return None
    told = next((secret.dates[key] for key in annotations if key in secret.dates), "")
    lacks_history = "changed_on" in secret.unknown
    return Evidence(
        owner=secret.owner,
        label=secret.label,
        annotated_on=secret.annotated_on or told,
        encrypted_on=secret.encrypted_on,
        changed_on={} if lacks_history else secret.changed_on,
        has_schedule=bool(secret.schedule) and "schedule" not in secret.unknown,
        is_doubted=_cannot_tell(secret),
        lacks_history=lacks_history,
    )


def class_by(owner: str, secrets: Iterable[Evidence], as_of: date) -> OwnerRotation:
    """The class of one owner by the evidence of its secrets."""
    ages: list[tuple[int, str]] = []
    number = without_evidence = scheduled = unknown = without_history = 0
    for secret in secrets:
        number += 1
        age = _age(secret, as_of)
        if age is not None:
            ages.append((age, secret.label))
        elif secret.has_schedule:
            scheduled += 1
        elif secret.is_doubted:
            unknown += 1
            without_history += secret.lacks_history
        else:
            without_evidence += 1
    worst_days, worst = max(ages, default=(-1, ""))
    rotates = class_of(worst_days, without_evidence, scheduled)
    return OwnerRotation(
        owner=owner,
        rotates=rotates,
        worst_days=worst_days,
        worst=worst,
        secrets=number,
        without_evidence=without_evidence,
        scheduled=scheduled,
        unknown=unknown,
        without_history=without_history,
    )


def class_of(worst_days: int, without_evidence: int, scheduled: int) -> str:
    """The class of an owner whose oldest dated secret is so old (-1 for none), and who has so many
    secrets without any evidence and with a schedule."""
    if without_evidence:
        return NEVER
    if worst_days < 0:
        return SCHEDULED if scheduled else UNKNOWN
    return next((name for name, days in CLASSES if worst_days <= days), OLDER)


def _cannot_tell(secret: SecretFact) -> bool:
    """Whether a field that tells of a rotation is unknown, or holds what is no day."""
    doubted = {"annotated_on", "encrypted_on", "changed_on", "schedule"} & set(secret.unknown)
    return bool(doubted) or bool(secret.annotated_on and not secret.dates)


def _age(secret: Evidence, as_of: date) -> int | None:
    """Days since the last rotation by the best evidence; None without any, or when in doubt."""
    day = as_of.isoformat()
    try:
        rotated = last_rotated(secret.annotated_on, secret.encrypted_on, secret.changed_on, day)
    except Undecided:
        return None
    return days_between(rotated, day) if rotated else None
