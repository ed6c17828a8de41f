"""The application: addresses, pages, and what becomes of faults."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from importlib.resources import files
from io import BytesIO

from jinja2 import ChoiceLoader, PackageLoader
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from platguard import dates
from platguard.errors import PlatguardError, fault_of_ours
from platguard.reporters.inert import inert
from platguard.reporters.organisation import write
from platguard.reporters.pages.frame import asset, environment
from platguard.server.guards import Guard
from platguard.server.leafing import leaf
from platguard.server.pages import MENU, PAGES
from platguard.server.pages.sight import Sight
from platguard.server.reports import Reports
from platguard.server.values import STATES, Link, Page, kind, told

_ASSETS = files("platguard.server") / "assets"
_OF_A_REPORT = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""A whole report has its own, stricter policy inside; both hold."""
_KNOWN = {"text_of": told, "kind": kind, "states": STATES}
"""What the template of a page has beside what all have."""


def application(reports: Reports, hosts: Collection[str], label: str = "") -> Starlette:
    """The pages over a history; `hosts` are the names that they may be asked under, all if none."""
    show = _Shown(reports, label)
    pages = {path: partial(show.page, make) for path, make in PAGES.items()}
    made: dict[str, Callable[[Request], Response]] = {**pages, "/report": show.report}
    made["/style.css"] = _style
    routes = [Route(path, partial(_answered, make)) for path, make in made.items()]
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={404: _missing},
    )


def _style(_: Request) -> Response:
    own = (_ASSETS / "style.css").read_text("utf-8")
    return Response(asset("style.css") + own, media_type="text/css")


def _missing(_: Request, __: Exception) -> Response:
    return PlainTextResponse("There is no such page; begin at /.\n", 404)


class _NotShown(Exception):
    """Why there is no page: a sentence, and the status of the answer."""


def _answered(make: Callable[[Request], Response], request: Request) -> Response:
    """An answer, also to a day that is none, of a history that cannot be read now, or of a mistake
    of ours."""
    try:
        return make(request)
    except _NotShown as reason:
        told, status = reason.args
        return PlainTextResponse(f"{told}\n", status)
    except PlatguardError as error:
        return PlainTextResponse(f"{error}\n", 503)
    except Exception as error:
        return PlainTextResponse(f"{fault_of_ours(error)}. Please report it.\n", 500)


class _Shown:
    """Makes answers of pages."""

    def __init__(self, reports: Reports, label: str) -> None:
        self._reports = reports
        self._label = label
        shared = environment()
        assert shared.loader is not None
        own = PackageLoader("platguard.server", "assets")
        made = shared.overlay(loader=ChoiceLoader([own, shared.loader]))
        self._template = made.get_template("page.jinja", globals=_KNOWN)

    def page(self, make: Callable[[Sight], Page | None], request: Request) -> Response:
        """The page of an address on the day that is asked for, else on that of the last scan."""
        days, day = self._asked(request)
        if day < days[0]:
            told_first = f"Nobody looked by {day}; the first scan is of {days[0]}."
            empty = Page("No scan", notes=[told_first])
            return self._answer(request, Sight(self._reports, days, days[0]), empty, 404)
        sight = Sight(self._reports, days, day, str(request.path_params.get("name", "")))
        found = make(sight)
        if found is None:
            empty = Page("Not there", notes=[f"On {day} nothing is called so."])
            return self._answer(request, sight, empty, 404)
        return self._answer(request, sight, found)

    def report(self, request: Request) -> Response:
        """The whole report of a day, as `platguard org report --format html` writes it."""
        _, day = self._asked(request)
        stream = BytesIO()
        write(self._reports.of(day), stream, "html")
        policy = {"content-security-policy": _OF_A_REPORT}
        return HTMLResponse(stream.getvalue(), headers=policy)

    def _asked(self, request: Request) -> tuple[list[date], date]:
        """The days of all scans, and the one that is asked for, else the last of them."""
        text = request.query_params.get("as_of", "")
        day = dates.parse(text)
        if text and day is None:
            told = f"{inert(text)[:40]} is no day: write as_of=2026-01-31, or leave it out."
            raise _NotShown(told, 400)
        days = self._reports.days()
        if not days:
            raise _NotShown("Nobody scanned the organisation yet: platguard org scan.", 200)
        return days, day or days[-1]

    def _answer(self, request: Request, sight: Sight, page: Page, status: int = 200) -> Response:
        parameters = dict(request.query_params.items())
        tables = [(1, page.main)] if page.main else []
        tables += enumerate(page.tables, 2)
        looked = max((day for day in sight.days if day <= sight.day), default=sight.day)
        text = self._template.render(
            page=page,
            leaves=[leaf(table, parameters, number) for number, table in tables],
            menu=[(Link(title, ""), sight.address(path)) for title, path in MENU.items()],
            here=sight.address(request.url.path),
            report=sight.address("/report"),
            day=sight.day,
            days=sight.days[-60:],
            looked=looked,
            label=self._label,
        )
        return HTMLResponse(text, status)
