"""The pages: all that is linked is there, what is told is the history's, and nothing acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from platguard.audit.report import Wanted
from platguard.history.store import Store
from platguard.model.organisation import Terms
from platguard.model.organisation_scan import RegisterLine
from platguard.server.app import application
from platguard.server.guards import LOOPBACK
from platguard.server.leafing import ROWS, leaf
from platguard.server.reports import Reports
from platguard.server.values import Table

from .conftest import DAYS, EVIL, EXCEPTION, NOTE, PLACES, looks


class Read(HTMLParser):
    """The links, the tags and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attributes:
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src"):
                self.links.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(word for word in self.words if word)


def page(client: TestClient, address: str, status: int = 200) -> Read:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.text)
    assert answer.headers["content-type"].startswith("text/html")
    return Read(answer.text)


def test_every_link_leads_somewhere(client: TestClient) -> None:
    todo, done = ["/"], set[str]()
    while todo:
        address = todo.pop()
        if address in done or address.startswith(("/report", "/style.css", "data:,", "#")):
            continue
        done.add(address)
        for link in page(client, address).links:
            todo.append(link if link.startswith(("/", "#", "data:")) else _at(address, link))
    kinds = {address.split("?")[0].split("/")[1] for address in done}
    assert kinds == {
        "",
        "repositories",
        "standards",
        "rules",
        "teams",
        "exceptions",
        "controls",
        "days",
    }
    assert any(quote(EVIL, safe="/") in address for address in done)


def _at(address: str, link: str) -> str:
    assert link.startswith("?"), link
    return address.split("?")[0] + link


@pytest.mark.parametrize(
    "address",
    ["/", "/repositories", f"/repositories/evil/{quote(EVIL, safe='/')}", "/teams", "/exceptions",
     "/exceptions/EX-1", f"/repositories?filter={quote(EVIL)}", "/repositories/gone/broken"],
)  # fmt: skip
def test_what_strangers_wrote_does_nothing(client: TestClient, address: str) -> None:
    found = client.get(address)
    assert "<script" not in found.text
    assert "confidential <b>" not in found.text
    assert "\u202e" not in found.text
    assert "\x1b" not in found.text
    assert "script" not in Read(found.text).tags
    assert "confidential <b>" in Read(found.text).text


def test_a_repository_tells_what_fails_and_since_when(client: TestClient) -> None:
    told = page(client, "/repositories/shop/web?as_of=2026-01-01").text
    assert "b uses latest" in told
    assert "EX-1" in told
    now = page(client, "/repositories/shop/web").text
    assert "1 to 1 of 1" in now
    assert "resolved" in now


def test_a_repository_that_could_not_be_judged_says_so(client: TestClient) -> None:
    assert "cannot be read" in page(client, "/repositories/gone/broken").text
    assert "cannot be read" in page(client, "/").text


def test_a_day_tells_what_came_and_went(client: TestClient) -> None:
    told = page(client, "/days/2026-01-05").text
    assert "Ceased to fail" in told
    assert "resolved" in told
    page(client, "/days/2026-01-03", 404)
    page(client, "/days/yesterday", 404)


def test_what_fails_before_and_after_did_not_cease_to(store: Store, client: TestClient) -> None:
    day = date(2026, 1, 9)
    run = store.begin(looking(day), [place.name for place in PLACES])
    for place, seen in looks(day):
        louder = [replace(one, level="warning") for one in seen.rows]
        run.write(place, replace(seen, rows=louder))
    run.finish()
    tables = page(client, f"/days/{day}").text.partition("Fails as before, and is told otherwise")
    assert "reworded" in tables[2]
    assert "changed" not in tables[0]
    assert "reworded" not in tables[0]


def test_what_is_wrong_with_an_exception_is_told_on_its_page(
    store: Store, client: TestClient
) -> None:
    wrong = RegisterLine(
        "overbroad-exception", "error", "high", ".platguard/exceptions/EX-1.yaml", 1,
        "It covers 9 findings; the limit is 6.", "Split it.",
    )  # fmt: skip
    other = replace(wrong, path="EX-11.yaml", message="It is about nobody.")
    run = store.begin(looking(date(2026, 1, 9)), [place.name for place in PLACES])
    for place, seen in looks(date(2026, 1, 9)):
        run.write(place, seen)
    run.finish([wrong, other])
    told, every = (page(client, address).text for address in ("/exceptions/EX-1", "/exceptions"))
    assert "It covers 9 findings; the limit is 6." in told
    assert "It is about nobody." not in told
    assert "It is about nobody." in every


