"""Shapes of charts: what rows of numbers look like, as specifications of Vega-Lite.

No shape says by colour alone what it says: parts of a bar come in one order and carry their number,
lines differ in their dashes, and every chart has its numbers as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from platguard.reporters.pages.drawing import Chart

Spec = dict[str, Any]
WIDTH, HEIGHT, BAR = 490, 230, 24
MOST = 25
"""Bars of one chart; the table of its section has all."""
OUTCOMES = ("pass", "exempt", "unknown", "fail")
_COLOURS = ("var(--good)", "var(--held)", "var(--unsure)", "var(--bad)")
_FIT = {"type": "fit", "contains": "padding"}


def stacked(
    id_: str, title: str, told: str, of: str, counted: str, rows: Sequence[tuple[str, ...]]
) -> Chart:
    """A bar a row, of what passes, is exempt, is unknown and fails: `(name, four numbers)`."""
    shown = rows[:MOST]
    parts = [(row[0], [int(number) for number in row[1:]]) for row in shown]
    largest = max(sum(numbers) for _, numbers in parts)
    data = [
        # A number that its part of the bar has no room for stands in the table alone.
        {of: name, "outcome": outcome, "order": place, counted: number,
         "shown": str(number) if number * 14 >= largest else ""}
        for name, numbers in parts
        for place, (outcome, number) in enumerate(zip(OUTCOMES, numbers, strict=True))
        if number
    ]  # fmt: skip
    x = _amount(counted, largest)
    x["stack"] = "zero"
    y = _names(of)
    order = {"field": "order", "type": "quantitative"}
    bars: Spec = {
        "mark": {"type": "bar", "stroke": "var(--page)", "strokeWidth": 1},
        "encoding": {"x": x, "y": y, "order": order, "color": _legend("outcome", OUTCOMES)},
    }
    numbers: Spec = {
        "mark": {"type": "text", "fill": "var(--on)", "fontWeight": "bold"},
        "encoding": {
            "x": {**x, "bandPosition": 0.5},
            "y": y,
            "order": order,
            "detail": {"field": "outcome", "type": "nominal"},
            "text": {"field": "shown", "type": "nominal"},
        },
    }
    told += f" The first {MOST} of {len(rows)}." if len(rows) > MOST else ""
    return Chart(id_, title, told, (of, *OUTCOMES), shown, _bars_of([bars, numbers]), data)


def diverging(
    id_: str, title: str, told: str, of: str, counted: str, rows: Sequence[tuple[str, int, int]]
) -> Chart:
    """What came to the right, what went to the left: `(name, came, went)`."""
    shown = rows[:MOST]
    signed = "format(abs(datum.value), ',')"
    x = _amount(counted, max(came + went for _, came, went in shown), labelExpr=signed)
    x["scale"] = {"padding": 40}  # room for the numbers beside the longest bars
    layers: list[Spec] = [
        {"mark": "bar", "encoding": {"color": _legend("what", ("came", "went"))}},
    ]
    for what, align, offset in (("came", "left", 4), ("went", "right", -4)):
        layers.append(
            {
                "transform": [{"filter": f"datum.what === '{what}'"}],
                "mark": {"type": "text", "align": align, "dx": offset},
                "encoding": {"text": {"field": "shown", "type": "quantitative"}},
            }
        )
    specification = _bars_of(layers) | {"encoding": {"x": x, "y": _names(of)}}
    data = [
        {of: name, counted: number, "shown": abs(number), "what": what}
        for name, came, went in shown
        for what, number in (("came", came), ("went", -went))
        if number
    ]
    told += f" The first {MOST} of {len(rows)}." if len(rows) > MOST else ""
    table = [(name, str(came), str(went)) for name, came, went in shown]
    return Chart(id_, title, told, (of, "came", "went"), table, specification, data)


def bars(
    id_: str,
    title: str,
    told: str,
    of: str,
    counted: str,
    rows: Sequence[tuple[str, int, int | None]],
    mark: str = "",
) -> Chart:
    """A bar a row with its number, and a thick mark where it should end: `(name, number, mark)`."""
    number, name = {"field": counted, "type": "quantitative"}, _names(of)
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "fill": "var(--accent)"},
            "encoding": {
                "x": _amount(counted, max(row[1] for row in rows)),
                "y": name,
            },
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 4},
            "encoding": {"x": number, "y": name, "text": number},
        },
        {
            "transform": [{"filter": "datum.mark !== null"}],
            "mark": {"type": "tick", "color": "var(--ink)", "thickness": 3, "size": 20},
            "encoding": {"x": {"field": "mark", "type": "quantitative"}, "y": name},
        },
    ]
    table = [(row[0], *("-" if cell is None else str(cell) for cell in row[1:])) for row in rows]
    return Chart(
        id_,
        title,
        told,
        (of, counted, mark) if mark else (of, counted),
        [row if mark else row[:2] for row in table],
        _bars_of(layers),
        [{of: row[0], counted: row[1], "mark": row[2]} for row in rows],
    )


def line(
    across: str, along: str, kind: str, names: Sequence[str], *, axis: Spec, largest: int
) -> Spec:
    """A line for each of up to three names, told apart by its dashes; `line` in the data names it.

    The scale begins at 0 and has room for the `largest` value.
    """
    colours = ("var(--accent)", "var(--unsure)", "var(--held)")[: len(names)]
    dashes = ([1, 0], [5, 4], [2, 2])[: len(names)]
    legend = {"legend": {"symbolType": "stroke"} if len(names) > 1 else None}
    x = _field(across, kind, {"title": None, **axis})
    y = _amount(along, largest)
    y["scale"] = {"domain": [0, max(largest, 1)], "nice": True}
    if kind == "temporal":
        x["scale"] = {"type": "utc"}
    named = {"field": "line", "type": "nominal", **legend}
    return {
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": x,
            "y": y,
            "color": {**named, "scale": {"domain": list(names), "range": list(colours)}},
            "strokeDash": {**named, "scale": {"domain": list(names), "range": list(dashes)}},
        },
    }


def day(of: date, told: str, across: str) -> Spec:
    """A line across the chart at a day, with what it is."""
    x = {"field": across, "type": "temporal", "scale": {"type": "utc"}}
    rule = {"type": "rule", "stroke": "var(--bad)", "strokeDash": [2, 2]}
    text = {"type": "text", "align": "right", "y": -8}
    return {
        "data": {"values": [{across: str(of), "told": told}]},
        "layer": [
            {"mark": rule, "encoding": {"x": x}},
            {"mark": text, "encoding": {"x": x, "text": {"field": "told"}}},
        ],
    }


def lines_of(layers: Sequence[Spec]) -> Spec:
    """The specification of a chart of lines."""
    return {"width": WIDTH, "height": HEIGHT, "autosize": _FIT, "layer": list(layers)}


def _bars_of(layers: Sequence[Spec]) -> Spec:
    fit = {"type": "fit-x", "contains": "padding"}
    return {"width": WIDTH, "height": {"step": BAR}, "autosize": fit, "layer": list(layers)}


def _field(name: str, kind: str, axis: Spec) -> Spec:
    return {"field": name, "type": kind, "axis": {"title": name, **axis}}


def _amount(name: str, largest: int, **more: str) -> Spec:
    """The axis of numbers up to the largest, without parts of one."""
    return _field(name, "quantitative", {"tickCount": max(1, min(6, largest)), **more})


def _names(of: str) -> Spec:
    axis = {"title": None, "domain": False, "ticks": False}
    return _field(of, "nominal", axis) | {"sort": None}


def _legend(field: str, names: Sequence[str]) -> Spec:
    colours = _COLOURS if names == OUTCOMES else ("var(--bad)", "var(--good)")
    scale = {"domain": list(names), "range": list(colours)}
    return {"field": field, "type": "nominal", "scale": scale, "legend": {}}
