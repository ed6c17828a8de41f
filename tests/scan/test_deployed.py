"""What a Kustomization that is judged deploys is deployed, wherever it lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from platguard.cli import main
from platguard.facts.examples import EXAMPLES
from platguard.sources.discovery import VENDORED_FOLDERS

from .projects import Project

ADOPTED = {"platguard.yaml": "standards: [builtin]\n"}
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: shop}
spec: {containers: [{name: main, image: "a:1", securityContext: {privileged: true}}]}
"""


def pod(name: str = "a") -> str:
    return POD.replace("NAME", name)


def lists(*resources: str, more: str = "") -> str:
    """A Kustomization."""
    return f"resources: [{', '.join(resources)}]\n{more}"


@dataclass(frozen=True)
class Case:
    """A repository, and the level of each finding by path."""

    files: Mapping[str, str]
    found: Mapping[str, str]


CASES = {
    "a vendored file": Case(
        {
            "deploy/kustomization.yaml": lists("../vendor/x/a.yaml"),
            "vendor/x/a.yaml": pod(),
            "vendor/x/b.yaml": pod("b"),
        },
        {"vendor/x/a.yaml": "error"},
    ),
    "a vendored folder, and what it lists in turn": Case(
        {
            "kustomization.yaml": "bases: [third_party/x/overlay]\n",
            "third_party/x/overlay/kustomization.yml": lists("../base"),
            "third_party/x/base/Kustomization": lists("a.yaml"),
            "third_party/x/base/a.yaml": pod(),
            "third_party/x/other/kustomization.yaml": lists("b.yaml"),
            "third_party/x/other/b.yaml": pod("b"),
        },
        {"third_party/x/base/a.yaml": "error"},
    ),
    "a component": Case(
        {
            "deploy/kustomization.yaml": "components: [../vendor/c]\n",
            "vendor/c/kustomization.yaml": "kind: Component\n" + lists("a.yaml"),
            "vendor/c/a.yaml": pod(),
        },
        {"vendor/c/a.yaml": "error"},
    ),
    "a chart of others that was rendered": Case(
        {
            "deploy/Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n",
            "overlay/kustomization.yaml": lists("../deploy/charts/x/out.yaml"),
            "deploy/charts/x/out.yaml": pod(),
        },
        {"deploy/charts/x/out.yaml": "error"},
    ),
    "a file of examples": Case(
        {
            "deploy/kustomization.yaml": lists("../examples/a.yaml"),
            "examples/a.yaml": pod(),
            "examples/b.yaml": pod("b"),
        },
        {"examples/a.yaml": "error", "examples/b.yaml": "note"},
    ),
    "a file without the ending of a manifest": Case(
        {
            "deploy/kustomization.yaml": lists("workload", "../config/pod.txt"),
            "deploy/workload": pod(),
            "config/pod.txt": pod("b"),
            "config/other.txt": pod("c"),
        },
        {"config/pod.txt": "error", "deploy/workload": "error"},
    ),
    "a vendored patch": Case(
        {
            "deploy/kustomization.yaml": lists("a.yaml", more="patches: [{path: ../vendor/p}]\n"),
            "deploy/a.yaml": pod().replace("true", "false"),
            "vendor/p": pod(),
        },
        {"vendor/p": "error"},
    ),
    "by examples only": Case(
        {"examples/kustomization.yaml": lists("../vendor/a.yaml"), "vendor/a.yaml": pod()}, {}
    ),
    "by what is vendored only": Case(
        {"vendor/kustomization.yaml": lists("a.yaml"), "vendor/a.yaml": pod()}, {}
    ),
    "by what is excluded only": Case(
        {
            ".platguard.yaml": "exclude: [old/**]\n",
            "old/kustomization.yaml": lists("../vendor/a.yaml"),
            "vendor/a.yaml": pod(),
        },
        {},
    ),
    "what is excluded itself": Case(
        {
            ".platguard.yaml": "exclude: [vendor/x/**]\n",
            "deploy/kustomization.yaml": lists("../vendor/x", "../vendor/y/b.yaml"),
            "vendor/x/kustomization.yaml": lists("../z/a.yaml"),
            "vendor/y/b.yaml": pod("b"),
            "vendor/z/a.yaml": pod(),
        },
        {"vendor/y/b.yaml": "error"},
    ),
    "in a circle": Case(
        {
            "deploy/kustomization.yaml": lists("../vendor/x"),
            "vendor/x/kustomization.yaml": lists("../../deploy", "a.yaml"),
            "vendor/x/a.yaml": pod(),
        },
        {"vendor/x/a.yaml": "error"},
    ),
}


