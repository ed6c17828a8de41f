"""What a repository says never acts, in any format."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.errors import UsageError
from platguard.model.report import Report, ReportError
from platguard.reporters import FAILURES, REPORTERS, Failure, write_failure
from platguard.reporters.inert import inert, inert_line, shortened, valid
from platguard.reporters.inert_markdown import block, cell_code, code, html_code, plain

from .changes import hostile_change
from .consumers import OURS, Page, commands
from .reports import CLEAN, hostile, render

ATTACKS = [
    "x\n::error::hi",
    "::error::hi",
    "a ::set-env name=PATH::x " * 9,
    "##[add-mask]a",
    "###[group]",
    "##vso[task.setvariable]a",
    "\x1b[2J\x1b]0;title\x07",
    "\x9b2J",
    "\r\x08\x7f",
    "\u202egpj.exe\u2066",
    "\u2028::error::hi",
    "a\udcff",
    "@octocat, @acme/team and a@b.example or mailto:a@b.example",
    "#1 acme/shop#2 GH-3 !4 $5 ~6 %7 &8 ^9 commit 1f0c2d3",
    "http://x.example https://x.example www.x.example ftp://x.example",
    "![image](http://x.example/i.png) [link](http://x.example) <http://x.example>",
    "<img src=x onerror=alert(1)> </details> <script>alert(1)</script> &lt;b&gt;",
    "x --> <!-- platguard:comment -->",
    "]]> <![CDATA[ ]]> <?xml?> <!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]> &a;",
    "```\n</details>\n# x\n````` ~~~~~",
    "a | b \\| c \\\\| d ` e `` f | g",
    "a|[link](http://x.example)|<img src=x>",
    "\\|[link](http://x.example)|<img src=x>",
    "\n/close\n/approve",
    "- [ ] *a* _b_ **c** ~~d~~ ==e== $f$ :boom: [^1]",
    "[[ATTACHMENT|/etc/passwd]]",
    "%0A::error::x %25 a,line=9,title=x::y",
    "\ufffe\uffff\x00",
]
JSON = {"json", "sarif", "sarif-github", "gitlab", "github-review"}
"""Formats that a JSON parser reads."""
MARKDOWN = {"markdown", "comment"}
FORMATS = sorted(REPORTERS)
texts = (
    st.text(st.characters(codec="utf-8"))
    | st.text(st.sampled_from(":#[vso \n\r\x1b\x9b\x7f\u202e\u2028\udcffa"))
    | st.text(st.sampled_from("@#!:/|`\\\n.<>&-[]()w1a_*~ "))
)
MAKERS: list[Callable[[str], Report]] = [hostile, hostile_change]
LINKS = "https://git.example/team/shop/blob/"


def assert_harmless(written: str) -> None:
    """Nothing in it acts on a terminal or in the log of a CI runner."""
    written.encode()
    assert not set(written) & set("\x1b\x07\x08\r\x7f\x9b\u202e\u2066\u2028")
    assert "##[" not in written
    assert "##vso[" not in written
    assert commands(written) == []


def assert_inert(format_name: str, written: str) -> None:
    """Nothing in it acts on whoever reads the format."""
    # Annotations are commands; what they say is looked at below.
    assert_harmless(written.replace("::", ":") if format_name == "github" else written)
    if format_name in JSON:
        json.loads(written)
    if format_name in MARKDOWN:
        assert_text(written, format_name)
    if format_name == "junit":
        ElementTree.fromstring(written)
    if format_name == "github-review":
        review = json.loads(written)
        for body in (review["body"], *(one["body"] for one in review["comments"])):
            assert_text(body, format_name)


def assert_text(markdown: str, format_name: str) -> None:
    """A page holds our own elements and links, and calls nobody."""
    page = Page(markdown)
    assert set(page.tags) <= OURS
    assert page.tags.count("details") == markdown.count("<details><summary>")
    assert [one for one in page.links if not one.startswith(LINKS)] == []
    assert page.comments == ([" platguard:comment "] if format_name == "comment" else [])
    assert page.calls() == []
    # GitLab carries out a line of a comment that begins with a slash; a review is for GitHub.
    assert format_name == "github-review" or not any(
        line.lstrip().startswith("/") for line in markdown.split("\n")
    )


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: ascii(attack)[:40])
@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("format_name", FORMATS)
def test_no_text_acts(format_name: str, make: Callable[[str], Report], attack: str) -> None:
    assert_inert(format_name, render(make(attack), format_name, links=LINKS))


@given(texts, st.sampled_from(FORMATS), st.sampled_from(MAKERS))
def test_no_text_at_all_acts(text: str, format_name: str, make: Callable[[str], Report]) -> None:
    assert_inert(format_name, render(make(text), format_name, links=LINKS))


@given(texts, st.sampled_from(sorted(FAILURES)))
def test_no_reason_of_a_failure_acts(text: str, format_name: str) -> None:
    for path in ("", text):
        stream = StringIO()
        error = ReportError(path, 1, 1, text)
        write_failure(Failure("0.1.0", 2, error), stream, format_name)
        assert_inert(format_name, stream.getvalue())


@given(texts, st.sampled_from(MAKERS))
def test_an_annotation_says_what_it_should_and_no_more(
    text: str, make: Callable[[str], Report]
) -> None:
    report = make(text)
    written = render(report, "github")
    found = commands(written)
    assert len(found) == written.count("\n")
    assert {command.name for command in found} <= {"error", "warning", "notice"}
    assert {name for one in found for name in one.properties} <= {
        *("file", "line", "endLine", "col", "title"),
    }
    paths = {inert(f.path) for f in report.findings} | {inert(e.path) for e in report.errors}
    paths |= {inert(error.path) for error in report.coverage.failed}
    assert {command.properties.get("file", "") for command in found} <= {*paths, ""}
    assert any(inert(text) in command.text for command in found)


def seen(markdown: str) -> str:
    """The words of a page, without what only keeps them apart."""
    return " ".join(Page(markdown).text.replace("\u200b", "").split())


@given(texts, st.sampled_from([plain, html_code, code, cell_code]))
def test_a_reader_of_markdown_sees_the_words_themselves(
    text: str, written: Callable[[str], str]
) -> None:
    told = " ".join(inert(text).split())
    assert seen(f"x {written(text)} y") == " ".join(f"x {told} y".split())
    if written is not code:
        cells = seen(f"| a | b |\n| --- | --- |\n| {written(text)} | last |")
        assert cells == " ".join(f"a b {told} last".split())


@pytest.mark.parametrize(
    "text",
    ["--", "---", "- - a", "+ a", "=", "1. a", "12) a", "    a", "\ta", "# a", "> a", "~~~", "/a"],
)
def test_no_text_opens_anything(text: str) -> None:
    for line in (plain(text), f"- {plain(text)}", f"a\n{plain(text)}"):
        page = Page(line)
        assert set(page.tags) <= {"p", "ul", "li"}
        assert not line.startswith("/")
        assert text.strip() in page.text or inert(text) in page.text


@given(st.lists(texts))
def test_a_block_holds_its_lines(lines: list[str]) -> None:
    page = Page("\n".join([*block(lines, "yaml"), "", "after"]))
    told = [inert_line(inert(line)) for line in lines]
    assert page.text == "".join(f"{line}\n" for line in told) + "\nafter\n"
    assert page.tags == ["pre", "code", "p"]


@given(texts)
def test_a_case_of_junit_says_the_words_themselves(text: str) -> None:
    root = ElementTree.fromstring(render(hostile_change(text), "junit"))
    told = shortened(inert(text), 4000)
    messages = [one.get("message") for one in root.iter("failure")]
    assert told in messages


@given(texts)
def test_lines_stay_lines(text: str) -> None:
    assert len(inert(text).splitlines()) <= 1
    assert inert(inert(text)) == inert(text)
    assert inert_line(inert_line(text)) == inert_line(text)


@given(st.text(st.characters(codec="utf-8")))
def test_what_an_encoding_can_hold_is_valid(text: str) -> None:
    assert valid(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a\udcff.yaml", r"a\xff.yaml"),
        ("a\x1b[2J", r"a\x1b[2J"),
        ("a\nb", r"a\nb"),
        ("\u202e", r"\u202e"),
        ("\ud800", r"\ud800"),
        ("\x85", r"\u0085"),
        ("::/0 in ünïcode 👩\u200d🚀", "::/0 in ünïcode 👩\u200d🚀"),
    ],
)
def test_spelling(text: str, told: str) -> None:
    assert inert(text) == told


def test_an_undecodable_name_is_spelled_alike_everywhere() -> None:
    report = hostile("a\udcff")
    assert r"a\xff/a.yaml:1:1: " in render(report, "text")
    assert json.loads(render(report, "json"))["findings"][0]["path"] == r"a\xff/a.yaml"
    assert r"a\\xff uses a\\xff" in render(report, "sarif")


def test_an_undecodable_name_is_linked_by_its_bytes() -> None:
    written = render(hostile_change("a\udcff"), "comment", links=LINKS)
    assert "/a%FF/a.yaml#L19)" in written


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"no format 'xml'.*Known ones: text, json, sarif"):
        render(CLEAN, "xml")
