"""Where reports go, and what is there when a scan comes to no end."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from platguard.cli import main
from platguard.cli.surroundings import web_links
from platguard.reporters import FAILURES, NEEDS_REPAIRS, REPORTERS

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - {name: web, image: "nginx:latest", securityContext: {privileged: true}}
"""
DOCS = Path(__file__).parents[2] / "docs" / "outputs.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pod.yaml").write_text(POD)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(tmp_path.parent / "cache"))
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def scan(*arguments: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["scan", "--as-of", "2026-11-22", *arguments])
    assert isinstance(stop.value.code, int)
    return stop.value.code


def all_formats(out: Path) -> list[str]:
    """Every format to a file of its own."""
    out.mkdir(exist_ok=True)
    return [f"--format={name}={out / name}" for name in REPORTERS]


def test_one_scan_writes_every_format(folder: Path, tmp_path_factory: Any) -> None:
    out = tmp_path_factory.mktemp("out")
    assert scan(*all_formats(out)) == 1
    assert sorted(os.listdir(out)) == sorted(REPORTERS)
    for name in REPORTERS:
        assert "privileged" in (out / name).read_text(), name
        again = (out / name).read_bytes()
        assert scan(f"--format={name}={out / name}") == 1
        assert (out / name).read_bytes() == again, "what is remembered is another report"


def assert_failed(out: Path, reason: str) -> None:
    """Every format that can says that nothing was judged, and why."""
    for name in FAILURES:
        assert reason in (out / name).read_text(), name
    for name in ("sarif", "sarif-github"):
        (run,) = json.loads((out / name).read_text())["runs"]
        assert run["results"] == []
        assert run["invocations"][0]["executionSuccessful"] is False
    assert ElementTree.parse(out / "junit").getroot().get("errors") == "1"
    (issue,) = json.loads((out / "gitlab").read_text())
    assert issue["severity"] == "blocker"
    assert (out / "github").read_text().startswith("::error ")
    assert (out / "comment").read_text().startswith("<!-- platguard:comment -->\n")


@pytest.mark.parametrize(
    "asked",
    [
        (),
        (".",),
        ("k8s",),
        ("k8s", "pod.yaml"),
        ("--files", "k8s/pod.yaml", "pod.yaml"),
        ("--rule", "privileged"),
        ("--rule", "privileged", "k8s"),
        ("-",),
    ],
)
@pytest.mark.parametrize("inside", ["", "k8s"])
def test_a_failed_scan_takes_the_place_of_the_same_scan(
    folder: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...], inside: str
) -> None:
    """A comment is found by its marker, and alerts by their category."""
    (folder / "platguard.yaml").write_text("profile: baseline\n")
    (folder / "k8s").mkdir()
    (folder / "k8s/pod.yaml").write_text(POD)
    monkeypatch.chdir(folder / inside)
    if inside:
        asked = tuple(
            os.path.relpath(folder / it) if (folder / it).exists() else it for it in asked
        )

    def places(*more: str) -> tuple[str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(POD.encode())))
        scan("--format=comment=out.md", "--format=sarif=out.sarif", *more, *asked)
        (run,) = json.loads(Path("out.sarif").read_text())["runs"]
        first, *_ = Path("out.md").read_text().splitlines()
        return first, run["automationDetails"]["id"]

    found = places()
    assert places("--previous", "nowhere.json") == found
    assert "Nothing was judged" in Path("out.md").read_text()


def test_a_failed_scan_leaves_no_older_report_to_be_taken_for_its_own(
    folder: Path, tmp_path_factory: Any
) -> None:
    out = tmp_path_factory.mktemp("out")
    assert scan(*all_formats(out)) == 1
    kept = {name: (out / name).read_bytes() for name in REPORTERS if name not in FAILURES}
    (folder / "platguard.yaml").write_text("profil: strict\n")
    assert scan(*all_formats(out)) == 2
    assert_failed(out, "profil")
    assert {name: (out / name).read_bytes() for name in kept} == kept


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("--previous=nowhere.json", "cannot be read"),
        ("--rule=no-such", "no-such"),
        ("--revision=nowhere", "repository"),
    ],
)
def test_so_does_one_that_was_asked_for_wrongly(
    folder: Path, tmp_path_factory: Any, wrong: str, reason: str
) -> None:
    out = tmp_path_factory.mktemp("out")
    assert scan(*all_formats(out), wrong) == 2
    assert (out / "sarif").exists()
    assert not (out / "json").exists()
    assert_failed(out, reason)


