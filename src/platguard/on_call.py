"""What somebody on call wants to know of a repository that is not theirs, and where it says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from posixpath import dirname

from platguard.facts.examples import is_example
from platguard.model.document import NOWHERE
from platguard.model.facts import (
    CatalogEntityFact,
    CodeOwnersFact,
    DocumentFact,
    Fact,
    RepositoryFact,
    ToolCategoryFact,
    ToolFact,
)
from platguard.model.facts.tools import USED
from platguard.records import dataclass
from platguard.relations.code_owners import PLACES, Owners
from platguard.relations.running import stands_beside_code
from platguard.tuples import NamedTuple


class Found(NamedTuple):
    """One answer, and what shows it."""

    text: str
    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and all that answers it; nothing where the repository does not say."""

    id: str
    """deployment, code, logs, monitoring, runbooks."""
    asks: str
    answers: Sequence[Found]


def questions(facts: Sequence[Fact]) -> list[Question]:
    """The five questions, with what all facts of a repository answer."""
    return [
        Question("deployment", "How is it deployed?", _tools(facts, "deployment")),
        Question("code", "Where is the code?", list(_code(facts))),
        Question("logs", "Where are the logs?", _tools(facts, "logging")),
        Question("monitoring", "What monitors it?", _tools(facts, "monitoring")),
        Question("runbooks", "Where are the runbooks?", list(_runbooks(facts))),
    ]


def owner_of(facts: Iterable[Fact], team: str) -> Callable[[str], str]:
    """Who answers for the file at a path: its code owner, else the team, else the catalog's owner.

    `team` is that of the repository's configuration, or empty.
    """
    files: dict[str, CodeOwnersFact] = {}
    fallback = team
    for fact in facts:
        if isinstance(fact, CodeOwnersFact):
            files[fact.path] = fact
        elif isinstance(fact, RepositoryFact):
            fallback = fallback or fact.owner
    counting = [(reader, path) for reader in PLACES for path in PLACES[reader] if path in files]
    owners = Owners(files[counting[0][1]], counting[0][0]) if counting else None

    def find(path: str) -> str:
        found = owners.of(path) if owners else []
        return found[0] if found else fallback

    return find


def _tools(facts: Sequence[Fact], category: str) -> list[Found]:
    """The systems of a category: those in use, the outermost first; else those it refers to."""
    whole = {
        product
        for fact in facts
        if isinstance(fact, ToolCategoryFact) and fact.category == category
        for product in fact.used
    }
    tools = [f for f in facts if isinstance(f, ToolFact) and f.category == category]
    used = [fact for fact in tools if fact.strength == USED]
    shown = used or tools
    shown.sort(key=lambda fact: (fact.product not in whole, fact.product))
    return [_found(_named(fact), fact) for fact in shown]


def _named(fact: ToolFact) -> str:
    more = f", {fact.shown_by} files" if fact.shown_by > 1 else ""
    weak = "" if fact.strength == USED else ", only referred to"
    told = "" if fact.evidence == fact.path else f": {fact.evidence}"
    return f"{fact.product}{told}{more}{weak}"


def _code(facts: Sequence[Fact]) -> Iterator[Found]:
    """Where an annotation of the catalog says it is; then the folders of this repository."""
    for fact in facts:
        if isinstance(fact, CatalogEntityFact) and fact.source and not is_example(fact.path):
            yield _found(f"{fact.name}: {fact.source}", fact)
    paths = {fact.path for fact in facts if stands_beside_code(fact.path)}
    folders: dict[str, str] = {}
    for path in sorted(path for path in paths if not is_example(path)):
        folders.setdefault(dirname(path), path)
    for folder, path in folders.items():
        yield Found(f"here, in {folder}/" if folder else "here, at the root", path, 1, 1)


def _runbooks(facts: Sequence[Fact]) -> Iterator[Found]:
    for fact in facts:
        if isinstance(fact, DocumentFact) and fact.role == "runbook" and fact.found:
            yield _found(fact.evidence, fact)


def _found(text: str, fact: Fact) -> Found:
    place = fact.places.get("", NOWHERE)
    return Found(text, fact.path, place.line, place.column)
