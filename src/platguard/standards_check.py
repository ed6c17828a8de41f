"""A check of standards: every fault of a run, and what deserves a second look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from platguard import notice
from platguard.builtin import StandardFile
from platguard.cache import Cache
from platguard.compilation import compile_rule
from platguard.config import Organisation
from platguard.errors import UsageError
from platguard.expressions import Expressions
from platguard.message_contract import breaches
from platguard.model.lifecycle import Lifecycle, NoticeWaiver
from platguard.model.standard import Rule
from platguard.policy import dated_by, dates_fault, decide, waiver_faults
from platguard.publication import dropped, moved, notice_faults
from platguard.records import dataclass
from platguard.request import Request
from platguard.settings import Settings, read_settings
from platguard.standard_history import StandardHistory
from platguard.standards import read_rules
from platguard.table_files import TableFiles
from platguard.tuples import NamedTuple
from platguard.workspace import open_workspace

NOTICE_HINT = "Move the date, or waive the notice with `notice_waiver:` and two approvals."


class Remark(NamedTuple):
    """What is allowed and worth a second look, or could not be verified."""

    path: str
    line: int
    """0 where it is about the whole file."""
    text: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.text}"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check finds."""

    rules: int
    """How many rules there are; 0 when they cannot all be read."""
    standards: int
    faults: Sequence[UsageError]
    """Each once, in the order of files and lines."""
    remarks: Sequence[Remark]
    """Each once, by rule; they are no faults."""


def check_standards(request: Request) -> Checked:
    """Looks at every rule of a request; raises UsageError for a configuration at fault."""
    workspace = open_workspace(request)
    settings = read_settings(request, workspace.source)
    number = len(settings.standards)
    try:
        rules = _rules(settings)
    except UsageError as fault:
        return Checked(0, number, _in_order(_faults_apart(settings.standards, fault)), ())
    check = _Check(request.day(settings.organisation.timezone), settings.organisation, None)
    if any(check.may_owe_notice(rule) for rule in rules):
        check = check._replace(history=StandardHistory(request, settings, workspace.root))
    remarks = dict.fromkeys(remark for rule in rules for remark in check.remarks(rule))
    faults = [fault for rule in rules for fault in check.faults(rule)]
    return Checked(len(rules), number, _in_order(faults), [*remarks])


