"""Files of metrics: read strictly, every fault with its place."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.audit import claims
from platguard.audit.metric_files import read_metrics
from platguard.audit.metrics import Target
from platguard.errors import UsageError

HEAD = "metric,period,value,source,recorded_on,promoters,passives,detractors\n"


def one(**more: str) -> str:
    """A file with one metric, some of its keys replaced or, when empty, left out."""
    keys = {
        "metric": "platform_uptime", "period": "2025-10", "value": "99.7", "source": "prober",
        "recorded_on": "2025-11-02", **more,
    }  # fmt: skip
    inner = ", ".join(f"{key}: {value}" for key, value in keys.items() if value)
    return f"metrics:\n  - {{{inner}}}\n"


def test_metrics_are_read() -> None:
    text = """\
metrics:
  - {metric: platform_uptime, period: 2025-10, value: 99.7, unit: percent, source: prober,
     recorded_on: 2025-11-02}
  - {metric: nps, period: 2025-10, counts: {promoters: 5, passives: 3, detractors: 2},
     source: survey, recorded_on: 2025-11-02}
  - {metric: nps, period: 2025-09, scores: {"10": 2, "8": 1, "0": 3}, source: survey,
     recorded_on: 2025-10-02}
  - {metric: deployments_per_day, period: 2025-10, values: [1, 9, 6], source: pipelines,
     recorded_on: 2025-11-02}
  - {metric: mttr_minutes, period: 2025-10, value: 15, before: 45, source: pager,
     recorded_on: 2025-11-02}
targets: {tickets_per_100: 20}
claims:
  - {about: uptime, downtime: {target: 99.5, window: year, hours: 2.5}}
  - {about: work, effort: {weeks_before: 8, weeks_after: 2, items: 20, weeks: 120, engineers: 30}}
  - {about: adopters, shares: [[2, 3], 35, 62.5]}
  - {about: repair, improvement: {before: 45, after: 15, percent: 66.7}}
  - {about: help, support: {users: 500, freed: 25}}
  - {about: all, rollout: {teams: 100, starts: 2026-01-05, target: 2026-06-01}}
  - {about: disk, quota: {limit: 100, used: 80, requested: 30}}
