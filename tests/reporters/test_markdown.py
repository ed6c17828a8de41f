"""The pages that people read on the web: the summary of a job, the comment on a pull request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from platguard.model.drift import BaseNote
from platguard.model.proposal import Proposal, Proposed
from platguard.model.report import Report
from platguard.reporters import comment, markdown
from platguard.reporters.comment import MARKER, marker

from .changes import BASE, CHANGE, HARMLESS, HEAD, OLD, PROPOSED, TAGGED, changed
from .consumers import Page
from .reports import BUSY, CLEAN, REPEATED, counts, finding, render

LINKS = "https://git.example/team/shop/blob/"
PAGES = ("markdown", "comment")


def page(report: Report, format_name: str) -> Page:
    return Page(render(report, format_name, links=LINKS))


def told(report: Report, format_name: str) -> str:
    """The words of a page, on one line."""
    return " ".join(page(report, format_name).text.split())


@pytest.mark.parametrize("format_name", PAGES)
def test_a_change_is_told_whole(format_name: str) -> None:
    text = told(CHANGE, format_name)
    for words in (
        "platguard: Failed: this change brings 2 errors and 1 warning",
        "New or worse in this change",
        "allowPrivilegeEscalation is true. Fix: Set securityContext",
        "privilege-escalation: Set allowPrivilegeEscalation to false. platguard fix does it.",
        "k8s/api.yaml:31, inserted at 31:1:",
        "+ allowPrivilegeEscalation: false",
        "k8s/api.yaml:40, 40:3 to 41:1 is taken away.",
        "k8s/web.yaml:19, line 19 becomes: + image: nginx:1.29.3",
        "Resolved by this change where what k8s/mail.yaml:15 non-root",
        "exception EXC-2026-0007 sunset 2026-12-31 2028-12-31",
        "rule image-tag level error note platguard.yaml:4",
        "exclude not there deploy/** .platguard.yaml:2",
        "rule image-digest the rule taken away",
        "In force, it would change this: 2 change level.",
        "Debt: 12 old findings tolerated, 3 fewer than before.",
        "2 entries without a finding",
        ".platguard/baseline.yaml ends on 2027-03-31 (129 days left).",
        "Judged 12 of 12 files, as of 2026-11-22.",
        "Excluded by .platguard.yaml: docs/** (4 files).",
    ):
        assert words in text


def test_a_comment_counts_old_findings_and_a_summary_folds_them() -> None:
    assert "k8s/cart.yaml" not in told(HARMLESS, "comment")
    assert "3 findings older than this change" in told(CHANGE, "comment")
    text = told(CHANGE, "markdown")
    assert "3 findings older than this change where what k8s/cart.yaml:12" in text


def test_nothing_to_say_is_short_and_says_what_was_looked_at() -> None:
    written = render(CLEAN, "comment")
    assert written.splitlines() == [
        MARKER,
        "## platguard: Passed",
        "",
        "Judged 12 of 12 files, as of 2026-11-22.",
    ]


@pytest.mark.parametrize("format_name", PAGES)
def test_an_incomplete_scan_says_so_first(format_name: str) -> None:
    text = told(BUSY, format_name)
    assert text.startswith("platguard: Failed and incomplete: 5 errors")
    assert text.index("k8s/broken.yaml:4") < text.index("Dockerfile:1")
    empty = replace(CLEAN, summary=replace(CLEAN.summary, exit=4))
    assert told(empty, format_name).startswith("platguard: Nothing was judged")


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (CLEAN, "Passed"),
        (
            replace(CLEAN, summary=replace(CLEAN.summary, outcomes=counts(unknown=2))),
            "Not all was decided: nothing failed",
        ),
        (
            replace(CLEAN, coverage=BUSY.coverage, errors=BUSY.errors),
            "Incomplete: 1 file could not be read",
        ),
        (
            replace(HARMLESS, coverage=BUSY.coverage),
            "Passed: this change brings no finding, 3 old findings left; 1 file could not be read",
        ),
        (
            changed((replace(TAGGED, level="note"),)),
            "Passed with findings: this change brings 1 note",
        ),
        (replace(CHANGE, summary=replace(CHANGE.summary, exit=4)), "Nothing was judged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_verdict(report: Report, verdict: str) -> None:
    assert render(report, "markdown").splitlines()[0] == f"## platguard: {verdict}"


def test_links_lead_to_the_commit_that_was_judged() -> None:
    assert f"{LINKS}{HEAD}/k8s/api.yaml#L31" in page(CHANGE, "comment").links
    assert f"{LINKS}{CLEAN.target.commit}/Dockerfile#L1" in page(BUSY, "comment").links


@pytest.mark.parametrize("report", [HARMLESS, BUSY])
def test_without_an_address_or_a_commit_nothing_is_a_link(report: Report) -> None:
    assert [one for one in Page(render(report, "markdown")).links if "blob" in one] == []
    assert report.drift is None or report.drift.base
    drift = report.drift and replace(report.drift, base=BASE._replace(head=None))
    nowhere = replace(report, drift=drift, target=replace(report.target, commit=None))
    assert [one for one in page(nowhere, "markdown").links if "blob" in one] == []


def test_the_whole_repository_is_named_so() -> None:
    one = finding("codeowners", ".", 1, "Nobody owns it.")
    assert "the repository error codeowners" in told(replace(CLEAN, findings=(one,)), "comment")


def test_equal_findings_share_a_row() -> None:
    text = told(REPEATED, "comment")
    assert text.count("The workflow uses actions/checkout@main, which moves.") == 1
    assert "deploy.yml:12" in text
    assert "and 3 more" in text


@pytest.mark.parametrize(
    ("format_name", "limit"), [("markdown", markdown.LIMIT), ("comment", comment.LIMIT)]
)
@pytest.mark.parametrize("width", [1, 500, 100_000])
def test_a_page_is_cut_and_says_how_much(format_name: str, limit: int, width: int) -> None:
    made = [
        replace(TAGGED, path=f"{'ü' * width}/{n}.yaml", message=f"{n} {'é' * width}")
        for n in range(min(4_000, 4_000_000 // width))
    ]
    report = changed((*made, *OLD))
    written = render(report, format_name, links=LINKS)
    assert len(written.encode()) <= limit
    shown = written.count("**error**")
    page = Page(written)
    hidden = [line for line in written.split("\n") if line.startswith("_And ")]
    assert f"_And {len(made) - shown:,} more rows; `--format json` tells all._" in hidden or shown
    assert "Judged 12 of 12 files" in page.text
    assert "Resolved by this change" in page.text
    assert page.tags.count("details") == written.count("</details>")


def test_one_long_value_does_not_hide_the_others() -> None:
    long = Proposal("standard", "a.yaml", 1, "rule a", "why", "x" * 90_000, "y" * 90_000)
    proposed = Proposed((long, *PROPOSED.changes), (), ())
    written = render(replace(CHANGE, proposed=proposed), "comment")
    assert len(written.encode()) < 10_000
    assert "rule image-digest" in written


def test_the_gravest_stay_when_a_page_is_cut() -> None:
    grave = finding("secret-in-git", "z.yaml", 1, "A secret.", severity="critical")
    made = tuple(finding("image-tag", f"{n}.yaml", 1, f"{n} moves.") for n in range(500))
    text = told(replace(CLEAN, findings=(*made, grave)), "comment")
    assert text.index("z.yaml:1") < text.index("0.yaml:1")
    assert "And 471 more rows; --format json tells all." in text


def test_a_comment_has_one_marker_for_each_part_of_a_repository() -> None:
    def of(*scope: str) -> str:
        return marker(scope or None)

    assert of() == MARKER
    assert len({of(), of("services/a"), of("services/b"), of("--><b>")}) == 4
    for told in (of(), of("services/a"), of("--><b>")):
        assert told.startswith("<!-- platguard:comment")
        assert Page(told).comments == [told[4:-3]]


def test_an_address_of_the_owners_is_a_link_unless_it_could_be_more() -> None:
    def links(guide: str) -> list[str]:
        one = finding("image-tag", "a.yaml", 1, "It moves.", guide=guide)
        return Page(render(replace(CLEAN, findings=(one,)), "comment")).links

    assert links("https://platform.example/tags#fix") == ["https://platform.example/tags#fix"]
    for guide in (
        "https://x.example/)<b>",
        "javascript:alert(1)",
        "https://x.example|y",
        "see http",
    ):
        assert links(guide) == []


def test_a_base_is_named() -> None:
    base = BaseNote("origin/ma|in", "1" * 40, "2" * 40, None)
    assert CHANGE.drift
    report = replace(CHANGE, drift=replace(CHANGE.drift, base=base))
    assert "Compared with origin/ma|in." in told(report, "markdown")


@pytest.mark.parametrize("format_name", ["markdown", "comment"])
def test_debt_of_a_part_is_called_so(format_name: str) -> None:
    part = replace(CHANGE.target, scope=("k8s",))
    assert "**Debt:** " in render(CHANGE, format_name)
    of_part = render(replace(CHANGE, target=part), format_name)
    assert "**Debt in what was looked at:** 12 old findings tolerated" in of_part
    assert CHANGE.debt
    none = replace(CHANGE.debt, tolerated=0, returned=0)
    assert "**Debt" not in render(replace(CHANGE, target=part, debt=none), format_name)
