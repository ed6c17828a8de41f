"""Inputs that must behave, each through the whole command line."""

from __future__ import annotations

import json
import os
from hashlib import sha1
from pathlib import Path

import pytest

from .own_files import ENTRY, EXCEPTION
from .projects import GOOD, PRIVILEGED, RULE, Project, Told

BOMB = "\n".join(
    ["a: &a [x, x, x, x, x, x, x, x, x]"]
    + [
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]"
        for before, name in zip("abcdef", "bcdefg", strict=True)
    ]
)
MODE = "object.manifest.mode == 420"
ROLES = "roles:\n  platform: [{name: bob}]\n  leadership: [{name: carol}]\n"
SIGN = "apiVersion: v1\nkind: Pod\n"


def assert_others_judged(told: Told) -> None:
    """The violating neighbour is found and the good one was read."""
    assert "privileged" in told.rules("bad.yaml")
    assert told.report["coverage"]["judged"] >= 2


@pytest.fixture
def neighbours(project: Project) -> Project:
    """A folder with a good manifest and a bad one."""
    project.write("good.yaml")
    project.write("bad.yaml", PRIVILEGED)
    return project


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("unclosed", f"{SIGN}a: ["),
        ("bomb", f"{SIGN}{BOMB}"),
        ("deep", f"{SIGN}a: {'[' * 5000}"),
        ("deep, closed", f"{SIGN}a: {'[' * 5000}{']' * 5000}"),
        ("deep blocks", SIGN + "a:\n" + "\n".join(" " * n + "a:" for n in range(1, 2000))),
        ("control characters", f"{SIGN}a: \x1b[2J"),
        ("nul", f"{SIGN}a: \0"),
    ],
    ids=lambda value: value if len(value) < 20 else "",
)
def test_what_cannot_be_read_costs_only_itself(
    neighbours: Project, name: str, content: str
) -> None:
    neighbours.write("broken.yaml", content)
    told = neighbours.scan()
    assert told.code == 3
    assert_others_judged(told)
    fault = told.failures()["broken.yaml"]
    assert fault["line"] >= 1
    assert fault["column"] >= 1
    assert f"broken.yaml:{fault['line']}:{fault['column']}: " in told.output
    assert told.report["errors"][0]["message"] == fault["reason"]
    assert told.report["summary"]["drift"] is True
    levels = [
        (
            n["level"],
            n.get("locations", [{}])[0].get("physicalLocation", {}).get("artifactLocation"),
        )
        for n in told.sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    ]
    assert ("error", {"uri": "broken.yaml"}) in levels


def test_a_broken_document_costs_only_itself(project: Project) -> None:
    project.write("two.yaml", f"{PRIVILEGED}---\n{SIGN}a: [\n---\n{GOOD}")
    told = project.scan()
    assert told.code == 3
    assert "privileged" in told.rules("two.yaml")
    assert told.failures()["two.yaml"]["line"] >= 6


def test_only_allow_incomplete_leads_away_from_incomplete(neighbours: Project) -> None:
    neighbours.write("broken.yaml", f"{SIGN}a: [")
    told = neighbours.scan("--allow-incomplete", "--fail-on=never")
    assert told.code == 0
    assert "broken.yaml:4:" in told.output
    assert "--allow-incomplete" in told.output
    assert told.report["coverage"]["failed"]


def test_nothing_to_judge_is_never_a_pass(project: Project) -> None:
    assert project.scan().code == 4
    project.write("readme.md", "# nothing\n")
    project.write("values.yaml", "replicas: 1\n")
    assert project.scan().code == 4
    assert project.scan("--fail-on=never").code == 4


def test_a_missing_path_is_named(project: Project) -> None:
    told = project.scan("no/such/folder")
    assert told.code == 2
    assert "no/such/folder" in told.errors


def test_a_repeated_key_is_told_and_the_last_value_judged(project: Project) -> None:
    text = PRIVILEGED.replace("{privileged: true}", "{privileged: false,\n privileged: true}")
    project.write("pod.yaml", text)
    told = project.scan()
    assert told.code == 1
    assert {"privileged", "duplicate-key"} <= told.rules("pod.yaml")
    assert "on line 5 repeats the one on line 4" in " ".join(told.output.split())


