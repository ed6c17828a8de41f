"""The pages: one module a subject, one line here for each address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from platguard.server.pages.controls import control, controls
from platguard.server.pages.days import day, days
from platguard.server.pages.exceptions import exception, exceptions
from platguard.server.pages.overview import overview
from platguard.server.pages.repositories import repositories, repository
from platguard.server.pages.sight import Sight
from platguard.server.pages.standards import rule, standard, standards
from platguard.server.pages.teams import team, teams
from platguard.server.values import Page

PAGES: Mapping[str, Callable[[Sight], Page | None]] = {
    "/": overview,
    "/repositories": repositories,
    "/repositories/{name:path}": repository,
    "/standards": standards,
    "/standards/{name:path}": standard,
    "/rules/{name:path}": rule,
    "/teams": teams,
    "/teams/{name:path}": team,
    "/exceptions": exceptions,
    "/exceptions/{name:path}": exception,
    "/controls": controls,
    "/controls/{name:path}": control,
    "/days": days,
    "/days/{name}": day,
}
"""What makes the page of an address; None where nothing is called so."""
MENU = {
    "Overview": "/",
    "Repositories": "/repositories",
    "Standards": "/standards",
    "Teams": "/teams",
    "Exceptions": "/exceptions",
    "Controls": "/controls",
    "Days": "/days",
}
