"""Pages that are one file: styles and script stand in them, and nothing is fetched.

Every value that a template writes is made inert and then escaped, in one place for all templates:
what comes from a repository is shown, and neither acts nor deceives. A policy (Content Security
Policy, level 3) allows the style and the script of ours by their digests and nothing else: no
request, no attribute that runs or styles, no form.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from platguard.extras import demand
from platguard.reporters.inert import inert
from platguard.reporters.pages import drawing, grids
from platguard.reporters.pages.states import TONES, tone

if TYPE_CHECKING:
    from jinja2 import Environment


def demand_libraries() -> None:
    """UsageError with the extra to install, where a library of pages is missing."""
    demand("a page", ("jinja2", "vl_convert"), "report")


def render(template: str, values: Mapping[str, Any], *, label: str = "") -> str:
    """A page as text, from one of the templates and what it shows.

    `label` stands at the top and at the foot of each printed page.
    """
    from markupsafe import Markup

    style, script = asset("style.css") + printed(label), asset("tables.js")
    return (
        environment()
        .get_template(template)
        .render(
            **values,
            label=label,
            looks=Markup(json.dumps({word: [*look] for word, look in TONES.items()})),
            style=Markup(style),
            script=Markup(script),
            policy=policy(style, script),
        )
    )


def policy(style: str, script: str) -> str:
    """The Content Security Policy of a page with this style and this script."""
    return (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def digest(text: str) -> str:
    """A digest as policies write it."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


@cache
def asset(name: str) -> str:
    """A style or a script of ours."""
    return files("platguard.reporters.pages").joinpath("assets", name).read_text("utf-8")


def printed(label: str) -> str:
    """The style that puts a label and the number of the page into the margins of printed pages.

    A page's margins are boxes of CSS (Paged Media, level 3), whose text is a string of the style.
    """
    told = "".join(
        one if one.isascii() and one.isalnum() else f"\\{ord(one):06x}" for one in inert(label)
    )
    font = "font: 8pt sans-serif"
    boxes = f"@bottom-right {{ {font}; content: counter(page) ' / ' counter(pages); }}"
    for place in ("top-center", "bottom-center") if told else ():
        boxes += f" @{place} {{ {font}; content: '{told}'; }}"
    return f"@page {{ {boxes} }}\n"


@cache
def environment() -> Environment:
    """What renders templates: the same frame, tables and states for every kind of page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def shown(value: object) -> object:
        if isinstance(value, str) and not isinstance(value, Markup):
            return inert(value)
        return value

    made = Environment(
        loader=PackageLoader("platguard.reporters.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=shown,
    )
    made.globals |= {
        "tone": tone,
        "told": grids.told,
        "key": grids.key,
        "unscripted": grids.UNSCRIPTED,
        "island": lambda grid: Markup(grids.island(grid)),
        "drawing": lambda chart: Markup(drawing.drawn(chart)),
    }
    return made
