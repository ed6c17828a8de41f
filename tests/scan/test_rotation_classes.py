"""How often each owner rotates its secrets, from the facts of a repository."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from platguard.inline_tests import facts_of
from platguard.model.facts import SecretFact
from platguard.rotation_classes import rotation_classes

TODAY = date(2026, 6, 1)
SEALED = """\
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: NAME
  labels: {shop.example/team: payments}
spec: {encryptedData: {password: AgBfirst}}
"""
EXTERNAL = """\
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: NAME}
spec: {refreshPolicy: POLICY}
"""


def _secret(text: str, **fields: str) -> SecretFact:
    for name, value in {"NAME": "db", **fields}.items():
        text = text.replace(name, value)
    (found,) = (f for f in facts_of({"a.yaml": text}, "secret") if isinstance(f, SecretFact))
    return found


def _sealed(changed_on: str, **fields: str) -> SecretFact:
    known = {"password": [changed_on]} if changed_on else {}
    return replace(_secret(SEALED, **fields), changed_on=known, unknown=[])


def _told(*secrets: SecretFact) -> list[str]:
    return [str(found) for found in rotation_classes(secrets, TODAY)]


@pytest.mark.parametrize(
    ("changed_on", "told"),
    [
        ("2026-05-02", "monthly (worst 30 d)"),
        ("2026-05-01", "monthly (worst 31 d)"),
        ("2026-04-30", "quarterly (worst 32 d)"),
        ("2026-03-01", "quarterly (worst 92 d)"),
        ("2026-02-28", "yearly (worst 93 d)"),
        ("2025-05-31", "yearly (worst 366 d)"),
        ("2025-05-30", "older (worst 367 d)"),
        ("2026-06-02", "never (no evidence for 1 of 1)"),
        ("", "never (no evidence for 1 of 1)"),
    ],
)
def test_the_class_of_one_secret(changed_on: str, told: str) -> None:
    assert _told(_sealed(changed_on)) == [f"payments: {told}"]


def test_the_worst_secret_decides() -> None:
    recent, older = _sealed("2026-05-20", NAME="new"), _sealed("2026-04-01", NAME="old")
    (found,) = rotation_classes([older, recent], TODAY)
    assert (found.rotates, found.worst, found.secrets) == ("quarterly", "SealedSecret old", 2)
    assert _told(recent, _sealed("")) == ["payments: never (no evidence for 1 of 2, worst 12 d)"]


def test_what_git_cannot_tell_is_not_taken_for_rotated() -> None:
    assert _told(_secret(SEALED)) == ["payments: unknown (git cannot tell of 1 of 1)"]
    assert _told(_secret(SEALED), _sealed("2026-05-20")) == [
        "payments: monthly (worst 12 d, git cannot tell of 1 of 2)"
    ]


def test_a_day_that_is_none_is_not_taken_for_one() -> None:
    text = EXTERNAL.replace("NAME}", 'NAME, annotations: {platguard.io/last-rotated: "soon"}}')
    assert _told(_secret(text, POLICY="CreatedOnce")) == [
        "(no owner): unknown (no readable date for 1 of 1)"
    ]


def test_a_schedule_needs_no_evidence() -> None:
    periodic, once = (_secret(EXTERNAL, POLICY=policy) for policy in ("Periodic", "CreatedOnce"))
    assert _told(periodic) == ["(no owner): scheduled (1 of 1)"]
    assert _told(periodic, once) == ["(no owner): never (no evidence for 1 of 2, 1 scheduled)"]


def test_the_owner_of_a_path_is_asked_where_the_object_names_none() -> None:
    secrets = [_secret(EXTERNAL, POLICY="CreatedOnce"), _sealed("2026-05-20")]
    found = rotation_classes(secrets, TODAY, lambda path: f"owner of {path}")
    assert [one.owner for one in found] == ["owner of a.yaml", "payments"]


def test_an_annotation_of_the_organisation_is_evidence() -> None:
    text = EXTERNAL.replace("{name: NAME}", '{name: db, annotations: {renewed: "2026-05-20"}}')
    secret = _secret(text, POLICY="CreatedOnce")
    assert _told(secret) == ["(no owner): never (no evidence for 1 of 1)"]
    assert [one.rotates for one in rotation_classes([secret], TODAY, annotations=["renewed"])] == [
        "monthly"
    ]
