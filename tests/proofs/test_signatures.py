"""Who signed a commit, by the organisation's keys and nobody else's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sources.building import Repository, bare_environment

from platguard.errors import SourceError
from platguard.sources.git import Git
from platguard.sources.signatures import Signature, Signatures

from .keys import OpenPgpKeys, SshKeys, needs_gpg, needs_ssh


def signed(repository: Repository, keys: SshKeys, name: str, day: str = "2026-01-15") -> str:
    """A commit that somebody signs by ssh."""
    repository.run(*keys.signing(name), "commit", "-qS", "--allow-empty", "-m", "x", day=day)
    return repository.run("rev-parse", "HEAD")


def signed_by_gpg(
    repository: Repository, keys: OpenPgpKeys, key: str, day: str = "2026-01-15"
) -> str:
    """A commit that somebody signs by OpenPGP."""
    repository.environ["GNUPGHOME"] = str(keys.folder)
    command = ("-c", f"user.signingKey={key}!", "commit", "-qS", "--allow-empty", "-m", "x")
    repository.run(*command, day=day)
    del repository.environ["GNUPGHOME"]
    return repository.run("rev-parse", "HEAD")


def signature(
    repository: Repository, commit: str, ssh: str = "", openpgp: bytes = b""
) -> Signature:
    """The signature as platguard sees it."""
    with Signatures(repository.git(), ssh.encode(), openpgp) as signatures:
        return signatures.of(commit)


@needs_ssh
class TestSsh:
    """Signatures by ssh keys."""

    def test_the_principal_of_a_known_key(self, repository: Repository, ssh_keys: SshKeys) -> None:
        commit = signed(repository, ssh_keys, "bob")
        allowed = ssh_keys.line("eve@x", "eve") + ssh_keys.line("bob@platform.example", "bob")
        found = signature(repository, commit, allowed)
        assert (found.valid, found.kind, found.signer) == (True, "ssh", "bob@platform.example")
        assert found.key.startswith("SHA256:")

    def test_an_unsigned_commit(self, repository: Repository, ssh_keys: SshKeys) -> None:
        found = signature(repository, repository.commit(), ssh_keys.line("bob", "bob"))
        assert found == Signature(False, "", reason="is not signed")

    def test_a_key_that_is_not_in_the_file(self, repository: Repository, ssh_keys: SshKeys) -> None:
        commit = signed(repository, ssh_keys, "eve")
        found = signature(repository, commit, ssh_keys.line("bob", "bob"))
        assert not found.valid
        assert "is not among those that the organisation names (allowed_signers)" in found.reason

    @pytest.mark.parametrize(
        ("day", "valid"), [("2025-12-31", True), ("2026-01-15", False), ("2024-06-01", False)]
    )
    def test_a_key_counts_while_it_is_valid(
        self, repository: Repository, ssh_keys: SshKeys, day: str, valid: bool
    ) -> None:
        commit = signed(repository, ssh_keys, "bob", day)
        options = 'valid-after="20250101",valid-before="20260101"'
        found = signature(repository, commit, ssh_keys.line("bob", "bob", options))
        assert found.valid is valid
        assert valid or ": key " in found.reason
        assert "/" not in found.reason.replace("SHA256:", "").split(": key")[-1]

    def test_no_keys_prove_nothing(self, repository: Repository, ssh_keys: SshKeys) -> None:
        found = signature(repository, signed(repository, ssh_keys, "bob"), " \n")
        assert found.reason == "has an ssh signature, and the organisation names no allowed_signers"

    def test_a_key_for_other_namespaces(self, repository: Repository, ssh_keys: SshKeys) -> None:
        commit = signed(repository, ssh_keys, "bob")
        assert not signature(
            repository, commit, ssh_keys.line("bob", "bob", 'namespaces="file"')
        ).valid

    def test_a_signature_of_another_commit(self, repository: Repository, ssh_keys: SshKeys) -> None:
        commit = signed(repository, ssh_keys, "bob")
        raw = repository.run("cat-file", "commit", commit).replace("2026", "2027") + "\n"
        raw = raw.replace("\nx\n", "\nanother message\n")
        (repository.root / "raw").write_text(raw)
        forged = repository.run("hash-object", "-t", "commit", "-w", "raw")
        found = signature(repository, forged, ssh_keys.line("bob", "bob"))
        assert not found.valid
        assert "not of this commit" in found.reason

    def test_a_sha256_repository_and_a_merge(self, tmp_path: Path, ssh_keys: SshKeys) -> None:
        repository = Repository(tmp_path / "r", tmp_path / "home", "--object-format=sha256")
        first = signed(repository, ssh_keys, "bob")
        repository.run("checkout", "-q", "-b", "side")
        repository.commit()
        repository.run("checkout", "-q", "main")
        repository.run(*ssh_keys.signing("bob"), "merge", "-q", "--no-ff", "-S", "-m", "m", "side")
        merge = repository.run("rev-parse", "HEAD")
        with Signatures(repository.git(), ssh_keys.line("bob", "bob").encode(), b"") as known:
            assert [known.of(commit).signer for commit in (first, merge)] == ["bob", "bob"]

    def test_without_ssh_keygen_it_says_so(
        self, repository: Repository, ssh_keys: SshKeys, tmp_path: Path
    ) -> None:
        commit = signed(repository, ssh_keys, "bob")
        folder = only(tmp_path, "git")
        git = Git.find(repository.root, {**repository.environ, "PATH": f"{folder}:relative"})
        assert git is not None
        found = Signatures(git, ssh_keys.line("bob", "bob").encode(), b"").of(commit)
        assert "ssh-keygen, which would check it, is not installed" in found.reason

    def test_the_folder_of_keys_is_private_and_goes(
        self, repository: Repository, ssh_keys: SshKeys, tmp_path: Path
    ) -> None:
        commit = signed(repository, ssh_keys, "bob")
        temporary = tmp_path / "temporary"
        temporary.mkdir()
        git = Git.find(repository.root, {**repository.environ, "TMPDIR": str(temporary)})
        assert git is not None
        with Signatures(git, ssh_keys.line("bob", "bob").encode(), b"") as signatures:
            assert list(temporary.iterdir()) == [], "made before it is needed"
            assert signatures.of(commit).valid
            (folder,) = temporary.iterdir()
            assert folder.stat().st_mode & 0o777 == 0o700
        assert list(temporary.iterdir()) == []


def only(folder: Path, *names: str) -> Path:
    """A folder with some programs and no others."""
    programs = folder / "programs"
    programs.mkdir()
    for name in names:
        found = shutil.which(name)
        assert found
        (programs / name).symlink_to(found)
    return programs


def test_x509_proves_nothing(repository: Repository) -> None:
    tree = repository.run("write-tree")
    person = "a <a@example.org> 1767225600 +0000"
    mark = "-----BEGIN SIGNED MESSAGE-----\n MII=\n -----END SIGNED MESSAGE-----"
    raw = f"tree {tree}\nauthor {person}\ncommitter {person}\ngpgsig {mark}\n\nx\n"
    (repository.root / "raw").write_text(raw)
    commit = repository.run("hash-object", "-t", "commit", "-w", "raw")
    found = signature(repository, commit, "bob ssh-ed25519 AAAA", b"\x99")
    assert (found.valid, found.kind) == (False, "x509")
    assert "X.509" in found.reason


@needs_ssh
@needs_gpg
def test_the_repository_has_no_say(
    repository: Repository, ssh_keys: SshKeys, openpgp_keys: OpenPgpKeys, tmp_path: Path
) -> None:
    key = openpgp_keys.make("mallory")
    by_ssh = signed(repository, ssh_keys, "eve")
    by_gpg = signed_by_gpg(repository, openpgp_keys, key)
    (repository.root / "signers").write_text(ssh_keys.line("bob@platform.example", "eve"))
    program = tmp_path / "program"
    program.write_text(
        f'#!/bin/sh\ntouch {tmp_path}/PWNED\necho "Good \\"git\\" signature for bob with ED25519'
        f' key SHA256:x"\necho "[GNUPG:] GOODSIG {key} bob"\n'
        f'echo "[GNUPG:] VALIDSIG {key} 0 {key}"\n'
    )
    program.chmod(0o755)
    for name in ("", ".openpgp", ".ssh", ".x509"):
        repository.run("config", f"gpg{name}.program", str(program))
    repository.run("config", "gpg.ssh.allowedSignersFile", str(repository.root / "signers"))
    repository.run("config", "gpg.format", "ssh")
    repository.run("config", "gpg.minTrustLevel", "ultimate")
    repository.run("config", "log.showSignature", "true")
    ours, known = ssh_keys.line("bob", "bob"), openpgp_keys.public(key)
    assert not signature(repository, by_ssh, ours, known).valid
    assert not signature(repository, by_gpg, ours, b"").valid
    assert signature(repository, by_gpg, ours, known).valid
    assert not (tmp_path / "PWNED").exists()
    repository.run("config", "gpg.format", "nonsense")
    assert "gpg.format" in signature(repository, by_gpg, ours, known).reason
    repository.run("config", "gpg.format", "x509")
    repository.run("config", "gpg.ssh.revocationFile", str(repository.root / "signers"))
    assert signature(repository, by_ssh, ssh_keys.line("eve", "eve")).valid


@needs_gpg
class TestOpenPgp:
    """Signatures by OpenPGP keys."""

    @pytest.mark.parametrize("armored", [True, False])
    def test_a_known_key_signs_by_its_subkey(
        self, repository: Repository, openpgp_keys: OpenPgpKeys, carol: list[str], armored: bool
    ) -> None:
        primary, subkey = carol
        commit = signed_by_gpg(repository, openpgp_keys, subkey)
        public = openpgp_keys.public("carol", armored=armored)
        found = signature(repository, commit, openpgp=public)
        told = "carol <carol@platform.example>"
        assert found == Signature(True, "openpgp", told, subkey, primary)

    def test_blocks_one_after_the_other(
        self, repository: Repository, openpgp_keys: OpenPgpKeys, carol: list[str]
    ) -> None:
        openpgp_keys.make("frank")
        commit = signed_by_gpg(repository, openpgp_keys, carol[0])
        frank, known = openpgp_keys.public("frank"), openpgp_keys.public("carol")
        commented = known.replace(b"BLOCK-----\n\n", b"BLOCK-----\nComment: Carol\n\n", 1)
        keys = b"Frank:\n" + frank + b"\nCarol:\n" + commented.replace(b"\n", b"\r\n")
        assert signature(repository, commit, openpgp=keys).valid
        assert "not among those" in signature(repository, commit, openpgp=frank).reason

    @pytest.mark.parametrize("keys", [b"hello", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!\n"])
    def test_what_is_no_key(
        self, repository: Repository, openpgp_keys: OpenPgpKeys, carol: list[str], keys: bytes
    ) -> None:
        commit = signed_by_gpg(repository, openpgp_keys, carol[0])
        assert "are not public keys" in signature(repository, commit, openpgp=keys).reason

    @pytest.mark.parametrize("keys", [b"\x80", b"\xff" * 100, bytes(range(128, 256))])
    def test_keys_that_gpg_cannot_read(
        self, repository: Repository, openpgp_keys: OpenPgpKeys, carol: list[str], keys: bytes
    ) -> None:
        commit = signed_by_gpg(repository, openpgp_keys, carol[0])
        found = signature(repository, commit, openpgp=keys)
        assert not found.valid
        assert found.reason

    def test_the_users_own_keyring_has_no_say(
        self, repository: Repository, openpgp_keys: OpenPgpKeys, carol: list[str]
    ) -> None:
        commit = signed_by_gpg(repository, openpgp_keys, carol[0])
        home = Path(repository.environ["HOME"]) / ".gnupg"
        home.symlink_to(openpgp_keys.folder)
        openpgp_keys.make("grace")
        found = signature(repository, commit, openpgp=openpgp_keys.public("grace"))
        assert not found.valid

    def test_a_key_counts_for_what_it_signed_before_it_expired(
        self, repository: Repository, openpgp_keys: OpenPgpKeys
    ) -> None:
        key = openpgp_keys.make("henry", "6m")
        openpgp_keys.set_clock("20250301T120000")
        try:
            before = signed_by_gpg(repository, openpgp_keys, key, "2025-03-01")
            after = signed_by_gpg(repository, openpgp_keys, key, "2026-01-15")
        finally:
            openpgp_keys.set_clock("")
        public = openpgp_keys.public("henry")
        assert signature(repository, before, openpgp=public).valid
        assert "had expired" in signature(repository, after, openpgp=public).reason

    def test_a_revoked_key_counts_for_nothing(
        self, repository: Repository, openpgp_keys: OpenPgpKeys, tmp_path: Path
    ) -> None:
        key = openpgp_keys.make("ivan")
        commit = signed_by_gpg(repository, openpgp_keys, key)
        assert signature(repository, commit, openpgp=openpgp_keys.public("ivan")).valid
        elsewhere = OpenPgpKeys(tmp_path)
        revoked = openpgp_keys.revoked(key, elsewhere)
        elsewhere.close()
        assert "was revoked" in signature(repository, commit, openpgp=revoked).reason

    def test_without_gpg_it_says_so(
        self,
        repository: Repository,
        openpgp_keys: OpenPgpKeys,
        carol: list[str],
        tmp_path: Path,
    ) -> None:
        commit = signed_by_gpg(repository, openpgp_keys, carol[0])
        environ = {**bare_environment(tmp_path / "home"), "PATH": str(only(tmp_path, "git"))}
        git = Git.find(repository.root, environ)
        assert git is not None
        found = Signatures(git, b"", openpgp_keys.public("carol")).of(commit)
        assert "gpg, which would check it, is not installed" in found.reason

    def test_no_agent_is_started(
        self, repository: Repository, openpgp_keys: OpenPgpKeys, carol: list[str], tmp_path: Path
    ) -> None:
        commit = signed_by_gpg(repository, openpgp_keys, carol[0])
        git = Git.find(repository.root, {**repository.environ, "TMPDIR": str(tmp_path)})
        assert git is not None
        with Signatures(git, b"", openpgp_keys.public("carol")) as signatures:
            assert signatures.of(commit).valid
            (folder,) = tmp_path.glob("platguard-*")
            left = {path.name for path in folder.iterdir()}
        assert left == {"allowed_signers", "gpg.conf", "keys.gpg"}


@needs_ssh
def test_an_object_under_a_false_id_is_refused(repository: Repository, ssh_keys: SshKeys) -> None:
    commit = signed(repository, ssh_keys, "bob")
    other = signed(repository, ssh_keys, "eve")
    objects = repository.root / ".git" / "objects"
    forged = objects / commit[:2] / commit[2:]
    forged.chmod(0o644)
    shutil.copyfile(objects / other[:2] / other[2:], forged)
    with (
        pytest.raises(SourceError, match="is not the commit that its id stands for"),
        Signatures(repository.git(), b"x", b"") as signatures,
    ):
        signatures.of(commit)


def test_an_unknown_commit(repository: Repository) -> None:
    repository.commit()
    with (
        pytest.raises(SourceError, match="is not in this clone"),
        Signatures(repository.git(), b"x", b"") as signatures,
    ):
        signatures.of("1" * 40)
