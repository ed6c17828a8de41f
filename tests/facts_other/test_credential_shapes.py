"""Credentials that are found anywhere in a file, by their shape alone."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard import facts
from platguard.facts.credential_shapes import SHAPES, hits, may_hold
from platguard.model.facts import CredentialFact, FileFacts

# In parts, so that nobody else's scanner takes these for real.
AWS = "AK" + "IAZ7Q2M5N4P6R3T8WX"
GITHUB = "gh" + "p_Zq81uLr5XcT0vNbW3yHsKe7mPa2dGf6JoiQ4"
KEY = "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEowIBAAKCAQEAwi4eG/9wF2B76AfRVckOAIXq1\nabc\n"


def _shapes(text: str) -> list[str]:
    return [hit.shape for hit in hits(text.encode())]


def _credentials(path: str, text: str) -> list[tuple[str, str, int]]:
    return [
        (fact.where, fact.key, fact.places[""].line)
        for fact in _facts(path, text).facts
        if isinstance(fact, CredentialFact)
    ]


def _facts(path: str, text: str) -> FileFacts:
    kind = facts.kind_of(path)
    assert kind is not None
    return facts.extract(text.encode(), kind)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("aws-access-key", f"key={AWS}"),
        ("github-token", f"https://{GITHUB}@github.com"),
        ("gitlab-token", "gl" + "pat-Zq81uLr5XcT0vNbW3yHs"),
        ("slack-token", "xo" + "xb-1183947-Zq81uLr5Xc"),
        (
            "slack-webhook",
            "https://hooks.slack.com/services/T02AB3C4D/B05EF6" + "G7H/Zq81uLr5XcT0vNbW3y",
        ),
        ("npm-token", "//r/:_authToken=np" + "m_Zq81uLr5XcT0vNbW3yHsKe7mPa2dGf6JoiQ4"),
        ("private-key", KEY),
        ("private-key", KEY.replace("\n", "\\n")),
        ("private-key", KEY.replace("\nMII", "\nProc-Type: 4,ENCRYPTED\n\nMII")),
    ],
)
def test_what_is_found(shape: str, text: str) -> None:
    assert _shapes(text) == [shape]
    assert may_hold(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AKIA",
        "AKIAIOSFODNN7EXAMPLE",
        "AKIAXXXXXXXXXXXXXXXX",
        "ghp_" + "x" * 36,
        f"9{AWS}",
        f"{AWS}9",
        "grep -q '-----BEGIN PRIVATE KEY-----' key.pem",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEAwi4eG/9wF2B76AfRVckOAIXq1\n",
        f"\0{AWS}",
    ],
)
def test_what_is_none(text: str) -> None:
    assert _shapes(text) == []


@given(st.binary(min_size=3_000, max_size=3_000))
def test_base64_of_anything_holds_no_token(data: bytes) -> None:
    text = base64.b64encode(data).decode()
    assert "private-key" not in _shapes(text)
    assert len(_shapes(text)) <= 1


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("a.sh", "script"),
        ("Makefile", "script"),
        ("values.yaml", "values"),
        (".env.example", "dotenv"),
        ("a.yaml", "file"),
        (".github/workflows/a.yml", "workflow"),
    ],
)
def test_a_comment_of_any_file_is_searched(path: str, where: str) -> None:
    assert _credentials(path, f"\n# {GITHUB}\n") == [(where, "github-token", 2)]


def test_a_file_that_holds_one_is_judged() -> None:
    found = _facts("notes.yaml", f"a: {AWS}\n")
    assert found.recognised
    assert not _facts("notes.yaml", "a: b\n").recognised


def test_a_broken_file_that_holds_one_is_not_incomplete_for_it() -> None:
    assert _facts("notes.yaml", f"a: [\n# {AWS}\n").problems == []


def test_what_a_fact_tells_of_is_not_told_twice() -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  k: |\n    "
    assert _credentials("a.yaml", secret + KEY.replace("\n", "\n    ")) == []
    compose = f"services:\n  a:\n    environment:\n      KEY: {AWS}\n# {AWS}\n"
    assert _credentials("compose.yaml", compose) == [
        ("compose", "KEY", 4),
        ("compose", "aws-access-key", 5),
    ]


@pytest.mark.parametrize("anchor", sorted({a for shape in SHAPES for a in shape.anchors}))
def test_a_long_text_is_searched_once(anchor: str) -> None:
    # Searched again from each of its characters, it would take hours.
    assert len(_shapes(anchor * 100_000)) <= 200
    assert len(_shapes("-----BEGIN PRIVATE KEY-----\n" * 20_000)) <= 200