"""
    found = read_metrics(text.encode(), "metrics.yaml")
    values = [(item.metric, item.value, item.answers, item.before) for item in found.measurements]
    assert values == [
        ("platform_uptime", D("99.7"), None, None),
        ("nps", None, (5, 3, 2), None),
        ("nps", None, (2, 1, 3), None),
        ("deployments_per_day", D(6), None, None),
        ("mttr_minutes", D(15), None, D(45)),
    ]
    assert found.measurements[0].recorded_on == date(2025, 11, 2)
    assert found.targets == {"tickets_per_100": Target("<", D(20))}
    assert [type(claim) for claim in found.claims] == [
        claims.Downtime, claims.Effort, claims.Shares, claims.Improvement, claims.Support,
        claims.Rollout, claims.Quota,
    ]  # fmt: skip
    # 30 engineers, 100 supporters and a date that waves cannot meet.
    assert [told.about for told in claims.inconsistencies(found.claims)] == [
        "uptime", "work", "help", "all",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (one(metric="platform_uptme"), "m.yaml:2:6: there is no metric 'platform_uptme', did"),
        (one(period="2025-13"), "must be a month as YYYY-MM"),
        (one(period="October"), "must be a month as YYYY-MM"),
        (one(recorded_on="02.11.2025"), "must be a date as YYYY-MM-DD"),
        (one(recorded_on=""), "has no recorded_on"),
        (one(source=""), "has no source"),
        (one(value=""), "not none"),
        (one(value="many"), "must be a number"),
        (one(value=".nan"), "must be a number"),
        (one(value="true"), "must be a number"),
        (one(value="100.1"), "at most 100"),
        (one(value="-1"), "must be at least 0"),
        (one(unit="hours"), "is in percent, not in 'hours'"),
        (one(scores='{"11": 1}'), "not value and scores"),
        (one(metric="nps"), "nps needs counts or scores"),
        (one(metric="nps", value="", scores='{"11": 1}'), "11 is no score"),
        (one(metric="nps", value="", scores='{"7.5": 1}'), "7.5 is no score"),
        (one(metric="nps", value="", scores='{"x": 1}'), "a mapping from scores to people"),
        (one(metric="nps", value="", scores='{"9": -1}'), "cannot have answered"),
        (one(metric="nps", value="", counts="{promoters: 1, passives: 1}"), "has no detractors"),
        (one(metric="users", value="2.5"), "must be a whole number"),
        (one(metric="users", value="", values="[]"), "must be a list of numbers"),
        (one(surprise="1"), "unknown key 'surprise'"),
        (one() + one()[9:], "platform_uptime of 2025-10 is given twice"),
        ("targets: {npss: 3}", "unknown key 'npss'"),
        ("claims: [{about: x}]", "a claim has one of"),
        ("claims: [{about: x, shares: [[1, 2, 3]]}]", "pairs such as"),
        ("claims: [{about: x, downtime: {target: 0, window: year, hours: 1}}]", "above 0"),
        ("claims: [{about: x, downtime: {target: 99, window: yr, hours: 1}}]", "must be one of"),
    ],
)
def test_a_fault_has_its_place(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        read_metrics(text.encode(), "m.yaml")
    assert told in str(error.value)
    assert error.value.line > 0


def test_csv_has_the_same_names() -> None:
    text = HEAD + (
        "platform_uptime,2025-10,99.7,prober,2025-11-02,,,\r\n"
        'nps,2025-10,,"survey, October",2025-11-02,5,3,2\r\n'
    )
    found = read_metrics(b"\xef\xbb\xbf" + text.encode(), "metrics.CSV").measurements
    assert [(item.metric, item.value, item.answers, item.source) for item in found] == [
        ("platform_uptime", D("99.7"), None, "prober"),
        ("nps", None, (5, 3, 2), "survey, October"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("metric,perriod\n", "m.csv:1:1: unknown column 'perriod', did you mean period?"),
        ("metric,period,value\n", "there is no column source"),
        ("metric,metric,period,source,recorded_on\n", "a column stands twice"),
        (HEAD + "users,2025-10,9,x\n", "m.csv:2:1: the row has not as many cells"),
        (HEAD + "users,2025-10,1e3,x,2025-11-02,,,\n", "must be a number such as"),
        (HEAD + "users,2025-10,,x,2025-11-02,,,\n", "users needs a value"),
        (HEAD + "nps,2025-10,30,x,2025-11-02,,,\n", "nps needs promoters"),
        (HEAD + "nps,2025-10,,x,2025-11-02,1.5,0,0\n", "numbers of people"),
        (HEAD + "users,2025-10,9,,2025-11-02,,,\n", "source must not be empty"),
        (HEAD + "users,2025-10,9,x,today,,,\n", "must be a date"),
        (HEAD + "users,2025-10,9,x,2025-11-02,,,\n" * 2, "m.csv:3:1: users of 2025-10 is given tw"),
        (HEAD + '"users\n', "not CSV"),
    ],
)
def test_a_fault_of_csv_has_its_line(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        read_metrics(text.encode(), "m.csv")
    assert told in str(error.value)


@given(st.binary() | st.text().map(str.encode), st.sampled_from(["m.csv", "m.yaml"]))
def test_any_bytes_are_read_or_refused(data: bytes, path: str) -> None:
    with suppress(UsageError):
        read_metrics(data, path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_that_a_spreadsheet_saved_as_utf_16_is_told(encoding: str) -> None:
    with pytest.raises(UsageError, match="not UTF-8"):
        read_metrics(HEAD.encode(encoding), "metrics.csv")
