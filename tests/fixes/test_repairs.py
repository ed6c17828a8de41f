"""Reports show how findings are mended, exactly as it would be done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from scan.projects import Project
from scan.test_command_line import run

from fixes.test_command import FIXED, JOB, project

__all__ = ["project"]
DAY = "2026-11-22"


def scanned(capsys: pytest.CaptureFixture[str], format_name: str, *arguments: str) -> Any:
    """A scan in a format of JSON."""
    _, told, _ = run(capsys, "scan", "--as-of", DAY, "--format", format_name, *arguments)
    return json.loads(told)


def applied(text: str, replacements: list[dict[str, Any]]) -> str:
    """A text after the replacements of SARIF, the last first."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for one in reversed(replacements):
        region = one["deletedRegion"]
        start = starts[region["startLine"] - 1] + region["startColumn"] - 1
        end = starts[region["endLine"] - 1] + region["endColumn"] - 1
        text = text[:start] + one["insertedContent"]["text"] + text[end:]
    return text


def test_the_fixes_of_sarif_make_what_fix_makes(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    results = scanned(capsys, "sarif")["runs"][0]["results"]
    text, safe, suggested = JOB, 0, {}
    # From the end of the file upwards, so that no replacement moves another.
    for result in reversed(results):
        for fix in result.get("fixes", ()):
            (change,) = fix["artifactChanges"]
            if fix["properties"]["kind"] == "safe":
                assert change["artifactLocation"]["uri"] == "k8s/nightly.yaml"
                text = applied(text, change["replacements"])
                safe += 1
            else:
                suggested[result["ruleId"]] = change["artifactLocation"]["uri"]
    assert safe == 3
    assert text == FIXED
    assert suggested == {
        "default-deny-ingress": "k8s/default-deny-ingress.yaml",
        "non-root": "k8s/nightly.yaml",
    }


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_replacements_count_characters_and_lines(
    project: Project, capsys: pytest.CaptureFixture[str], line_end: str
) -> None:
    text = f"FROM k8s.gcr.io/päuse:3.1 AS ü{line_end}RUN true{line_end}".replace("ä", "a")
    Path("Dockerfile").write_bytes(("\ufeff" + text).encode())
    results = scanned(capsys, "sarif", "Dockerfile")["runs"][0]["results"]
    (found,) = (it for it in results if it["ruleId"] == "image-repository-retired")
    (one,) = found["fixes"][0]["artifactChanges"][0]["replacements"]
    assert applied(text, [one]) == text.replace("k8s.gcr.io", "registry.k8s.io")


def test_a_review_suggests_what_stays_on_the_lines_of_the_finding(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    review = scanned(capsys, "github-review")
    assert review["event"] == "COMMENT"
    bodies = {(it["path"], it["line"]): it["body"] for it in review["comments"]}
    body = bodies["k8s/nightly.yaml", 13]
    assert body.endswith('\n\n```suggestion\n            image: "registry.k8s.io/pause:3.1"\n```')
    assert all(it["side"] == "RIGHT" for it in review["comments"])
    assert "suggestion" not in bodies["k8s/nightly.yaml", 12]


def test_a_review_is_inert_and_has_an_end(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "@everyone ```\\n<img>"
    image = "k8s.gcr.io/pause:3.1"
    pods = [
        f'apiVersion: v1\nkind: Pod\nmetadata: {{name: "{name}{n}", namespace: kube-system}}\n'
        f"spec: {{containers: [{{name: a, image: {image}}}]}} # ```` fence\n"
        for n in range(60)
    ]
    project.write({"k8s/nightly.yaml": "---\n".join(pods)})
    review = scanned(capsys, "github-review", "--rule", "image-repository-retired")
    assert len(review["comments"]) == 50
    assert "10 more findings without a comment here." in review["body"]
    for comment in review["comments"]:
        before, fence, suggested = comment["body"].partition("`````suggestion\n")
        assert fence
        assert suggested.endswith("# ```` fence\n`````")
        assert "@everyone" not in before
        assert "<img>" not in before
        assert "```" not in before


def test_a_secret_on_the_line_is_not_repeated(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "hunter2-" + "correct-horse"
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, "
        f"image: k8s.gcr.io/pause:3.1, env: [{{name: DB_PASSWORD, value: {secret}}}]}}]}}\n"
    )
    project.write({"k8s/nightly.yaml": pod})
    for name in ("github-review", "sarif"):
        told = scanned(capsys, name)
        assert secret not in json.dumps(told)
    results = scanned(capsys, "sarif")["runs"][0]["results"]
    assert any("registry.k8s" in json.dumps(result.get("fixes", "")) for result in results)
