"""Everything that is wrong with a register, and what is worth a second look."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from platguard import dates
from platguard.approval_proofs import Proof
from platguard.approvals import folded
from platguard.config_files import REGISTER_FOLDER
from platguard.errors import PlatguardError, UsageError
from platguard.model.policy_exception import Entry, PolicyException, Registered
from platguard.open_register import OpenRegister
from platguard.policy_exceptions import note
from platguard.records import dataclass
from platguard.register import entry_fault, read_entry, read_register


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check finds."""

    faults: Sequence[PlatguardError]
    """What makes entries unreadable or invalid, by path and line."""
    told: Sequence[str] = ()
    """Who approved each entry, and remarks, each with its place; they are no faults."""
    proofs: Sequence[str] = ()
    """What git knows of each approval that nothing is wrong with, each with its place."""


def check(register: OpenRegister) -> Checked:
    """Looks at every file, also where one cannot be read."""
    faults: list[PlatguardError] = list(_unreadable(register))
    named = register.request.register or register.settings.organisation.register
    if not register.settings.register and named != REGISTER_FOLDER:
        hint = "Name the folder that holds them: one YAML file each."
        faults.append(UsageError("holds no exceptions", path=register.folder, hint=hint))
    if faults:
        return Checked(_in_order(faults))
    told = [
        f"{path}: is not read: exceptions are in files that end in .yaml or .yml"
        for path in register.other_files()
    ]
    details: list[str] = []
    registered = register.registered()
    with register.evidence.proofs(register.situation) as proofs:
        for found in registered:
            entry, exception = found.entry, found.exception
            wrong = list(_faults_told(found, register))
            faults += [_fault(entry, key, text) for key, text in wrong]
            known = {f"approvals.{n}": p for n, p in enumerate(proofs.of(entry.path, exception))}
            at_fault = {key for key, _ in wrong}
            changed = _changed(found, known, at_fault)
            faults += [entry_fault(entry, text, key) for key, text in changed.items()]
            sound = [known[key] for key in known if key not in at_fault | changed.keys()]
            told += _approved(entry, sound, register)
            told += [_at(entry, key, text) for key, text in _remarks(found, register)]
            details += [
                _at(entry, "approvals", f"{exception.id}: {_proof_told(proof, register)}")
                for proof in sound
            ]
    return Checked(_in_order(faults), told, details)


def _unreadable(register: OpenRegister) -> Iterator[PlatguardError]:
    """Each file that is no entry, and each id that is taken: `read_register` stops at the first."""
    if register.reads_well:
        return
    known, files = register.policy.known_ids, register.settings.register
    seen: dict[str, str] = {}
    for path in sorted(files):
        try:
            name = folded(read_entry(files[path], path, known).exception.id)
            other = seen.setdefault(name, path)
            read_register({shared: files[shared] for shared in {path, other}}, known)
        except UsageError as fault:
            yield fault


def _changed(
    found: Registered, proofs: Mapping[str, Proof], wrong: Collection[str]
) -> dict[str, str]:
    """What git shows to be approvals of other terms, unless something else is wrong with them.

    A scan believes what was declared; here it is compared with what was committed.
    """
    if found.standing.is_over or "sunset" in wrong:
        return {}
    name = found.exception.id
    return {
        key: f"{name}: the {proof.approval.role} approval does not hold: {proof.reason}"
        for key, proof in proofs.items()
        if proof.changed and key not in wrong
    }


def _approved(entry: Entry, proofs: Sequence[Proof], register: OpenRegister) -> Iterator[str]:
    """One line for the approvals of an entry."""
    if not proofs:
        return
    names = " and ".join(f"{p.approval.by} ({p.approval.role})" for p in proofs)
    outcomes = dict.fromkeys(_outcome(proof, register) for proof in proofs)
    told = f"{entry.exception.id} approved by {names}: {'; '.join(outcomes)}"
    yield _at(entry, "approvals", told)


def _outcome(proof: Proof, register: OpenRegister) -> str:
    """What comes of a proof, in a few words."""
    if proof.proven:
        return "proven"
    if register.is_signed:
        return f"not proven: {proof.reason}"
    if proof.outcome == "declared":
        return f"declared, committed by {proof.committer}"
    return f"declared, with nothing to compare it with: {proof.reason}"


def _proof_told(proof: Proof, register: OpenRegister) -> str:
    if proof.outcome != "unproven" or register.is_signed:
        return proof.text
    return f"{proof.approval.role} approval by {proof.approval.by}: {_outcome(proof, register)}"


def _fault(entry: Entry, key: str, text: str) -> UsageError:
    return entry_fault(entry, f"exception {entry.exception.id} covers nothing: {text}", key)


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
    """What is wrong with a rejection; empty when nothing is, or when there is none."""
    rejected = exception.rejected
    if rejected is None:
        return ""
    on, requested = dates.parse(rejected.on), dates.parse(exception.requested_on)
    if not (rejected.by and rejected.why and on):
        return "rejected needs by, on (a date as YYYY-MM-DD) and why"
    if requested and on < requested:
        return f"rejected is of {on}, before it was requested, on {requested}"
    return ""


def _remarks(found: Registered, register: OpenRegister) -> Iterator[tuple[str, str]]:
    exception = found.exception
    if found.standing.state in ("expiring", "expired"):
        yield "sunset", note(exception, found.standing, found.chain)
    if found.standing.is_granted and register.renewals.is_long(exception):
        yield (
            "id",
            f"{exception.id} lasts over 4 years with the terms before it: for the leadership",
        )


def _at(entry: Entry, key: str, text: str) -> str:
    place = entry.place(key)
    return f"{entry.path}:{place.line}:{place.column}: {text}"


def _in_order(faults: Sequence[PlatguardError]) -> list[PlatguardError]:
    return sorted(faults, key=lambda fault: (fault.path, fault.line, fault.column))
