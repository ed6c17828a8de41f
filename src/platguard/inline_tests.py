"""Runs the tests that stand in rules: given some files, on a day, what does the rule find?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from platguard.cache import Cache
from platguard.config import Organisation, read_organisation
from platguard.config_files import ORGANISATION_FILE, REGISTER_FOLDER
from platguard.evaluation import Evaluation, Verdict
from platguard.exempting import exception_facts, standings
from platguard.facts import kind_of, of_path
from platguard.memory import FactMemory
from platguard.model.facts import ExceptionFact, Fact
from platguard.model.standard import InlineTest, Rule
from platguard.policy import Decided
from platguard.register import read_register
from platguard.related import Related
from platguard.selection import Selection
from platguard.sources.given import GivenFiles


@dataclass(frozen=True, slots=True)
class TestResult:
    """What came of one inline test."""

    rule: Rule
    test: InlineTest
    found: str
    """One of EXPECTATIONS."""

    @property
    def passed(self) -> bool:
        """Whether it found what it expected."""
        return self.found == self.test.expect


def run_tests(decided: Decided, today: date, only: Collection[str] = ()) -> Iterator[TestResult]:
    """The result of every inline test; one that names no day runs on `today`.

    `only` are the ids of the rules to test, none for all. Raises UsageError for a rule whose
    expressions err on a test's files.
    """
    for rule in decided.policy.rules:
        for test in rule.tests if rule.id in only or not only else ():
            yield TestResult(rule, test, _found(rule, test, decided, today))


def _found(rule: Rule, test: InlineTest, decided: Decided, today: date) -> str:
    """The worst outcome of the rule on the files of the test."""
    context = {
        "as_of": test.as_of or today.isoformat(),
        "repo.name": "example",
        "repo.team": "",
        "repo.segment": "",
    }
    evaluation = Evaluation(Selection([rule]), decided, context)
    given = facts_of(test.given, rule.on)
    if rule.on == "exception":
        day = date.fromisoformat(context["as_of"])
        given += _registered(test.given, day, decided.policy.known_ids)
    found = {verdict.outcome for fact in given for verdict in _told(evaluation, fact)}
    for outcome in ("fail", "unknown", "warn"):
        if outcome in found:
            return outcome
    counts = evaluation.counts[rule.id]
    return "pass" if counts["pass"] else "not-applicable" if counts["not-applicable"] else "none"


def _told(evaluation: Evaluation, fact: Fact) -> Iterator[Verdict]:
    for verdict in evaluation.judge(fact):
        evaluation.tell(verdict)  # a message that cannot be told is a fault of the rule, too
        yield verdict


def facts_of(files: Mapping[str, str], wanted: str) -> list[Fact]:
    """The facts of some files, by path, as a repository of their own; relations if `wanted`."""
    given = GivenFiles(files)
    memory = FactMemory(Cache(None), "", manifests=True)
    found: list[Fact] = []
    for blob in given.blobs():
        kind = kind_of(blob.path)
        if kind is not None:
            facts = memory.facts(blob.content_id, kind, blob.path, blob.read).facts
            found += [*facts, *of_path(facts, blob.path)]
    return list(Related(given, memory, {wanted}).facts(found))


def _registered(
    files: Mapping[str, str], as_of: date, known_ids: Mapping[str, str]
) -> list[ExceptionFact]:
    """The register among the files, judged by the roles of the configuration among them."""
    organisation = Organisation()
    if ORGANISATION_FILE in files:
        data = files[ORGANISATION_FILE].encode()
        organisation = read_organisation(data, ORGANISATION_FILE)
    found = {
        path: text.encode() for path, text in files.items() if path.startswith(REGISTER_FOLDER)
    }
    register = read_register(found, known_ids)
    return exception_facts(standings(register, as_of, organisation.roles), {})
