"""Whatever is mended, nothing but what was wrong changes: over the examples of every built-in rule.

PLATGUARD_REPOSITORIES names a folder of other people's repositories to hold it against as well.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from standards.test_builtin import RULES

from fixes.editing import edited, refusal
from platguard.cache import Cache
from platguard.edits.effects import delta, plain
from platguard.facts import kind_of
from platguard.fixes.differences import patch
from platguard.fixes.line_matching import single_changes, stretches
from platguard.fixes.plan import Plan, plan
from platguard.inline_tests import cases_of
from platguard.model.standard import InlineTest
from platguard.parsers import parse
from platguard.parsers.spans import spans
from platguard.request import Request
from platguard.workspace import given_workspace, open_workspace

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STRICT = "profile: strict\n"
EXAMPLES = [
    (rule.id, test)
    for rule in RULES
    if any(edit.kind == "safe" for edit in rule.edits)
    for test in cases_of(rule)
    if "platguard.yaml" not in test.given
]
REPOSITORIES = os.environ.get("PLATGUARD_REPOSITORIES", "")


@pytest.mark.parametrize(("rule", "test"), EXAMPLES, ids=[f"{r}: {t.name}" for r, t in EXAMPLES])
def test_examples(rule: str, test: InlineTest) -> None:
    hold(planned({**test.given, "platguard.yaml": STRICT}), {**test.given})


def test_with_other_line_ends_and_a_byte_order_mark() -> None:
    for _, test in EXAMPLES:
        files = {p: "\ufeff" + text.replace("\n", "\r\n") for p, text in test.given.items()}
        hold(planned({**files, "platguard.yaml": STRICT}), files)


@pytest.mark.skipif(not REPOSITORIES, reason="PLATGUARD_REPOSITORIES names no folder")
def test_repositories(tmp_path: Path) -> None:
    config = tmp_path / "platguard.yaml"
    config.write_text(STRICT)
    for folder in sorted(Path(REPOSITORIES).iterdir()):
        if folder.is_dir():
            request = Request(
                now=NOW,
                cwd=str(folder),
                config=str(config),
                environ={"PATH": os.environ["PATH"]},
                fail_on="never",
            )
            done = plan(request, open_workspace(request), Cache(None))
            for path, data in done.new.items():
                before = done.old[path]
                assert before is not None
                hold_file(path, before, data, done)


def planned(files: dict[str, str]) -> Plan:
    """The safe edits of some files."""
    request = Request(now=NOW, cwd="", fail_on="never")
    return plan(request, given_workspace(files, request), Cache(None))


def hold(done: Plan, files: dict[str, str]) -> None:
    """Holds every file that would change to what is promised, and mends them once more."""
    for path, data in done.new.items():
        hold_file(path, files[path].encode(), data, done)
    if done.new:
        after = {path: done.new.get(path, text.encode()).decode() for path, text in files.items()}
        again = planned({**after, "platguard.yaml": STRICT})
        assert again.new == {}
        left = {(found.rule, found.path) for found in again.before.report.findings}
        assert not left.intersection((found.rule, found.path) for found in done.made)


def hold_file(path: str, before: bytes, after: bytes, done: Plan) -> None:
    """Holds the text of a file to what is promised."""
    made = [found for found in done.made if found.path == path]
    assert made, path
    assert Counter(comments(before, path)) == Counter(comments(after, path)), path
    assert before.startswith(b"\xef\xbb\xbf") == after.startswith(b"\xef\xbb\xbf")
    assert before.endswith(b"\n") == after.endswith(b"\n"), path
    for line_end in (rb"(?<!\r)\n", rb"\r\n"):
        assert bool(re.search(line_end, before)) == bool(re.search(line_end, after)), path
    # A value that moves goes in one place, comes in another, and takes what it leaves empty along.
    assert len(delta(values(before, path), values(after, path))) <= 3 * len(made), path


def comments(data: bytes, path: str) -> Iterator[str]:
    """The comments of a file of YAML."""
    text = data.decode("utf-8-sig")
    if not path.endswith((".yaml", ".yml")):
        return
    roots = spans(text)
    assert isinstance(roots, list)
    shown = list(text)
    for root in roots:
        for node in root.within():
            if node.is_scalar:
                shown[node.start : node.end] = "x" * (node.end - node.start)
    for found in re.finditer(r"(?:^|(?<=\s))#.*", "".join(shown), re.MULTILINE):
        yield found[0].rstrip()


def values(data: bytes, path: str) -> Any:
    """What readers read of a file."""
    kind = kind_of(path)
    if kind is None or kind.name == "dockerfile":
        return data.decode().splitlines()
    dialect = "json" if path.endswith(".json") else "compose"
    parsed = parse(data, dialect)
    assert parsed.problems == []
    return [plain(document.value) for document in parsed.documents]


KEYS = st.sampled_from(["name", "spec", "list", "no", "1", "a b", "ü"])
LEAVES = st.one_of(
    st.booleans(),
    st.none(),
    st.integers(-5, 5),
    st.text(max_size=8),
    st.sampled_from(["on", "1:2"]),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(KEYS, VALUES, min_size=1, max_size=4),
    st.dictionaries(KEYS, VALUES, min_size=1, max_size=2),
    st.sampled_from([None, True, False]),
)
def test_what_is_set_is_there_or_the_edit_is_refused(
    before: dict[str, Any], wanted: dict[str, Any], flows: bool | None
) -> None:
    text = yaml.safe_dump(
        {"mark": "here", **before}, default_flow_style=flows, allow_unicode=True, sort_keys=False
    )
    if not refusal(text, "here", kind="workflow", set=wanted):
        after = edited(text, "here", kind="workflow", set=wanted)
        (document,) = parse(after.encode(), "workflow").documents
        for key, value in wanted.items():
            assert _holds(plain(document.value)[key], value)


def _holds(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict) and wanted:
        return all(_holds(found[key], value) for key, value in wanted.items())
    return delta(found, wanted) == {}


LINES = st.lists(st.sampled_from("abc"), max_size=12)


@given(LINES, LINES)
def test_lines_are_matched_in_order_and_none_is_lost(old: list[str], new: list[str]) -> None:
    found = stretches(old, new)
    assert [line for it in found for line in old[it.start : it.end]] == old
    assert [line for it in found for line in new[it.new_start : it.new_end]] == new
    for it in found:
        assert not it.is_same or old[it.start : it.end] == new[it.new_start : it.new_end]


@given(LINES, LINES)
def test_no_line_is_taken_away_and_added_again_beside_itself(
    old: list[str], new: list[str]
) -> None:
    found = [*single_changes(stretches(old, new), old, new)]
    assert [line for it in found for line in old[it.start : it.end]] == old
    assert [line for it in found for line in new[it.new_start : it.new_end]] == new
    assert all(one.is_same != other.is_same for one, other in pairwise(found))
    for it in found:
        gone, come = old[it.start : it.end], new[it.new_start : it.new_end]
        assert gone == come if it.is_same else {*gone}.isdisjoint(come)


def test_lines_between_two_near_changes_stay_in_a_patch() -> None:
    old = "on: push\njobs:\n  a:\n    steps:\n      - run: make\n"
    new = (
        "on: push\npermissions: {}\njobs:\n  a:\n    timeout-minutes: 5\n"
        "    steps:\n      - run: make\n"
    )
    text, left_out = patch("ci.yaml", old.encode(), new.encode())
    assert left_out == 0
    assert text.split("@@\n")[1] == (
        " on: push\n+permissions: {}\n jobs:\n   a:\n+    timeout-minutes: 5\n"
        "     steps:\n       - run: make\n"
    )
