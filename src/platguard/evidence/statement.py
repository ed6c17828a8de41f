"""The statement about an export, which somebody signs: an in-toto Statement v1.

Its subjects are the files of the export, by SHA-256, and the commits that were judged. Its
predicate is a Test Result v0.1: a test is a rule, over all repositories. Of the vetted predicates
only that one names what decided (`configuration`) beside what failed; a Simple Verification Result
has room for what passed alone, and for a time of day, which would make each export another one.

Sources: in-toto/attestation, `spec/v1/statement.md`, `spec/v1/digest_set.md`,
`spec/predicates/test-result.md` and `spec/predicates/svr.md`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from platguard.errors import UsageError
from platguard.evidence.documents import (
    EXPORT,
    REMEDY,
    ExportNote,
    RepositoryNote,
    json_bytes,
    read_json,
)
from platguard.evidence.names import is_path
from platguard.json_fields import JsonObject
from platguard.model.organisation import EMPTY, JUDGED, Observation
from platguard.model.organisation_scan import RegisterLine

STATEMENT = "statement.json"
TYPE = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"
DECIDING = ("builtin/", "configuration/", "keys/", "register/", "standards/")
"""Folders of the files that decide."""
_OF_REPOSITORY = "repository:"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Outcomes:
    """What rules come to over all repositories."""

    def __init__(self) -> None:
        self._came: defaultdict[str, set[str]] = defaultdict(set)
        self._is_whole = True

    def add(self, observation: Observation) -> None:
        """Adds what came of one repository."""
        if observation.status not in (JUDGED, EMPTY):
            self._is_whole = False
        for rule, counts in observation.counts.items():
            self._came[rule].update(outcome for outcome, number in counts.items() if number)
        for row in observation.rows:
            if row.outcome == "fail":
                self._came[row.rule].add(row.level)

    def add_register(self, lines: Iterable[RegisterLine]) -> None:
        """Adds what is wrong with the register that the repositories share."""
        for line in lines:
            self._came[line.rule].update(("fail", line.level))

    def predicate(self) -> dict[str, Any]:
        """Result, and tests by what they came to.

        A rule fails when a finding is an error, and passes when something passes and nothing fails,
        is exempt or unknown, in any repository. What is neither is told as a warning, and so is
        everything where a repository could not be judged, or not in full: nobody knows then.
        """
        failed: list[str] = []
        warned: list[str] = []
        passed: list[str] = []
        for rule, came in sorted(self._came.items()):
            if "error" in came:
                failed.append(rule)
            elif came & {"fail", "exempt", "unknown"}:
                warned.append(rule)
            elif "pass" in came:
                (passed if self._is_whole else warned).append(rule)
        is_failed = failed or not self._is_whole
        return {
            "result": "FAILED" if is_failed else "WARNED" if warned else "PASSED",
            "passedTests": passed,
            "warnedTests": warned,
            "failedTests": failed,
        }


def statement_bytes(
    note: ExportNote,
    repositories: Sequence[RepositoryNote],
    digests: Mapping[str, str],
    outcomes: Outcomes,
) -> bytes:
    """The statement about the files of these SHA-256 digests, by path."""
    files = [_descriptor(path, digests[path]) for path in sorted(digests)]
    commits = [_commit(one) for one in repositories if one.commit]
    return json_bytes(
        {
            "_type": TYPE,
            "subject": [*files, *commits],
            "predicateType": PREDICATE,
            "predicate": {**outcomes.predicate(), "configuration": _configuration(note, digests)},
        }
    )


def _configuration(note: ExportNote, digests: Mapping[str, str]) -> list[dict[str, Any]]:
    """What decided: platguard itself, the day, and every file that was read for it."""
    tool = {
        "name": "platguard",
        "uri": f"pkg:pypi/platguard@{note.terms.tool_version}",
        "digest": {"sha256": note.tool_digest.removeprefix("sha256:")},
    }
    day = {"as_of": note.terms.as_of.isoformat(), "timezone": note.terms.timezone}
    export = {**_descriptor(EXPORT, digests[EXPORT]), "annotations": day}
    deciding = [path for path in sorted(digests) if path.startswith(DECIDING)]
    return [tool, export, *(_descriptor(path, digests[path]) for path in deciding)]


def _descriptor(path: str, digest: str) -> dict[str, Any]:
    return {"name": path, "digest": {"sha256": digest}}


def _commit(one: RepositoryNote) -> dict[str, Any]:
    told = {
        "name": f"{_OF_REPOSITORY}{one.placement.name}",
        "digest": {"gitCommit": one.commit},
    }
    return {**told, "uri": f"git+{one.url}"} if "://" in one.url else told


def read_subjects(data: bytes) -> dict[str, str]:
    """The files that a statement names, with their SHA-256; UsageError when it is none of ours."""
    given = read_json(data, STATEMENT, "a statement")
    for key, wanted in (("_type", TYPE), ("predicateType", PREDICATE)):
        if given.text(key) != wanted:
            raise given.fault(f"{key} of the statement is not {wanted}", key)
    files: dict[str, str] = {}
    for name, digest in _named(given.objects("subject", "a subject", _subject)):
        if name in files:
            raise UsageError(f"names {name} twice", path=STATEMENT, hint=REMEDY)
        files[name] = digest
    if EXPORT not in files:
        raise UsageError(f"does not name {EXPORT}", path=STATEMENT, hint=REMEDY)
    return files


def _named(found: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    return (one for one in found if one[1])


def _subject(given: JsonObject) -> tuple[str, str]:
    """Name and SHA-256 of a file; no digest for a commit."""
    name, digest = given.text("name"), given.object("digest")
    if name.startswith(_OF_REPOSITORY) and "sha256" not in digest.value:
        return name, ""
    if not is_path(name) or name == STATEMENT:
        raise given.fault(
            f"a subject of the statement is no file of an export: {name!r:.60}", "name"
        )
    return name, digest.pattern("sha256", _SHA256)
