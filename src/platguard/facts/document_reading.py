"""The documents of a YAML or JSON file, those of templates as far as they can be told."""

from __future__ import annotations

from bisect import bisect_left

from platguard.facts.templates import holds_actions
from platguard.model.document import Document, Problem
from platguard.parsers import parse
from platguard.patterns import pattern
from platguard.records import dataclass

_SEPARATOR = pattern(r"---(\s|$)")


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read of a file."""

    documents: list[Document]
    problems: list[Problem]
    """What is wrong with documents that are YAML."""
    failed: bool
    """Whether something could not be read, be it a template."""
    unrendered: bool
    """Whether a document is a template that is no YAML before somebody renders it."""


def read_documents(data: bytes, dialect: str) -> Read:
    """The documents of `data` as `dialect` (a key of PARSERS) reads them."""
    parsed = parse(data, dialect)
    if not parsed.problems:
        return Read(parsed.documents, [], failed=False, unrendered=False)
    text = data.decode("utf-8", "replace")
    problems = _outside_templates(text, parsed.problems)
    if len(problems) == len(parsed.problems):
        return Read(parsed.documents, problems, failed=True, unrendered=False)
    if dialect != "json":
        from platguard.facts.unrendered import parse_unrendered

        blanked = parse_unrendered(data, dialect)
        if len(blanked.problems) < len(parsed.problems):
            parsed = blanked
    return Read(parsed.documents, problems, failed=bool(parsed.problems), unrendered=True)


def _outside_templates(text: str, problems: list[Problem]) -> list[Problem]:
    """The problems of documents that are YAML; a Go template is none before it is rendered."""
    lines = text.splitlines()
    starts = [0, *(number for number, line in enumerate(lines) if _SEPARATOR.match(line))]
    ends = [*starts[1:], len(lines)]
    templates = [
        holds_actions("\n".join(lines[start:end])) for start, end in zip(starts, ends, strict=True)
    ]
    # A parser may give up only at the next separator: a document reaches up to and with it.
    return [
        problem
        for problem in problems
        if not templates[max(0, bisect_left(starts, problem.line - 1) - 1)]
    ]
