"""Signatures of commits, held against the organisation's keys and nobody else's.

`git verify-commit` decides. What it runs, and what it believes, is named on its command line:
neither the scanned repository nor the user's own configuration or keyring has a say.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from platguard.errors import SourceError
from platguard.patterns import pattern
from platguard.sources.commits import Commit, Commits
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from platguard.sources.git import Git
    from platguard.sources.git_processes import Answer

PROGRAMS = {"ssh": "ssh-keygen", "openpgp": "gpg"}
"""What checks each kind of signature."""
KEYS = {"ssh": "allowed_signers", "openpgp": "openpgp_keys"}
"""What names the keys of each kind in the organisation's configuration."""
NAMES = {"ssh": "ssh", "openpgp": "OpenPGP", "x509": "X.509"}
"""What people call each kind."""

NOTHING = os.devnull
"""A program that cannot be run, and an empty file."""

_GPG_CONF = """\
batch
no-tty
no-autostart
no-default-keyring
keyring keys.gpg
trust-model always
no-auto-key-retrieve
no-auto-key-locate
disable-dirmngr
faked-system-time {seconds}!
"""
# As ssh-keygen's sshsig.c words it; git relays it when the whole check succeeds.
_SSH_GOOD = pattern(r'^Good "git" signature for (.+) with \S+ key (\S+)$', re.MULTILINE)
_SSH_KEY = pattern(r'^Good "git" signature with \S+ key (\S+)$', re.MULTILINE)
_SSH_REFUSED = pattern(r":\d+: (key (?:has expired|is not yet valid): .*)$", re.MULTILINE)
# As in doc/DETAILS of GnuPG: fingerprints of the key that signed and of its primary key.
_PGP_GOOD = pattern(r"^\[GNUPG:\] VALIDSIG (\w+) .*?(\w+)$", re.MULTILINE)
_PGP_SIGNER = pattern(r"^\[GNUPG:\] GOODSIG \w+ (.*)$", re.MULTILINE)
_PGP_STATUS = pattern(r"^\[GNUPG:\] (\w+)(?: (\w+))?", re.MULTILINE)
_PGP_REFUSED = {
    "REVKEYSIG": "its key {key} was revoked",
    "EXPKEYSIG": "its key {key} had expired",
    "EXPSIG": "the signature has expired",
    "BADSIG": "the signature is not of this commit",
    "NO_PUBKEY": "its key {key} is not among those that the organisation names (openpgp_keys)",
    "ERRSIG": "its key {key} cannot be used: younger than the commit, or of an unknown kind",
}

_ARMOR = pattern(
    rb"^-----BEGIN PGP PUBLIC KEY BLOCK-----\s*?\n(?:[^\n]*:[^\n]*\n)*\s*?\n(.*?)"
    rb"(?:^=[\w+/]{4}\s*?\n)?^-----END PGP PUBLIC KEY BLOCK-----",
    re.DOTALL | re.MULTILINE,
)


class Signature(NamedTuple):
    """What is known of who signed a commit."""

    valid: bool
    """Whether one of the organisation's keys signed it."""
    kind: str
    """ssh, openpgp, x509, unknown, or empty when the commit is not signed."""
    signer: str = ""
    """When valid: the principal of an ssh key, the user id of an OpenPGP key."""
    key: str = ""
    """When valid: the fingerprint of the key that signed."""
    primary_key: str = ""
    """When valid: the fingerprint of the OpenPGP key that the key belongs to, or the same."""
    reason: str = ""
    """When not valid: why, to follow the name of the commit: `is not signed`."""


