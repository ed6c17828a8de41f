"""Agendas made by hand: one that resembles a real one, one in which nothing happens, pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from reporters.reports import CLEAN, finding

from platguard.agenda import Agenda, Event, Turn
from platguard.model.report import Coverage, Finding, ReportError, SkippedFile

from .agendas import FIRST

SWARM = finding(
    "docker-swarm",
    "deploy/docker-stack.yml",
    11,
    "service stock runs on Docker Swarm (deploy.placement), which our platform no longer supports.",
    fix="Move the service to Kubernetes.",
    column=7,
)
PYTHON = finding(
    "language-eol",
    "Dockerfile",
    8,
    "Dockerfile uses python 3.10 (FROM python:3.10), which ended on 2026-12-31 (1 days ago).",
    fix="Move to python 3.14.",
    column=6,
)
SECRET = finding(
    "secret-rotation-overdue",
    "k8s/payment|credentials.yaml",
    2,
    "SealedSecret shop/payment-credentials was last rotated 2026-05-18 (409 days ago).",
)
BROKEN = ReportError("k8s/broken.yaml", 3, 1, "expected a mapping")
TODAY = replace(
    CLEAN,
    coverage=Coverage(14, 12, 0, (SkippedFile("README.md", "not ours"),), (BROKEN,)),
    errors=(BROKEN,),
    notices=("excluded by .platguard.yaml: docs/**",),
    summary=replace(CLEAN.summary, error=3, warning=1, soon=1),
)


def turn(found: Finding, before: str, after: str, owner: str = "team-shop") -> Turn:
    """A turn from one stance to another, each `outcome level` or empty."""
    earlier, later = (
        replace(found, outcome=stance.split()[0], level=stance.split()[1]) if stance else None
        for stance in (before, after)
    )
    return Turn(earlier, later, owner)


def event(days: int, kind: str, turns: Sequence[Turn] = (), **values: Any) -> Event:
    """An event so many days from the first."""
    whole: dict[str, Any] = {
        "rule": "",
        "revision": None,
        "exception": "",
        "owner": "platform-runtime",
        "advice": "",
        **values,
    }
    return Event(FIRST + timedelta(days=days), days, kind, turns=tuple(turns), **whole)


def agenda(*events: Event, **values: Any) -> Agenda:
    """An agenda of half a year with some events."""
    whole: dict[str, Any] = {
        "today": TODAY,
        "first": FIRST,
        "last": date(2027, 7, 2),
        "repository": "shop/web_store",
        "numbers": {"error": 6, "warning": 0, "note": 0, "soon": 1},
        **values,
    }
    return Agenda(events=events, **whole)


BUSY = agenda(
    event(
        1,
        "announced",
        rule="image-tag",
        revision=2,
        advice="Ask platform-runtime, #platform-help. Guide: https://platform.example/tags",
    ),
    event(
        39,
        "enforced",
        [
            turn(SWARM, "fail warning", "fail error"),
            turn(replace(SWARM, line=30), "fail warning", "fail error"),
            turn(replace(SWARM, line=48), "exempt warning", "exempt error", "team-ledger"),
        ],
        rule="docker-swarm",
        advice="Replacement: kubernetes. Ask platform-runtime, #platform-help.",
    ),
    event(
        40,
        "ages",
        [
            turn(PYTHON, "pass warning", "fail error"),
            turn(replace(PYTHON, line=1), "", "pass warning"),
            turn(replace(PYTHON, line=20), "fail note", ""),
        ],
        rule="language-eol",
        advice="Ask platform-runtime, #platform-help.",
    ),
    event(
        221,
        "lapses",
        [turn(SECRET, "exempt error", "fail error", "team-ledger")],
        exception="EXC-2026-0001",
        owner="team-ledger",
        advice=(
            "It covers through 2027-06-30, approved by bob and carol."
            " Fix it or request a renewal: `platguard exceptions renew EXC-2026-0001`."
        ),
    ),
)
"""One event of each sort."""
QUIET = agenda(today=CLEAN, numbers=dict.fromkeys(("error", "warning", "note", "soon"), 0))
"""Nothing happens."""


def hostile(text: str) -> Agenda:
    """An agenda in which the repository says `text` wherever it can."""
    found = finding("image-tag", f"{text}/a.yaml", 3, f"{text} uses {text}", fix=text)
    found = replace(found, subject=text, address=text)
    error = ReportError(f"{text}.yaml", 1, 1, text)
    today = replace(
        TODAY, coverage=Coverage(2, 1, 0, (), (error,)), errors=(error,), notices=(text,)
    )
    told: dict[str, Any] = {"owner": text, "advice": text}
    return agenda(
        event(1, "enforced", [turn(found, "", "fail error", text)], rule="image-tag", **told),
        event(2, "lapses", exception="EXC-1", **told),
        today=today,
        repository=text,
    )
