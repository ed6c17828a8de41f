"""An exception that covers nothing any more: said in full scans, and only when it is sure."""

from __future__ import annotations

from typing import Any

import pytest
from scan.projects import Project, Scanned, deployment

from register_health.entries import ENTRY, PINNED, TAG, entry

RULES = ("unused-exception", "orphaned-exception")


def told(scanned: Scanned) -> list[str]:
    """What is said of exceptions that are not needed."""
    return [found["message"] for rule in RULES for found in scanned.findings(rule)]


@pytest.fixture
def compliant(project: Project) -> Project:
    """What was exempt has become compliant."""
    return project.write({"deploy/api.yaml": PINNED, ENTRY: entry()})


def test_what_is_needed_is_not_told(project: Project) -> None:
    scanned = project.write({"deploy/api.yaml": TAG, ENTRY: entry()}).scan()
    assert told(scanned) == []
    assert scanned.report["exceptions"][0]["matches"] == 1


def test_what_has_become_compliant_is_told_with_the_command_that_closes_it(
    compliant: Project,
) -> None:
    scanned = compliant.scan()
    (found,) = scanned.findings("unused-exception")
    assert found["level"] == "warning"
    assert found["path"] == ENTRY
    assert found["line"] == 3  # its scope
    assert "what is in its scope meets image-tag now" in found["message"]
    assert found["fix"] == "Close it: platguard exceptions close EXC-2026-0001"
    assert "platguard exceptions close EXC-2026-0001" in scanned.text


def test_a_finding_that_is_removed_leaves_its_exception_unused(project: Project) -> None:
    other = deployment("web").replace("Deployment", "Job")
    project.write({"deploy/api.yaml": TAG, ENTRY: entry(), "deploy/web.yaml": other})
    assert told(project.scan()) == []
    (project.folder / "deploy/api.yaml").unlink()
    (project.folder / "deploy/web.yaml").write_text("apiVersion: v1\nkind: ConfigMap\n")
    assert told(project.scan()) == [
        "EXC-2026-0001 covers nothing any more: nothing in deploy is left that image-tag looks at."
    ]


def test_a_closed_exception_is_not_told(compliant: Project) -> None:
    compliant.write({ENTRY: entry(closed_on="2026-11-20")})
    assert told(compliant.scan()) == []


@pytest.mark.parametrize("as_of", ["2026-01-15", "2028-01-01"])
def test_an_exception_that_is_not_in_force_is_not_told(compliant: Project, as_of: str) -> None:
    assert told(compliant.scan(as_of)) == []