class Signatures:
    """The signatures of a repository's commits, each checked once.

    The keys lie in a folder of our own while they are needed: close this, or use it in `with`.
    """

    def __init__(self, git: Git, allowed_signers: bytes, openpgp_keys: bytes) -> None:
        """`allowed_signers` is a file as ssh-keygen(1) reads it, `openpgp_keys` public keys."""
        self._git = git
        self._keys = {"ssh": allowed_signers, "openpgp": openpgp_keys}
        self._commits = Commits(git)
        self._temporary: TemporaryDirectory[str] | None = None
        self._known: dict[str, Signature] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Removes the folder with the keys; what is asked afterwards makes another."""
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def of(self, commit: str) -> Signature:
        """Who signed the commit of that id; SourceError when there is no such commit."""
        if commit not in self._known:
            self._known[commit] = self._check(self._commits.get(commit))
        return self._known[commit]

    def _check(self, commit: Commit) -> Signature:
        kind = commit.signature
        refused = self._refused(kind)
        if refused:
            return Signature(False, kind, reason=refused)
        self._prepare(commit)
        answer = self._trusting.answer("verify-commit", "--raw", commit.id)
        return _ssh(answer) if kind == "ssh" else _openpgp(answer)

    def _refused(self, kind: str) -> str:
        """Why no commit with a signature of that kind can be checked; empty when it can."""
        if not kind:
            return "is not signed"
        if kind not in PROGRAMS:
            return f"has a signature of a kind ({NAMES.get(kind, kind)}) that proves nothing here"
        name, program = NAMES[kind], PROGRAMS[kind]
        if not self._keys[kind].strip():
            return f"has an {name} signature, and the organisation names no {KEYS[kind]}"
        if self._git.program(program) is None:
            return f"has an {name} signature, and {program}, which would check it, is not installed"
        if kind == "openpgp" and not self._keyring:
            return (
                f"has an {name} signature, and the organisation's {KEYS[kind]} are not public keys"
                " as `gpg --export` or `gpg --export --armor` writes them"
            )
        return ""

    @cached_property
    def _keyring(self) -> bytes:
        return _public_keys(self._keys["openpgp"])

    def _prepare(self, commit: Commit) -> None:
        if self._temporary is None:
            self._temporary = _private_folder(self._git)
            self._write("allowed_signers", self._keys["ssh"])
            self._write("keys.gpg", self._keyring)
        if commit.signature == "openpgp":
            # As ssh-keygen does it: a key that expired afterwards was good, today and ever after.
            self._write("gpg.conf", _GPG_CONF.format(seconds=commit.seconds).encode("ascii"))

    def _write(self, name: str, data: bytes) -> None:
        assert self._temporary is not None
        with open(os.path.join(self._temporary.name, name), "wb") as stream:
            stream.write(data)

    @property
    def _trusting(self) -> Git:
        """The repository with all that decides about signatures chosen by us."""
        assert self._temporary is not None
        folder = self._temporary.name
        gpg = self._git.program("gpg") or NOTHING
        settings = {
            "gpg.program": gpg,
            "gpg.openpgp.program": gpg,
            "gpg.x509.program": NOTHING,
            "gpg.ssh.program": self._git.program("ssh-keygen") or NOTHING,
            "gpg.ssh.allowedSignersFile": os.path.join(folder, "allowed_signers"),
            "gpg.ssh.revocationFile": NOTHING,
            "gpg.minTrustLevel": "undefined",
        }
        return self._git.with_settings(settings, {"GNUPGHOME": folder, "TMPDIR": folder})


def _private_folder(git: Git) -> TemporaryDirectory[str]:
    from tempfile import TemporaryDirectory

    # Said explicitly, because Python would also try the current folder, which may be scanned.
    named = git.environ.get("TMPDIR", "")
    folder = named if os.path.isabs(named) else "/tmp"
    try:
        return TemporaryDirectory(prefix="platguard-", dir=folder, ignore_cleanup_errors=True)
    except OSError as error:
        raise SourceError(
            f"no folder for the keys of those who approve can be made in {folder}:"
            f" {error.strerror}",
            hint="Set TMPDIR to a folder that can be written to.",
        ) from error


def _ssh(answer: Answer) -> Signature:
    good = _SSH_GOOD.search(answer.errors)
    if answer.status == 0 and good:
        return Signature(True, "ssh", good[1], good[2], good[2])
    key = _SSH_KEY.search(answer.errors)
    refused = _SSH_REFUSED.search(answer.errors)
    if refused and key:
        reason = f"is signed with the ssh key {key[1]}: {refused[1]}"
    elif key:
        reason = (
            f"is signed with the ssh key {key[1]}, which is not among those that the organisation"
            " names (allowed_signers)"
        )
    else:
        reason = f"has an ssh signature that is not of this commit ({answer.complaint()})"
    return Signature(False, "ssh", reason=reason)


def _openpgp(answer: Answer) -> Signature:
    good, signer = _PGP_GOOD.search(answer.errors), _PGP_SIGNER.search(answer.errors)
    if answer.status == 0 and good and signer:
        return Signature(True, "openpgp", signer[1], good[1], good[2])
    told = {found[1]: found[2] or "" for found in _PGP_STATUS.finditer(answer.errors)}
    found = next((name for name in _PGP_REFUSED if name in told), "")
    why = _PGP_REFUSED[found].format(key=told[found]) if found else answer.complaint()
    return Signature(
        False, "openpgp", reason=f"has an OpenPGP signature that does not count: {why}"
    )


def _public_keys(data: bytes) -> bytes:
    """A file of OpenPGP public keys without its armor; empty when it is none."""
    if data[:1] and data[0] & 0x80:  # every OpenPGP packet begins with this bit (RFC 9580, 4.2)
        return data
    blocks = [found[1] for found in _ARMOR.finditer(data.replace(b"\r\n", b"\n"))]
    try:
        return b"".join(b64decode(b"".join(block.split()), validate=True) for block in blocks)
    except ValueError:
        return b""
