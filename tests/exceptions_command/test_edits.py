"""Only the lines that an edit is about change, in every layout that people write."""

from __future__ import annotations

import os
from difflib import ndiff

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.fields import read_document
from platguard.register_edits import new_file, with_item, with_key

from .repositories import ENTRY, REGISTER, Repository

BLOCK = """\
# The exception of the ledger, see the wiki.
id:      EXC-7          # permanent
rules:
- privileged-pod        # only this one

scope:
    paths:
    - "api.yaml"
category: 'waiver'
reason: >-
  The vendor's driver needs
  the host until May.

owner: "team-a"
requested:
    by: alice
    on: 2026-01-10
approvals:
- role: platform
  by: bob               # after the review
  # of the tenth
  on: "2026-01-15"
  sunset: 2027-05-31

# Dates
sunset: 2027-05-31
ticket: https://tickets.example/1#a   # and more to come
# the end
"""
ITEM = "role: leadership, by: carol, on: 2026-11-22, sunset: 2027-05-31, terms: TERMS"
LINES = [f"  {pair}" for pair in ITEM.split(", ")]
LINES[0] = f"- {ITEM.split(', ')[0]}"
FLOW = "approvals: [{role: platform, by: bob, on: 2026-01-15, sunset: 2027-05-31}]   # one\n"
OPEN = """\
approvals: [
    {role: platform, by: bob, on: 2026-01-15, sunset: 2027-05-31}  # one, so far
]
"""
INDENTED = """\
approvals:
    -   {role: platform, by: bob, on: 2026-01-15, sunset: 2027-05-31}  # one
    # the other one is on holiday
"""
REST = ENTRY.replace("sunset: 2027-05-31\n", "")
LAST = "sunset: 2027-05-31"


def changes(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    lines = list(ndiff(before.splitlines(), after.splitlines()))
    return (
        [line[2:] for line in lines if line.startswith("- ")],
        [line[2:] for line in lines if line.startswith("+ ")],
    )


@pytest.mark.parametrize(
    ("text", "gone", "come"),
    [
        (BLOCK, [], LINES),
        (f"{ENTRY}approvals: []  # none yet\n", ["approvals: []  # none yet"], None),
        (f"{REST}{FLOW}{LAST}", [FLOW.rstrip()], None),
        (f"{REST}{OPEN}{LAST}", [OPEN.splitlines()[1]], None),
        (f"{REST}{INDENTED}{LAST}\n", [], [f"    -   {{{ITEM}}}"]),
        (ENTRY, [], ["approvals:", f"  - {{{ITEM}}}"]),
        (f"---\n{ENTRY}...\n", [], ["approvals:", f"  - {{{ITEM}}}"]),
        (f"\ufeff{ENTRY}", [], ["approvals:", f"  - {{{ITEM}}}"]),
    ],
    ids=["block", "empty", "flow", "open-flow", "indented", "absent", "marked", "byte-order-mark"],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("final", [True, False])
def test_an_approval_changes_its_own_lines(
    repository: Repository,
    text: str,
    gone: list[str],
    come: list[str] | None,
    line_end: str,
    final: bool,
) -> None:
    before = (text if final else text.rstrip("\n")).replace("\n", line_end)
    repository.entry(before)
    repository.done("approve", "EXC-7", "--role", "leadership", "--by", "carol")
    after = repository.read()
    (row,) = repository.rows()
    assert row["state"] in ("requested", "active")
    assert row["approvals"][-1]["by"] == "carol"
    assert after.count("\r") == (after.count("\n") if line_end == "\r\n" else 0)
    assert after.endswith("\n") == before.endswith("\n")
    went, came = changes(before, after)
    terms = after.partition("terms: ")[2][:16]
    assert went == gone
    if come is not None:
        assert came == [line.replace("TERMS", terms) for line in come]
    else:
        assert len(came) - len(went) in (0, 1)
        assert ITEM.replace("TERMS", terms) in "".join(came)
        comments = [line.partition("#")[2] for line in (*gone, *came) if "#" in line]
        assert len(set(comments)) <= 1


@pytest.mark.parametrize("text", [BLOCK, ENTRY, f"{REST}{INDENTED}{LAST}"])
def test_the_end_is_a_line_of_its_own(repository: Repository, text: str) -> None:
    repository.entry(text).done("close", "EXC-7")
    assert changes(text, repository.read()) == ([], ["closed_on: 2026-11-22"])


def test_a_rejection_is_a_line_whatever_it_says(repository: Repository) -> None:
    why = "No: use 'the' #1 driver, {it is} there"
    repository.entry(BLOCK).done("reject", "EXC-7", "--by", "bob", "--why", why)
    gone, (line,) = changes(BLOCK, repository.read())
    assert not gone
    assert line.startswith("rejected: {by: bob, on: 2026-11-22, why: ")
    assert repository.rows()[0]["text"].endswith(why)


def test_an_entry_on_one_line_stays_on_one(repository: Repository) -> None:
    pairs = ENTRY.rstrip("\n").replace("\n", ", ").replace("The vendor's driver", "A driver")
    repository.entry(f"{{{pairs}}}\n").done("close", "EXC-7")
    assert repository.read() == f"{{{pairs}, closed_on: 2026-11-22}}\n"


def test_the_mode_stays(repository: Repository) -> None:
    path = repository.entry(BLOCK).folder / REGISTER / "EXC-7.yaml"
    path.chmod(0o640)
    repository.done("close", "EXC-7")
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(path.parent) == ["EXC-7.yaml"]


LONG = ("k8s-specifications/database/" + "deployment-" * 4 + "1.yaml",)


def test_what_does_not_fit_on_a_line_has_one_for_each_part() -> None:
    fingerprints = ["089e1d51e38e5a890d03636340a48117"]
    scope = {"paths": LONG, "fingerprints": fingerprints}
    rules = [f"rule-{number}" for number in range(15)]
    assert new_file({"rules": rules, "scope": scope, "sunset": "2027-05-22"}).decode() == (
        "rules:\n" + "".join(f"  - {rule}\n" for rule in rules) + "scope:\n"
        f"  paths: [{LONG[0]}]\n"
        f"  fingerprints: [{fingerprints[0]}]\n"
        "sunset: 2027-05-22\n"
    )
    short = {"rules": rules[:2], "scope": {**scope, "paths": ["a.yaml"]}}
    assert new_file(short).decode() == (
        f"rules: [rule-0, rule-1]\nscope: {{paths: [a.yaml], fingerprints: [{fingerprints[0]}]}}\n"
    )


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1).map(
    lambda text: text.replace("\u2028", "").replace("\u2029", "").replace("\ufeff", "").strip()
)
ITEMS = st.dictionaries(st.sampled_from(["role", "by", "on", "sunset"]), TEXTS, min_size=1)


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), TEXTS, min_size=1), ITEMS, TEXTS)
def test_what_is_written_is_read_back(
    values: dict[str, str], item: dict[str, str], text: str
) -> None:
    scope = {"paths": [text, text], "resources": [item], "labels": {"a": text}}
    given = {**values, "list": [text], "mapping": item, "scope": scope}
    data = new_file(given)
    assert read_document(data, "x") == given
    data = with_item(data, "items", item)
    data = with_item(data, "items", {"text": text}, after="a")
    data = with_key(data, "last", text)
    assert read_document(data, "x") == {**given, "items": [item, {"text": text}], "last": text}
