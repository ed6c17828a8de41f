"""What tests of every kind may ask for."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from platguard.request import Request
from platguard.scan import scan

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Root has no sandbox; the others keep a browser from asking the network for things of its own.
BROWSER_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

# How long an example takes says how busy the machine is; work is counted, see `steps`.
settings.register_profile("platguard", deadline=None)
settings.load_profile("platguard")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with what takes long, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser that is installed, one for each process of tests; none is ever downloaded."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        is_required = "chromium" in os.environ.get("PLATGUARD_REQUIRE", "").split(",")
        assert not is_required, "Chromium is required and not installed"
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # what does not come within that is not slow
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=[*BROWSER_FLAGS])
        yield started
        started.close()


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that many scans share, so that the standards are compiled only once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def restored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a scan of an empty folder remembers: the compiled standards. For tests to copy."""
    folder = tmp_path_factory.mktemp("restored")
    (folder / "empty").mkdir()
    cache = folder / "cache"
    request = Request(
        now=datetime(2026, 11, 22, 12, tzinfo=UTC),
        cwd=str(folder / "empty"),
        environ={"PATH": os.environ["PATH"], "HOME": str(folder)},
        cache=str(cache),
    )
    scan(request)
    assert [*(cache / "policies").iterdir()]
    return cache


@pytest.fixture(scope="session")
def empty_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A history in which nothing is. For tests to copy: making its tables takes long."""
    from platguard.history.opening import open_history

    file = tmp_path_factory.mktemp("history") / "empty.db"
    open_history(str(file)).close()
    return file


@pytest.fixture
def steps() -> Callable[[Callable[[], object]], int]:
    """Counts the lines that a call executes: its work, the same on every machine."""

    def counted(call: Callable[[], object]) -> int:
        count = 0

        def trace(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal count
            count += event == "line"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            call()
        finally:
            sys.settrace(before)
        return count

    return counted
