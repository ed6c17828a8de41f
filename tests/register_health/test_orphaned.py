"""An exception for something that is gone."""

from __future__ import annotations

from typing import Any

import pytest
from scan.projects import Project

from register_health.entries import ENTRY, PINNED, TAG, entry
from register_health.test_unused import told

OWN = (
    "standard: own\ntitle: Own\nowner: us\ncontact: '#us'\nretired_ids: [old-one]\nrules:\n"
    "  - {id: kept, title: T, on: image, deny: 'image.tag == \"latest\"',"
    " severity: low, why: W, message: '{image.reference}', fix: F}\n"
)
RETIRED = (
    "{announced: 2024-01-01, enforced_from: 2024-06-01, retired_from: RETIRED, "
    "replacement: a digest, guide: here}"
)


def test_its_path_is_gone(project: Project) -> None:
    project.write(
        {"other/api.yaml": PINNED, ENTRY: entry(scope={"paths": ["deploy", "old/*.yaml"]})}
    )
    assert told(project.scan()) == [
        "EXC-2026-0001 is about nothing that is left: no file matches deploy or old/*.yaml."
    ]


def test_any_file_is_something_left(project: Project) -> None:
    project.write({"other/api.yaml": PINNED, "deploy/notes.txt": "", ENTRY: entry()})
    assert told(project.scan()) == [
        "EXC-2026-0001 covers nothing any more: nothing in deploy is left that image-tag looks at."
    ]


@pytest.mark.parametrize(
    "selector",
    [{"kind": "Job"}, {"name": "web"}, {"namespace": "x"}, {"labels": {"app": "web"}}],
    ids=lambda selector: next(iter(selector)),
)
def test_its_resource_is_gone(project: Project, selector: dict[str, Any]) -> None:
    labelled = PINNED.replace("namespace: shop}", "namespace: shop, labels: {app: api}}")
    project.write({"deploy/api.yaml": labelled, ENTRY: entry(scope={"resources": [selector]})})
    assert told(project.scan()) == [
        "EXC-2026-0001 is about nothing that is left: no resource that image-tag looks at "
        "matches its selector."
    ]
    here = {"kind": "Deployment", "name": "api", "namespace": "shop", "labels": {"app": "api"}}
    same = {key: here[key] for key in selector}
    project.write({ENTRY: entry(scope={"resources": [selector, same]})})
    assert told(project.scan()) == [
        "EXC-2026-0001 covers nothing any more: what is in its scope meets image-tag now."
    ]
    project.write({"deploy/api.yaml": labelled.replace(":1.0.0", ":latest")})
    assert told(project.scan()) == []


def test_its_rule_is_retired_by_date(project: Project) -> None:
    settings = (project.folder / "platguard.yaml").read_text()
    life = RETIRED.replace("RETIRED", "2026-11-22")
    project.write({"deploy/api.yaml": TAG, ENTRY: entry()})
    project.write({"platguard.yaml": f"{settings}rules: {{image-tag: {{lifecycle: {life}}}}}\n"})
    assert told(project.scan("2026-11-21")) == []
    assert told(project.scan("2026-11-22")) == [
        "EXC-2026-0001 is about nothing that is left: image-tag is retired."
    ]


def test_its_rule_was_removed(project: Project) -> None:
    settings = (project.folder / "platguard.yaml").read_text()
    project.write({"own.yaml": OWN, "deploy/api.yaml": TAG, ENTRY: entry(rules="old-one")})
    project.write({"platguard.yaml": f"standards: [builtin, own.yaml]\n{settings}"})
    assert told(project.scan()) == [
        "EXC-2026-0001 is about nothing that is left: old-one is retired."
    ]
    project.write({ENTRY: entry(rules=["old-one", "kept"])})
    assert told(project.scan()) == []
    project.write({"deploy/api.yaml": PINNED})
    assert told(project.scan()) == [
        "EXC-2026-0001 covers nothing any more: what is in its scope meets kept now."
    ]


def test_a_file_that_was_renamed_is_not_gone(project: Project) -> None:
    project.write({"deploy/api.yaml": TAG}).commit()
    (found,) = project.scan().findings("image-tag")
    scope = {"fingerprints": [found["fingerprint"]], "paths": ["deploy/api.yaml"]}
    project.write({ENTRY: entry(scope=scope)})
    project.git("mv", "deploy/api.yaml", "deploy/server.yaml")
    project.commit(day="2026-11-02")
    scanned = project.scan()
    assert told(scanned) == []
    assert [f["outcome"] for f in scanned.findings("image-tag")] == ["exempt"]
