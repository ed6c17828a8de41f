"""Which state of a repository is judged, and what of it is reported."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from platguard.errors import SourceError, UsageError
from scan.projects import Project, deployment, policy

PRIVILEGED = deployment("root").replace(
    "image:", "securityContext: {privileged: true}\n          image:"
)


def test_a_staged_deployment_whose_policy_lies_in_an_unchanged_file_is_no_finding(
    project: Project,
) -> None:
    project.write({"policies/api.yaml": policy("api")}).commit()
    project.write({"deploy/api.yaml": deployment("api"), "deploy/web.yaml": deployment("web")})
    project.git("add", "-A")
    found = project.scan(staged=True)
    assert found.places("workload-unselected") == ["deploy/web.yaml:6"]
    assert found.report["coverage"]["judged"] == 2


def test_a_named_file_is_judged_with_the_files_around_it(project: Project) -> None:
    project.write({"p.yaml": policy("api"), "a.yaml": deployment("api"), "w.yaml": deployment("w")})
    found = project.scan(paths=["a.yaml"], files=True)
    assert found.places("workload-unselected") == []
    assert {f["path"] for f in found.report["findings"]} <= {"a.yaml"}


def test_the_index_decides_and_not_the_working_tree(project: Project) -> None:
    project.write({"a.yaml": deployment("a")}).commit()
    project.write({"a.yaml": PRIVILEGED})
    project.git("add", "-A")
    project.write({"a.yaml": deployment("a")})
    assert project.scan(staged=True).places("privileged") == ["a.yaml:10"]
    assert project.scan().places("privileged") == []


def test_a_revision_of_a_bare_repository(project: Project, tmp_path: Path) -> None:
    first = project.write({"a.yaml": PRIVILEGED}).commit()
    project.write({"a.yaml": deployment("a")}).commit()
    subprocess.run(
        ["git", "clone", "-q", "--bare", str(project.folder), "bare.git"], cwd=tmp_path, check=True
    )
    bare = Project(tmp_path / "bare.git")
    found = bare.scan(revision=first)
    assert found.places("privileged") == ["a.yaml:10"]
    assert found.report["target"]["commit"] == first
    assert bare.scan(revision="HEAD").places("privileged") == []
    assert not (bare.folder / "a.yaml").exists()


def test_settings_are_read_from_the_state_that_is_judged(project: Project) -> None:
    first = project.write({"a.yaml": PRIVILEGED, "platguard.yaml": "rules: {}\n"}).commit()
    project.write({"platguard.yaml": "rules: {privileged: {enabled: false}}\n"}).commit()
    assert project.scan(revision=first).code == 1
    assert project.scan().places("privileged") == []


def test_standard_input_is_one_file(project: Project) -> None:
    found = project.scan(stream=PRIVILEGED.encode(), paths=["deploy/a.yaml"])
    assert found.places("privileged") == ["deploy/a.yaml:10"]
    assert found.code == 1


def test_a_folder_limits_the_report_and_not_the_relations(project: Project) -> None:
    project.write({"net/p.yaml": policy("api"), "apps/a.yaml": deployment("api"), "x.yaml": "a: ["})
    project.commit()
    found = project.scan(paths=["apps"])
    assert found.places("workload-unselected") == []
    assert found.report["coverage"]["discovered"] == 1


def test_tracked_files_are_judged_though_ignored_and_untracked_ones_unless_ignored(
    project: Project,
) -> None:
    project.write({"kept.yaml": PRIVILEGED}).commit()
    project.write(
        {".gitignore": "kept.yaml\nlocal.yaml\n", "local.yaml": PRIVILEGED, "new.yaml": PRIVILEGED}
    )
    assert project.scan().places("privileged") == ["kept.yaml:10", "new.yaml:10"]


def test_what_is_left_out_is_said(project: Project) -> None:
    project.write(
        {
            "a.yaml": deployment("a"),
            "node_modules/x/b.yaml": PRIVILEGED,
            "docs/c.yaml": PRIVILEGED,
            "mkdocs.yml": "site_name: x\n",
            ".platguard.yaml": "exclude: ['docs/**']\nteam: shop\n",
        }
    )
    (project.folder / "link.yaml").symlink_to("a.yaml")
    found = project.scan()
    assert found.places("privileged") == []
    reasons = {left["path"]: left["reason"] for left in found.report["coverage"]["skipped"]}
    assert reasons["node_modules/x/b.yaml"] == "vendored folder"
    assert reasons["docs/c.yaml"] == "excluded"
    assert reasons["link.yaml"] == "symbolic link"
    assert reasons["mkdocs.yml"] == "nothing that platguard judges"
    assert "excluded by .platguard.yaml: docs/**" in found.report["notices"]
    assert "team claimed by .platguard.yaml: shop" in found.report["notices"]


SETTINGS = """\
// of the editor
{
  "services": ["folding"],  /* ours */
}
"""
POD = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {}}  // not yet\n'


def test_json_with_comments_is_broken_only_where_its_reader_knows_none(project: Project) -> None:
    project.write({"a.yaml": deployment("a"), ".vscode/settings.json": SETTINGS})
    project.write({"tsconfig.json": SETTINGS, "data.json": "{'a': 1}\n"})
    scanned = project.scan()
    assert scanned.code == 0
    assert [(one["path"], one["reason"]) for one in scanned.report["coverage"]["skipped"]] == [
        (".vscode/settings.json", "nothing that platguard judges"),
        (
            "data.json",
            "neither parses nor looks like what platguard judges: not JSON: Expecting property"
            " name enclosed in double quotes",
        ),
        ("tsconfig.json", "nothing that platguard judges"),
    ]
    project.write({"pod.json": POD})
    scanned = project.scan()
    assert scanned.code == 3
    assert [one["path"] for one in scanned.report["errors"]] == ["pod.json"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"paths": ["missing"]}, "missing: there is no such file or folder"),
        ({"staged": True}, "--staged needs a git repository"),
        ({"revision": "main"}, "--revision needs a git repository"),
        ({"staged": True, "revision": "main"}, "choose one"),
        ({"files": True}, "--files needs the files"),
        ({"rules": ["privilegd"]}, "did you mean privileged?"),
        ({"config": "none.yaml"}, "none.yaml: there is no such file"),
        ({"standards": ["none"]}, "holds no standards"),
        ({"register": "none"}, "no such folder of exceptions"),
    ],
)
def test_what_cannot_be_asked(project: Project, asked: dict[str, object], told: str) -> None:
    project.write({"a.yaml": deployment("a")})
    with pytest.raises((UsageError, SourceError)) as error:
        project.scan(**asked)  # type: ignore[arg-type]
    assert told in str(error.value)
    assert error.value.exit_code == 2


def test_an_unknown_revision_is_no_pass(project: Project) -> None:
    project.write({"a.yaml": deployment("a")}).commit()
    with pytest.raises(SourceError, match="no commit 'nope'"):
        project.scan(revision="nope")


def test_nothing_to_judge_is_empty_and_never_a_pass(project: Project) -> None:
    project.write({"README.md": "# x\n"})
    assert project.scan().code == 4
    assert project.write({"a.yaml": "a: ["}).scan().code == 4  # no sign of what is judged
    assert project.write({"b.yaml": "apiVersion: v1\nkind: Pod\na: ["}).scan().code == 3
    assert project.scan(allow_incomplete=True).code == 4
    assert project.scan(paths=["README.md"], files=True).code == 0


def test_rules_over_several_files_are_not_evaluated_for_standard_input(project: Project) -> None:
    found = project.scan(stream=deployment("a").encode(), paths=["a.yaml"])
    assert found.places("workload-unselected") == []
    assert any("not evaluated for standard input" in told for told in found.report["notices"])


def test_a_repository_is_called_by_where_it_was_cloned_from(project: Project) -> None:
    project.write({"a.yaml": PRIVILEGED}).commit()
    project.git("remote", "add", "origin", "git@git.platform.example:payments/ledger.git")
    standard = """\
