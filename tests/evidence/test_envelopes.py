"""An envelope beside the statement must hold the statement, whoever made it.

`signed` has a statement, and what cosign 3.1.3 and securesystemslib 1.6.0 made of it:

    cosign sign-blob --key K --signing-config C --bundle statement.cosign-sign-blob.json FILE
    cosign attest-blob --key K --signing-config C --bundle statement.cosign-attest-blob.json \\
        --statement FILE
    securesystemslib.dsse.Envelope(payload, "application/vnd.in-toto+json", {}).sign(signer)
"""

from __future__ import annotations

import json
import shutil
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from platguard.evidence.envelopes import of_statement
from platguard.evidence.folder import GivenFolder

SIGNED = Path(__file__).parent / "signed"
BLOB, ATTESTED = "statement.cosign-sign-blob.json", "statement.cosign-attest-blob.json"
ENVELOPE = "statement.securesystemslib.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the statement alone."""
    shutil.copy(SIGNED / "statement.json", tmp_path)
    return tmp_path


def told(folder: Path) -> tuple[list[str], list[str]]:
    """The envelopes of the statement, and what is wrong with others."""
    found, wrong = of_statement(GivenFolder(str(folder)))
    return [one.path for one in found], [one.message for one in wrong]


def test_what_tools_made_of_the_statement_holds_it() -> None:
    found, wrong = of_statement(GivenFolder(str(SIGNED)))
    assert not wrong
    hint = json.loads((SIGNED / BLOB).read_text())["verificationMaterial"]["publicKey"]["hint"]
    (key,) = json.loads((SIGNED / ENVELOPE).read_text())["signatures"]
    assert {one.path: one.keys for one in found} == {
        BLOB: [hint], ATTESTED: [hint], ENVELOPE: [key["keyid"]],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (BLOB, "is about another file than statement.json"),
        (ATTESTED, "holds another statement than statement.json"),
        (ENVELOPE, "holds another statement than statement.json"),
    ],
)
def test_an_envelope_of_another_statement_is_told(folder: Path, name: str, wrong: str) -> None:
    shutil.copy(SIGNED / name, folder)
    assert told(folder) == ([name], [])
    statement = folder / "statement.json"
    statement.write_text(statement.read_text().replace("FAILED", "PASSED"))
    assert told(folder) == ([], [f"{name} {wrong}"])


def _encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def _payload(change: Callable[[str], str]) -> Callable[[Any], None]:
    def changed(envelope: Any) -> None:
        envelope["payload"] = _encoded(change(b64decode(envelope["payload"]).decode()))

    return changed


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda e: e.update(payloadType="text/plain"), "is an envelope of 'text/plain'"),
        (lambda e: e.update(payloadType=7), "is an envelope of ''"),
        (lambda e: e.update(signatures=[]), "is an envelope that nobody signed"),
        (lambda e: e.update(signatures=[{"keyid": "a"}, 3]), "is an envelope that nobody signed"),
        (lambda e: e.update(payload="*"), "has a payload that is no base64"),
        (lambda e: e.update(payload="\u00e9"), "has a payload that is no base64"),
        (lambda e: e.update(payload=_encoded("[1]")), "has a payload that is no statement"),
        (lambda e: e.update(payload=_encoded("[" * 9999)), "has a payload that is no statement"),
        (lambda e: e.update(payload="/w=="), "has a payload that is no statement"),
        (_payload(lambda text: text.replace("moving", "fixed")), "holds another statement than"),
        # Two readers would read two things.
        (_payload(lambda text: text.replace("{", '{"_type": "x",', 1)), "has a payload that is no"),
    ],
)
def test_what_is_wrong_with_an_envelope_is_told(
    folder: Path, change: Callable[[Any], object], wrong: str
) -> None:
    value = json.loads((SIGNED / ENVELOPE).read_text())
    change(value)
    (folder / "statement.dsse.json").write_text(json.dumps(value))
    found, (fault,) = told(folder)
    assert not found
    assert fault.startswith(f"statement.dsse.json {wrong}")


