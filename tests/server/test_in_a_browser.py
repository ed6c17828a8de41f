"""The pages as somebody uses them, in a real browser that may ask nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from threading import Event, Thread
from typing import Any

import pytest
import uvicorn
from pages.conftest import WATCH
from pages.test_in_a_browser import CONTRAST
from playwright.sync_api import Browser, Page, Request, expect

from platguard.server.app import application
from platguard.server.guards import LOOPBACK
from platguard.server.reports import Reports
from platguard.server.running import listen, serve

Open = Callable[..., Page]


@pytest.fixture
def origin(reports: Reports, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the pages are served while a test runs."""
    started: list[uvicorn.Server] = []
    begin = uvicorn.Server.run

    def run(self: uvicorn.Server, **more: Any) -> None:
        started.append(self)
        begin(self, **more)

    monkeypatch.setattr(uvicorn.Server, "run", run)
    ready = Event()
    with closing(listen("127.0.0.1", 0)) as waiting:
        port = waiting.getsockname()[1]
        app = application(reports, LOOPBACK)
        thread = Thread(target=serve, args=(app, waiting, lambda _: ready.set()), daemon=True)
        thread.start()
        assert ready.wait(60)
        yield f"http://127.0.0.1:{port}"
        started[0].should_exit = True
        thread.join(60)


@pytest.fixture
def opened(browser: Browser, origin: str) -> Iterator[Open]:
    """Opens a page of ours; afterwards nothing else was asked for and no policy was broken."""
    pages: list[tuple[Page, list[str]]] = []
    contexts = []

    def open_page(address: str, **more: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})
        contexts.append(context)
        page = context.new_page()
        odd: list[str] = []

        def asked(request: Request) -> None:
            if not request.url.startswith((origin, "data:")):
                odd.append(request.url)

        page.on("request", asked)
        page.on("console", lambda message: odd.append(message.text))
        page.add_init_script(WATCH)
        page.goto(origin + address)
        pages.append((page, odd))
        return page

    yield open_page
    for page, odd in pages:
        assert odd == []
        assert page.evaluate("window.violations") == []
    for context in contexts:
        context.close()


def test_people_filter_sort_and_follow(opened: Open) -> None:
    page = opened("/repositories")
    page.get_by_label("Filter").fill("shop/")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 to 2 of 2 that match, of 4")
    page.get_by_role("columnheader", name="repository").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="repository")).to_have_attribute(
        "aria-sort", "ascending"
    )
    expect(page.get_by_label("Filter")).to_have_value("shop/")
    page.get_by_role("link", name="shop/web").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("shop/web")


def test_people_choose_a_day(opened: Open) -> None:
    page = opened("/repositories/shop/web")
    expect(page.get_by_text("As of 2026-01-05.")).to_be_visible()
    page.get_by_label("Day", exact=True).fill("2026-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("As of 2026-01-01.")).to_be_visible()
    page.get_by_role("link", name="Teams").click()
    expect(page.get_by_text("As of 2026-01-01.")).to_be_visible()


def test_the_keyboard_reaches_the_page_first(opened: Open) -> None:
    page = opened("/standards")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**#main", wait_until="commit", timeout=60_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/repositories", "/exceptions/EX-1"])
def test_texts_stand_out(opened: Open, scheme: str, address: str) -> None:
    assert opened(address, color_scheme=scheme).evaluate(CONTRAST) == []


@pytest.mark.parametrize("address", ["/", "/repositories", "/rules/no-latest", "/days"])
def test_a_narrow_screen_does_not_scroll_sideways(opened: Open, address: str) -> None:
    page = opened(address, viewport={"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_whole_report_works_where_it_is_served(opened: Open) -> None:
    page = opened("/report")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("table").count() > 3
