"""What people read: what an exception is for, texts to copy, pages as they are written."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from platguard.audit.register import within
from platguard.audit.report import assemble
from platguard.model.policy_exception import ResourceSelector, Scope
from platguard.reporters.inert_markdown import inline
from platguard.reporters.organisation import write
from platguard.reporters.organisation.html_summary import attention

from .organisations import busy, wanted


def test_an_exception_tells_what_it_is_for() -> None:
    scope = Scope(
        repositories=("shop/*",),
        paths=("deploy/",),
        resources=(
            ResourceSelector("Deployment", "shop", "web"),
            ResourceSelector(labels={"tier": "old"}),
        ),
        fingerprints=("abc123",),
    )
    assert within(scope) == (
        "path deploy/", "Deployment shop/web", "resource with tier=old", "finding abc123",
    )  # fmt: skip
    entry = busy().entries[0]._replace(repositories=("shop/*",), within=within(scope)[:1])
    report = assemble(replace(busy(), entries=[entry]), wanted())
    for form in ("markdown", "csv", "html", "json"):
        stream = BytesIO()
        write(report, stream, form)
        assert b"deploy/" in stream.getvalue(), form


def test_a_text_that_is_ready_to_be_sent_can_be_copied() -> None:
    report = assemble(busy(), wanted())
    stream = BytesIO()
    write(report, stream, "markdown", ["texts"])
    table = stream.getvalue().decode().partition("## What to tell")[2]
    links = [text for one in report.usage for text in one.texts.values() if "https://" in text]
    assert links
    for text in links:
        assert f"`{text}`" in table


def test_what_is_critical_comes_first() -> None:
    worse = replace(busy(), rules=[replace(rule, severity="critical") for rule in busy().rules])
    report = assemble(worse, wanted())
    first = next(attention(report))
    failing = {row.rule: row.findings for row in report.matrix.rules if row.findings}
    named = ", ".join(f"{rule} {number}" for rule, number in sorted(failing.items()))
    assert (first.state, first.text) == (
        "critical",
        f"{sum(failing.values())} findings of critical rules, without notes: {named}.",
    )
    for milder in (busy(), replace(worse, noted=[*worse.found[max(worse.found)]])):
        states = {one.state for one in attention(assemble(milder, wanted()))}
        assert "critical" not in states


def test_an_exception_that_may_cover_what_could_not_be_judged_is_not_called_unneeded() -> None:
    def told(*repositories: str) -> bool:
        entry = busy().entries[0]._replace(repositories=repositories, state="active")
        report = assemble(replace(busy(), entries=[entry]), wanted())
        assert not report.exceptions.rows[0].matches
        return any("cover no finding any more" in one.text for one in attention(report))

    assert told("payments/*")
    assert not told("payments/*", "search/*")  # search/gone is missing
    assert not told()


def test_a_page_can_be_read_as_it_is_written() -> None:
    assert inline("1.1.6 is (0.0%), not > 70") == "1.1.6 is (0.0%), not > 70"
    assert "<" not in inline("<b>")
    assert "`" not in inline("`a`")
