"""A register in a repository, written and approved by people with keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sources.building import Repository

from platguard.approval_proofs import Proof, Proofs
from platguard.approvals import Member, Roles
from platguard.model.policy_exception import PolicyException
from platguard.register import read_entry
from platguard.sources import open_revision, open_worktree
from platguard.sources.git import Git
from platguard.sources.signatures import Signatures

from .keys import SshKeys

TODAY = date(2026, 11, 22)
FILE = ".platguard/exceptions/EXC-1.yaml"
ENTRY = """\
id: EXC-1
rules: [image-latest]
scope:
  paths: [legacy/]
category: waiver
reason: The vendor ships no other tag before March.
owner: team-a
requested: {by: dora, on: 2026-01-05}
sunset: 2026-12-31
approvals:
"""
BY_BOB = "  - {role: platform, by: bob, on: 2026-01-15, sunset: 2026-12-31}\n"
BY_ALICE = "  - {role: leadership, by: alice, on: 2026-01-16, sunset: 2026-12-31}\n"
BLOCK = """\
  - role: platform
    by: bob
    # after the review of 2026-01-14
    on: 2026-01-15
    sunset: 2026-12-31
"""
ROLES: Roles = {
    "platform": [Member("bob", signs_as=("bob@platform.example",))],
    "leadership": [Member("alice")],
}


@dataclass
class Register:
    """A repository with a register, and the keys of those who may approve."""

    repository: Repository
    keys: SshKeys
    allowed_signers: bytes
    roles: Roles = field(default_factory=lambda: ROLES)

    def commit(
        self, files: dict[str, str | bytes], *, by: str = "", day: str = "2026-01-15"
    ) -> str:
        """Commits files, signed by somebody or by nobody."""
        for path, text in files.items():
            file = self.repository.write(path, "")
            file.write_bytes(text.encode() if isinstance(text, str) else text)
        self.repository.run("add", "--all")
        return self.record("commit", "--message=change", by=by, day=day)

    def record(self, *command: str, by: str = "", day: str = "2026-01-15") -> str:
        """Runs what makes a commit."""
        signed = [*self.keys.signing(by), *command, "--gpg-sign"] if by else command
        self.repository.run(*signed, day=day)
        return self.repository.run("rev-parse", "HEAD")

    def proofs(
        self,
        path: str = FILE,
        *,
        root: Path | None = None,
        revision: str = "",
        as_of: date = TODAY,
        signed: bool = True,
        keys: bytes | None = None,
        openpgp_keys: bytes = b"",
    ) -> list[Proof]:
        """The proofs of the approvals in one file, as a scan would ask for them."""
        top = root or self.repository.root
        git = Git.find(top, self.repository.environ)
        assert git is not None
        source = open_revision(top, git, revision) if revision else open_worktree(top, git)
        data = source.read(path)
        assert data is not None
        allowed = self.allowed_signers if keys is None else keys
        with _checked(git, allowed, openpgp_keys, signed) as signatures:
            proofs = Proofs(source.history, self.roles, signatures, as_of)
            return proofs.of(path, entry(data, path))

    def told(self, **asked: object) -> list[str]:
        """The sentences of `proofs`."""
        return [proof.text for proof in self.proofs(**asked)]  # type: ignore[arg-type]


@contextmanager
def _checked(git: Git, allowed: bytes, keys: bytes, signed: bool) -> Iterator[Signatures | None]:
    with Signatures(git, allowed, keys) if signed else nullcontext() as signatures:
        yield signatures


def entry(data: bytes, path: str = FILE) -> PolicyException:
    """The exception in the bytes of a file."""
    return read_entry(data, path, {"image-latest": "", "image-digest": ""}).exception


def outcomes(proofs: Sequence[Proof]) -> list[str]:
    """What each approval is."""
    return [proof.outcome for proof in proofs]
