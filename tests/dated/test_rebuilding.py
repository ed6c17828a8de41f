"""The script that rebuilds the dated tables, over small repositories of sources."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from sources.building import SHORT_LIVED

SCRIPT = Path(__file__).parents[2] / "scripts" / "rebuild_tables.py"
SOURCES = ("endoflife", "kubernetes-api", "apiextensions", "kube-aggregator", "pluto")
PYTHON = """\
---
title: Python
releases:
  - {releaseCycle: "3.10", releaseDate: 2021-10-04, eol: 2026-10-31}
  - {releaseCycle: "3.9", releaseDate: 2020-10-05, eol: 2025-10-31}
  - {releaseCycle: "1.5", releaseDate: 1998-01-01, eol: 2000-01-01}
---
> Python is a language.
"""
DEBIAN = """\
---
releases:
  - {releaseCycle: "13", codename: Trixie, releaseDate: 2025-08-09, eol: false}
  - releaseCycle: "12"
    codename: Bookworm
    lts: true
    releaseDate: 2023-06-10
    eol: 2026-07-11
    eoes: 2028-06-30
---
"""
LAMBDA = """\
---
releases:
  - {releaseCycle: "dotnet9", releaseDate: 2024-12-09, eoas: 2026-11-10, eol: false}
  - {releaseCycle: "go1.x", releaseDate: 2018-01-15, eoas: 2024-01-08, eol: 2027-03-03}