@pytest.mark.parametrize(
    "asked",
    [
        {"files": True, "paths": ["deploy/api.yaml"]},
        {"staged": True},
        {"paths": ["deploy"]},
        {"rules": ["image-tag", *RULES]},
        {"skipped_rules": ["privileged"]},
        {"exclude": ["docs/**"]},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_only_a_full_scan_decides(compliant: Project, asked: dict[str, Any]) -> None:
    compliant.commit()
    compliant.write({"deploy/api.yaml": PINNED + "\n"}).git("add", "-A")
    assert told(compliant.scan(**asked)) == []
    assert len(told(compliant.scan())) == 1
    assert len(told(compliant.scan(revision="HEAD"))) == 1


BROKEN = "apiVersion: v1\nkind: Pod\nmetadata: [\n"
TEMPLATE = "apiVersion: v1\nkind: Pod\n{{ if .Values.on }}\nmetadata: {name: a}\n{{ end }}\n"
UNKNOWN = deployment("web").replace("registry.example/web:1.0.0", '"{{ .Values.image }}"')


@pytest.mark.parametrize("text", [BROKEN, TEMPLATE, UNKNOWN], ids=["broken", "template", "unknown"])
def test_what_cannot_be_told_decides_nothing(compliant: Project, text: str) -> None:
    compliant.write({"deploy/web.yaml": text})
    assert told(compliant.scan()) == []
    compliant.write({"deploy/web.yaml": PINNED, "other/web.yaml": text})
    assert len(told(compliant.scan())) == 1
    compliant.write({ENTRY: entry(scope={"resources": [{"kind": "Deployment", "name": "api"}]})})
    assert told(compliant.scan()) == []


def test_what_nobody_looks_at_decides_nothing(compliant: Project) -> None:
    compliant.write({".platguard.yaml": "exclude: [deploy]\n"})
    assert told(compliant.scan()) == []
    compliant.write({".platguard.yaml": "exclude: [docs]\n"})
    assert len(told(compliant.scan())) == 1


@pytest.mark.parametrize(
    "setting",
    [
        "{enabled: false}",
        "{lifecycle: {announced: 2026-12-01, enforced_from: 2027-06-01}}",
        "{lifecycle: {announced: 2020-01-01, enforced_from: 2020-06-01, applies_to: new, "
        "new_after: 2026-11-15, replacement: a digest, guide: here}}",
    ],
    ids=["disabled", "draft", "new"],
)
def test_a_rule_that_is_not_judged_decides_nothing(compliant: Project, setting: str) -> None:
    settings = (compliant.folder / "platguard.yaml").read_text()
    compliant.write({"platguard.yaml": f"{settings}rules: {{image-tag: {setting}}}\n"})
    compliant.commit(day="2026-11-01")
    assert told(compliant.scan()) == []


def test_a_rule_that_is_not_loaded_decides_nothing(compliant: Project) -> None:
    governance = "standards/governance.yaml"
    own = (
        "standard: own\ntitle: Own\nowner: us\ncontact: '#us'\nrules:\n"
        "  - {id: not-needed, title: T, on: exception, deny: 'exception.unused != \"\"',"
        " severity: low, why: W, message: '{exception.id}', fix: F}\n"
    )
    settings = (compliant.folder / "platguard.yaml").read_text()
    compliant.write({governance: own, "platguard.yaml": f"standards: [standards]\n{settings}"})
    assert compliant.scan().findings("not-needed") == []
    compliant.write({"platguard.yaml": f"standards: [builtin, standards]\n{settings}"})
    assert len(compliant.scan().findings("not-needed")) == 1


def test_every_rule_that_it_names_has_to_be_judged(compliant: Project) -> None:
    settings = (compliant.folder / "platguard.yaml").read_text()
    compliant.write({ENTRY: entry(rules=["image-tag", "privileged"])})
    assert len(told(compliant.scan())) == 1
    compliant.write({"platguard.yaml": f"{settings}rules: {{privileged: {{enabled: false}}}}\n"})
    assert told(compliant.scan()) == []


def test_a_rule_that_only_knows_fingerprints_is_told(project: Project) -> None:
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {token: czNjcjN0dDBrM24=}\n"
    project.write({"deploy/secret.yaml": secret, ENTRY: entry(rules="secret-in-git")})
    scanned = project.scan()
    assert len(scanned.places("secret-in-git")) == 1
    assert told(scanned) == [
        "EXC-2026-0001 covers nothing any more: for secret-in-git it would have to name "
        "fingerprints."
    ]
    project.write({"deploy/api.yaml": PINNED, ENTRY: entry(rules=["image-tag", "secret-in-git"])})
    assert told(project.scan()) == []


def test_a_fingerprint_is_watched_in_its_file(project: Project) -> None:
    project.write({"deploy/api.yaml": TAG})
    (found,) = project.scan().findings("image-tag")
    scope = {"fingerprints": [found["fingerprint"]], "paths": ["deploy/api.yaml"]}
    project.write({ENTRY: entry(scope=scope)})
    assert told(project.scan()) == []
    project.write({"deploy/api.yaml": PINNED})
    assert told(project.scan()) == [
        "EXC-2026-0001 covers nothing any more: what is in its scope meets image-tag now."
    ]


SHARED: list[tuple[list[str], int]] = [
    (["shop"], 1),
    (["sh*"], 0),
    (["shop", "ledger"], 0),
    (["ledger"], 0),
    ([], 0),
]


@pytest.mark.parametrize(("repositories", "count"), SHARED)
def test_a_shared_register_decides_about_what_is_of_one_repository_only(
    project: Project, repositories: list[str], count: int
) -> None:
    scope = {"repositories": repositories, "paths": ["deploy"]}
    project.write({"deploy/api.yaml": PINNED, "../register/a.yaml": entry(scope=scope)})
    assert len(told(project.scan(register="../register"))) == count


def test_an_own_register_is_about_its_repository(project: Project) -> None:
    scope = {"repositories": ["sh*"], "paths": ["deploy"]}
    project.write({"deploy/api.yaml": PINNED, ENTRY: entry(scope=scope)})
    assert len(told(project.scan())) == 1
    project.write({ENTRY: entry(scope={**scope, "repositories": ["ledger"]})})
    assert told(project.scan()) == []


def test_many_exceptions_are_looked_at_without_searching_all_files(
    project: Project, steps: Any
) -> None:
    """Twice as many of both is about twice the work, not four times."""

    def work(count: int) -> int:
        names = range(1000, 1000 + count)
        project.write({f"deploy/{n}/api.yaml": PINNED for n in names})
        scopes = {n: {"paths": [f"deploy/{n}"]} for n in names}
        entries = {
            f".platguard/exceptions/EXC-{n}.yaml": entry(f"EXC-{n}", scope=scopes[n]) for n in names
        }
        project.write(entries)
        found: list[Scanned] = []
        counted: int = steps(lambda: found.append(project.scan()))
        assert len(told(found[0])) == count
        return counted

    work(2)
    few, many = work(20), work(40)
    assert many < 2.3 * few