def test_days_without_a_scan_show_the_one_before(client: TestClient) -> None:
    assert "as scans until 2026-01-01 saw it" in page(client, "/?as_of=2026-01-03").text
    assert "Nobody looked by 2025-12-31" in page(client, "/?as_of=2025-12-31", 404).text
    for address in ("/", "/report", "/teams"):
        answer = client.get(address, params={"as_of": "2026-99-99"})
        assert (answer.status_code, answer.text.partition(":")[0]) == (400, "2026-99-99 is no day")


@pytest.mark.parametrize(
    "address",
    [
        "/repositories/no",
        "/standards/no",
        "/rules/no",
        "/teams/no",
        "/exceptions/no",
        "/controls/no",
        "/controls/soc2/no",
    ],
)
def test_what_is_not_there_is_not_found(client: TestClient, address: str) -> None:
    assert "nothing is called so" in page(client, address, 404).text


def test_a_page_that_does_not_exist_says_where_to_begin(client: TestClient) -> None:
    answer = client.get("/nothing")
    assert (answer.status_code, answer.text) == (404, "There is no such page; begin at /.\n")


def test_a_new_scan_is_seen_at_once(client: TestClient, store: Store) -> None:
    before = page(client, "/days").text
    assert "2026-01-09" not in before
    later = DAYS[1].replace(day=9)
    terms = Terms(later, "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r", rules=[NOTE])
    run = store.begin(terms, [place.name for place in PLACES])
    for place, seen in looks(later):
        run.write(place, seen)
    run.finish()
    assert "As of 2026-01-09" in page(client, "/").text


