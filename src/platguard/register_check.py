"""Everything that is wrong with a register, and what is worth a second look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from platguard import dates
from platguard.approval_proofs import Proofs
from platguard.approvals import folded
from platguard.authorities import proofs_of
from platguard.errors import PlatguardError, UsageError
from platguard.model.policy_exception import Entry, PolicyException, Registered
from platguard.open_register import OpenRegister
from platguard.policy_exceptions import note
from platguard.register import entry_fault, read_entry, read_register


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check finds."""

    faults: Sequence[PlatguardError]
    """What makes entries unreadable or invalid, by path and line."""
    told: Sequence[str]
    """Proofs and remarks, each with its place; they are no faults."""


def check(register: OpenRegister) -> Checked:
    """Looks at every file, also where one cannot be read."""
    faults: list[PlatguardError] = list(_unreadable(register))
    if not register.settings.register and register.request.register:
        hint = "Name the folder that holds them: one YAML file each."
        faults.append(UsageError("holds no exceptions", path=register.folder, hint=hint))
    if faults:
        return Checked(_in_order(faults), ())
    told: list[str] = []
    given = register.request, register.settings, register.situation, register.workspace
    with proofs_of(*given) as proofs:
        for entry in register.entries:
            told += _proofs_told(entry, proofs)
    for found in register.registered():
        faults += _faults(found, register)
        told += [_at(found.entry, key, text) for key, text in _remarks(found, register)]
    return Checked(_in_order(faults), told)


def _unreadable(register: OpenRegister) -> Iterator[PlatguardError]:
    """Each file that is no entry, and each id that is taken: `read_register` stops at the first."""
    known, files = register.policy.known_ids, register.settings.register
    seen: dict[str, str] = {}
    for path in sorted(files):
        try:
            name = folded(read_entry(files[path], path, known).exception.id)
            other = seen.setdefault(name, path)
            read_register({shared: files[shared] for shared in {path, other}}, known)
        except UsageError as fault:
            yield fault


def _proofs_told(entry: Entry, proofs: Proofs) -> Iterator[str]:
    exception = entry.exception
    if exception.approvals:
        for proof in proofs.of(entry.path, exception):
            yield _at(entry, "approvals", f"{exception.id}: {proof.text}")


def _faults(found: Registered, register: OpenRegister) -> Iterator[UsageError]:
    exception = found.exception
    for key, text in _faults_told(found, register):
        yield entry_fault(found.entry, f"exception {exception.id} covers nothing: {text}", key)


def _faults_told(found: Registered, register: OpenRegister) -> Iterator[tuple[str, str]]:
    exception = found.exception
    yield from found.standing.faults
    if unsaid := rejection_fault(exception):
        yield "rejected", unsaid
    if found.standing.is_over or exception.scope.fingerprints:
        return
    named = {register.policy.known_ids.get(rule) for rule in exception.rules}
    for rule in register.policy.rules:
        if rule.id in named and rule.exceptions == "fingerprint":
            yield (
                "scope",
                f"{rule.id} accepts only scopes that name fingerprints, and it names none",
            )


def rejection_fault(exception: PolicyException) -> str:
    """What a rejection leaves out; empty when it is whole, or when there is none."""
    rejected = exception.rejected
    if rejected is None or (rejected.by and rejected.why and dates.parse(rejected.on)):
        return ""
    return "rejected needs by, on (a date as YYYY-MM-DD) and why"


def _remarks(found: Registered, register: OpenRegister) -> Iterator[tuple[str, str]]:
    exception = found.exception
    if found.standing.state in ("expiring", "expired"):
        yield "sunset", note(exception, found.standing, found.chain)
    if not found.standing.is_over and register.renewals.is_long(exception):
        yield (
            "id",
            f"{exception.id} lasts over 4 years with the terms before it: for the leadership",
        )


def _at(entry: Entry, key: str, text: str) -> str:
    place = entry.place(key)
    return f"{entry.path}:{place.line}:{place.column}: {text}"


def _in_order(faults: Sequence[PlatguardError]) -> list[PlatguardError]:
    return sorted(faults, key=lambda fault: (fault.path, fault.line, fault.column))
