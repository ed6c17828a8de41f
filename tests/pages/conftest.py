"""Pages in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

WATCH = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""
Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    """Opens a page from a file. Afterwards it must have asked for nothing, and broken no policy."""
    opened: list[tuple[Page, list[str], list[str]]] = []
    contexts = []

    def visited(content: bytes, **more: Any) -> Page:
        file = tmp_path / f"page-{len(opened)}.html"
        file.write_bytes(content)
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})
        contexts.append(context)
        page = context.new_page()
        asked: list[str] = []
        told: list[str] = []

        def answer(route: Route) -> None:
            if route.request.url == file.as_uri():
                route.continue_()
            else:
                asked.append(route.request.url)
                route.abort()

        page.route("**/*", answer)
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.add_init_script(WATCH)
        page.goto(file.as_uri())
        opened.append((page, asked, told))
        return page

    yield visited
    for page, asked, told in opened:
        assert (asked, told) == ([], [])
        assert page.evaluate("window.violations ?? []") == []
    for context in contexts:
        context.close()