def test_a_history_that_breaks_is_told_without_its_place(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> object:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("platguard.server.reports.assemble", broken)
    answer = client.get("/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text


NUMBERS = Table("Numbers", ("name", "number"), [(f"row {n:03}", n % 7) for n in range(450)])


def test_long_tables_come_in_parts() -> None:
    first = leaf(NUMBERS, {})
    assert (first.first, len(first.rows), first.found, first.before) == (1, ROWS, 450, "")
    last = leaf(NUMBERS, {"page": "2"})
    assert (last.first, len(last.rows), last.after) == (2 * ROWS + 1, 50, "")
    assert leaf(NUMBERS, {"page": "99"}).rows == last.rows
    assert leaf(NUMBERS, {"page": "-1"}).rows == first.rows


def test_tables_are_filtered_and_sorted() -> None:
    some = leaf(NUMBERS, {"filter": "ROW 00", "sort": "-number"})
    expected = [row for row in NUMBERS.rows if "00" in str(row[0])]
    assert some.rows == sorted(expected, key=lambda row: -int(str(row[1])))
    assert [one.sorted for one in some.headings] == ["none", "descending"]
    assert leaf(NUMBERS, {"sort": "no such column"}).rows == leaf(NUMBERS, {}).rows
    assert leaf(NUMBERS, {"filter": "nowhere"}).found == 0


def test_the_first_page_answers_whether_it_gets_better(client: TestClient) -> None:
    told = page(client, "/").text
    assert "Are we getting better? Nobody can say yet" in told
    assert "repositories together meet 0.0% (0 of 3," in told
    assert "1 repository not judged in full: 1 failed." in told


def test_a_control_has_its_title_its_rules_and_the_evidence_of_each_repository(
    client: TestClient,
) -> None:
    told = page(client, "/controls").text
    assert "CC8.1 Changes are authorised, tested and approved SOC 2 Trust Services Criteria" in told
    assert "in our words" in told
    found = page(client, "/controls/soc2/CC8.1")
    assert "/rules/no-latest?as_of=2026-01-05" in found.links
    assert "/repositories/shop/web?as_of=2026-01-05" in found.links
    assert "/exceptions/EX-1?as_of=2026-01-05" in found.links
    assert "shop/web shop ✗ fail no-latest" in found.text
    assert "gone/broken (none) ? unknown" in found.text


def test_an_exception_tells_for_whom_by_whom_and_until_when(client: TestClient) -> None:
    for address in ("/exceptions", "/exceptions/EX-1"):
        told = page(client, address).text
        for part in ("shop/*", "bob (platform) on 2025-11-30", "2026-03-01"):
            assert part in told, address
    assert "alice on 2025-11-20" in told
    assert "OPS-7" in told


def test_who_complies_is_told_with_since_when(client: TestClient, store: Store) -> None:
    day = DAYS[1].replace(day=9)
    terms = Terms(day, "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r", rules=[NOTE])
    run = store.begin(terms, [place.name for place in PLACES])
    for place, seen in looks(day):
        mended = replace(seen, rows=(), counts={"no-latest": {"pass": 7}}, failed=0)
        run.write(place, mended if place.name == "shop/web" else seen)
    run.finish()
    assert "shop/web shop ✓ pass 2026-01-09" in page(client, "/standards/images").text
    assert "images ✓ pass 2026-01-09" in page(client, "/repositories/shop/web").text


def test_an_owner_without_a_repository_is_named_and_leads_nowhere(reports: Reports) -> None:
    strangers = [EXCEPTION._replace(id="EX-2", team="guild"), EXCEPTION]
    known = Reports(reports.database, lambda day: strangers, lambda day: Wanted(as_of=day))
    with TestClient(application(known, LOOPBACK), base_url="http://127.0.0.1") as asked:
        found = page(asked, "/exceptions")
    assert "guild" in found.text
    assert [link for link in found.links if "/teams/" in link] == ["/teams/shop?as_of=2026-01-05"]


def test_a_day_that_was_scanned_twice_stands_once(client: TestClient, store: Store) -> None:
    terms = Terms(DAYS[1], "UTC", "1.1", "sha256:s", "sha256:c", "sha256:r", rules=[NOTE])
    for places, whole in ((PLACES, True), (PLACES[:1], False)):
        run = store.begin(terms, [place.name for place in places], whole=whole)
        for place, seen in list(looks(DAYS[1]))[: len(places)]:
            run.write(place, seen)
        run.finish()
    store.begin(replace(terms, tool_version="1.2"), ["shop/web"], whole=False)
    told = page(client, "/days").text
    # The last complete scan of all repositories, of four; the first day had one.
    assert "2026-01-05 complete 4 4 1.1 sha256:s 2026-01-01 complete 4 1 1.0 sha256:s" in told


def test_every_long_table_of_a_page_is_leafed_through_on_its_own(reports: Reports) -> None:
    rows = [(f"row {number:04}", number) for number in range(ROWS * 2 + 5)]
    table = Table("Repositories", ("name", "number"), rows)
    first = leaf(table, {"as_of": "2026-01-05", "page": "1"}, 2)
    assert (first.first, first.before, len(first.rows)) == (1, "", ROWS)
    assert first.after == "?as_of=2026-01-05&page=1&page-2=1#table-2"
    last = leaf(table, {"page-2": "2", "sort-2": "-name", "filter-2": "row"}, 2)
    assert (last.first, last.rows[-1][0], last.filter) == (ROWS * 2 + 1, "row 0000", "row")
    assert last.kept == {"sort-2": "-name"}
    assert [one.sorted for one in last.headings] == ["descending", "none"]
    assert last.headings[0].href == "?sort-2=name&filter-2=row#table-2"
    assert (last.has_tools, leaf(Table("", ("a",), [(1,)]), {}, 2).has_tools) == (True, False)


def test_pages_have_the_charts_of_the_report(client: TestClient) -> None:
    for address, title in (
        ("/standards", "Repositories by standard"),
        ("/teams", "Rules that are met, by team"),
        ("/exceptions", "Exceptions in force, by age"),
    ):
        answer = client.get(address)
        assert f"<figcaption>{title}</figcaption>" in answer.text
        assert "<svg" in answer.text
        assert "style=" not in answer.text


def test_a_team_tells_when_it_will_be_done(client: TestClient) -> None:
    told = page(client, "/teams/shop").text
    assert "When it will be done" in told
    assert "failing rules" in told
    assert "shop" in page(client, "/teams").text.partition("When it will be done")[2]


def test_exceptions_of_a_past_day_are_those_of_that_day(store: Store) -> None:
    old = replace(looking(DAYS[0]), exceptions=[EXCEPTION])
    for terms in (old, replace(looking(DAYS[1]), exceptions=[])):
        run = store.begin(terms, [place.name for place in PLACES])
        for place, seen in looks(terms.as_of):
            run.write(place, seen)
        run.finish()
    reports = Reports(store.database, lambda day: [], lambda day: Wanted(as_of=day))
    with TestClient(application(reports, LOOPBACK), base_url="http://127.0.0.1") as asked:
        told = page(asked, "/exceptions?as_of=2026-01-02").text
        assert "bob (platform) on 2025-11-30" in told
        assert "the register by which the scan of 2026-01-01 judged" in told
        assert "The register is empty." in page(asked, "/exceptions").text


def looking(day: date) -> Terms:
    """What decides on a day."""
    return Terms(day, "UTC", "1.0", "sha256:s", "sha256:c", "sha256:r", rules=[NOTE])
