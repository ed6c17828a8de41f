"""Files that are to be pasted, and what they use: valid, pinned, and clean by our own rules."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML
from scan.projects import Project

from integrations.composite import ACTION, CHECKOUT
from integrations.pipeline import HEADER, JOBS

DOCS = CHECKOUT / "docs"
SCHEMAS = Path(__file__).parent / "data"
ACTION_TEXT = (CHECKOUT / "action.yml").read_text()
_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_USES = re.compile(r"uses: (\S+)@(\S+)(?: # (v[\d.]+))?$", re.MULTILINE)
OURS = "your-organisation/platguard"


def blocks(page: str) -> list[str]:
    """The YAML of a page."""
    return _BLOCK.findall((DOCS / page).read_text())


def read(text: str) -> Any:
    """YAML 1.2, which is what GitHub and GitLab read: `on` is a word."""
    return YAML(typ="safe", pure=True).load(text)


def validate(document: Any, schema: str) -> None:
    """Raises when the schema does not allow the document."""
    described = json.loads((SCHEMAS / f"{schema}.json").read_text())
    jsonschema.validators.validator_for(described)(described).validate(document)


WORKFLOWS = blocks("github.md")
PIPELINES = blocks("gitlab.md")


def jobs_of(workflow: str) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """The permissions of each job and what it gives to our action."""
    for job in read(workflow)["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith(OURS):
                yield job["permissions"], step.get("with", {})


def findings(folder: Path, path: str, text: str) -> list[dict[str, Any]]:
    """What platguard finds in a file, by the strict profile."""
    project = Project(folder).write({path: text, "platguard.yaml": "profile: strict\n"})
    report = project.scan().report
    assert report["coverage"]["failed"] == []
    assert report["summary"]["outcomes"]["pass"] > 10
    return [found for found in report["findings"] if found["path"] == path]


def test_the_pages_have_files_to_paste() -> None:
    assert len(WORKFLOWS) == 4
    assert len(PIPELINES) == 3


def test_the_action_is_one() -> None:
    validate(read(ACTION_TEXT), "github-actions")


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_workflows_are_valid_and_give_only_what_there_is(workflow: str) -> None:
    validate(read(workflow), "github-workflows")
    ((permissions, given),) = jobs_of(workflow)
    assert set(given) <= set(ACTION["inputs"])
    assert (permissions.get("security-events") == "write") == ("upload-sarif" in given)
    assert (permissions.get("pull-requests") == "write") == ("comment" in given)


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_workflows_break_no_rule_of_ours(workflow: str, tmp_path: Path) -> None:
    assert findings(tmp_path, ".github/workflows/platguard.yml", workflow) == []


def test_the_action_breaks_no_rule_of_ours(tmp_path: Path) -> None:
    assert findings(tmp_path, "platguard/action.yml", ACTION_TEXT) == []


def test_a_workflow_that_breaks_a_rule_would_be_seen(tmp_path: Path) -> None:
    broken = WORKFLOWS[0].replace("@3d3c42e5aac5ba805825da76410c181273ba90b1", "@v7")
    assert findings(tmp_path, ".github/workflows/platguard.yml", broken)


def test_every_action_is_named_by_one_commit_and_says_its_version() -> None:
    used = defaultdict(set)
    for text in [ACTION_TEXT, *WORKFLOWS]:
        assert text.count("uses:") == len(_USES.findall(text))
        for name, commit, version in _USES.findall(text):
            used["/".join(name.split("/")[:2])].add((commit, version))
    assert {"actions/cache", "actions/checkout", "github/codeql-action", OURS} <= set(used)
    for name, pins in used.items():
        ((commit, version),) = pins
        assert re.fullmatch("[0-9a-f]{40}", commit), name
        assert re.fullmatch(r"v\d+\.\d+\.\d+", version), name


def test_the_template_is_a_pipeline() -> None:
    validate(HEADER, "gitlab-ci")
    # Inputs are put in before a pipeline is checked.
    text = json.dumps(JOBS)
    for name, told in HEADER["spec"]["inputs"].items():
        text = text.replace(f"$[[ inputs.{name} ]]", f"{told.get('default', 'an-image')}")
    assert "$[[" not in text
    validate(json.loads(text), "gitlab-ci")


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_pipelines_are_valid_and_give_only_what_there_is(pipeline: str) -> None:
    document = read(pipeline)
    validate(document, "gitlab-ci")
    for included in document.get("include", []):
        assert (CHECKOUT / included["file"]).is_file()
        assert {"image"} <= set(included["inputs"]) <= set(HEADER["spec"]["inputs"])
        assert re.fullmatch("[0-9a-f]{40}", included["ref"])
    assert set(document) <= {"include", "workflow", *JOBS}


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("github.md", {*ACTION["inputs"], *ACTION["outputs"]}),
        ("gitlab.md", {*HEADER["spec"]["inputs"]}),
    ],
)
def test_pages_tell_every_input_and_output(page: str, names: set[str]) -> None:
    rows = [line for line in (DOCS / page).read_text().splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`([\w-]+)`", row.split("|")[1])}
    assert names - told == set()
    assert told - names <= {"artifact", "comment", "upload-sarif"}


@pytest.mark.parametrize("page", ["github.md", "gitlab.md"])
def test_defaults_are_those_that_the_pages_tell(page: str) -> None:
    inputs = ACTION["inputs"] if page == "github.md" else HEADER["spec"]["inputs"]
    text = (DOCS / page).read_text().partition("## Inputs")[2]
    told = dict(re.findall(r"^\| `([\w-]+)` \|.*\| (?:`([^`]*)` )?\|$", text, re.MULTILINE))
    for name, what in inputs.items():
        default = f"{what.get('default', '')}".lower()
        if default and "${{" not in default:
            assert told[name] == default, name


@pytest.mark.parametrize(
    ("runs", "downloads", "told"), [("", 0, ""), ("17", 1, ""), ("17", 0, "17/platguard-report")]
)
def test_the_nightly_scan_finds_the_report_of_the_night_before(
    tmp_path: Path, runs: str, downloads: int, told: str
) -> None:
    (workflow,) = [text for text in WORKFLOWS if "schedule:" in text]
    (step,) = [step for step in read(workflow)["jobs"]["platguard"]["steps"] if "run" in step]
    program = tmp_path / "gh"
    program.write_text(
        f"""#!/bin/sh
if [ "$2" = list ]; then echo {runs}; exit; fi
[ "$2 $3 $4 $5 $6" = "download 17 --name platguard-report --dir" ] || exit 9
mkdir -p "$7"; echo "$3/$5" > "$7/platguard.json"; exit {downloads}
"""
    )
    program.chmod(0o755)
    output = tmp_path / "output"
    output.write_text("")
    subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        env={
            "PATH": f"{tmp_path}:/usr/bin:/bin",
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_OUTPUT": str(output),
        },
        check=True,
    )
    name, _, report = output.read_text().strip().partition("=")
    assert name == ("report" if told else "")
    assert not told or Path(report).read_text().strip() == told
    assert f"steps.{step['id']}.outputs.report" in workflow
