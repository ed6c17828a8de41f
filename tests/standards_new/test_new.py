"""`platguard standards new`: what it writes is right as it stands, and lies where it counts."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard import notice
from platguard.builtin import builtin_standards
from platguard.cli import main
from platguard.model.standard import Rule
from platguard.new_standard import LIFECYCLE, copied_standard, new_standard
from platguard.rule_copies import OF_THE_OTHER, copied_rule
from platguard.standards import read_standard

DAY = date(2026, 11, 22)
ONE_REPLICA = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {replicas: 1, template: {spec: {containers: [{name: api, image: "api:1.0"}]}}}
"""
BUILTIN = {
    rule.id: (file, rule)
    for file in builtin_standards()
    for rule in read_standard(file.data, file.path, builtin=True).rules
}
_ELSEWHERE = {*OF_THE_OTHER, *("id", "standard", "owner", "contact", "builtin", "path", "line")}
_ELSEWHERE |= {"places", "tightening", "level"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which commands are run."""
    folder = tmp_path / "platform"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PLATGUARD_CACHE_DIR", str(tmp_path / "cache"))
    return folder


def run(words: list[str]) -> object:
    """The exit code of a command."""
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code


def written(text: str) -> Rule:
    """The one rule of a standard."""
    (rule,) = read_standard(text.encode(), "standards/own.yaml", builtin=False).rules
    return rule


def test_from_nothing_to_a_finding(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What docs/writing-rules.md begins with."""
    (here / "api.yaml").write_text(ONE_REPLICA)
    assert run(["standards", "new", "single-replica"]) == 0
    told = capsys.readouterr().out
    assert "Wrote standards/single-replica.yaml" in told
    (named,) = [line.strip() for line in told.splitlines() if "standards: [" in line]
    (here / "platguard.yaml").write_text(f"{named}\n")
    assert run(["standards", "check", "--test"]) == 0
    assert run(["scan", "--rule", "single-replica"]) == 0
    found = capsys.readouterr().out
    assert "api.yaml:4:18: warning[single-replica] Deployment shop/api runs 1 replica" in found


def test_a_copy_is_right_as_it_stands(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Comments, params, mutations and all: of one rule of each standard, the longest."""
    (here / "platguard.yaml").write_text("standards: [./rules]\n")
    longest: dict[str, Rule] = {}
    for _, rule in BUILTIN.values():
        known = longest.get(rule.standard)
        if known is None or len(rule.tests) > len(known.tests):
            longest[rule.standard] = rule
    for rule in longest.values():
        assert run(["standards", "new", f"our-{rule.id}", "--like", rule.id]) == 0
    assert "does not name it" not in capsys.readouterr().out
    assert run(["standards", "check", "--test"]) == 0, capsys.readouterr().out


def test_every_rule_can_be_copied() -> None:
    for file, rule in BUILTIN.values():
        copy = copied_rule(file.data, file.path, rule.id, "our-own", LIFECYCLE)
        made = written(copied_standard("our-own", rule.id, copy, DAY))
        assert made.id == "our-own"
        assert (made.also, made.formerly, made.enabled, made.revision) == ([], [], True, 1)
        for field in fields(Rule):
            if field.name not in _ELSEWHERE and field.name not in ("tests", "mutations", "edits"):
                assert getattr(made, field.name) == getattr(rule, field.name), rule.id
        assert [test.given for test in made.tests] == [test.given for test in rule.tests]
        assert len(made.mutations) == len(rule.mutations)
        assert len(made.edits) == len(rule.edits)


def test_comments_stay_with_what_they_are_about() -> None:
    text = b"""\
standard: own
title: Our own
owner: us
contact: "#us"
rules:
- id: first
  # Of the title.
  title: One
  # Of other tools.
  also: [X-1]
  # Of the type.
  on: object
  deny: object.kind == "Pod"
  severity: low
  why: Because.
  message: "No."
  fix: |
    Do this.
    # and that
  lifecycle: {announced: 2026-01-01}

# Of the second.
- id: second
retired_ids: [old]
"""
    assert copied_rule(text, "own.yaml", "first", "mine", LIFECYCLE) == (
        """\
  - id: mine
    # Of the title.
    title: One
    # Of the type.
    on: object
    deny: object.kind == "Pod"
    severity: low
    why: Because.
    message: "No."
    fix: |
      Do this.
      # and that
"""
        + LIFECYCLE
    )


@given(
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(0, 14),
)
def test_dates_give_notice_also_when_they_are_published_later(day: date, later: int) -> None:
    life = written(new_standard("own-rule", day)).lifecycle
    assert life is not None
    assert life.announced == day
    assert notice.check(life) == []
    assert notice.remarks(life) == []
    assert life.enforced_from is not None
    assert life.enforced_from.day == 1
    assert notice.earliest(day + timedelta(later)) <= life.enforced_from


@pytest.mark.parametrize(
    ("configuration", "output", "file", "named"),
    [
        (None, "", "standards/own.yaml", "[builtin, ./standards]"),
        ("profile: strict", "", "standards/own.yaml", "[builtin, ./standards]"),
        ("standards: [builtin, ./rules, ./more]", "", "rules/own.yaml", ""),
        ("standards: [builtin, ./all.yaml]", "", "standards/own.yaml", "[builtin, ./all.yaml, ./"),
        ("standards: [builtin, ./rules]", "rules/deep/x.yaml", "rules/deep/x.yaml", ""),
        ("standards: [builtin, ./rules]", "x.yaml", "x.yaml", "[builtin, ./rules, ./x.yaml]"),
    ],
)
def test_it_lies_where_the_configuration_looks(
    configuration: str | None,
    output: str,
    file: str,
    named: str,
    here: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (here / "all.yaml").write_text(new_standard("all-else", DAY))
    if configuration is not None:
        (here / "platguard.yaml").write_text(f"{configuration}\n")
    chosen = ["--output", output] if output else []
    assert run(["standards", "new", "own", *chosen]) == 0
    assert written((here / file).read_text()).id == "own"
    told = capsys.readouterr().out
    assert f"Wrote {file}:" in told
    assert (f"standards: {named}" in told) if named else ("standards: [" not in told)


def test_it_lies_beside_a_configuration_that_is_named(here: Path) -> None:
    (here / "platform").mkdir()
    (here / "platform/org.yaml").write_text("standards: [builtin, ./rules]\n")
    assert run(["standards", "new", "own", "--config", "platform/org.yaml"]) == 0
    assert (here / "platform/rules/own.yaml").is_file()


def test_it_names_its_schema_where_that_is_kept(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    schema = ".platguard/schemas/standard.schema.json"
    assert run(["standards", "schema", "--output", schema]) == 0
    assert run(["standards", "new", "own"]) == 0
    first, *_ = (here / "standards/own.yaml").read_text().splitlines()
    assert first == f"# yaml-language-server: $schema=../{schema}"
    assert run(["standards", "check", "./standards", "--test"]) == 0, capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["taken"], "standards/taken.yaml: is there already"),
        (["linked"], "standards/linked.yaml: is there already"),
        (["image-tag"], "image-tag is the id of a rule"),
        (["our-first"], "our-first is the id of a rule"),
        (["Single_Replica"], "'Single_Replica' is not an id"),
        (["../escape"], "'../escape' is not an id"),
        (["own", "--like", "image-tga"], "there is no such rule, did you mean image-tag?"),
        (["own", "--like", "flow"], "standards/flow.yaml:6:6: the rule is written on one line"),
        (["own", "--config", "none.yaml"], "none.yaml: there is no such file"),
        (["own", "--output", "platguard.yaml/x.yaml"], "cannot be written"),
    ],
)
def test_it_refuses(
    words: list[str], told: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = here / "standards"
    folder.mkdir()
    (here / "platguard.yaml").write_text("standards: [builtin, ./standards]\n")
    (folder / "taken.yaml").write_text(new_standard("our-first", DAY))
    (folder / "linked.yaml").symlink_to("nowhere.yaml")
    (folder / "flow.yaml").write_text(
        "standard: flow\ntitle: In one line\nowner: us\ncontact: us\nrules:\n"
        "  - {id: flow, title: T, on: object, deny: 'true', severity: low, why: W, message: M,"
        " fix: F}\n"
    )
    before = {path: path.read_bytes() for path in here.rglob("*.yaml") if path.is_file()}
    assert run(["standards", "new", *words]) == 2
    assert told in capsys.readouterr().err
    assert {p: p.read_bytes() for p in here.rglob("*.yaml") if p.is_file()} == before


def test_it_prints_and_leaves_files_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["standards", "new", "own", "--like", "CKV_K8S_14", "--output", "-"]) == 0
    assert written(capsys.readouterr().out).on == "image"
    assert not [*here.iterdir()]
