"""Observations of any kind, for properties."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from platguard.model.organisation import (
    STANDINGS,
    STATUSES,
    Blind,
    Observation,
    Rotation,
    Row,
    Segmentation,
    Service,
    Usage,
)

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_NUMBERS = st.integers(0, 10**6)
_DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
_HEXES = st.text("0123456789abcdef", min_size=32, max_size=32)
ROWS = st.builds(
    Row,
    rule=_TEXTS,
    fingerprint=_HEXES,
    outcome=st.sampled_from(["fail", "exempt", "unknown", "soon"]),
    level=st.sampled_from(["error", "warning", "note"]),
    severity=st.sampled_from(["critical", "high", "medium", "low", "info"]),
    message=_TEXTS,
    path=_TEXTS,
    line=_NUMBERS,
    column=_NUMBERS,
    address=_TEXTS,
    subject=_TEXTS,
    exception=_TEXTS,
    ends_on=st.none() | st.dates(),
    ending=_TEXTS,
)
USAGES = st.builds(
    Usage,
    kind=st.sampled_from(["tool", "runtime"]),
    category=_TEXTS,
    product=_TEXTS,
    version=_TEXTS,
    subject=_TEXTS,
    path=_TEXTS,
    line=_NUMBERS,
    strength=st.sampled_from(["used", "referenced"]),
)
SERVICES = st.builds(
    Service,
    name=_TEXTS,
    owner=_TEXTS,
    folder=_TEXTS,
    is_whole=st.booleans(),
    findings=_NUMBERS,
    standings=st.dictionaries(_TEXTS, st.sampled_from(STANDINGS), max_size=2),
)
ROTATIONS = st.builds(
    Rotation,
    owner=_TEXTS,
    rotated_on=st.none() | _DAYS,
    worst=_TEXTS,
    secrets=_NUMBERS,
    without_evidence=_NUMBERS,
    scheduled=_NUMBERS,
    unknown=_NUMBERS,
    without_history=_NUMBERS,
)
OBSERVATIONS = st.builds(
    Observation,
    repository=_TEXTS,
    as_of=_DAYS,
    status=st.sampled_from(STATUSES),
    reason=_TEXTS,
    commit=st.sampled_from(["", "a" * 40, "b" * 64]),
    committed_on=st.none() | _DAYS,
    exit=st.sampled_from([0, 1, 3, 4]),
    discovered=_NUMBERS,
    judged=_NUMBERS,
    unrendered=_NUMBERS,
    skipped=_NUMBERS,
    failed=_NUMBERS,
    counts=st.dictionaries(_TEXTS, st.dictionaries(st.sampled_from(["pass", "fail"]), _NUMBERS)),
    rows=st.lists(ROWS, max_size=3),
    usages=st.lists(USAGES, max_size=3),
    blind=st.lists(st.builds(Blind, _TEXTS, _NUMBERS, _TEXTS), max_size=2),
    matches=st.dictionaries(_TEXTS, _NUMBERS, max_size=2),
    services=st.lists(SERVICES, max_size=2),
    rotations=st.lists(ROTATIONS, max_size=2),
    segmentation=st.builds(Segmentation, _NUMBERS, _NUMBERS, _NUMBERS),
    born=st.none() | _DAYS,
)
