"""What can be said of a page without a browser."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import util
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from audit.organisations import FakeHistory, busy, wanted

from platguard.audit.report import assemble
from platguard.errors import UsageError
from platguard.model.audit import FindingRow
from platguard.reporters.inert import inert
from platguard.reporters.organisation import write
from platguard.reporters.organisation.html_grids import WORST, badness
from platguard.reporters.organisation.tables import tables
from platguard.reporters.pages.drawing import Chart, drawn
from platguard.reporters.pages.frame import printed
from platguard.reporters.pages.shapes import stacked

from .reports import HOSTILE, findings, hostile, large, page, small


def text(content: bytes) -> str:
    """A page as text."""
    return content.decode("utf-8")


def islands(content: str) -> list[Any]:
    """The data of the long tables."""
    found = re.findall(r'<script type="application/json">(.*?)</script>', content)
    return [json.loads(one) for one in found]


def test_the_same_report_gives_the_same_bytes_whatever_was_drawn_before() -> None:
    first = page(small())
    page(large(3))
    assert page(small()) == first


def test_the_time_zone_and_the_locale_of_the_machine_change_nothing() -> None:
    program = (
        "import sys, hashlib; sys.path[:0] = ['tests']; from pages.reports import page, small;"
        "print(hashlib.sha256(page(small())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "TZ": zone, "LC_ALL": locale},
        ).stdout.strip()
        for zone, locale in (("Pacific/Kiritimati", "C"), ("America/Los_Angeles", "C.UTF-8"))
    }
    assert digests == {hashlib.sha256(page(small())).hexdigest()}


def test_the_policy_allows_this_style_and_this_script_and_nothing_else() -> None:
    content = text(page(small(label="Confidential")))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', content)
    assert policy
    allowed = dict(re.findall(r"([a-z-]+-src) &#39;(?:sha256-)?([^&]*)&#39;", policy[1]))
    assert allowed["default-src"] == "none"
    for source, tag in (("style-src", "style"), ("script-src", "script")):
        (held,) = re.findall(rf"<{tag}>(.*?)</{tag}>", content, re.DOTALL)
        assert b64decode(allowed[source]) == hashlib.sha256(held.encode()).digest()


def test_no_part_of_a_page_needs_anything_from_elsewhere() -> None:
    content = text(page(small()))
    found = set(re.findall(r'(?:src|href|action|xlink:href)="([^"]*)"', content))
    assert {one for one in found if not one.startswith("#")} == {"data:,"}
    assert not re.search(r"url\((?!#)|@import|\sstyle=|\son[a-z]+=", content)


def test_every_table_of_the_report_stands_in_the_page() -> None:
    report = small()
    content = text(page(report))
    for table in tables(report):
        if (
            table.rows
            and not table.is_detail
            and table.id not in ("rates", "repositories", "matrix", "progress")
        ):
            for row in table.rows:
                for cell in row:
                    if isinstance(cell, str):
                        told = inert(cell)
                        assert (
                            told.replace("<", "&lt;")
                            .replace(">", "&gt;")
                            .replace("'", "&#39;")
                            .replace('"', "&#34;")
                            in content
                        ), table.id


def test_a_table_that_nobody_planned_for_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    from platguard.reporters.organisation import html
    from platguard.reporters.organisation.tables import Column, Table

    extra = Table("novelty", "A new table", [Column("name")], [("something unheard of",)])
    monkeypatch.setattr(html, "tables", lambda *given: [*tables(*given), extra])
    content = text(page(small()))
    assert "something unheard of" in content
    assert content.index("A new table") < content.index("How this was made, and")


def test_a_day_before_all_scans_is_said() -> None:
    content = text(page(assemble(FakeHistory(), wanted())))
    assert "Nobody scanned the organisation by that day" in content


def test_a_report_about_a_part_tells_which_and_has_no_checks_by_rule() -> None:
    report = assemble(busy(), wanted(scope={"team": ["pay*"]}))
    assert {row.checks for row in report.matrix.rules} == {None}
    content = text(page(report))
    assert "team pay*" in content
    assert "Checks that pass" in content


def test_hostile_text_is_only_text() -> None:
    content = text(page(hostile()))
    body = re.sub(r"<(style|script)[ >].*?</\1>", "", content, flags=re.DOTALL)
    assert not re.search(r"<(?:img|iframe|svg onload|script)", body)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", content)
    assert "7 * 7" in content
    assert all(thing["title"] == inert(HOSTILE[0]) for thing in islands(content)[0]["things"])


def test_a_chart_keeps_nothing_but_shapes_and_texts() -> None:
    rows = [(one, "1", "2", "3", "4") for one in HOSTILE]
    chart = stacked("odd", HOSTILE[0], HOSTILE[2], "name", "things", rows)
    drawing = drawn(chart)
    elements = [*ElementTree.fromstring(drawing).iter()]
    tags = {one.tag.rpartition("}")[2] for one in elements}
    assert tags <= {"svg", "g", "path", "text", "line", "rect", "title", "desc", "defs", "clipPath"}
    attributes = {name for one in elements for name in one.attrib}
    assert not {one for one in attributes if one.startswith("on")}
    assert not attributes & {"style", "href", "class", "font-family"}
    assert inert(HOSTILE[6])[:8] in drawing


def test_every_chart_has_its_numbers_as_a_table() -> None:
    content = text(page(small()))
    figures = re.findall(r"<figure>.*?</figure>", content, re.DOTALL)
    assert len(figures) >= 8
    for figure in figures:
        assert all(part in figure for part in ("<title", "<desc", "<figcaption>", "<td"))


def test_ids_of_charts_are_their_own() -> None:
    clip = {"mark": {"type": "bar", "clip": True}, "encoding": {}}
    first, second = (
        drawn(Chart(name, "A", "B", (), (), {**clip}, [{"a": 1}])) for name in ("one", "two")
    )
    names = [set(re.findall(r'id="([^"]*)"', one)) for one in (first, second)]
    assert len(names[0]) == len(names[1]) == 3
    assert not names[0] & names[1]
    assert f"url(#{max(names[0] - {'one-title', 'one-told'})})" in first


def test_the_worst_findings_stand_in_the_page_and_the_rest_is_told() -> None:
    class Many:
        """Findings that nobody may hold all at once, and that are read once."""

        read = 0

        def __iter__(self) -> Iterator[FindingRow]:
            self.read += 1
            yield from findings(WORST + 500)

    many: Iterable[FindingRow] = Many()
    content = text(page(replace(small(), findings=many)))
    (found,) = (one for one in islands(content) if one["counted"] == "findings")
    assert len(found["rows"]) == WORST
    assert {row[6] for row in found["rows"][:2]} == {"critical"}
    assert f"2,000 of {WORST + 500:,} open findings" in content
    assert many.read == 1  # type: ignore[attr-defined]


def test_findings_are_ordered_by_outcome_level_severity_and_age() -> None:
    one = findings(1)[0]
    ordered = [
        replace(one, level="error", severity="critical"),
        replace(one, level="error", severity="high"),
        replace(one, level="warning", severity="high", since=one.since.replace(year=2024)),
        replace(one, level="warning", severity="high"),
        replace(one, outcome="exempt", level="error", severity="critical"),
        replace(one, outcome="something new", level="error"),
    ]
    assert sorted([*ordered[3:], *ordered[:3]], key=badness) == ordered


def test_the_label_of_printed_pages_cannot_leave_its_string() -> None:
    style = printed("Confidential'; } body { display: none } </style>")
    assert "</" not in style
    assert len(re.findall("'", style)) == 6
    assert style.count("{") == style.count("}") == 4
    assert "content: '" not in printed("").replace("' / '", "")


@pytest.mark.parametrize("module", ["jinja2", "vl_convert"])
def test_a_missing_library_says_what_to_install(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = util.find_spec
    asked = "platguard.extras.find_spec"
    monkeypatch.setattr(asked, lambda name: None if name == module else found(name))
    with pytest.raises(UsageError, match=module) as caught:
        write(small(), BytesIO(), "html")
    assert "pip install 'platguard[report]'" in str(caught.value.hint)


def test_the_first_screen_answers_whether_it_gets_better() -> None:
    content = text(page(small(progress=assemble(busy(), wanted()).progress)))
    first = content[: content.index('<section id="trend"')]
    answers = re.findall(r'<ul class="answers">(.*?)</ul>', first, re.DOTALL)
    assert len(answers) == 1
    for one in assemble(busy(), wanted()).progress:
        assert f"since {one.since}: {one.told}" in answers[0]
        assert f"</span> {one.verdict}</span>" in answers[0]
    nobody = text(page(small(progress=())))
    assert "there is no scan of three months ago" in nobody
    assert '<ul class="answers">' not in nobody


def test_what_is_average_is_told_with_its_denominator() -> None:
    content = text(page(small()))
    assert "repositories together meet 71.4% (5 of 7, each counted once" in content


def test_commands_in_texts_are_code_and_nothing_else_is() -> None:
    content = text(page(small()))
    assert "<code>platguard verify DIR</code>" in content
    assert "`platguard verify" not in content


def test_exceptions_that_need_somebody_are_named() -> None:
    report = small()
    rows = report.exceptions.rows
    waiting = [replace(rows[0], id=f"W-{at}", state="requested") for at in range(7)]
    unneeded = replace(rows[0], id="U-1", state="active", matches=0, scope=["payments/api"])
    found = replace(report, exceptions=replace(report.exceptions, rows=[*waiting, unneeded]))
    content = text(page(found))
    assert "W-0, W-1, W-2, W-3, W-4 and 2 more." in content
    assert "1 exception in force that cover no finding any more: U-1." in content


def test_adoption_is_told_by_segment_and_standard() -> None:
    content = text(page(small()))
    start = content.index('id="adoption-by-segment-caption"')
    table = content[start : content.index("</table>", start)]
    heads = re.findall(r'<th scope="col" class="[^"]*">([^<]*)</th>', table)
    assert heads == ["segment", "all of them", "runtimes", "workloads"]
    backend = re.search(r">backend</th>(.*?)</tr>", table, re.DOTALL)
    assert backend
    shares = re.findall(r"<b>([^<]*)</b> ([^<]*)<", backend[1])
    assert shares == [("50.0%", "1 of 2"), ("50.0%", "1 of 2"), ("100.0%", "2 of 2")]
