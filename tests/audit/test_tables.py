"""The tables of the report in CSV, workbooks and Parquet: every value comes back as what it is."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet as arrow

from platguard.audit.report import assemble
from platguard.errors import UsageError
from platguard.model.audit import OrganisationReport
from platguard.reporters.inert import inert
from platguard.reporters.organisation import parquet, write, xlsx
from platguard.reporters.organisation.tables import TABLES, tables
from platguard.reporters.organisation.tables.table import plain

from .organisations import AUGUST, OCTOBER, TODAY, FakeHistory, busy, there, wanted

HOSTILE = "=HYPERLINK(1)|x"


def made(history: FakeHistory | None = None, **more: object) -> OrganisationReport:
    """The report about the busy organisation, or another one."""
    return assemble(history or busy(), wanted(**more))


def written(report: OrganisationReport, format_name: str, *names: str) -> bytes:
    """A report in a format, limited to some tables."""
    stream = io.BytesIO()
    write(report, stream, format_name, names)
    return stream.getvalue()


def workbook(report: OrganisationReport, *names: str) -> Any:
    """The workbook as a spreadsheet reads it."""
    return openpyxl.load_workbook(io.BytesIO(written(report, "xlsx", *names)))


def records(report: OrganisationReport, *names: str) -> list[list[str]]:
    """The records of a report in CSV."""
    return [*csv.reader(io.StringIO(written(report, "csv", *names).decode(), newline=""))]


def test_every_finding_is_a_row_in_each_form() -> None:
    report = made(label="")
    (table,) = tables(report, ["findings"])
    rows = [row[0] for row in table.rows]
    assert rows == [HOSTILE] * 2 + ["payments/ledger"] * 2 + ["search/gone"]
    # It can be gone through once more.
    assert [row[0] for row in table.rows] == rows
    assert [row[0] for row in records(report, "findings")[1:]] == [
        f"'{name}" if name == HOSTILE else name for name in rows
    ]
    sheet = workbook(report, "findings")["Findings"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == rows
    read = arrow.read_table(io.BytesIO(written(report, "parquet")))
    assert read["repository"].to_pylist() == rows


def test_a_scope_limits_findings_as_well() -> None:
    report = made(scope={"team": ["payments"]})
    assert {one.repository for one in report.findings} == {"payments/ledger"}


def test_what_could_not_be_judged_is_unseen() -> None:
    outcomes = {one.repository: one.outcome for one in made().findings}
    assert (outcomes["search/gone"], outcomes["payments/ledger"]) == ("unseen", "fail")


def test_one_table_is_plain_csv_with_its_label_in_each_row() -> None:
    header, *rows = records(made(), "rules")
    assert header[:8] == [
        "rule", "standard", "severity", "state", "repositories part", "repositories whole",
        "repositories percent", "exempt",
    ]  # fmt: skip
    assert rows[0][:8] == ["docker-swarm", "runtimes", "high", "warning", "2", "3", "66.7", "0"]
    assert {len(row) for row in rows} == {len(header)}
    assert (header[-1], {row[-1] for row in rows}) == ("label", {"Internal"})
    assert records(made(label=""), "rules")[0][-1] != "label"


def test_several_tables_begin_with_their_ids() -> None:
    found = records(made(), "rules", "controls")
    assert {row[0] for row in found} == {"label", "table", "rules", "controls"}


def test_a_workbook_has_values_and_no_formula() -> None:
    book = workbook(made())
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.value)
                link = cell.hyperlink
                assert link is None or (link.target is None and sheet.title == "About")
    found = [[cell.value for cell in row] for row in book["Findings"].iter_rows()]
    named = dict(zip(found[0], found[2], strict=True))
    assert (named["repository"], named["message"]) == (HOSTILE, "@SUM(1) costs 2 = 1 + 1")
    named = dict(zip(found[0], found[3], strict=True))
    assert (named["first seen"], named["line"]) == (datetime(2025, 9, 30), 3)
    assert named["message of"] == datetime.combine(OCTOBER, datetime.min.time())
    assert dict(zip(found[0], found[4], strict=True))["line"] is None


def test_a_share_stands_beside_its_numerator_and_denominator() -> None:
    sheet = workbook(made())["Compliance by rule"]
    named = dict(zip((cell.value for cell in sheet[1]), sheet[2], strict=True))
    share = named["repositories percent"]
    assert (share.value, share.number_format) == (0.667, "0.0%_)")
    beside = [named[f"repositories {one}"].value for one in ("part", "whole")]
    assert beside == [2, 3]
    assert named["rule"].value == "docker-swarm"


def test_a_sheet_can_be_sorted_filtered_and_printed() -> None:
    report = made(label="Ours & yours")
    book = workbook(report)
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.print_title_rows == "$1:$1"
    for sheet in book:
        assert sheet.oddFooter.left.text == "Ours && yours"
        assert sheet.oddFooter.center.text == "2025-11-15"
    assert book.properties.created.date() == TODAY
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert (about["label"], about["as of"]) == ("Ours & yours", "2025-11-15")
    assert (about["standards"], about["table endoflife"]) == ("sha256:0", "2025-10-01")
    assert about["repositories judged in full"] == "3 of 5 (60.0%)"
    assert "no proof" in about["Controls"]


def test_a_sheet_hides_nothing_of_long_texts_and_shows_how_digests_begin() -> None:
    history = busy()
    history.there = [
        there(
            "payments/api", "image-tag", message="many words of a message " * 10, address="a" * 30
        )
    ]
    sheet = workbook(made(history), "findings")["Findings"]
    named = dict(zip((cell.value for cell in sheet[1]), sheet[2], strict=True))
    wide = {name: sheet.column_dimensions[cell.column_letter].width for name, cell in named.items()}
    assert named["message"].alignment.wrap_text
    assert not named["repository"].alignment.wrap_text
    assert sheet.row_dimensions[2].height == 15 * 5
    assert 40 < wide["message"] < 50
    assert 30 < wide["address"] < 34
    assert named["fingerprint"].value == "f" * 32
    assert wide["fingerprint"] < 16
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
    assert sheet.print_title_cols == "$A:$A"


def test_a_text_that_begins_like_a_formula_stays_one_when_somebody_edits_the_cell() -> None:
    sheet = workbook(made())["Findings"]
    quoted = {cell.value: cell.quotePrefix for row in sheet.iter_rows(min_row=2) for cell in row}
    assert quoted[HOSTILE]
    assert quoted["@SUM(1) costs 2 = 1 + 1"]
    assert not quoted["payments/ledger"]


@pytest.mark.parametrize("start", [199, 200])
def test_a_long_label_is_cut_in_the_footer_and_whole_on_the_first_sheet(start: int) -> None:
    label = "a" * start + "&" * 200
    book = workbook(made(label=label))
    raw = zipfile.ZipFile(io.BytesIO(written(made(label=label), "xlsx")))
    footer = raw.read("xl/worksheets/sheet1.xml").decode()
    footer = footer[footer.index("<oddFooter>") + 11 : footer.index("</oddFooter>")]
    told = footer.replace("&amp;", "&")
    assert 250 <= len(told) <= 255
    commands = told.replace("&&", "")
    assert commands == "&L" + "a" * start + "…&C2025-11-15&R&P / &N"
    assert book["About"]["B1"].value == label


def test_what_does_not_fit_on_a_sheet_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    book = workbook(made(), "findings")
    assert book["Findings"].max_row == 3
    about = {row[0].value: [cell.value for cell in row[1:]] for row in book["About"].iter_rows()}
    assert about["Findings"][0].startswith("3 more rows do not fit on a sheet")
    assert about["Findings"][1] == 2


def test_a_text_that_is_too_long_for_a_cell_is_cut() -> None:
    history = busy()
    history.there = [there("payments/api", "image-tag", message="x" * 40_000)]
    sheet = workbook(made(history), "findings")["Findings"]
    (told,) = (cell.value for cell in sheet[2] if str(cell.value).startswith("xxx"))
    assert (len(told), told[-1]) == (32_767, "…")


def test_every_table_has_a_name_that_a_sheet_may_have() -> None:
    titles = [table.title for table in tables(made())]
    assert len({title.casefold() for title in titles}) == len(TABLES)
    for title in titles:
        assert 0 < len(title) <= 31
        assert not set(title) & set("[]:*?/\\"), title
        assert title.strip("'") == title != "History"


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_text_comes_back_from_a_workbook(texts: list[str]) -> None:
    history = FakeHistory(
        repositories=busy().repositories,
        rules=busy().rules,
        found=busy().found,
        there=[there("payments/api", "image-tag", message=text) for text in texts],
    )
    found = workbook(made(history), "findings")
    if not any(texts):
        return
    rows = [*found["Findings"].iter_rows(values_only=True)]
    at = rows[0].index("message")
    assert [row[at] or "" for row in rows[1:]] == [inert(text) for text in texts]


def test_columns_of_parquet_have_types() -> None:
    read = arrow.read_table(io.BytesIO(written(made(), "parquet")))
    types = {field.name: str(field.type) for field in read.schema}
    assert (types["line"], types["first_seen"], types["message"]) == (
        "int64", "date32[day]", "string",
    )  # fmt: skip
    assert read["line"].to_pylist() == [3, 9, 3, None, 3]
    assert read["first_seen"].to_pylist()[0] == AUGUST
    assert read["message_of"].to_pylist() == [None, None, OCTOBER, None, None]
    assert None in read["exception"].to_pylist()
    assert "" not in read["exception"].to_pylist()
    metadata = {key.decode(): value.decode() for key, value in read.schema.metadata.items()}
    assert (metadata["table"], metadata["label"], metadata["as of"]) == (
        "findings", "Internal", "2025-11-15",
    )  # fmt: skip


def test_another_table_may_be_parquet() -> None:
    read = arrow.read_table(io.BytesIO(written(made(), "parquet", "rules")))
    assert read["rule"].to_pylist() == ["docker-swarm", "image-tag"]
    assert read["repositories_percent"].to_pylist() == [66.7, 75.0]
    usage = arrow.read_table(io.BytesIO(written(made(), "parquet", "usage")))
    assert usage["in_time"].to_pylist() == [True]
    assert usage["ends_on"].to_pylist() == [date(2025, 12, 31)]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_parquet(name: str) -> None:
    report = made()
    (table,) = tables(report, [name])
    read = arrow.read_table(io.BytesIO(written(report, "parquet", name)))
    assert read.num_rows == len([*table.rows])


def test_parquet_is_written_some_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = arrow.read_table(io.BytesIO(written(made(), "parquet")))
    monkeypatch.setattr(parquet, "_AT_ONCE", 2)
    parts = io.BytesIO(written(made(), "parquet"))
    assert arrow.ParquetFile(parts).num_row_groups == 3
    assert arrow.read_table(parts).equals(whole)


@pytest.mark.parametrize("format_name", ["csv", "xlsx", "parquet", "json", "markdown", "oscal"])
def test_the_same_report_gives_the_same_bytes(format_name: str) -> None:
    assert written(made(), format_name) == written(made(), format_name)


def test_no_moment_of_writing_is_in_a_workbook() -> None:
    book = zipfile.ZipFile(io.BytesIO(written(made(), "xlsx")))
    assert {one.date_time[0] for one in book.infolist()} == {1980}
    assert b"2025-11-15T00:00:00Z" in book.read("docProps/core.xml")


def test_markdown_shows_the_tables_that_are_asked_for() -> None:
    text = written(made(), "markdown", "findings").decode()
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["## Findings"]
    assert "## Findings" not in written(made(), "markdown").decode()


@pytest.mark.parametrize(
    ("format_name", "names", "told"),
    [
        ("csv", ["finding"], "there is no such table, did you mean findings?"),
        ("parquet", ["rules", "findings"], "a Parquet file holds one table"),
    ],
)
def test_tables_that_cannot_be_are_told(format_name: str, names: list[str], told: str) -> None:
    with pytest.raises(UsageError, match=told.replace("?", r"\?")):
        write(made(), io.BytesIO(), format_name, names)


@pytest.mark.parametrize(("format_name", "extra"), [("xlsx", "report"), ("parquet", "parquet")])
def test_a_library_that_is_not_there_is_told_with_its_extra(
    format_name: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platguard.extras.find_spec", lambda _: None)
    with pytest.raises(UsageError) as caught:
        written(made(), format_name)
    assert f"pip install 'platguard[{extra}]'" in str(caught.value)


def test_a_table_of_a_day_before_all_scans_is_empty() -> None:
    assert len(records(made(FakeHistory(), label=""), "findings")) == 1
    assert workbook(made(FakeHistory()), "findings").sheetnames == ["About"]
    read = arrow.read_table(io.BytesIO(written(made(FakeHistory()), "parquet")))
    assert (read.num_rows, read.num_columns) == (0, 21)


@settings(max_examples=20)
@given(
    st.sampled_from(["repository", "service"]),
    st.lists(
        st.one_of(
            st.sampled_from(["repository", "service", "team", "standard", "exempt", "label"]),
            st.from_regex(r"[a-z]{1,3}(-[a-z]{1,2})?", fullmatch=True),
        ),
        min_size=2,
        max_size=2,
        unique=True,
    ),
)
def test_the_columns_of_every_table_have_names_of_their_own(by: str, standards: list[str]) -> None:
    """Whatever standards are called, in every form: some forget capitals, or write _ for spaces."""
    rules = [
        replace(rule, standard=name) for rule, name in zip(busy().rules, standards, strict=True)
    ]
    for table in tables(made(replace(busy(), rules=rules), by=by), TABLES):
        told = [one.name.lower() for one in plain(table).columns]
        names = [name.replace(" ", "_").replace("-", "_") for name in told]
        assert len(names) == len(set(names)), table.id


def test_repositories_by_standards_can_be_read_from_parquet() -> None:
    names = ("repository", "team")
    rules = [replace(rule, standard=name) for rule, name in zip(busy().rules, names, strict=True)]
    report = made(replace(busy(), rules=rules))
    read = arrow.read_table(io.BytesIO(written(report, "parquet", "matrix")))
    assert {"repository", "standard_repository", "standard_team"} <= {*read.column_names}