standard: own
title: Own
owner: team
contact: "#own"
rules:
  - {id: named, title: Named, on: workload, deny: repo.name == "payments/ledger", severity: high,
     why: Because., message: "{repo.name}", fix: None.}
"""
    project.write({"own.yaml": standard})
    assert project.scan(standards=["own.yaml"]).findings("named")[0]["message"] == "payments/ledger"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://user:secret@git.platform.example/payments/ledger.git", "payments/ledger"),
        ("https://user:secret@git.platform.example", "shop"),
        ("ssh://git@git.platform.example:22/a/payments/ledger/", "payments/ledger"),
        ("git.platform.example:ledger", "ledger"),
        ("/srv/git/payments/ledger.git", "payments/ledger"),
    ],
)
def test_names_of_repositories(project: Project, url: str, name: str) -> None:
    project.write({"a.yaml": PRIVILEGED}).commit()
    project.git("config", "remote.origin.url", url)
    rule = "{id: named, title: N, on: workload, deny: 'true', severity: high, why: B, fix: N"
    standard = f"standard: own\ntitle: Own\nowner: t\ncontact: c\nrules:\n  - {rule}"
    project.write({"own.yaml": standard + ', message: "{repo.name}"}\n'})
    assert project.scan(standards=["own.yaml"]).findings("named")[0]["message"] == name
