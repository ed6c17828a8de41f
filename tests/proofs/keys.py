"""Keys of people, made once: ssh keys, and OpenPGP keys with a signing subkey."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

needs_ssh = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is not installed")
needs_gpg = pytest.mark.skipif(not shutil.which("gpg"), reason="gpg is not installed")

MADE = "20250101T000000"
"""When the OpenPGP keys are made, so that they are older than every commit."""


class SshKeys:
    """One key for each person."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def signing(self, name: str) -> list[str]:
        """What makes git sign as that person."""
        return ["-c", "gpg.format=ssh", "-c", f"user.signingKey={self._file(name)}"]

    def line(self, principal: str, name: str, options: str = "") -> str:
        """A line of an allowed signers file for that person's key."""
        key = self._file(name).with_suffix(".pub").read_text().split()[:2]
        return " ".join(filter(None, [principal, options, *key])) + "\n"

    def _file(self, name: str) -> Path:
        file = self._folder / name
        if not file.exists():
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(file)]
            subprocess.run(command, check=True)
        return file


class OpenPgpKeys:
    """One key for each person, in a keyring of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.chmod(0o700)

    def gpg(self, *arguments: str, given: bytes = b"") -> bytes:
        """Runs gpg over the keyring."""
        command = ["gpg", "--batch", "--quiet", "--no-tty", "--pinentry-mode=loopback"]
        done = subprocess.run(
            [*command, "--passphrase=", *arguments],
            env=self.environ,
            input=given,
            check=True,
            capture_output=True,
        )
        return done.stdout

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment in which this keyring is the user's."""
        return {"PATH": os.environ["PATH"], "GNUPGHOME": str(self.folder), "LC_ALL": "C"}

    def make(self, name: str, ends: str = "never") -> str:
        """Makes a key; its fingerprint."""
        made = f"--faked-system-time={MADE}"
        user = f"{name} <{name}@platform.example>"
        self._generate(made, "--quick-generate-key", user, "ed25519", "sign", ends)
        return self.fingerprints(name)[0]

    def add_subkey(self, primary: str) -> str:
        """Gives a key a subkey that signs; its fingerprint."""
        made = f"--faked-system-time={MADE}"
        self._generate(made, "--quick-add-key", primary, "ed25519", "sign", "never")
        return self.fingerprints(primary)[-1]

    def _generate(self, *arguments: str) -> None:
        """Makes a key; on a busy machine gpg sometimes does not find its agent at once."""
        for attempt in range(3):
            try:
                self.gpg(*arguments)
            except subprocess.CalledProcessError:
                if attempt == 2:
                    raise
                self.close()
            else:
                return

    def fingerprints(self, name: str) -> list[str]:
        """The fingerprints of the primary key and its subkeys."""
        told = self.gpg("--with-colons", "--list-keys", name).decode()
        return [row.split(":")[9] for row in told.splitlines() if row.startswith("fpr:")]

    def public(self, *names: str, armored: bool = True) -> bytes:
        """What `gpg --export` writes."""
        return self.gpg("--export", *(["--armor"] if armored else []), *names)

    def revoked(self, fingerprint: str, elsewhere: OpenPgpKeys) -> bytes:
        """The public key after its revocation, which `elsewhere` alone learns of."""
        file = self.folder / "openpgp-revocs.d" / f"{fingerprint}.rev"
        revocation = file.read_bytes().replace(b":-----BEGIN", b"-----BEGIN")
        elsewhere.gpg("--import", given=self.public(fingerprint))
        elsewhere.gpg("--import", given=revocation)
        return elsewhere.public(fingerprint)

    def set_clock(self, moment: str) -> None:
        """Makes gpg believe that it is another day; empty for today."""
        told = f"faked-system-time {moment}\n" if moment else ""
        (self.folder / "gpg.conf").write_text(told)

    def close(self) -> None:
        """Ends the agent that gpg started."""
        subprocess.run(
            ["gpgconf", "--homedir", str(self.folder), "--kill", "all"], env=self.environ
        )