@pytest.mark.parametrize("word", ["yes", "on", "True", "!!bool 'y'", "!!bool true"])
def test_values_are_those_that_the_cluster_reads(project: Project, word: str) -> None:
    project.write("pod.yaml", PRIVILEGED.replace("privileged: true", f"privileged: {word}"))
    assert "privileged" in project.scan().rules("pod.yaml")


def test_an_octal_number_is_what_the_cluster_reads(project: Project) -> None:
    rule = RULE.replace("workload", "object").replace('object.kind != "Pod"', MODE)
    project.write("own.yaml", rule)
    project.write("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nmode: 0644\n")
    told = project.scan("--standards=own.yaml", "map.yaml")
    assert told.code == 0
    assert told.report["summary"]["outcomes"]["pass"] == 1


@pytest.mark.parametrize(
    "tag",
    [
        '!!python/object/apply:os.system ["touch PWNED"]',
        "!!python/name:os.system",
        '!!python/object/new:subprocess.Popen [["touch", "PWNED"]]',
        "!exec touch PWNED",
        "!<tag:yaml.org,2002:python/object/apply:os.system> [touch PWNED]",
    ],
)
def test_no_tag_runs_anything(neighbours: Project, tag: str) -> None:
    neighbours.write("tag.yaml", f"{PRIVILEGED}x: {tag}\n")
    told = neighbours.scan()
    assert not list(neighbours.root.rglob("PWNED"))
    assert_others_judged(told)
    assert "privileged" in told.rules("tag.yaml") or "tag.yaml" in told.failures()


@pytest.mark.parametrize(
    "encoded",
    [
        b"# caf\xe9\n" + PRIVILEGED.encode(),
        b"\xef\xbb\xbf" + PRIVILEGED.encode(),
        PRIVILEGED.encode("utf-16"),
        PRIVILEGED.replace("\n", "\r\n").encode(),
    ],
    ids=["latin-1", "mark", "utf-16", "crlf"],
)
def test_no_encoding_hides_a_violation(project: Project, encoded: bytes) -> None:
    project.write("pod.yaml", encoded)
    told = project.scan()
    assert told.code == 1
    assert "privileged" in told.rules("pod.yaml")


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "POSIX"])
def test_a_name_that_is_no_text(project: Project, locale: str) -> None:
    try:
        project.write(b"a\xff.yaml", PRIVILEGED)
    except OSError:
        pytest.skip("the file system keeps only UTF-8")
    environ = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for told in (project.scan(environ=environ), project.scan("--no-cache", environ=environ)):
        assert told.code == 1
        assert r"a\xff.yaml:4:" in told.output
        assert "privileged" in told.rules(r"a\xff.yaml")
        uris = json.dumps(told.sarif)
        assert "a%FF.yaml" in uris


@pytest.mark.parametrize(
    "name",
    [
        "x\n::error::hi/pod.yaml",
        "\x1b[2J\x9b31m.yaml",
        "##[error]a.yaml",
        "\u202egnp.yaml",
        " ::a.yaml",
    ],
    ids=["newline", "escape", "azure", "direction", "command"],
)
@pytest.mark.parametrize("versioned", [False, True])
def test_a_name_is_only_a_name(project: Project, name: str, versioned: bool) -> None:
    project.write(name, PRIVILEGED)
    project.write(f"broken/{name}", f"{SIGN}a: [")
    if versioned:
        project.commit()
    told = project.scan()
    assert told.code == 3
    assert told.report["summary"]["drift"] is True
    assert "\u202e" not in told.everything
    facts = project.run("facts", "--all")
    assert "Pod" in facts.output
    json.loads(project.run("facts", "--format=json").output)


def test_a_label_is_only_a_label(project: Project) -> None:
    name = '"\\e[2J\\n::error::x\\u202e##[warning]"'
    project.write("pod.yaml", PRIVILEGED.replace("{name: bad}", f"{{name: {name}}}"))
    told = project.scan()
    assert "privileged" in told.rules("pod.yaml")
    assert r"\x1b[2J\n" in told.output
    assert "\u202e" not in told.everything


def test_a_link_is_not_followed(neighbours: Project) -> None:
    outside = neighbours.root.parent / "outside.yaml"
    outside.write_text(PRIVILEGED.replace("bad", "outsider"))
    (neighbours.root / "link.yaml").symlink_to("../outside.yaml")
    (neighbours.root / "folder").symlink_to("..")
    for versioned in (False, True):
        if versioned:
            neighbours.commit()
        told = neighbours.scan()
        assert "outsider" not in told.everything
        assert "link" in told.skipped()["link.yaml"]
        assert_others_judged(told)


