"""The report for pages that show tests."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from junitparser import Attr, Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from platguard.model.report import Report

from .changes import CHANGE, hostile_change
from .reports import BUSY, CLEAN, REPEATED, counts, finding, hostile, render

SCHEMA = Path(__file__).parent / "data" / "junit" / "junit-10.xsd"


@pytest.fixture(scope="module")
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMA)


class Case(TestCase):
    """A case with the attribute that is in no schema and that GitLab links to."""

    __test__ = False
    file = Attr()


def cases(report: Report) -> dict[tuple[str, str], Case]:
    """Every case by class and name, as another program reads them."""
    suites = JUnitXml.fromstring(render(report, "junit").encode())
    found = [
        Case.fromelem(case)  # type: ignore[no-untyped-call]
        for suite in suites
        for case in suite
    ]
    told = {(case.classname, case.name): case for case in found}
    assert len(told) == len(found), "two cases have one name"
    return told


def kinds(report: Report, kind: type) -> dict[str, str]:
    """The cases with such a result: the file of each, and what the result says."""
    return {
        f"{case.file}": one.message
        for case in cases(report).values()
        for one in case.result
        if isinstance(one, kind)
    }


@pytest.mark.parametrize(
    "report", [BUSY, CLEAN, REPEATED, CHANGE, hostile("<&\x00\udcff"), hostile_change("]]>")],
    ids=["busy", "clean", "repeated", "change", "hostile", "hostile-change"],
)  # fmt: skip
def test_meets_the_schema_of_jenkins(report: Report, schema: xmlschema.XMLSchema) -> None:
    root = ElementTree.fromstring(render(report, "junit"))
    for case in root.iter("testcase"):
        # The two that GitLab, CircleCI and reporters for GitHub link to; the schema lacks them.
        case.attrib.pop("file", None)
        case.attrib.pop("line", None)
    schema.validate(root)
    wrong = deepcopy(root)
    wrong.find("testsuite").attrib.pop("name")  # type: ignore[union-attr]
    assert not schema.is_valid(wrong)


def test_the_numbers_are_those_of_the_cases() -> None:
    suites = JUnitXml.fromstring(render(BUSY, "junit").encode())
    told = [(s.name, s.tests, s.failures, s.errors, s.skipped) for s in suites]
    suites.update_statistics()  # type: ignore[no-untyped-call]
    for suite in suites:
        assert isinstance(suite, TestSuite)
        suite.update_statistics()  # type: ignore[no-untyped-call]
    assert told == [(s.name, s.tests, s.failures, s.errors, s.skipped) for s in suites]
    assert suites.failures == BUSY.summary.error


def test_what_makes_the_scan_fail_is_a_failure() -> None:
    failures = kinds(BUSY, Failure)
    assert set(failures) == {"Dockerfile", "k8s/web.yaml", "k8s/worker.yaml"}
    assert failures["k8s/web.yaml"].startswith('container "web" in Deployment shop/web uses')
    swarm = kinds(BUSY, Skipped)["docker-stack.yml"]
    assert swarm.startswith("warning, which does not fail this scan: service web runs on")


@pytest.mark.parametrize(("fail_on", "fails"), [("warning", True), ("error", False)])
def test_the_failing_level_decides(fail_on: str, fails: bool) -> None:
    report = replace(BUSY, summary=replace(BUSY.summary, fail_on=fail_on))
    assert ("docker-stack.yml" in kinds(report, Failure)) is fails
    never = replace(BUSY, summary=replace(BUSY.summary, fail_on="never"))
    assert kinds(never, Failure) == {}


def test_only_what_the_change_made_fails() -> None:
    assert set(kinds(CHANGE, Failure)) == {"k8s/web.yaml", "k8s/api.yaml"}
    skipped = kinds(CHANGE, Skipped)
    assert skipped["k8s/mail.yaml"].startswith("error, older than this change: ")


def test_an_exempt_one_is_skipped_with_its_reason() -> None:
    told = kinds(BUSY, Skipped)["k8s/api.yaml"]
    assert (
        told == "exempt: EXC-2026-0001 covered through 2027-05-31, 190 days left, limited support"
    )


def test_what_could_not_be_read_is_an_error_until_that_is_allowed() -> None:
    assert kinds(BUSY, Error) == {"k8s/broken.yaml": "expected ',' or ']', the file ended"}
    allowed = replace(BUSY, summary=replace(BUSY.summary, exit=1))
    assert kinds(allowed, Error) == {}
    assert "k8s/broken.yaml" in kinds(allowed, Skipped)


def test_an_empty_scan_is_an_error() -> None:
    nothing = replace(
        CLEAN,
        rules=(),
        coverage=replace(CLEAN.coverage, discovered=0, judged=0),
        summary=replace(CLEAN.summary, exit=4),
    )
    told = "Nothing was found that platguard knows how to judge."
    assert kinds(nothing, Error) == {"None": told}


def test_what_passed_is_counted() -> None:
    case = cases(BUSY)[("platguard.image-tag", "whatever else is judged")]
    assert case.is_passed
    assert case.system_out == "8 checks passed."


def test_a_name_survives_moved_lines_and_files() -> None:
    before, after = (
        replace(CLEAN, findings=(finding("image-tag", path, line, "It moves."),))
        for path, line in (("a.yaml", 3), ("b/c.yaml", 90))
    )
    assert cases(before).keys() == cases(after).keys()


def test_copies_of_a_thing_have_names_of_their_own() -> None:
    copies = tuple(finding("image-tag", "a.yaml", line, "It moves.") for line in (1, 5, 9))
    rules = (replace(CLEAN.rules[0], counts=counts(fail=3)),)
    names = [name for _, name in cases(replace(CLEAN, findings=copies, rules=rules))]
    thing = "k8s:apps/Deployment/shop/api containers[api].image"
    assert names == ["files in scope", thing, f"{thing} (2)", f"{thing} (3)"]


def test_gitlab_finds_no_file_to_show() -> None:
    assert "[[ATTACHMENT|" not in "".join(
        element.text or ""
        for element in ElementTree.fromstring(
            render(hostile("[[ATTACHMENT|/etc/passwd]]"), "junit")
        ).iter("system-out")
    )
