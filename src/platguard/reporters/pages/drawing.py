"""Charts: SVG that stands in the page, drawn from Vega-Lite specifications when it is written.

vl-convert has Vega, its fonts and its map data in itself and needs no network. What it draws is
read again, and only shapes and texts of it are kept: no link, no script, no style. Colours are
variables of the page's style, so that one drawing serves light, dark and paper.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

from platguard.records import dataclass
from platguard.reporters.inert import inert

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_SVG = "http://www.w3.org/2000/svg"
_DRAWN = ("svg", "g", "path", "text", "tspan", "line", "rect", "circle", "defs", "clipPath")
_PAINT = ("fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray")
_SHAPE = ("d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "dx", "dy", "r", "width", "height")
_TEXT = ("text-anchor", "font-size", "font-weight", "font-style")
_KEPT = {*_PAINT, *_SHAPE, *_TEXT, "id", "clip-path", "viewBox", "transform", "opacity", "display"}
_SOFT, _LINE = "var(--soft)", "var(--line)"
CONFIG: Mapping[str, Any] = {
    "aria": False,  # the drawing is one image with a description; its data stand in a table
    # A font that vl-convert has in itself: texts are measured alike on every machine.
    "font": "Liberation Sans",
    "view": {"stroke": None},
    "axis": {
        "labelColor": _SOFT,
        "titleColor": _SOFT,
        "domainColor": _LINE,
        "tickColor": _LINE,
        "gridColor": _LINE,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 190,
    },
    "legend": {
        "labelColor": "var(--ink)",
        "labelFontSize": 12,
        "orient": "top",
        "title": None,
        "symbolType": "square",
    },
    "text": {"fontSize": 12, "fill": "var(--ink)"},
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing to be made, what it shows in words, and its data."""

    id: str
    """One word, once in a page."""
    title: str
    description: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    """What is drawn, as a table."""
    specification: Mapping[str, Any] = field(default_factory=dict)
    """Vega-Lite without data."""
    data: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def drawn(chart: Chart) -> str:
    """The chart as an SVG element with title and description; the same chart, the same bytes."""
    whole = {
        "$schema": SCHEMA,
        "background": None,
        "config": CONFIG,
        "data": {"values": [_inert(row) for row in chart.data]},
        **chart.specification,
    }
    return _drawn(json.dumps(whole), chart.id, chart.title, chart.description)


@lru_cache(maxsize=64)
def _drawn(specification: str, id_: str, title: str, description: str) -> str:
    """One drawing takes some 50 ms, and pages that are served show the same ones again."""
    import vl_convert

    text = vl_convert.vegalite_to_svg(specification)
    root = ElementTree.fromstring(text)
    _keep(root, id_, {})
    root.set("xmlns", _SVG)
    root.set("role", "img")
    root.set("aria-labelledby", f"{id_}-title {id_}-told")
    for place, (tag, told) in enumerate((("title", title), ("desc", description))):
        element = ElementTree.Element(tag, {"id": f"{id_}-{'told' if place else 'title'}"})
        element.text = inert(told)
        root.insert(place, element)
    return ElementTree.tostring(root, encoding="unicode")


def _inert(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: inert(held) if isinstance(held, str) else held for key, held in row.items()}


def _keep(element: ElementTree.Element, chart: str, names: dict[str, str]) -> None:
    """Keeps what draws, and gives ids that are a chart's own: vl-convert counts on and on."""
    element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    for key, value in list(element.attrib.items()):
        del element.attrib[key]
        if key not in _KEPT or (key == "opacity" and value == "1"):
            continue
        if key == "id":
            value = names.setdefault(value, f"{chart}-{len(names)}")
        elif key == "clip-path":
            old = value.removeprefix("url(#").removesuffix(")")
            value = f"url(#{names.setdefault(old, f'{chart}-{len(names)}')})"
        element.set(key, value)
    for child in list(element):
        name = child.tag.removeprefix(f"{{{_SVG}}}")
        if name not in _DRAWN or child.get("display") == "none" or child.get("d") == "M0,0h0v0h0Z":
            element.remove(child)
        else:
            _keep(child, chart, names)