class _Check(NamedTuple):
    """What rules are held against."""

    as_of: date
    organisation: Organisation
    history: StandardHistory | None
    """None when no rule has dates that somebody published."""

    def faults(self, rule: Rule) -> Iterator[UsageError]:
        """Everything that is wrong with a rule that can be read."""
        yield from waiver_faults(rule, self.organisation)
        for whose, life in rule.lifecycles.items():
            for told in (
                *notice.missing(life, self.as_of),
                *notice.approved_later(life, self.as_of),
            ):
                yield dates_fault(rule, life, self.organisation, f"{whose}: {told}")
            for told in self._late(rule, life):
                message = f"{whose}: {told}"
                yield dates_fault(rule, life, self.organisation, message, NOTICE_HINT)
        if self.history is not None and rule.enabled:
            for told in dropped(rule, self.history.versions, self.as_of):
                yield UsageError(
                    f"rule {rule.id}: {told}",
                    path=rule.path,
                    line=rule.line,
                    column=1,
                    hint="Give it its lifecycle back, at least until that day.",
                )
        yield from _contract_faults(rule)

    def may_owe_notice(self, rule: Rule) -> bool:
        """Whether somebody published dates of the rule, or may have taken them away."""
        published = any(self.is_public(rule, life) for life in rule.lifecycles.values())
        return published or (
            rule.lifecycle is None and (self.organisation.adopted or not rule.builtin)
        )

    def remarks(self, rule: Rule) -> Iterator[Remark]:
        """What is allowed and worth a second look, and what could not be verified."""
        for told in _untested(rule):
            yield Remark(rule.path, rule.line, f"rule {rule.id}: {told}")
        for whose, life in rule.lifecycles.items():
            at = dates_fault(rule, life, self.organisation, "")
            for told in self._dated_remarks(rule, life):
                yield Remark(at.path, at.line, f"{whose}: {told}")
            if unverified := self._unverified(rule, life):
                yield Remark(at.path, 0, f"not verified: {unverified}")

    def _dated_remarks(self, rule: Rule, life: Lifecycle) -> Iterator[str]:
        # Nothing is waived by a waiver that is at fault.
        if not rule.contact:
            yield "nobody is named whom teams may ask: write `contact:` into platguard.yaml"
        yield from notice.remarks(replace(life, notice_waiver=self._valid_waiver(life)))
        if life.notice_waiver and not self.organisation.adopted:
            yield "notice_waiver is not verified: no configuration names who may approve it"
        if self.history is not None and self.is_public(rule, life):
            yield from moved(rule, life, self.history.versions)

    def _valid_waiver(self, life: Lifecycle) -> NoticeWaiver | None:
        roles = self.organisation.roles if self.organisation.adopted else None
        wrong = notice.check(life, roles) or notice.approved_later(life, self.as_of)
        return None if wrong else life.notice_waiver

    def _unverified(self, rule: Rule, life: Lifecycle) -> str:
        if self.history is None or not self.is_public(rule, life):
            return ""
        return self.history.unverified(rule, life)

    def is_public(self, rule: Rule, life: Lifecycle) -> bool:
        """Whether the dates stand in a file that was published: not those inside platguard."""
        return not rule.builtin or dated_by(rule, life, self.organisation) is not None

    def _late(self, rule: Rule, life: Lifecycle) -> list[str]:
        if self.history is None or not rule.enabled or not self.is_public(rule, life):
            return []
        if self._unverified(rule, life):
            return []
        return notice_faults(rule, life, self.history.versions, self.as_of)


def _rules(settings: Settings) -> Sequence[Rule]:
    """Every rule as it is set, read and compiled anew, so that its tests are there too."""
    # Loading stops at the first waiver that nobody may give; here all of them are told.
    trusting = replace(settings.organisation, adopted=False)
    return decide(replace(settings, organisation=trusting), Cache(None)).policy.rules


def _faults_apart(files: Iterable[StandardFile], first: UsageError) -> list[UsageError]:
    """The fault at which loading stopped, and what else is wrong with rules one by one."""
    expressions = Expressions(lambda: TableFiles(Cache(None)).tables)
    found = [first]
    for file in files:
        found += _file_faults(file, expressions)
    return found


def _file_faults(file: StandardFile, expressions: Expressions) -> Iterator[UsageError]:
    try:
        rules = read_rules(file.data, file.path, builtin=file.builtin)
    except UsageError as fault:
        yield fault
        return
    for rule in rules:
        if isinstance(rule, UsageError):
            yield rule
            continue
        try:
            compile_rule(rule, expressions)
        except UsageError as fault:
            yield fault
        else:
            yield from _contract_faults(rule)


def _contract_faults(rule: Rule) -> Iterator[UsageError]:
    for breach in breaches(rule):
        line, column = rule.places.get(breach.key, (rule.line, 1))
        yield UsageError(
            f"rule {rule.id}: message-contract: {breach.key} {breach.told}",
            path=rule.path,
            line=line,
            column=column,
            hint=breach.remedy,
        )


def _untested(rule: Rule) -> Iterator[str]:
    expected = {test.expect for test in rule.tests}
    if "fail" not in expected:
        yield "no inline test expects it to fail; add one, with what it must find"
    if expected.isdisjoint({"pass", "none", "not-applicable"}):
        yield "no inline test expects it to pass; add one, with what it must leave alone"


def _in_order(faults: Iterable[UsageError]) -> list[UsageError]:
    """Each fault once, in the order of files and lines."""
    told = {str(fault): fault for fault in faults}
    return sorted(told.values(), key=lambda fault: (fault.path, fault.line, fault.column))