@pytest.mark.parametrize(
    ("digest", "wrong"),
    [
        ({"algorithm": "SHA2_512", "digest": ""}, "does not tell the SHA-256"),
        ({"algorithm": "SHA2_256", "digest": "AAAA"}, "is about another file"),
        ({"algorithm": "SHA2_256"}, "is about another file"),
        (None, "does not tell the SHA-256"),
    ],
)
def test_a_bundle_names_the_digest_of_the_statement(
    folder: Path, digest: object, wrong: str
) -> None:
    value = json.loads((SIGNED / BLOB).read_text())
    value["messageSignature"]["messageDigest"] = digest
    (folder / "statement.sigstore.json").write_text(json.dumps(value))
    found, (fault,) = told(folder)
    assert not found
    assert wrong in fault


def test_a_tool_may_write_the_statement_in_its_own_way(folder: Path) -> None:
    value = json.loads((SIGNED / ENVELOPE).read_text())
    compact = json.dumps(json.loads(b64decode(value["payload"])), separators=(",", ":"))
    value["payload"] = urlsafe_b64encode(compact.encode()).decode()
    value["payloadType"] = "application/vnd.in-toto.test-result+json"
    (folder / "statement.dsse.json").write_text(json.dumps(value))
    assert told(folder) == (["statement.dsse.json"], [])


_CUT = b'{"payloadType": "application/vnd.in-toto+json", "payload": "e30'


@pytest.mark.parametrize(
    ("name", "data", "wrong"),
    [
        ("statement.sigstore.json", _CUT, "not JSON: Unterminated string starting at"),
        ("statement.sigstore", b"\xef\xbb\xbf\n" + _CUT, "not JSON: "),
        ("statement.sigstore.json", b"<html>Not found</html>", "not JSON: Expecting value"),
        ("statement.sigstore.json", b"", "not JSON: Expecting value"),
        ("statement.dsse.json", b'{"payload": "\xff"}', "not UTF-8"),
        # Two readers would read two things.
        ("statement.dsse.json", b'{"payload": "", "payload": ""}', "'payload' stands twice"),
        ("statement.intoto.jsonl", b"one\n " + _CUT + b"\r\n{}", "not JSON: "),
    ],
)
def test_what_may_be_an_envelope_and_cannot_be_read_is_told(
    folder: Path, name: str, data: bytes, wrong: str
) -> None:
    (folder / name).write_bytes(data)
    found, (fault,) = told(folder)
    assert not found
    place = f"{name}:2" if name.endswith("l") else name
    assert fault.startswith(f"{place} cannot be held against statement.json: {wrong}")


def test_signatures_that_are_no_json_are_left_to_the_tools_that_made_them(folder: Path) -> None:
    (folder / "statement.json.sig").write_text("-----BEGIN SSH SIGNATURE-----\n")
    (folder / "statement.json.asc").write_bytes(b"\x89\x01\xff")
    assert told(folder) == ([], [])


def test_a_line_may_hold_what_other_texts_end_lines_with(folder: Path) -> None:
    ours = {**json.loads((SIGNED / ENVELOPE).read_text()), "note": "\u2028\x85"}
    bundle = folder / "statement.intoto.jsonl"
    bundle.write_text(json.dumps(ours, ensure_ascii=False), encoding="utf-8")
    assert told(folder) == ([bundle.name], [])


def test_lines_about_other_things_are_passed_over(folder: Path) -> None:
    """in-toto/attestation, `spec/v1/bundle.md`: a bundle may have other attestations as well."""
    ours = json.loads((SIGNED / ENVELOPE).read_text())
    provenance = {"_type": "https://in-toto.io/Statement/v1", "predicateType": "https://slsa.dev"}
    other = {**ours, "payload": _encoded(json.dumps(provenance))}
    foreign = {**ours, "payloadType": "application/vnd.novulz+cbor", "payload": "AAAA"}
    bundle = folder / "statement.intoto.jsonl"
    lines = [other, foreign, ours, {"unknown": 1}, [1]]
    bundle.write_text("\n".join([*map(json.dumps, lines), "no JSON", ""]))
    assert told(folder) == ([bundle.name], [])
    ours["payload"] = _encoded(b64decode(ours["payload"]).decode().replace("moving", "fixed"))
    bundle.write_text(json.dumps(ours))
    assert told(folder) == ([], [f"{bundle.name}:1 holds another statement than statement.json"])


@pytest.mark.parametrize("data", [b"{}", b"\xff\xfe", b"SSH SIGNATURE", b"[[[", b'{"payload": 1}'])
def test_other_files_beside_the_statement_are_no_envelopes(folder: Path, data: bytes) -> None:
    (folder / "statement.json.sig").write_bytes(data)
    assert told(folder) == ([], [])