def levels(report: Mapping[str, Any]) -> dict[str, str]:
    failing = (found for found in report["findings"] if found["outcome"] == "fail")
    return {found["path"]: found["level"] for found in failing}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_deployed_is_judged(project: Project, case: Case) -> None:
    project.write({**ADOPTED, **case.files}).commit()
    for revision in ("", "HEAD"):
        found = project.scan(rules=("privileged",), revision=revision)
        assert levels(found.report) == case.found
        coverage = found.report["coverage"]
        parts = coverage["judged"] + len(coverage["skipped"]) + len(coverage["failed"])
        assert coverage["discovered"] == parts


def test_the_index(project: Project) -> None:
    project.write({"README.md": "# Shop"}).commit()
    project.write({**ADOPTED, **CASES["a vendored file"].files})
    project.git("add", "-A")
    assert levels(project.scan(staged=True, rules=("privileged",)).report) == {
        "vendor/x/a.yaml": "error"
    }


def test_a_file_that_is_named(project: Project) -> None:
    project.write({**ADOPTED, **CASES["a vendored file"].files}).commit()
    asked: dict[str, Any] = {"files": True, "rules": ("privileged",)}
    assert levels(project.scan(paths=["vendor/x/a.yaml"], **asked).report)
    left = project.scan(paths=["vendor/x/b.yaml"], **asked).report
    assert [file["reason"] for file in left["coverage"]["skipped"]] == ["vendored folder"]


def test_a_link_is_no_file(project: Project) -> None:
    project.write({**ADOPTED, "deploy/kustomization.yaml": lists("../vendor/a.yaml")})
    project.write({"a.txt": pod()})
    (project.folder / "vendor").mkdir()
    (project.folder / "vendor/a.yaml").symlink_to("../a.txt")
    project.commit()
    report = project.scan(rules=("privileged",)).report
    assert levels(report) == {}
    assert {file["path"]: file["reason"] for file in report["coverage"]["skipped"]} == {
        "platguard.yaml": "platguard's own",
        "vendor/a.yaml": "symbolic link",
    }


def test_what_cannot_be_read_is_told(project: Project) -> None:
    """A name in a Kustomization is a sign of what is judged, whatever stands in the file."""
    files = {
        "deploy/kustomization.yaml": lists("workload", "broken.yaml"),
        **dict.fromkeys(("deploy/workload", "deploy/broken.yaml", "deploy/other.yaml"), "a: [\n"),
    }
    project.write({**ADOPTED, **files}).commit()
    report = project.scan().report
    assert [error["path"] for error in report["errors"]] == [
        "deploy/broken.yaml",
        "deploy/workload",
    ]
    assert report["summary"]["exit"] == 3


def test_what_the_repository_does_not_hold_is_told(project: Project) -> None:
    remote = "https://user:token@example.com/a.yaml"
    files = {
        "deploy/kustomization.yaml": lists(remote, "../../other/b.yaml", "gone.yaml", "../base"),
        "base/kustomization.yaml": lists("a.yaml"),
        "base/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
        "examples/kustomization.yaml": lists("https://example.com/of-an-example.yaml"),
    }
    project.write({**ADOPTED, **files}).commit()
    report = project.scan().report
    told = [notice for notice in report["notices"] if "Kustomizations deploy" in notice]
    assert told == [
        "Kustomizations deploy 3 resources that nobody judges, because the repository does not hold"
        " them: ../../other/b.yaml (deploy/kustomization.yaml), gone.yaml"
        " (deploy/kustomization.yaml), https://***@example.com/a.yaml (deploy/kustomization.yaml)"
    ]


def test_what_is_remembered_knows_of_it(
    project: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A second scan, after a file changed that only a Kustomization leads to."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(project.folder)
    project.write({**ADOPTED, **CASES["a file without the ending of a manifest"].files}).commit()
    told = []
    for privileged in ("true", "true", "false"):
        project.write({"deploy/workload": pod().replace("true", privileged)})
        with pytest.raises(SystemExit):
            main(["scan", "--rule", "privileged"])
        told.append(capsys.readouterr().out.count("error[privileged]"))
    assert told == [2, 2, 1]


def test_the_page_names_every_folder() -> None:
    page = (Path(__file__).parents[2] / "docs" / "coverage.md").read_text()
    names = {*VENDORED_FOLDERS, *EXAMPLES}
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []
