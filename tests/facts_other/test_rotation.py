"""Days on which encrypted values changed, told from the history of a file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from platguard import parsers
from platguard.facts.objects import objects_of
from platguard.facts.secrets import extract_object
from platguard.facts.sops_files import extract_sops
from platguard.model.facts import FileFacts, SecretFact
from platguard.rotation import with_rotation

SEALED = """
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: NAME, annotations: {note: "NOTE"}}
spec: {encryptedData: {DATA}}
"""


def _sealed(data: str, name: str = "db", note: str = "") -> str:
    return SEALED.replace("NAME", name).replace("NOTE", note).replace("DATA", data)


@dataclass(frozen=True)
class Commits:
    """(day, content, path) of each commit, newest first."""

    commits: list[tuple[str, str, str]]
    is_shallow: bool = False

    def changes(self, path: str) -> list[tuple[str, str, str, str]]:
        return [
            (f"c{number}", day, str(number), path_then)
            for number, (day, _, path_then) in enumerate(self.commits)
        ]

    def facts(self, blob_id: str, path: str) -> FileFacts:
        parsed = parsers.parse(self.commits[int(blob_id)][1].encode(), "kubernetes")
        found = FileFacts()
        for document in parsed.documents:
            for kubernetes_object in objects_of(document.value):
                found.facts.extend(extract_object(kubernetes_object))
            found.facts.extend(extract_sops(document))
        return found


def _history(*commits: tuple[str, str], is_shallow: bool = False) -> Commits:
    return Commits([(day, text, "a.yaml") for day, text in commits], is_shallow)


def _now(history: Commits) -> SecretFact:
    (secret,) = history.facts("0", "a.yaml").facts
    assert isinstance(secret, SecretFact)
    return replace(secret, path="a.yaml")


def _days(history: Commits) -> dict[str, list[str]]:
    return with_rotation(_now(history), history, history.facts).changed_on


def test_each_key_has_its_own_days() -> None:
    history = _history(
        ("2026-03-01", _sealed("a: A2, b: B1")),
        ("2026-02-01", _sealed("a: A1, b: B1")),
        ("2026-01-01", _sealed("a: A1")),
    )
    assert _days(history) == {"a": ["2026-03-01", "2026-01-01"], "b": ["2026-02-01"]}


def test_metadata_and_renames_change_nothing() -> None:
    history = Commits(
        [
            ("2026-03-01", _sealed("a: A1", name="new"), "new.yaml"),
            ("2026-02-01", _sealed("a: A1", note="x"), "old.yaml"),
            ("2026-01-01", _sealed("a: A1"), "old.yaml"),
        ]
    )
    assert _days(history) == {"a": ["2026-01-01"]}


def test_new_recipients_of_a_sops_file_change_nothing() -> None:
    sops = "a: 'ENC[AES256_GCM,data:x]'\nsops: {mac: m, lastmodified: '%s', age: [%s]}\n"
    history = _history(
        ("2026-02-01", sops % ("2026-02-01T00:00:00Z", "one, two")),
        ("2026-01-01", sops % ("2026-01-01T00:00:00Z", "one")),
    )
    assert _days(history) == {"a": ["2026-01-01"]}


def test_a_commit_that_cannot_be_read_is_passed_over() -> None:
    history = _history(
        ("2026-03-01", _sealed("a: A1")), ("2026-02-01", "a: ["), ("2026-01-01", _sealed("a: A1"))
    )
    assert _days(history) == {"a": ["2026-01-01"]}


def test_the_same_name_is_followed_among_several() -> None:
    other = "---" + _sealed("a: X", name="other")
    history = _history(("2026-02-01", _sealed("a: A1")), ("2026-01-01", _sealed("a: A1") + other))
    assert _days(history) == {"a": ["2026-01-01"]}


def test_two_changes_of_a_day_count_once() -> None:
    history = _history(("2026-01-01", _sealed("a: A2")), ("2026-01-01", _sealed("a: A1")))
    assert _days(history) == {"a": ["2026-01-01"]}


def test_what_git_cannot_tell_is_unknown() -> None:
    shallow = _history(("2026-01-01", _sealed("a: A1")), is_shallow=True)
    assert _days(shallow) == {}
    assert with_rotation(_now(shallow), shallow, shallow.facts).unknown == ["changed_on"]
    assert with_rotation(_now(shallow), None, shallow.facts).unknown == ["changed_on"]


def test_a_value_that_is_not_committed_is_unknown() -> None:
    history = _history(("2026-01-01", _sealed("a: A1")))
    edited = replace(_now(history), ciphers={"a": "another"})
    assert with_rotation(edited, history, history.facts).unknown == ["changed_on"]
    committed = with_rotation(_now(history), history, history.facts)
    assert committed.changed_on == {"a": ["2026-01-01"]}
    assert committed.unknown == []


def test_a_secret_without_ciphers_has_no_days() -> None:
    history = _history(("2026-01-01", _sealed("")))
    assert with_rotation(_now(history), history, history.facts) == _now(history)
