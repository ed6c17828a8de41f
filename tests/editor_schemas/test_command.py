"""`platguard standards schema`, and the lines by which files name their schema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from platguard.cli.standards_schema import KINDS
from platguard.editor_schemas import SCHEMAS

from .samples import schema

OWN = """\
standard: delivery
title: Deployments can be rolled out safely
owner: team-platform
contact: "#platform"
rules:
  - id: single-replica
    title: Deployments run more than one replica
    on: workload
    require: workload.replicas >= params.least
    params: {least: {type: int, default: 2}}
    severity: medium
    why: A node that is drained takes the only replica with it.
    message: "{workload.label} runs {workload.replicas} replica, {params.least} are needed."
    fix: "Set replicas: {params.least}."
"""


def run(folder: Path, *arguments: str, exits: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "platguard", *arguments], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == exits, done.stderr
    return done.stdout if exits == 0 else done.stderr


def test_the_kinds_are_those_that_there_are() -> None:
    assert tuple(SCHEMAS) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_prints_a_schema(kind: str, tmp_path: Path) -> None:
    assert json.loads(run(tmp_path, "standards", "schema", kind)) == schema(kind)


def test_a_standard_is_meant_unless_something_else_is_named(tmp_path: Path) -> None:
    assert json.loads(run(tmp_path, "standards", "schema")) == schema("standard")


def test_offers_rules_of_the_standards_that_are_chosen(tmp_path: Path) -> None:
    (tmp_path / "standards").mkdir()
    (tmp_path / "standards" / "delivery.yaml").write_text(OWN)
    (tmp_path / "platguard.yaml").write_text(
        "standards: [builtin, ./standards]\nrules: {single-replica: {params: {least: 5}}}\n"
    )
    printed = json.loads(run(tmp_path, "standards", "schema", "configuration"))
    rules = printed["properties"]["rules"]["properties"]
    least = rules["single-replica"]["properties"]["params"]["properties"]["least"]
    assert least["default"] == 2, "what the standard says, not what is set"
    assert "docker-swarm" in rules


@pytest.mark.parametrize(
    "command",
    [["standards", "schema"], ["exceptions", "schema"], ["standards", "docs", "--output", "pages"]],
    ids=" ".join,
)
def test_a_standard_may_leave_it_to_the_organisation_whom_to_ask(
    command: list[str], tmp_path: Path
) -> None:
    (tmp_path / "standards").mkdir()
    (tmp_path / "standards" / "delivery.yaml").write_text(OWN.replace('contact: "#platform"\n', ""))
    (tmp_path / "platguard.yaml").write_text('standards: [./standards]\ncontact: "#help"\n')
    printed = run(tmp_path, *command)
    if "docs" in command:
        printed = (tmp_path / "pages" / "single-replica.md").read_text()
        assert "(#help)" in printed
    assert "single-replica" in printed


def test_all_of_them_go_into_a_folder(tmp_path: Path) -> None:
    assert "--output" in run(tmp_path, "standards", "schema", "all", exits=2)
    told = run(tmp_path, "standards", "schema", "all", "--output", ".platguard/schemas")
    for kind in KINDS:
        file = tmp_path / ".platguard" / "schemas" / f"{kind}.schema.json"
        assert json.loads(file.read_text()) == schema(kind)
    assert "# yaml-language-server: $schema=../schemas/exception.schema.json" in told


def test_new_files_name_the_schema_that_lies_there(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python:3.8-slim-bullseye\n")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    assert not run(tmp_path, "init", "--output", "-").startswith("# yaml-language-server")

    run(tmp_path, "standards", "schema", "all", "--output", ".platguard/schemas")
    run(tmp_path, "init")
    first = (tmp_path / "platguard.yaml").read_text().partition("\n")[0]
    assert first == "# yaml-language-server: $schema=.platguard/schemas/configuration.schema.json"

    # One that is written elsewhere still finds it.
    (tmp_path / "platform").mkdir()
    run(tmp_path, "init", "--output", "platform/platguard.yaml")
    first = (tmp_path / "platform" / "platguard.yaml").read_text().partition("\n")[0]
    assert first.endswith("$schema=../.platguard/schemas/configuration.schema.json")

    asked = ("--by", "alice", "--owner", "team-a", "--months", "6", "--reason")
    report = json.loads(run(tmp_path, "scan", "--format", "json", "--fail-on", "never"))
    finding = next(f for f in report["findings"] if f["path"] == "Dockerfile")
    named = ("--finding", finding["fingerprint"])
    reason = "The vendor ships a newer image in May."
    run(tmp_path, "exceptions", "request", *named, *asked, reason)
    (entry,) = (tmp_path / ".platguard" / "exceptions").iterdir()
    first = entry.read_text().partition("\n")[0]
    assert first == "# yaml-language-server: $schema=../schemas/exception.schema.json"
    assert "nothing wrong" in run(tmp_path, "exceptions", "check")
