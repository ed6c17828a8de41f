"""When secrets were last rotated, by what the commits of a repository show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scan.projects import Project, Scanned

RULE = "secret-rotation-overdue"
SEALED = """\
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: db
  namespace: payments
spec:
  encryptedData:
    password: PASSWORD
"""
SOPS = """\
password: ENC[AES256_GCM,data:PASSWORD,iv:aXY=,tag:dGFn,type:str]
sops:
  age:
    - recipient: RECIPIENT
  mac: ENC[AES256_GCM,data:bWFj,iv:aXY=,tag:dGFn,type:str]
"""
VARIABLES = """\
DB_LOGIN=ENC[AES256_GCM,data:PASSWORD,iv:aXY=,tag:dGFn,type:str]
sops_age__list_0__map_recipient=RECIPIENT
sops_mac=ENC[AES256_GCM,data:bWFj,iv:aXY=,tag:dGFn,type:str]
"""
INI = """\
[db]
password = ENC[AES256_GCM,data:PASSWORD,iv:aXY=,tag:dGFn,type:str]
[sops]
age__list_0__map_recipient = RECIPIENT
mac = ENC[AES256_GCM,data:bWFj,iv:aXY=,tag:dGFn,type:str]
"""


@dataclass(frozen=True)
class Kind:
    """A kind of encrypted file, and how its commits look."""

    path: str
    text: str

    def holding(self, password: str, recipient: str = "one") -> dict[str, str]:
        """The file with an encrypted password."""
        text = self.text.replace("PASSWORD", password).replace("RECIPIENT", recipient)
        return {self.path: text}


KINDS = [
    Kind("deploy/db.yaml", SEALED),
    Kind("secrets.enc.yaml", SOPS),
    Kind("prod.env", VARIABLES),
    Kind("prod.ini", INI),
]


@pytest.fixture(params=KINDS, ids=["SealedSecret", "SOPS", "variables", "INI"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of encrypted file."""
    found: Kind = request.param
    return found


@pytest.fixture
def rotated(project: Project, kind: Kind) -> Project:
    """A password that was written on 1 January and changed on 1 March."""
    project.write(kind.holding("first")).commit(day="2026-01-01")
    project.write(kind.holding("second")).commit(day="2026-03-01")
    return project


def _only(scanned: Scanned) -> dict[str, Any]:
    (found,) = scanned.findings(RULE)
    return found


def _overdue(scanned: Scanned) -> str:
    found = _only(scanned)
    assert found["outcome"] == "fail"
    message: str = found["message"]
    return message


def test_the_limit_counts_from_the_commit_that_changed_the_value(rotated: Project) -> None:
    assert rotated.scan("2026-03-20").findings(RULE) == []
    due = _only(rotated.scan("2026-04-01"))
    assert (due["outcome"], due["level"]) == ("pass", "warning")
    assert "last rotated 2026-03-01 (32 days ago)" in _overdue(rotated.scan("2026-04-02"))


def test_the_worst_key_is_named(project: Project) -> None:
    for day, password in (("2026-01-01", "first"), ("2026-03-01", "second")):
        text = SEALED.replace("PASSWORD", password) + "    user: AgBuser1\n"
        project.write({"db.yaml": text}).commit(day=day)
    told = _overdue(project.scan("2026-03-02"))
    assert "SealedSecret payments/db key user was last rotated 2026-01-01 (60 days ago)" in told


def test_metadata_comments_and_blank_lines_rotate_nothing(rotated: Project, kind: Kind) -> None:
    text = (rotated.folder / kind.path).read_text()
    touched = text.replace("metadata:\n", "metadata:\n  labels: {team: payments}\n")
    rotated.write({kind.path: f"# who owns this\n\n{touched}\n"}).commit(day="2026-05-01")
    assert "last rotated 2026-03-01" in _overdue(rotated.scan("2026-05-02"))


def test_a_rename_rotates_nothing(rotated: Project, kind: Kind) -> None:
    moved = f"moved/{Path(kind.path).name}"
    (rotated.folder / "moved").mkdir()
    rotated.git("mv", kind.path, moved)
    rotated.commit(day="2026-05-01")
    found = _only(rotated.scan("2026-05-02"))
    assert found["path"] == moved
    assert "last rotated 2026-03-01" in found["message"]


def test_new_recipients_rotate_nothing(project: Project, kind: Kind) -> None:
    project.write(kind.holding("first", "one")).commit(day="2026-01-01")
    project.write(kind.holding("first", "two")).commit(day="2026-05-01")
    assert "last rotated 2026-01-01" in _overdue(project.scan("2026-05-02"))


def test_what_sops_recorded_is_better_evidence_than_a_commit(project: Project) -> None:
    dated = SOPS + "  lastmodified: '2026-04-20T08:00:00Z'\n"
    project.write({"secrets.enc.yaml": dated}).commit(day="2026-01-01")
    assert project.scan("2026-05-01").findings(RULE) == []
    assert "last rotated 2026-04-20" in _overdue(project.scan("2026-06-01"))


def test_an_annotation_is_better_evidence_than_a_commit(project: Project) -> None:
    annotated = SEALED.replace(
        "  name: db\n", '  name: db\n  annotations: {platguard.io/last-rotated: "2026-01-15"}\n'
    )
    project.write({"db.yaml": annotated}).commit(day="2026-03-01")
    assert "last rotated 2026-01-15" in _overdue(project.scan("2026-03-02"))