def test_so_does_one_that_was_interrupted(folder: Path, tmp_path_factory: Any) -> None:
    out = tmp_path_factory.mktemp("out")
    code = (
        "import os, signal, platguard.scan as scan\n"
        "from platguard.cli import main\n"
        "scan.judge = lambda *rest: os.kill(os.getpid(), signal.SIGTERM)\n"
        "main(['scan', '--no-cache', *__import__('sys').argv[1:]])\n"
    )
    done = subprocess.run([sys.executable, "-c", code, *all_formats(out)], cwd=folder)
    assert done.returncode == 128 + signal.SIGTERM
    assert_failed(out, "The scan was interrupted.")


def test_a_bug_of_ours_is_no_clean_run_either(
    folder: Path, tmp_path_factory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*rest: object) -> None:
        raise ZeroDivisionError("the value of a secret")

    out = tmp_path_factory.mktemp("out")
    monkeypatch.setattr("platguard.scan.judge", broken)
    assert scan("--no-cache", *all_formats(out)) == 2
    assert_failed(out, "ZeroDivisionError")
    assert not any("secret" in (out / name).read_text() for name in FAILURES)


def test_that_the_reason_cannot_be_written_does_not_hide_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scan("--rule", "no-such", "--format", "sarif=nowhere/report.sarif") == 2
    assert "no-such" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environ", "links"),
    [
        ({}, ""),
        (
            {
                "GITHUB_ACTIONS": "true",
                "GITHUB_SERVER_URL": "https://github.example:8443",
                "GITHUB_REPOSITORY": "acme/shop.web",
            },
            "https://github.example:8443/acme/shop.web/blob/",
        ),
        (
            {"GITLAB_CI": "true", "CI_PROJECT_URL": "https://gitlab.example/a/b/shop"},
            "https://gitlab.example/a/b/shop/-/blob/",
        ),
        ({"GITLAB_CI": "true"}, ""),
        ({"GITHUB_ACTIONS": "true", "GITHUB_SERVER_URL": "https://x"}, ""),
        ({"GITLAB_CI": "true", "CI_PROJECT_URL": "javascript:alert(1)//"}, ""),
        ({"GITLAB_CI": "true", "CI_PROJECT_URL": "https://x/a) <b>"}, ""),
        ({"CI_PROJECT_URL": "https://gitlab.example/a/b"}, ""),
    ],
)
def test_the_runner_says_where_files_are_shown(environ: dict[str, str], links: str) -> None:
    assert web_links(environ) == links


def test_in_a_pipeline_a_page_links_to_the_commit(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_PROJECT_URL", "https://gitlab.example/acme/shop")
    assert scan("--format", "comment") == 1
    assert "gitlab.example" not in capsys.readouterr().out, "there is no commit to link to"
    me = ["-c", "user.name=me", "-c", "user.email=me@example.org"]
    for command in (["init", "-q"], ["add", "pod.yaml"], [*me, "commit", "-qm", "one"]):
        subprocess.run(["git", *command], check=True)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
    assert scan("--format", "comment") == 1
    address = f"https://gitlab.example/acme/shop/-/blob/{commit.stdout.strip()}/pod.yaml#L"
    assert address in capsys.readouterr().out


def test_every_format_is_told_in_the_help_and_in_the_docs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert scan("--help") == 0
    told = " ".join(capsys.readouterr().out.split())
    page = DOCS.read_text()
    for name in REPORTERS:
        assert f"{name}," in told or f"{name};" in told, name
        assert f"\n## `{name}`" in page, name
    assert page.count("\n## `") == len(REPORTERS)
    assert set(REPORTERS) >= {*FAILURES, *NEEDS_REPAIRS}