@pytest.mark.parametrize("path", [".platguard.yaml", "platguard.yaml", "Dockerfile"])
def test_a_pipe_stops_nobody(neighbours: Project, path: str) -> None:
    os.mkfifo(neighbours.root / path)
    os.mkfifo(neighbours.root / "x.yaml")
    if path == "Dockerfile":
        told = neighbours.scan()
        assert told.code == 1
        assert "special" in told.skipped()["x.yaml"]
    else:
        told = neighbours.scan()
        assert told.code == 2
        assert path in told.errors


def test_nothing_of_the_repository_runs(project: Project) -> None:
    marker = project.root.parent / "PWNED"
    touch = f"touch {marker}; false"
    project.write("pod.yaml", PRIVILEGED)
    project.write(".gitattributes", "* filter=x diff=x\n")
    project.commit()
    for key in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "filter.x.clean", "filter.x.smudge"),
        *("filter.x.process", "diff.x.textconv", "diff.external", "gpg.program", "core.editor"),
    ):
        project.git("config", key, touch)
    hooks = project.root / ".git" / "hooks"
    for name in (
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "fsmonitor-watchman",
    ):
        (hooks / name).write_text(f"#!/bin/sh\n{touch}\n")
        (hooks / name).chmod(0o755)
    project.write("pod.yaml", PRIVILEGED + "# changed\n")
    for arguments in ([], ["--staged"], ["--revision=HEAD"], ["--files", "pod.yaml"]):
        assert project.scan(*arguments).code in (0, 1)
    project.run("facts")
    project.run("explain", "privileged", "--at", "pod.yaml:4")
    assert not marker.exists()


def test_standards_may_have_any_name(project: Project) -> None:
    project.write(b"own/\xff.yaml", RULE)
    project.write("pod.yaml")
    told = project.scan("--standards=own")
    assert told.code == 1
    assert "own-rule" in told.rules("pod.yaml")


def test_folders_are_as_deep_as_git_lets_them_be(project: Project) -> None:
    project.write("pod.yaml", PRIVILEGED)
    project.commit()
    blob = sha1(f"blob {len(PRIVILEGED)}\0{PRIVILEGED}".encode()).hexdigest()
    path = "a/" * 1_800 + "pod.yaml"
    project.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    told = project.scan("--staged")
    assert told.code == 1
    assert "privileged" in told.rules(path)


def test_a_rule_with_a_hostile_pattern_is_quick(project: Project) -> None:
    pattern = """'!workload.name.matches("^(a+)+$")'"""
    project.write("own.yaml", RULE.replace('workload.kind != "Pod"', pattern))
    project.write("pod.yaml", GOOD.replace("good", "a" * 50_000 + "!"))
    told = project.scan("--standards=own.yaml")
    assert told.code == 0


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize(
    ("sunset", "code"), [("2026-11-21", 1), ("2026-11-22", 0), ("2026-11-23", 0)]
)
def test_a_sunset_is_the_same_day_everywhere(
    project: Project, sunset: str, code: int, zone: str
) -> None:
    project.write("pod.yaml", PRIVILEGED)
    project.write("platguard.yaml", ROLES)
    project.write(ENTRY, EXCEPTION.replace("2026-12-31", sunset))
    told = project.scan("--rule=privileged", environ={"TZ": zone})
    assert told.code == code
    (state,) = told.report["exceptions"]
    assert state["state"] == ("expired" if code else "expiring")


def test_nobody_approves_their_own_exception(project: Project) -> None:
    project.write("pod.yaml", PRIVILEGED)
    project.write("platguard.yaml", ROLES)
    project.write(ENTRY, EXCEPTION.replace("by: alice", "by: bob"))
    told = project.scan("--rule=privileged", "--rule=invalid-exception")
    assert told.code == 1
    assert "privileged" in told.rules("pod.yaml")
    assert "somebody else must approve" in " ".join(told.output.split())


def test_a_report_goes_nowhere_but_where_it_should(project: Project, tmp_path: Path) -> None:
    project.write("pod.yaml", PRIVILEGED)
    precious = tmp_path / "precious"
    precious.write_text("kept")
    (project.out / "report.txt").symlink_to(precious)
    told = project.run("scan", f"--output={project.out / 'report.txt'}")
    assert told.code == 1
    assert precious.read_text() == "kept"
