"""Who decides about the exceptions of a register: roles, limits and, if asked for, signatures."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from platguard.approval_proofs import Proofs
from platguard.model.policy_exception import Entry, PolicyException
from platguard.policy_exceptions import Authority
from platguard.renewals import Renewals
from platguard.request import Request
from platguard.settings import Settings
from platguard.situation import Situation
from platguard.sources.git import Git
from platguard.sources.history import History
from platguard.sources.signatures import Signatures
from platguard.workspace import Workspace


@contextmanager
def authority_over(
    register: Sequence[Entry],
    request: Request,
    settings: Settings,
    situation: Situation,
    workspace: Workspace,
) -> Iterator[Authority]:
    """What decides about the entries of a register, for as long as they are looked at."""
    renewals = Renewals(entry.exception for entry in register)
    authority = Authority(situation.roles, situation.limits, renewals)
    if settings.organisation.approvals != "signed":
        yield authority
        return
    paths = {entry.exception.id: entry.path for entry in register}
    with proofs_of(request, settings, situation, workspace) as proofs:

        def unproven(exception: PolicyException) -> dict[int, str]:
            found = enumerate(proofs.of(paths[exception.id], exception))
            return {number: proof.text for number, proof in found if not proof.proven}

        yield replace(authority, unproven=unproven)


@contextmanager
def proofs_of(
    request: Request, settings: Settings, situation: Situation, workspace: Workspace
) -> Iterator[Proofs]:
    """The proofs of approvals that git has, for as long as they are asked for."""
    git, history = workspace.git, situation.history
    if settings.register_root:
        git, history = _elsewhere(settings.register_root, request)
    if settings.organisation.approvals != "signed" or git is None:
        yield Proofs(history, situation.roles, None, situation.as_of)
        return
    keys = settings.allowed_signers, settings.openpgp_keys
    with Signatures(git, *keys) as signatures:
        yield Proofs(history, situation.roles, signatures, situation.as_of)


def _elsewhere(root: str, request: Request) -> tuple[Git | None, History | None]:
    """The repository of a register that the user named."""
    git = Git.find(root, request.environ)
    if git is None or git.head is None:
        return git, None
    return git, History(git, git.head, os.path.realpath(root))
