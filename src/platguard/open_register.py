"""The register of a repository, opened on a day: to look through it, and to change it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product

from platguard.approval_proofs import Proof
from platguard.approvals import REQUIRED_ROLES, folded, holds_role, same_person
from platguard.authorities import Evidence, authority_of
from platguard.cache import Cache
from platguard.errors import UsageError
from platguard.exception_days import last_day
from platguard.exempting import standings
from platguard.model.policy_exception import (
    Approval,
    Entry,
    Fault,
    PolicyException,
    Registered,
    Standing,
)
from platguard.model.standard import Policy
from platguard.policy import decide
from platguard.policy_exceptions import Authority, state
from platguard.records import dataclass
from platguard.register import OWN_ID_HINT, read_register
from platguard.renewals import Renewals
from platguard.request import Request
from platguard.settings import Settings, read_settings
from platguard.shared_folders import alone, writing
from platguard.situation import Situation, situate
from platguard.sources.limits import LINK
from platguard.suggestions import nearest
from platguard.workspace import Workspace, open_workspace


@dataclass(frozen=True)
class OpenRegister:
    """The entries of a register, and everything that decides about them."""

    request: Request
    settings: Settings
    situation: Situation
    policy: Policy
    workspace: Workspace
    base: str
    """The folder, as an absolute path, that the paths of the entries start from."""
    folder: str
    """The register's folder, from there."""

    @cached_property
    def entries(self) -> list[Entry]:
        """Every entry, by path; raises UsageError for what cannot be read as one."""
        return read_register(self.settings.register, self.policy.known_ids)

    @property
    def is_signed(self) -> bool:
        """Whether approvals need a signed commit."""
        return self.settings.organisation.needs_signatures

    @cached_property
    def evidence(self) -> Evidence:
        """What git knows of the approvals as they are committed."""
        return Evidence(self.request, self.settings, self.workspace)

    def entry(self, name: str) -> Entry:
        """The entry with an id, written exactly so; UsageError when there is none."""
        for entry in self.entries:
            if entry.exception.id == name:
                return entry
        known = {folded(entry.exception.id): entry.exception.id for entry in self.entries}
        near = [known[found] for found in nearest(folded(name), known)]
        hint = f"Did you mean {near[0]}?" if near else "`platguard exceptions list` names all."
        raise UsageError(f"the register has no exception {name!r:.80}", path=self.folder, hint=hint)

    def authority(self, changed: PolicyException | None = None) -> Authority:
        """What decides about the entries, one of them changed, with approvals believed."""
        entries = {folded(entry.exception.id): entry for entry in self.entries}
        if changed is not None:
            known_ids = {rule: self.policy.known_ids.get(rule) or rule for rule in changed.rules}
            entries[folded(changed.id)] = Entry("", changed, {}, known_ids)
        return authority_of(list(entries.values()), self.situation)

    @cached_property
    def renewals(self) -> Renewals:
        """How the entries follow each other."""
        return self.authority().renewals

    def standing(self, exception: PolicyException) -> Standing:
        """What an exception, as given, would be on the day, its approvals believed."""
        return state(exception, self.situation.as_of, self.authority(exception))

    def prospects(self, exception: PolicyException) -> list[Fault]:
        """What would be wrong with an exception that both roles approved and that began today."""
        today = self.situation.as_of.isoformat()
        people = zip(REQUIRED_ROLES, self._able_to_approve(exception), strict=True)
        approvals = tuple(Approval(role, name, today, exception.sunset) for role, name in people)
        granted = replace(exception, starts=exception.starts or today, approvals=approvals)
        faults = self.standing(granted).faults
        # Nobody approved it so: only what is wrong with the rest of it tells anything.
        return [fault for fault in faults if fault.key.partition(".")[0] != "approvals"]

    def _able_to_approve(self, exception: PolicyException) -> Sequence[str]:
        """One for each required role, different people; the roles' names where nobody can."""
        asked = replace(exception, approvals=())
        teams = product(*(self.approvers(role, asked) for role in REQUIRED_ROLES))
        return next((team for team in teams if not same_person(*team)), REQUIRED_ROLES)

    def proofs(self, path: str, exception: PolicyException) -> list[Proof]:
        """What git knows of each approval of an exception, as given, in a file."""
        with self.evidence.proofs(self.situation) as proofs:
            return proofs.of(path, exception)

    def unproven(self, exception: PolicyException) -> list[str]:
        """Which approvals of an entry, as given, need a proof that git does not have, and why."""
        if not self.is_signed:
            return []
        path = self.entry(exception.id).path
        return [proof.text for proof in self.proofs(path, exception) if not proof.proven]

    def registered(self) -> list[Registered]:
        """What each entry is on the day, its approvals proven where that is asked for."""
        with self.evidence.authority(self.entries, self.situation) as authority:
            return standings(self.entries, self.situation, authority)

    def by_last_day(self) -> list[Registered]:
        """As `registered`, in the order in which they end."""

        def order(found: Registered) -> tuple[str, str]:
            exception = found.exception
            return str(last_day(exception) or exception.sunset), exception.id

        return sorted(self.registered(), key=order)

    def approvers(self, role: str, exception: PolicyException) -> list[str]:
        """Who may approve in a role on the day: members, neither requester nor approver yet."""
        barred = [exception.requested_by, *(approval.by for approval in exception.approvals)]
        on, roles = self.situation.as_of, self.situation.roles
        return [
            member.name
            for member in roles.get(role, ())
            if holds_role(member.name, role, on, roles)
            and not any(same_person(member.name, name) for name in barred)
        ]

    def new_path(self, name: str) -> str:
        """The path of the file of a new entry; UsageError when the id or the file is taken."""
        for entry in self.entries:
            if folded(entry.exception.id) == folded(name):
                raise UsageError(f"the id {name} is taken by {entry.path}", hint=OWN_ID_HINT)
        path = os.path.join(self.folder, f"{name}.yaml")
        if self.is_file(path):
            raise UsageError("there is such a file already", path=path)
        return path

    def is_file(self, path: str) -> bool:
        """Whether something has that path."""
        return os.path.lexists(os.path.join(self.base, path))

    def refuse_commit(self) -> None:
        """Raises UsageError where the register is part of a commit, which is not written to."""
        if self.request.revision and not self.settings.register_root:
            raise UsageError(
                f"the register of {self.request.revision} is part of a commit, and cannot be"
                " written",
                hint="Name that of the organisation by --config or --exceptions, or call this in a"
                " working tree.",
            )

    def write(self, path: str, data: bytes, expected: PolicyException) -> None:
        """Puts an entry into its file, which is left as it is unless the new text reads well."""
        files = {**self.settings.register, path: data}
        written = {e.path: e.exception for e in read_register(files, self.policy.known_ids)}
        if written[path] != expected:
            raise UsageError(
                "the file would not hold what was asked for",
                path=path,
                hint="Write the change into it by hand.",
            )
        from platguard import atomic

        target = self._own(path)
        with writing(path):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with alone(os.path.dirname(target)):
                self._check_unchanged(path, target)
                atomic.write(target, [data])

    def remove(self, entry: Entry) -> None:
        """Removes the file of an entry."""
        target = self._own(entry.path)
        with writing(entry.path), alone(os.path.dirname(target)):
            self._check_unchanged(entry.path, target)
            os.unlink(target)

    def is_committed(self, entry: Entry) -> bool:
        """Whether git has the file of an entry as it is."""
        history, data = self.evidence.history, self.settings.register[entry.path]
        return history is not None and history.file(entry.path) == data

    @property
    def reads_well(self) -> bool:
        """Whether each file is an entry, and no two claim one id."""
        try:
            return self.entries is not None
        except UsageError:
            return False

    def other_files(self) -> list[str]:
        """Files in the folder of the register that are none of its entries, nor about it."""
        found = [
            os.path.relpath(os.path.join(parent, name), self.base)
            for parent, _, names in os.walk(os.path.join(self.base, self.folder))
            for name in names
            if not name.startswith((".", "README"))
        ]
        return sorted(set(found) - set(self.settings.register))

    def names_ever(self) -> set[str]:
        """The names of all files that the register has or, by its git history, had."""
        history = self.evidence.history
        had = history.names_below(self.folder) if history else set()
        return had | {os.path.basename(path) for path in self.settings.register}

    def _check_unchanged(self, path: str, target: str) -> None:
        """Refuses to lose what somebody else wrote since the register was read."""
        known, found = self.settings.register.get(path), None
        if os.path.lexists(target):
            with open(target, "rb") as stream:
                found = stream.read()
        if found != known:
            raise UsageError("somebody else changed it meanwhile", path=path, hint="Try again.")

    def _own(self, path: str) -> str:
        """Where a file of the register is; UsageError for links, which lead out of it."""
        self.refuse_commit()
        hint = "Put the file or folder itself in its place."
        inside = os.path.relpath(path, self.folder).split(os.sep)
        # A folder that the user named is where they say; one in a repository is what that says.
        named = bool(self.settings.register_root)
        parts = inside if named else path.split(os.sep)
        found = os.path.join(self.base, self.folder) if named else self.base
        if ".." in parts or "" in parts:
            raise UsageError("lies outside of the register", path=path)
        for part in parts:
            found = os.path.join(found, part)
            if os.path.islink(found):
                raise UsageError(f"is a {LINK}, which is not written to", path=path, hint=hint)
        return found


def open_register(request: Request) -> OpenRegister:
    """The register that a request names; raises UsageError or SourceError when it cannot be read.

    Its entries are read when they are first asked for.
    """
    workspace = open_workspace(request)
    settings = read_settings(request, workspace.source)
    return OpenRegister(
        request=request,
        settings=settings,
        situation=situate(request, settings, workspace),
        policy=decide(settings, Cache(request.cache)).policy,
        base=settings.register_root or workspace.root,
        folder=os.path.normpath(request.register or settings.organisation.register),
        workspace=workspace,
    )
