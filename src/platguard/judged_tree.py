"""What was judged of the files of one commit, before register and baselines are applied to it.

It is a value that depends on nothing but the commit and on what decides, so it can be remembered,
and it says of itself what is needed to follow it to the next commit: see `following`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import partial
from operator import attrgetter
from typing import Any

from platguard.fact_rows import decode, encode
from platguard.findings import OWN_FIELDS, Wording
from platguard.model.facts import ExceptionCommentFact, FileFacts
from platguard.model.report import Coverage, Finding, ReportError, SkippedFile
from platguard.model.standard import Rule
from platguard.noticing import Noticed
from platguard.records import dataclass
from platguard.relations.ties import Ties
from platguard.situation import Situation
from platguard.tuples import NamedTuple

_LAYOUT = 5
"""Raised with every change of what `encoded` writes."""
_own = attrgetter(*OWN_FIELDS)

Cell = tuple[str, str]
"""A path and a fact type: all facts of the type in the file."""


class FileMark(NamedTuple):
    """What is known of one file that was read."""

    content_id: str
    ties: Ties
    runs: bool
    """Whether it makes the repository one of a service."""
    owned: bool
    """Whether it holds manifests, which somebody should own."""


@dataclass(slots=True)
class Seen:
    """What facts were about that an exception may name; kept only where one asks."""

    addresses: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By fact type and path."""
    labels: dict[str, dict[str, Mapping[str, str]]] = field(default_factory=dict)
    """Of objects, by path and address."""
    comments: dict[str, list[ExceptionCommentFact]] = field(default_factory=dict)
    """Comments that name an exception, or would be one, by path."""
    noticed: Noticed = field(default_factory=dict)
    """What an organisation wants to know beside; see noticing."""


@dataclass(slots=True)
class JudgedTree:
    """The judgement of a commit."""

    commit: str
    as_of: str
    """The day that it was judged on, YYYY-MM-DD."""
    counts: dict[str, dict[str, int]]
    """How often each outcome came, by rule id."""
    findings: list[Finding]
    coverage: Coverage
    unrendered: list[str]
    """Paths of templates that nothing rendered."""
    files: dict[str, FileMark]
    """Every file that was read, by path, in the order of paths."""
    marks: list[str]
    """Paths of the files that change what others mean by their names: charts, Kustomizations,
    configurations of Skaffold."""
    dated: list[str]
    """Paths of the files of which the history decides as well."""
    aging: list[Cell]
    """The facts that may be judged otherwise on another day."""
    seen: Seen

    @property
    def running(self) -> int:
        """How many files make the repository one of a service."""
        return sum(mark.runs for mark in self.files.values())


def encoded(tree: JudgedTree) -> bytes:
    """The tree as one line of JSON."""
    names: dict[str, int] = {}

    def numbers(ties: Ties) -> list[list[int]]:
        told = ties.gives, ties.needs, ties.sorts
        return [[names.setdefault(one, len(names)) for one in sorted(each)] for each in told]

    files = [
        [path, it.content_id, numbers(it.ties), it.runs, it.owned]
        for path, it in tree.files.items()
    ]
    coverage = tree.coverage
    whole = [
        _LAYOUT,
        tree.commit,
        tree.as_of,
        tree.counts,
        [[f.rule, f.lifecycle.revision is not None, *_own(f)] for f in tree.findings],
        [coverage.discovered, coverage.judged, coverage.unrendered],
        [[file.path, file.reason, _fault(file.fault)] for file in coverage.skipped],
        [_fault(error) for error in coverage.failed],
        tree.unrendered,
        list(names),
        files,
        tree.marks,
        tree.dated,
        tree.aging,
        tree.seen.addresses,
        tree.seen.labels,
        {
            path: [[one.address, encode(FileFacts([one])).decode("ascii")] for one in comments]
            for path, comments in tree.seen.comments.items()
        },
        tree.seen.noticed,
    ]
    return json.dumps(whole, separators=(",", ":")).encode("ascii")


def _fault(error: ReportError | None) -> list[Any] | None:
    return [error.path, error.line, error.column, error.message] if error else None


def decoded(line: bytes, rules: Mapping[str, Rule], situation: Situation) -> JudgedTree | None:
    """What `encoded` was given, under the same rules and on the same day; None for anything else.

    `rules` are those that are judged, by id.
    """
    try:
        layout, commit, as_of, counts, findings, numbers, *rest = json.loads(line)
        if layout != _LAYOUT:
            return None
        skipped, failed, unrendered, *rest = rest
        names, files, marks, dated, aging, addresses, labels, comments, noticed = rest
        discovered, judged, templates = numbers
        coverage = Coverage(
            discovered,
            judged,
            templates,
            [SkippedFile(path, reason, _error(fault)) for path, reason, fault in skipped],
            [ReportError(*fault) for fault in failed],
        )
        return JudgedTree(
            commit,
            as_of,
            counts,
            _findings(findings, rules, situation),
            coverage,
            unrendered,
            _marks(files, names),
            marks,
            dated,
            [(path, name) for path, name in aging],
            Seen(
                addresses,
                labels,
                {path: _comments(it, path) for path, it in comments.items()},
                noticed,
            ),
        )
    except (ValueError, KeyError, TypeError, IndexError):
        return None


def _error(fault: Sequence[Any] | None) -> ReportError | None:
    return ReportError(*fault) if fault else None


def _findings(
    rows: list[list[Any]], rules: Mapping[str, Rule], situation: Situation
) -> list[Finding]:
    wordings: dict[tuple[str, bool], Wording] = {}
    found = []
    for rule, added, *own in rows:
        wording = wordings.get((rule, added))
        if wording is None:
            wording = wordings[rule, added] = Wording(rules[rule], situation, added=added)
        found.append(wording.finding(**dict(zip(OWN_FIELDS, own, strict=True))))
    return found


def _marks(rows: list[list[Any]], names: list[str]) -> dict[str, FileMark]:
    known: dict[tuple[int, ...], frozenset[str]] = {}

    def told(ties: list[list[int]], which: int) -> frozenset[str]:
        key = tuple(ties[which])
        if key not in known:
            known[key] = frozenset(names[number] for number in key)
        return known[key]

    return {
        path: FileMark(content_id, Ties(partial(told, ties)), runs, owned)
        for path, content_id, ties, runs, owned in rows
    }


def _comments(rows: list[list[str]], path: str) -> list[ExceptionCommentFact]:
    return [
        replace(fact, address=address)
        for address, row in rows
        for fact in decode(row.encode("ascii"), path, {"exception_comment"}).facts
        if isinstance(fact, ExceptionCommentFact)
    ]
