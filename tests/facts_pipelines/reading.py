"""Facts of a text that stands where workflows do, or where an action does."""

from __future__ import annotations

from typing import TypeVar

from platguard import facts
from platguard.model.facts import Fact

Kind = TypeVar("Kind", bound=Fact)

WORKFLOW = ".github/workflows/ci.yml"
ACTION = ".github/actions/setup/action.yml"


def facts_of(text: str, path: str = WORKFLOW) -> list[Fact]:
    """The facts of a file of this text."""
    kind = facts.kind_of(path)
    assert kind is not None
    found = facts.extract(text.encode(), kind)
    assert not found.problems
    return found.facts


def of_type(text: str, kind: type[Kind], path: str = WORKFLOW) -> list[Kind]:
    """Those of one type."""
    return [fact for fact in facts_of(text, path) if isinstance(fact, kind)]


def job(body: str, on: str = "push") -> str:
    """A workflow of one job with these lines, in flow style or indented by four."""
    return f"on: {on}\njobs:\n  build:\n{body}\n"


def step(body: str, on: str = "push") -> str:
    """A workflow of one step with these keys, in flow style."""
    return f"on: {on}\njobs: {{build: {{steps: [{body}]}}}}\n"


def script(text: str) -> str:
    """A workflow of one step that runs this script."""
    lines = "\n".join(f"          {line}" for line in text.splitlines())
    return f"on: push\njobs:\n  build:\n    steps:\n      - run: |\n{lines}\n"
