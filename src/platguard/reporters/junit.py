"""JUnit XML, for pages that show the tests of a pipeline (GitLab, Jenkins, Azure, CircleCI).

A suite is a rule, since what passed is known by rule only; a case is one place. What makes the scan
fail is a failure, what could not be read an error; everything else that is told (warnings, old and
exempt findings, what is undecided) is skipped, with its reason. GitLab shows `classname` as the
suite and knows a case of the base by its name (gitlabhq/gitlabhq: lib/gitlab/ci/parsers/test/
junit.rb), so a name is the address of a thing, which survives moved lines and files. The shape is
that of the schema of Jenkins' xUnit plugin, plus the attributes `file` and `line`, which GitLab and
others link to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from platguard.counting import counted
from platguard.reporters import exception_text, unreadable
from platguard.reporters.findings import asked_for_help, place
from platguard.reporters.inert import inert, inert_line, shortened
from platguard.reporters.verdict import NOTHING_FOUND, coverage_text, decides, is_complete

if TYPE_CHECKING:
    from platguard.model.report import Finding, Report, ReportError
    from platguard.reporters import Failure, Style

_COVERAGE = "coverage"
_KINDS = {"failures": "failure", "errors": "error", "skipped": "skipped"}
_LONGEST = 4_000
"""Characters of a text; it may quote whatever a repository holds."""


def write(report: Report, stream: TextIO, style: Style) -> None:
    """Writes a suite for what was read, and one for each rule that judged something."""
    root = Element("testsuites", name="platguard")
    _coverage(root, report)
    findings: dict[str, list[Finding]] = {rule.id: [] for rule in report.rules}
    for finding in report.findings:
        findings.setdefault(finding.rule, []).append(finding)
    passed = {rule.id: rule.counts["pass"] for rule in report.rules}
    for rule in sorted(findings):
        if findings[rule] or passed.get(rule):
            _rule(root, report, rule, findings[rule], passed.get(rule, 0))
    _put(root, stream)


def write_failure(failure: Failure, stream: TextIO) -> None:
    """Writes one case, which is an error."""
    root = Element("testsuites", name="platguard")
    suite = _suite(root, _COVERAGE)
    case = _case(suite, _COVERAGE, "the scan", failure.error.path, failure.error.line)
    _say(case, "error", f"exit {failure.exit}", failure.error.message, failure.error.message)
    _put(root, stream)


def _coverage(root: Element, report: Report) -> None:
    suite = _suite(root, _COVERAGE)
    coverage = report.coverage
    told = {
        "version": report.version,
        "as_of": report.as_of,
        "commit": report.target.commit or "",
        "discovered": coverage.discovered,
        "judged": coverage.judged,
        "skipped": len(coverage.skipped),
        "failed": coverage.unread,
        "soon": report.summary.soon,
        "exit": report.summary.exit,
    }
    properties = SubElement(suite, "properties")
    for name, value in told.items():
        SubElement(properties, "property", name=name, value=inert(f"{value}"))
    errors = unreadable(report)
    for name, error in zip(_names([error.path for error in errors]), errors, strict=True):
        _unread(suite, report, name, error)
    if not errors:
        case = _case(suite, _COVERAGE, "files in scope")
        if is_complete(report):
            SubElement(case, "system-out").text = f"{coverage_text(report)}."
        else:
            _say(case, "error", "empty", NOTHING_FOUND, f"{coverage_text(report)}.")


def _unread(suite: Element, report: Report, name: str, error: ReportError) -> None:
    case = _case(suite, _COVERAGE, name, error.path, error.line)
    kind = "skipped" if is_complete(report) else "error"
    _say(case, kind, "unreadable", error.message, f"{error.place}: {error.message}")


def _rule(
    root: Element, report: Report, rule: str, findings: Sequence[Finding], passed: int
) -> None:
    suite = _suite(root, rule)
    names = _names([" ".join(filter(None, (f.address, f.subject))) for f in findings])
    for name, finding in zip(names, findings, strict=True):
        case = _case(suite, rule, name, finding.path, finding.line)
        _judge(case, report, finding)
    if passed:
        case = _case(suite, rule, "whatever else is judged")
        SubElement(case, "system-out").text = f"{counted(passed, 'check')} passed."


def _judge(case: Element, report: Report, finding: Finding) -> None:
    text = "\n".join(_lines(finding))
    if decides(report, finding):
        _say(case, "failure", finding.level, finding.message, text)
    elif finding.outcome == "pass":
        SubElement(case, "system-out").text = _unattached(f"soon\n{text}")
    else:
        _say(case, "skipped", finding.outcome, f"{_reason(report, finding)}", text)


def _reason(report: Report, finding: Finding) -> str:
    """Why a finding does not fail the scan."""
    if finding.outcome == "exempt" and finding.exception:
        return f"exempt: {exception_text(finding.exception)}"
    if finding.outcome == "unknown":
        return f"undecided: {finding.message}"
    if not report.is_introduced(finding):
        return f"{finding.level}, older than this change: {finding.message}"
    return f"{finding.level}, which does not fail this scan: {finding.message}"


def _lines(finding: Finding) -> Iterator[str]:
    """The finding for people; no line begins with what the repository says."""
    lifecycle, exception = finding.lifecycle, finding.exception
    asked = ", ".join(asked_for_help(finding))
    told = {
        "at": place(finding),
        "found": finding.message,
        "fix": finding.fix,
        "rule": f"{finding.title} ({finding.standard}, {lifecycle.state})",
        "when": lifecycle.told,
        "but": exception_text(exception) if exception else "",
        "help": asked,
    }
    for label, text in told.items():
        if text:
            yield f"{label:5} {shortened(inert(text), _LONGEST)}"


def _suite(root: Element, name: str) -> Element:
    return SubElement(root, "testsuite", name=inert(name))


def _case(suite: Element, rule: str, name: str, path: str = "", line: int = 0) -> Element:
    told = {"name": inert(name), "classname": inert(f"platguard.{rule}")}
    told |= {"file": inert(path)} if path else {}
    told |= {"line": f"{line}"} if line else {}
    return SubElement(suite, "testcase", told)


def _say(case: Element, kind: str, type_: str, message: str, text: str) -> None:
    said = SubElement(case, kind, type=type_, message=shortened(inert(message), _LONGEST))
    said.text = "\n".join(inert_line(inert(line)) for line in text.split("\n"))


def _unattached(text: str) -> str:
    """Text in which GitLab finds no file to show."""
    return text.replace("[[ATTACHMENT|", r"\x5b[ATTACHMENT|")


def _names(told: Sequence[str]) -> list[str]:
    """Each name once: of equal ones GitLab shows the first only."""
    seen: Counter[str] = Counter()
    names = []
    for name in told:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _put(root: Element, stream: TextIO) -> None:
    for suite in root:
        cases = suite.findall("testcase")
        suite.set("tests", f"{len(cases)}")
        for name, kind in _KINDS.items():
            suite.set(name, f"{len(suite.findall(f'testcase/{kind}'))}")
    for name in ("tests", "failures", "errors"):
        root.set(name, f"{sum(int(suite.get(name, '0')) for suite in root)}")
    indent(root)
    stream.write('<?xml version="1.0" encoding="utf-8"?>\n')
    stream.write(tostring(root, encoding="unicode") + "\n")