---
"""
NOTES: dict[str, Any] = {
    "support": {
        "python": {"also": ["cpython"], "comment": "a language"},
        "debian": {"codenames": True, "lasting": "lts"},
        "aws-lambda": {"ends": "eoas", "extended": "eol", "cycles": {"go1.x": {"heir": "dotnet"}}},
        "helm": {"by_hand": {"2": {"ends": "2020-11-13"}}},
    },
    "apis": {
        "pluto": [["rbac.example/v1alpha1", "Role"]],
        "kinds": [{"api_version": "apps.example/v1beta2", "kinds": ["Job"], "safe": True}],
        "add_ons": ["{unserved: true, api_version: x.example/v1, kinds: [X]}"],
    },
}


def _kind(kind: str, deprecated: int, removed: int, heir: str = "") -> str:
    """What Kubernetes generates for a kind of an API version that is to end."""
    group, _, version = heir.partition("/")
    parts = [
        f"func (in *{kind}) APILifecycleIntroduced() (major, minor int) {{\n\treturn 1, 1\n}}\n"
    ]
    if removed:
        parts += [
            f"func (in *{kind}) APILifecycleDeprecated() (major, minor int) {{\n"
            f"\treturn 1, {deprecated}\n}}\n"
            f"func (in *{kind}) APILifecycleRemoved() (major, minor int) {{\n"
            f"\treturn 1, {removed}\n}}\n"
        ]
    if heir:
        named = f'Group: "{group}", Version: "{version}", Kind: "{kind}"'
        parts += [
            f"func (in *{kind}) APILifecycleReplacement() schema.GroupVersionKind {{\n"
            f"\treturn schema.GroupVersionKind{{{named}}}\n}}\n"
        ]
    return "".join(parts)


def _api(**versions: str) -> dict[str, str]:
    """The files of a group `apps.example`, by version."""
    files: dict[str, str] = {}
    for version, generated in versions.items():
        files[f"apps/{version}/register.go"] = 'const GroupName = "apps.example"\n'
        files[f"apps/{version}/zz_generated.prerelease-lifecycle.go"] = generated
    return files


class Sources:
    """Repositories of sources below a folder, and the tables that are made of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.notes = folder / "notes.yaml"
        self.write(NOTES)
        for name in SOURCES:
            self._git(name, "init", "-q")

    def write(self, notes: dict[str, Any]) -> None:
        """Writes what is added by hand."""
        self.notes.write_text(yaml.safe_dump(notes, sort_keys=False))

    def commit(self, name: str, files: dict[str, str], tag: str = "") -> None:
        """Makes the files all that a repository holds."""
        self._git(name, "rm", "-rfq", "--ignore-unmatch", ".")
        for path, text in files.items():
            target = self.folder / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        self._git(name, "add", ".")
        self._git(name, "commit", "-q", "--allow-empty", "-m", "x")
        if tag:
            self._git(name, "tag", tag)

    def rebuild(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Runs the script over the repositories."""
        paths = [part for name in SOURCES for part in (f"--{name}", str(self.folder / name))]
        own = ["--notes", str(self.notes), "--data", str(self.folder)]
        command = [sys.executable, str(SCRIPT), *paths, *own, *options]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def table(self, name: str) -> dict[str, Any]:
        """A table that was made."""
        found: dict[str, Any] = yaml.safe_load((self.folder / name).read_text())
        return found

    def _git(self, name: str, *arguments: str) -> None:
        (self.folder / name).mkdir(exist_ok=True)
        day = "2026-08-22T10:00:00Z"
        subprocess.run(
            ["git", *SHORT_LIVED, "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
            cwd=self.folder / name,
            env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(self.folder)}
            | {"GIT_COMMITTER_DATE": day, "GIT_AUTHOR_DATE": day},
            check=True,
        )


@pytest.fixture
def sources(tmp_path: Path) -> Sources:
    made = Sources(tmp_path)
    pages = {"python": PYTHON, "debian": DEBIAN, "aws-lambda": LAMBDA}
    made.commit("endoflife", {f"products/{name}.md": page for name, page in pages.items()})
    for name in ("apiextensions", "kube-aggregator"):
        made.commit(name, {"README": ""}, "v0.19.0")
    row = {"version": "rbac.example/v1alpha1", "kind": "Role", "replacement-api": "rbac.example/v1"}
    row |= {"deprecated-in": "v1.17.0", "removed-in": "v1.22.0"}
    made.commit("pluto", {"versions.yaml": yaml.safe_dump({"deprecated-versions": [row]})})
    early = _kind("Job", 8, 16, "apps.example/v1beta2") + _kind("Gone", 19, 25)
    made.commit("kubernetes-api", _api(v1beta1=early), "v0.19.0")
    late = _kind("Job", 9, 22, "apps.example/v1") + _kind("JobList", 9, 22)
    made.commit("kubernetes-api", _api(v1beta2=late, v1=_kind("Job", 0, 0)), "v0.20.0")
    made.commit("kubernetes-api", _api(v1beta2=late, v1=_kind("Job", 0, 0)))
    return made


def test_the_table_of_support(sources: Sources) -> None:
    assert sources.rebuild().returncode == 0
    table = sources.table("support.yaml")
    assert str(table["as_of"]) == "2026-08-22"
    told = {name: product["cycles"] for name, product in table["products"].items()}
    assert yaml.safe_load(yaml.safe_dump(told)) == yaml.safe_load(
        """
        python:
          "3.9": {released: 2020-10-05, ends: 2025-10-31}
          "3.10": {released: 2021-10-04, ends: 2026-10-31}
        debian:
          "12": {released: 2023-06-10, ends: 2026-07-11, extended: 2028-06-30, names: [bookworm]}
          "13": {released: 2025-08-09, ends: none, names: [trixie], short_lived: true}
        aws-lambda:
          go1.x: {released: 2018-01-15, ends: 2024-01-08, extended: 2027-03-03, heir: dotnet}
          dotnet9: {released: 2024-12-09, ends: 2026-11-10, extended: none}
        helm:
          "2": {ends: 2020-11-13}
        """
    )


def test_the_table_of_apis(sources: Sources) -> None:
    assert sources.rebuild().returncode == 0
    assert sources.table("kubernetes-apis.yaml")["apis"] == [
        # Its replacement has been replaced as well.
        {"deprecated": "1.8", "removed": "1.16", "api_version": "apps.example/v1beta1"}
        | {"kinds": ["Job"], "replacement": "apps.example/v1"},
        {"deprecated": "1.9", "removed": "1.22", "api_version": "apps.example/v1beta2"}
        | {"kinds": ["Job"], "replacement": "apps.example/v1", "safe": True},
        {"deprecated": "1.17", "removed": "1.22", "api_version": "rbac.example/v1alpha1"}
        | {"kinds": ["Role"], "replacement": "rbac.example/v1"},
        # It left the code before the release that was planned.
        {"deprecated": "1.19", "removed": "1.20", "api_version": "apps.example/v1beta1"}
        | {"kinds": ["Gone"]},
        {"unserved": True, "api_version": "x.example/v1", "kinds": ["X"]},
    ]


def test_check_changes_nothing_and_tells_every_difference(sources: Sources) -> None:
    assert sources.rebuild("--check").returncode == 1
    assert not (sources.folder / "support.yaml").exists()
    sources.rebuild()
    made = (sources.folder / "support.yaml").read_bytes()
    again = sources.rebuild("--check")
    assert (again.returncode, again.stdout.count("no change")) == (0, 2)
    (sources.folder / "support.yaml").write_bytes(made.replace(b"2025-10-31", b"2025-10-30"))
    differing = sources.rebuild("--check")
    assert differing.returncode == 1
    assert "ends: 2025-10-30" in differing.stdout


@pytest.mark.parametrize(
    ("part", "notes", "told"),
    [
        ("support", {"python": {"cycles": {"3.7": {"names": ["x"]}}}}, "python has no cycle"),
        ("apis", NOTES["apis"] | {"pluto": [["a/v1", "B"]]}, "pluto knows nothing of"),
        (
            "apis",
            NOTES["apis"] | {"kinds": [{"api_version": "a/v1", "kinds": ["B"], "safe": True}]},
            "no kind is left for the notes on",
        ),
    ],
)
def test_a_note_on_what_is_no_longer_there_stops_the_script(
    sources: Sources, part: str, notes: dict[str, Any], told: str
) -> None:
    sources.write(NOTES | {part: notes})
    done = sources.rebuild()
    assert done.returncode != 0
    assert told in done.stderr
    assert not (sources.folder / "support.yaml").exists()
