"""A statement can be signed and checked by the tools that people have; the register's own
signatures count again where its repository is at hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from base64 import b64decode, b64encode
from itertools import takewhile
from pathlib import Path

import pytest
from sources.building import Repository

from .office import CONFIGURATION, MOVING, Office

SSH_KEYGEN = shutil.which("ssh-keygen")
OPENSSL = shutil.which("openssl")
needs_ssh = pytest.mark.skipif(SSH_KEYGEN is None, reason="ssh-keygen is not installed")


def ssh_keygen(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs ssh-keygen."""
    assert SSH_KEYGEN
    return subprocess.run([SSH_KEYGEN, *arguments], input=given, capture_output=True)


def openssl(*arguments: str) -> None:
    """Runs openssl, which must not fail."""
    assert OPENSSL
    done = subprocess.run([OPENSSL, *arguments], capture_output=True)
    assert done.returncode == 0, done.stderr


def new_key(folder: Path, who: str) -> Path:
    """A new key without a password; its public half is beside it."""
    key = folder / who
    done = ssh_keygen("-q", "-t", "ed25519", "-N", "", "-C", who, "-f", str(key))
    assert done.returncode == 0, done.stderr
    return key


@needs_ssh
def test_ssh_keygen_signs_and_checks_the_statement(
    office: Office, copy: Path, tmp_path: Path
) -> None:
    key = new_key(tmp_path, "auditor")
    statement = copy / "statement.json"
    assert ssh_keygen("-Y", "sign", "-n", "file", "-f", str(key), str(statement)).returncode == 0
    signers = tmp_path / "signers"
    signers.write_text(f"audit@acme.example {key.with_suffix('.pub').read_text()}")
    who = ("-f", str(signers), "-I", "audit@acme.example")
    check = ("-Y", "verify", "-n", "file", *who, "-s", f"{statement}.sig")
    assert ssh_keygen(*check, given=statement.read_bytes()).returncode == 0
    told = office.verify(copy)
    assert told.code == 0, told.output  # a signature beside the statement is no additional file
    forged = statement.read_bytes().replace(b"FAILED", b"PASSED")
    assert ssh_keygen(*check, given=forged).returncode != 0


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
def test_openssl_signs_an_envelope_which_must_hold_the_statement(
    office: Office, copy: Path, tmp_path: Path
) -> None:
    """The envelope is made by the commands of docs/evidence.md."""
    openssl("genpkey", "-algorithm", "ed25519", "-out", str(tmp_path / "audit.pem"))
    openssl("pkey", "-in", str(tmp_path / "audit.pem"), "-pubout", "-out", str(tmp_path / "pub"))
    done = subprocess.run(
        ["sh", "-euc", _documented("DSSE with openssl")],
        cwd=copy.parent,
        env={**os.environ, "KEY": str(tmp_path / "audit.pem"), "EVIDENCE": copy.name},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    envelope = json.loads((copy / "statement.dsse.json").read_text())
    statement = b64decode(envelope["payload"])
    assert statement == (copy / "statement.json").read_bytes()
    # DSSEv1, `protocol.md`: what is signed is the payload with its type and both their lengths.
    kind = envelope["payloadType"].encode()
    signed = tmp_path / "signed"
    signed.write_bytes(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(statement), statement))
    (tmp_path / "sig").write_bytes(b64decode(envelope["signatures"][0]["sig"]))
    check = ("-rawin", "-in", str(signed), "-sigfile", str(tmp_path / "sig"))
    openssl("pkeyutl", "-verify", "-pubin", "-inkey", str(tmp_path / "pub"), *check)
    told = office.verify(copy)
    assert told.code == 0, told.output
    assert told.document["envelopes"] == [{"path": "statement.dsse.json", "keys": ["audit"]}]
    said = office.run("verify", str(copy)).output
    assert "statement.dsse.json: by audit" in said
    changed = statement.replace(b"FAILED", b"PASSED")
    envelope["payload"] = b64encode(changed).decode()
    (copy / "statement.dsse.json").write_text(json.dumps(envelope))
    told = office.verify(copy)
    assert (told.code, told.document["envelopes"]) == (1, [])
    assert told.differences == ["  statement.dsse.json holds another statement than statement.json"]


def _documented(title: str) -> str:
    """The commands below a comment in the documentation."""
    lines = Path("docs/evidence.md").read_text().split(f"# {title}", 1)[1].splitlines()[1:]
    return "\n".join(takewhile(lambda line: line and line != "```", lines))


SIGNED = """\
approvals: signed
allowed_signers: signers
"""


@needs_ssh
def test_signed_approvals_need_the_repository_of_the_register(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path)
    office.repository("payments/ledger", MOVING)
    exception = office.desk / "register" / "EXC-2026-0001.yaml"
    text = exception.read_text()
    desk = Repository(office.desk, office.home)
    keys = {who: new_key(tmp_path, who) for who in ("bob", "carol")}
    lines = (f"{who} {key.with_suffix('.pub').read_text()}" for who, key in keys.items())
    (office.desk / "signers").write_text("".join(lines))
    (office.desk / "platguard.yaml").write_text(CONFIGURATION + SIGNED)
    approvals = [line for line in text.splitlines() if "role:" in line]
    exception.write_text(text.replace("\n".join(approvals), "  []"))
    desk.commit("ask", day="2026-06-02")
    steps = (("bob", approvals[:1], "2026-06-09"), ("carol", approvals, "2026-06-11"))
    for who, lines_now, day in steps:
        exception.write_text(text.replace("\n".join(approvals), "\n".join(lines_now)))
        sign = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={keys[who]}")
        desk.run("add", "--all")
        desk.run(*sign, "commit", "--quiet", "-S", "--message", f"Approved by {who}", day=day)
    folder = office.export()
    (row,) = [
        row
        for row in json.loads((folder / "results/payments%2Fledger.json").read_text())["rows"]
        if row["rule"] == "moving-tag"
    ]
    assert row["outcome"] == "exempt", row
    assert b"ssh-ed25519" in (folder / "keys" / "signers").read_bytes()
    told = office.verify(folder)
    assert told.code == 3
    assert "--register" in told.document["absent"][0]["reason"]
    assert told.document["differences"] == []
    shutil.copytree(office.desk, tmp_path / "clone")
    told = office.verify(folder, "--register", os.fspath(tmp_path / "clone"))
    assert told.code == 0, told.output
    shutil.rmtree(tmp_path / "clone" / ".git")
    told = office.verify(folder, "--register", os.fspath(tmp_path / "clone"))
    assert told.code == 1
    assert any("moving-tag" in line for line in told.differences)
