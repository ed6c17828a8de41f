"""Envelopes beside the statement: what they hold must be the statement.

Tools for in-toto do not sign a file but wrap it. A DSSE envelope has the statement as its payload
(secure-systems-lab/dsse, `envelope.md`; in-toto/attestation, `spec/v1/envelope.md`). A bundle of
sigstore has such an envelope, or the digest of the file that was signed (sigstore/protobuf-specs,
`sigstore_bundle.proto`). A file of JSON lines may have several envelopes, also about other things,
and what one does not know in it is passed over (`spec/v1/bundle.md`).

Whoever checks a signature learns that somebody signed what is *in* the envelope. That this is the
statement by which the files are judged, is looked at here. The signature itself is not: platguard
holds no keys and knows nobody.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from codecs import BOM_UTF8
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from platguard.errors import UsageError
from platguard.evidence.folder import GivenFolder
from platguard.evidence.statement import PREDICATE, STATEMENT
from platguard.json_fields import JsonText, as_told
from platguard.model.evidence import Difference, Envelope
from platguard.patterns import pattern

BESIDE = "statement."
"""What the names of signatures, envelopes and the like begin with."""
_JSON, _LINES = ".json", ".jsonl"
_PAYLOAD_TYPE = pattern(r"application/vnd\.in-toto(\.[\w-]+)?\+json")
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def of_statement(folder: GivenFolder) -> tuple[list[Envelope], list[Difference]]:
    """The envelopes that hold the statement of an export; and what is wrong with others, which say
    that they do, or of which nobody can tell."""
    statement = folder.read(STATEMENT)
    found, wrong = [], []
    for path in _beside(folder):
        for place, text in _texts(path, folder.read(path)):
            try:
                keys = _keys(_envelope(text, path), statement, is_one_of_many=path.endswith(_LINES))
            except _Wrong as fault:
                wrong.append(Difference("", "", f"{place} {fault}"))
                continue
            if keys:
                found.append(Envelope(path, keys))
    return found, wrong


def _beside(folder: GivenFolder) -> Iterator[str]:
    """The files in which somebody may have signed the statement."""
    for path, is_file in folder.files():
        if is_file and path != STATEMENT and "/" not in path and path.startswith(BESIDE):
            yield path


class _Wrong(Exception):
    """Why an envelope is none of the statement."""


def _texts(path: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """What may be envelopes in a file, and where each stands: the file, or its lines that begin as
    one. Other lines are passed over, and files with signatures that are no JSON."""
    if path.endswith(_LINES):
        for number, line in enumerate(data.split(b"\n"), 1):
            if _begins_as_mapping(line):
                yield f"{path}:{number}", line
    elif path.endswith(_JSON) or _begins_as_mapping(data):
        yield path, data


def _begins_as_mapping(text: bytes) -> bool:
    return text.lstrip(BOM_UTF8 + b" \t\r\n").startswith(b"{")


def _envelope(text: bytes, path: str) -> dict[str, Any]:
    """The mapping in a text. What we cannot read may be an envelope of another statement for a tool
    that can, so it is not passed over."""
    try:
        return JsonText(text.decode("utf-8"), path, "").document("an envelope").value
    except UnicodeDecodeError:
        raise _Wrong(f"cannot be held against {STATEMENT}: not UTF-8") from None
    except UsageError as error:
        raise _Wrong(f"cannot be held against {STATEMENT}: {error.message}") from None


def _keys(value: dict[str, Any], statement: bytes, *, is_one_of_many: bool) -> list[str]:
    """What the keys of an envelope of the statement are called; none for what is no envelope."""
    bundled = value.get("dsseEnvelope")
    if isinstance(bundled, dict):
        _hold(bundled, statement)
        return [_hint(value)]
    signed = value.get("messageSignature")
    if isinstance(signed, dict):
        _compare_digest(signed, statement)
        return [_hint(value)]
    if "payloadType" not in value or "payload" not in value:
        return []
    if is_one_of_many and not _is_about_tests(value):
        return []
    _hold(value, statement)
    return [_text(one.get("keyid")) for one in _signatures(value)]


def _hold(envelope: dict[str, Any], statement: bytes) -> None:
    """Raises _Wrong unless an envelope holds the statement, and says that somebody signed it."""
    told = _text(envelope.get("payloadType"))
    if not _PAYLOAD_TYPE.fullmatch(told):
        raise _Wrong(f"is an envelope of {told!r:.80}, which is no in-toto statement")
    if not _signatures(envelope):
        raise _Wrong("is an envelope that nobody signed")
    # A tool may write the statement in its own way: the values count.
    if _value(_payload(envelope)) != _value(statement):
        raise _Wrong(f"holds another statement than {STATEMENT}")


def _compare_digest(signed: dict[str, Any], statement: bytes) -> None:
    told = signed.get("messageDigest")
    given = told if isinstance(told, dict) else {}
    if given.get("algorithm") != "SHA2_256":
        raise _Wrong(f"does not tell the SHA-256 of what was signed, which would be {STATEMENT}")
    if _decoded(given.get("digest")) != sha256(statement).digest():
        raise _Wrong(f"is about another file than {STATEMENT}")


def _is_about_tests(envelope: dict[str, Any]) -> bool:
    """Whether the payload is a statement with a predicate like ours."""
    try:
        value = _value(_payload(envelope))
    except _Wrong:
        return False
    return value.get("predicateType") == PREDICATE


def _payload(envelope: dict[str, Any]) -> bytes:
    return _decoded(envelope.get("payload"))


def _decoded(text: object) -> bytes:
    """What base64 holds, in either alphabet."""
    try:
        return b64decode(_text(text).encode("ascii").translate(_URL_SAFE), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise _Wrong("has a payload that is no base64") from None


def _value(data: bytes) -> dict[str, Any]:
    """What a statement says; a name that stands twice says nothing, because readers differ."""
    try:
        return JsonText(data.decode("utf-8"), STATEMENT, "").document("a statement").value
    except (UnicodeDecodeError, UsageError):
        raise _Wrong("has a payload that is no statement in JSON") from None


def _signatures(envelope: dict[str, Any]) -> list[dict[str, Any]]:
    given = envelope.get("signatures")
    found = given if isinstance(given, list) else []
    return [one for one in found if isinstance(one, dict) and _text(one.get("sig"))]


def _hint(bundle: dict[str, Any]) -> str:
    """What a bundle calls its key; a certificate is not looked into."""
    material = bundle.get("verificationMaterial")
    given = material if isinstance(material, dict) else {}
    key = given.get("publicKey")
    if isinstance(key, dict):
        return _text(key.get("hint"))
    return "its certificate" if "certificate" in given or "x509CertificateChain" in given else ""


def _text(value: object) -> str:
    return as_told(value) if isinstance(value, str) else ""
