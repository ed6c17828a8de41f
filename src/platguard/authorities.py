"""Who decides about the exceptions of a register: roles, limits and, if asked for, signatures."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from platguard.model.policy_exception import Entry, PolicyException
from platguard.policy_exceptions import Authority, relations
from platguard.request import Request
from platguard.settings import Settings
from platguard.situation import Situation
from platguard.sources.git import Git
from platguard.sources.history import History
from platguard.workspace import Workspace

if TYPE_CHECKING:
    from platguard.approval_proofs import Proof, Proofs
    from platguard.sources.signatures import Signatures


def authority_of(register: Sequence[Entry], situation: Situation) -> Authority:
    """What decides about the entries of a register, approvals believed."""
    roles, limits = situation.roles, situation.limits
    known_ids = {rule: now for entry in register for rule, now in entry.known_ids.items()}
    exceptions = [entry.exception for entry in register]
    renewals = relations(exceptions, roles, limits, situation.as_of, known_ids)
    return Authority(roles, limits, renewals)


class Evidence:
    """What git knows of a register's approvals: asked for once, however many days are judged."""

    def __init__(self, request: Request, settings: Settings, workspace: Workspace) -> None:
        self._request = request
        self._settings = settings
        self._workspace = workspace

    @contextmanager
    def authority(self, register: Sequence[Entry], situation: Situation) -> Iterator[Authority]:
        """What decides about the entries of a register, for as long as they are looked at."""
        authority = authority_of(register, situation)
        if not self._settings.organisation.needs_signatures:
            yield authority
            return
        paths = {entry.exception.id: entry.path for entry in register}
        with self.proofs(situation) as proofs:
            known: dict[str, list[Proof]] = {}

            def proofs_for(exception: PolicyException) -> list[Proof]:
                name = exception.id
                if name not in known:
                    known[name] = proofs.of(paths[name], exception)
                return known[name]

            def unproven(exception: PolicyException) -> dict[int, str]:
                found = enumerate(proofs_for(exception))
                return {n: proof.text for n, proof in found if not (proof.proven or proof.is_later)}

            def unseen(exception: PolicyException) -> list[int]:
                found = enumerate(proofs_for(exception))
                return [number for number, proof in found if proof.is_later]

            yield replace(authority, unproven=unproven, unseen=unseen)

    @contextmanager
    def proofs(self, situation: Situation) -> Iterator[Proofs]:
        """The proofs of approvals that git has, for as long as they are asked for."""
        # Closed, signatures keep what they verified; only the folder of the keys goes.
        with self._signatures or nullcontext():
            yield self._proofs.on(situation.as_of, situation.roles)

    @property
    def history(self) -> History | None:
        """The history of the register's repository; None without one."""
        return self._ground[1]

    @cached_property
    def _proofs(self) -> Proofs:
        from platguard.approval_proofs import Proofs

        _, history = self._ground
        today, timezone = self._request.now.date(), self._settings.organisation.timezone
        return Proofs(history, {}, self._signatures, today, timezone)

    @cached_property
    def _signatures(self) -> Signatures | None:
        from platguard.sources.signatures import Signatures

        git, _ = self._ground
        if git is None or not self._settings.organisation.needs_signatures:
            return None
        return Signatures(git, self._settings.allowed_signers, self._settings.openpgp_keys)

    @cached_property
    def _ground(self) -> tuple[Git | None, History | None]:
        """The repository of the register."""
        root, base = self._settings.register_root, self._workspace.base
        git, source = self._workspace.git, self._workspace.source
        if base is not None and git is not None and base.inside(root or base.root) is not None:
            return git, base.history_below(root or base.root, git)
        if root:
            return _elsewhere(root, self._request)
        return git, source.history


def _elsewhere(root: str, request: Request) -> tuple[Git | None, History | None]:
    """The repository of a register that the user named; none where the register lies outside of the
    one that its paths start in, which knows nothing of it."""
    git = Git.find(root, request.environ)
    if git is None or git.head is None:
        return git, None
    named = os.path.realpath(os.path.join(root, request.register))
    if not f"{named}/".startswith(f"{os.path.realpath(git.root)}/"):
        return None, None
    return git, History(git, git.head, os.path.realpath(root))
