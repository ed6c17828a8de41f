"""What people do with a page, in a real browser. That nothing leaves a page is part of `visit`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visit
from .reports import HOSTILE, hostile, large, page, small

CONTRAST = """() => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (text) => {
    const [red, green, blue] = channels(text).map((one) => {
      const part = one / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const isText = [...element.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
    if (!isText || !element.checkVisibility() || element.closest("svg, .spoken, script")) continue;
    const [ink, page] = [light(getComputedStyle(element).color), light(behind(element))];
    const ratio = (Math.max(ink, page) + 0.05) / (Math.min(ink, page) + 0.05);
    if (ratio < 4.5) poor.push(`${element.className} ${element.textContent} ${ratio}`);
  }
  return poor;
}"""


@pytest.fixture(scope="module")
def many() -> bytes:
    """A page about more repositories than anybody scrolls through."""
    return page(large(3000, 200))


def rows(matrix: Any) -> list[str]:
    """The names in the rows of a long table that are written."""
    names: list[str] = matrix.locator("tbody .opens").all_inner_texts()
    return names


def matrix_of(opened: Page) -> Any:
    """The table of repositories by standards."""
    return opened.locator("#repositories .long")


def test_only_the_rows_in_view_are_written(visit: Visit, many: bytes) -> None:
    matrix = matrix_of(visit(many))
    table = matrix.get_by_role("table", name="Repositories by standard")
    expect(table).to_have_attribute("aria-rowcount", "3001")
    assert 10 < len(rows(matrix)) < 100
    window = matrix.locator(".window")
    window.evaluate("one => one.scrollTop = one.scrollHeight")
    expect(matrix.locator('tr[aria-rowindex="3001"]')).to_be_visible()
    assert len(rows(matrix)) < 100


def test_a_long_table_is_sorted_by_any_column_both_ways(visit: Visit, many: bytes) -> None:
    matrix = matrix_of(visit(many))
    heading = matrix.get_by_role("columnheader", name="failing findings")
    numbers = matrix.locator("td.whole:nth-child(4)")
    for order, first in (("ascending", "0"), ("descending", "96")):
        heading.get_by_role("button").click()
        expect(heading).to_have_attribute("aria-sort", order)
        expect(numbers.first).to_have_text(first)
    names = matrix.get_by_role("columnheader", name="repository")
    names.get_by_role("button").click()
    expect(heading).not_to_have_attribute("aria-sort", "descending")
    assert rows(matrix)[:3] == ["team-0/service-0", "team-0/service-50", "team-0/service-100"]
    standard = matrix.get_by_role("columnheader", name="secrets")
    standard.get_by_role("button").click()
    standard.get_by_role("button").click()
    failing = matrix.locator("td.standing:nth-child(7)").first
    assert "fail" in failing.inner_text()


def test_a_long_table_is_filtered_and_says_how_much_is_left(visit: Visit, many: bytes) -> None:
    matrix = matrix_of(visit(many))
    told = matrix.locator("output")
    expect(told).to_have_text("3,000 repositories")
    matrix.get_by_role("searchbox").fill("service-29 TEAM-7")
    expect(told).to_have_text("2 of 3,000 repositories")
    assert sorted(rows(matrix)) == [f"team-7/service-{at}" for at in ("2907", "2957")]
    matrix.get_by_role("searchbox").fill("")
    matrix.get_by_label("wave").select_option(label="pilot")
    expect(told).to_have_text("300 of 3,000 repositories")
    matrix.get_by_role("searchbox").fill("no such thing")
    expect(told).to_have_text("0 of 3,000 repositories")
    assert rows(matrix) == []


def test_repositories_are_found_by_the_rule_that_fails_there(visit: Visit) -> None:
    matrix = matrix_of(visit(page(small())))
    matrix.get_by_role("searchbox").fill("docker-swarm")
    expect(matrix.locator("output")).to_have_text("1 of 5 repositories")
    assert rows(matrix) == ["payments/ledger"]


def test_a_page_is_walked_with_the_keyboard_alone(visit: Visit, many: bytes) -> None:
    opened = visit(many)
    opened.keyboard.press("Tab")
    expect(opened.get_by_role("link", name="Skip to the content")).to_be_focused()
    opened.keyboard.press("Enter")
    expect(opened.locator("main")).to_be_focused()
    matrix = matrix_of(opened)
    matrix.locator(".window").focus()
    for _ in range(40):  # past the buttons of the headings
        opened.keyboard.press("Tab")
        if opened.evaluate("document.activeElement.className") == "opens":
            break
    place = 'document.activeElement.closest("tr").getAttribute("aria-rowindex")'
    assert opened.evaluate(place) == "2"
    seen = []
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "End", "ArrowDown", "Home", "ArrowUp"):
        opened.keyboard.press(key)
        seen.append(opened.evaluate(place))
    assert seen == ["3", "4", "3", "3001", "3001", "2", "2"]
    opened.keyboard.press("PageDown")
    assert 5 < int(opened.evaluate(place)) < 40
    name = opened.evaluate("document.activeElement.textContent")
    opened.keyboard.press("Enter")
    dialog = opened.get_by_role("dialog", name=name)
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("rule-1", exact=True)).to_be_visible()
    opened.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()
    assert opened.evaluate("document.activeElement.textContent") == name


def test_a_finding_opens_with_all_that_is_known_about_it(visit: Visit) -> None:
    opened = visit(page(small()))
    found = opened.locator("#findings .long")
    found.get_by_label("severity").select_option(label="critical")
    expect(found.locator("output")).to_have_text("2 of 12 findings")
    found.locator(".opens").first.click()
    dialog = opened.get_by_role("dialog")
    for told in ("deploy/10.yaml", "2025-01-01", "team-10/service-10", "✗ fail"):
        expect(dialog.get_by_text(told, exact=True)).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).not_to_be_visible()


def test_a_repository_opens_with_its_rules_and_since_when_it_complies(visit: Visit) -> None:
    report = small()
    (api,) = (one for one in report.matrix.rows if one.repository == "payments/api")
    api = replace(api, since={"workloads": date(2025, 4, 1)})
    matrix = replace(report.matrix, rows=[api])
    table = matrix_of(visit(page(replace(report, matrix=matrix))))
    # Eyes see the month, ears hear the day.
    expect(table.locator("td.standing").nth(1)).to_have_text("✓ 2025-04pass since 2025-04-01")
    table.get_by_role("button", name="payments/api").click()
    dialog = table.page.get_by_role("dialog", name="payments/api")
    expect(dialog.get_by_text("✓ since 2025-04-01")).to_be_visible()
    dialog.get_by_text("✓ pass").last.click()
    expect(dialog.get_by_text("image-tag", exact=True)).to_be_visible()


def test_a_control_opens_with_what_its_rules_come_to(visit: Visit) -> None:
    opened = visit(page(small()))
    table = opened.get_by_role("table", name="Controls", exact=True)
    table.scroll_into_view_if_needed()
    table.get_by_role("button", name="CC7.1").click()
    dialog = opened.get_by_role("dialog", name="CC7.1")
    expect(dialog.get_by_text("✗ fail")).to_be_visible()
    told = dialog.get_by_role("listitem").filter(has_text="docker-swarm")
    expect(told).to_contain_text(
        "Docker Swarm is retired (runtimes; passes in 2 of 3 repositories)"
    )


def test_short_tables_are_sorted_by_what_their_cells_mean(visit: Visit) -> None:
    opened = visit(page(small()))
    table = opened.get_by_role("table", name="Compliance by standard")
    heading = table.get_by_role("columnheader", name="repositories")
    heading.get_by_role("button").click()
    heading.get_by_role("button").click()
    shares = [text.split("%")[0] for text in table.locator("td.share").all_inner_texts()]
    assert shares == sorted(shares, key=float, reverse=True)
    assert len(shares) > 1


def test_a_short_table_is_filtered(visit: Visit) -> None:
    opened = visit(page(small()))
    region = opened.locator("#adoption")
    region.get_by_role("searchbox").fill("engineers")
    left = region.locator("tbody tr:visible, .opens")
    assert 0 < left.count() < 10
    assert " of " in region.locator("output").inner_text()


def test_hostile_text_does_nothing(visit: Visit) -> None:
    opened = visit(page(hostile()))
    for row in opened.locator("#findings .opens").all():
        row.click()
        opened.keyboard.press("Escape")
    matrix = matrix_of(opened)
    matrix.locator(".opens").first.click()
    expect(opened.get_by_role("dialog").locator("li").first).to_contain_text(HOSTILE[0])
    opened.keyboard.press("Escape")
    opened.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert opened.evaluate("window.hacked") is None
    assert opened.locator("img, iframe, object, embed, link:not([rel=icon])").count() == 0
    assert opened.locator('a:not([href^="#"])').count() == 0
    assert opened.locator(".label").all_inner_texts() == [HOSTILE[0]] * 2
    assert "\\u202egnp.exe\\u2066\\x1b[31m\\x00" in opened.locator("#findings").inner_text()


def test_paper_has_the_first_rows_or_all_up_to_a_limit(visit: Visit, many: bytes) -> None:
    opened = visit(many)
    # In one go: so many rows take a while to be painted.
    printed = """() => {
      const rows = (id) => document.querySelectorAll(`#${id} tbody .opens`).length;
      dispatchEvent(new Event("beforeprint"));
      const letters = document.querySelectorAll("details.letters[open]").length;
      const told = document.querySelector("#repositories .paper").textContent;
      const found = [rows("repositories"), rows("findings"), letters > 0, told.split(", in")[0]];
      dispatchEvent(new Event("afterprint"));
      return found;
    }"""
    told = "These are the first {} of 3,000 repositories"
    assert opened.evaluate(printed) == [100, 100, False, told.format(100)]
    opened.get_by_label("Print everything").check()
    assert opened.evaluate(printed) == [2000, 200, True, told.format("2,000")]
    assert len(rows(matrix_of(opened))) < 100
    expect(opened.locator("#repositories .paper")).to_be_hidden()
    opened.emulate_media(media="print")
    expect(opened.locator("nav")).to_be_hidden()


def test_a_page_is_printed(visit: Visit) -> None:
    opened = visit(page(small(label="Confidential")))
    paper = opened.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    assert paper.count(b"/Type /Page\n") > 5


def test_without_scripts_everything_can_be_read(visit: Visit, many: bytes) -> None:
    opened = visit(many, java_script_enabled=False)
    expect(opened.locator("#repositories .long")).to_be_hidden()
    table = opened.get_by_role("table", name="Repositories by standard: the first 200 of 3,000")
    expect(table).to_be_visible()
    assert table.locator("tbody tr").count() == 200
    expect(opened.get_by_role("table", name="Compliance by standard")).to_be_visible()
    assert opened.get_by_role("img").count() >= 8


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(visit: Visit, scheme: str) -> None:
    opened = visit(page(small()), color_scheme=scheme)
    assert opened.evaluate(CONTRAST) == []
    colour = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 23, 27)")


def test_the_page_itself_never_scrolls_sideways_on_a_phone(visit: Visit) -> None:
    opened = visit(page(hostile()), viewport={"width": 320, "height": 640})
    assert opened.evaluate("document.documentElement.scrollWidth") == 320


def test_everything_has_a_role_and_a_name(visit: Visit) -> None:
    opened = visit(page(small()))
    for role in ("banner", "main", "contentinfo"):
        expect(opened.get_by_role(role)).to_have_count(1)
    expect(opened.get_by_role("navigation", name="Sections")).to_be_visible()
    expect(opened.get_by_role("img", name="Repositories by standard")).to_be_visible()
    for problem, script in PROBLEMS.items():
        assert opened.evaluate(script) == [], problem


PROBLEMS = {
    "an id that stands twice": """() => {
      const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
      return ids.filter((id, place) => ids.indexOf(id) !== place);
    }""",
    "a reference that leads nowhere": """() => [...document.querySelectorAll(
        "[aria-labelledby], a[href^='#']")]
        .map((one) => one.getAttribute("aria-labelledby") ?? one.getAttribute("href").slice(1))
        .flatMap((ids) => ids.split(" ")).filter((id) => !document.getElementById(id))""",
    "a field without a label": """() => [...document.querySelectorAll("input, select")]
        .filter((one) => !one.labels.length).map((one) => one.outerHTML)""",
    "a button without a name": """() => [...document.querySelectorAll("button")]
        .filter((one) => !one.textContent.trim()).map((one) => one.outerHTML)""",
    "a table without a name": """() => [...document.querySelectorAll("main table")]
        .filter((one) => !one.caption && !one.closest("figure")).map((one) => one.outerHTML)""",
    "a heading cell without a scope": """() => [...document.querySelectorAll("th:not([scope])")]
        .map((one) => one.outerHTML)""",
    "a region that scrolls and takes no focus": """() => [...document.querySelectorAll(
        ".wide, .window, .drawing")].filter((one) => one.tabIndex !== 0 && !one.closest(
        "details, noscript")).map((one) => one.className)""",
    "a level of headings left out": """() => {
      const levels = [...document.querySelectorAll("h1, h2, h3, h4")]
        .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]));
      return levels.filter((level, place) => level > (levels[place - 1] ?? 0) + 1);
    }""",
}