def test_a_shallow_clone_cannot_tell(rotated: Project, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    rotated.git("clone", "-q", "--depth", "1", f"file://{rotated.folder}", str(clone))
    scanned = Project(clone).scan("2026-05-02")
    assert _only(scanned)["outcome"] == "unknown"
    assert scanned.code == 0


@pytest.mark.parametrize("linked", [False, True])
def test_a_partial_clone_cannot_tell(rotated: Project, tmp_path: Path, linked: bool) -> None:
    rotated.git("config", "uploadpack.allowFilter", "true")
    clone, origin = tmp_path / "clone", f"file://{rotated.folder}"
    rotated.git("clone", "-q", "--filter=blob:none", origin, str(clone))
    if linked:
        Project(clone).git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
        clone = tmp_path / "linked"
    scanned = Project(clone).scan("2026-05-02")
    assert _only(scanned)["outcome"] == "unknown"
    assert scanned.code == 0


def test_without_a_history_nothing_is_claimed(project: Project, kind: Kind) -> None:
    assert _only(project.write(kind.holding("first")).scan())["outcome"] == "unknown"


def test_a_value_that_is_not_committed_is_not_dated(rotated: Project, kind: Kind) -> None:
    rotated.write(kind.holding("third"))
    assert _only(rotated.scan("2026-05-02"))["outcome"] == "unknown"


def test_commits_after_the_day_asked_about_do_not_count(rotated: Project) -> None:
    assert "last rotated 2026-01-01" in _overdue(rotated.scan("2026-02-15"))


def test_nothing_is_evidence_on_a_day_before_all_commits(rotated: Project) -> None:
    scanned = rotated.scan("2025-06-01")
    assert [found["outcome"] for found in scanned.findings(RULE)] in ([], ["unknown"])
    (counts,) = [rule for rule in scanned.report["rules"] if rule["id"] == RULE]
    assert counts["pass"] == 0


def test_a_revision_is_judged_by_its_own_history(rotated: Project) -> None:
    found = _overdue(rotated.scan("2026-05-02", revision="HEAD~1"))
    assert "last rotated 2026-01-01 (121 days ago)" in found


def test_bringing_a_secret_back_rotates_nothing(rotated: Project, kind: Kind) -> None:
    (rotated.folder / kind.path).unlink()
    rotated.commit(day="2026-04-01")
    rotated.write(kind.holding("second")).commit(day="2026-05-01")
    assert "last rotated 2026-03-01" in _overdue(rotated.scan("2026-05-02"))


@pytest.mark.parametrize("later", ["2026-09-01", "2099-01-01"])
def test_an_annotation_of_a_later_day_is_no_evidence(project: Project, later: str) -> None:
    annotated = SEALED.replace(
        "  name: db\n", f'  name: db\n  annotations: {{platguard.io/last-rotated: "{later}"}}\n'
    )
    project.write({"db.yaml": annotated}).commit(day="2026-01-01")
    assert "last rotated 2026-01-01" in _overdue(project.scan("2026-05-02"))


def _annotated(name: str, day: str) -> str:
    return SEALED.replace("  name: db\n", f'  name: db\n  annotations: {{{name}: "{day}"}}\n')


def _with_params(rule: str, params: str) -> dict[str, str]:
    return {"platguard.yaml": f"rules:\n  {rule}:\n    params: {{{params}}}\n"}


def test_an_organisation_names_annotations_of_its_own(project: Project) -> None:
    project.write({"db.yaml": _annotated("shop.example/renewed", "2026-03-20")})
    project.commit(day="2026-01-01")
    assert "last rotated 2026-01-01" in _overdue(project.scan("2026-04-01"))
    project.write(_with_params(RULE, "annotations: [shop.example/renewed]"))
    assert project.scan("2026-04-01").findings(RULE) == []


def test_a_class_of_secrets_has_a_limit_of_its_own(rotated: Project, kind: Kind) -> None:
    rotated.write(_with_params(RULE, "max_age_days_by_type: [Opaque=60, kubernetes.io/tls=90]"))
    assert rotated.scan("2026-04-15").findings(RULE) == []
    assert "The standard is 60 days, 2 days over." in _overdue(rotated.scan("2026-05-02"))


def test_a_day_that_is_yet_to_come_leaves_a_shallow_clone_in_doubt(
    project: Project, tmp_path: Path
) -> None:
    project.write({"db.yaml": _annotated("platguard.io/last-rotated", "2099-01-01")})
    project.commit(day="2026-01-01")
    project.write({"other.yaml": "a: b\n"}).commit(day="2026-01-02")
    clone = tmp_path / "clone"
    project.git("clone", "-q", "--depth", "1", f"file://{project.folder}", str(clone))
    for rule in (RULE, "secret-no-rotation-evidence"):
        (found,) = Project(clone).scan("2026-05-02").findings(rule)
        assert found["outcome"] == "unknown"


def test_what_was_sealed_once_has_evidence(rotated: Project) -> None:
    assert rotated.scan("2026-05-02").findings("secret-no-rotation-evidence") == []
