"""Version requirements as spans, held against the ecosystems' own readings of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from platguard.facts.version_ranges import (
    COMPOSER,
    NPM,
    PEP440,
    RUBY,
    Grammar,
    allowed_spans,
    exact_version,
    newest_version,
)
from platguard.versions import numbers, read_span, shortened

ALL = ""
"""Stands for no limit at all."""
NEVER = "-"
"""Stands for a requirement that is refused, or that nothing satisfies."""


def _told(requirement: str, grammar: Grammar) -> str:
    spans = allowed_spans(requirement, grammar)
    return NEVER if spans is None else " ".join(map(str, spans))


@pytest.mark.parametrize(
    ("requirement", "spans"),
    [
        # node-semver test/fixtures/range-parse.js, its comparators as spans.
        ("1.0.0 - 2.0.0", "1..2.0.1"),
        ("1 - 2", "1..3"),
        ("1.0 - 2.0", "1..2.1"),
        ("1.0.0", "1..1.0.1"),
        ("", ALL),
        ("*", ALL),
        ("x", ALL),
        ("||", ALL),
        (">=1.0.0", "1.."),
        (">1.0.0", "1.0.1.."),
        ("<=2.0.0", "..2.0.1"),
        ("1", "1..2"),
        ("<2.0.0", "..2"),
        (">=  1.0.0", "1.."),
        ("<\t2.0.0", "..2"),
        ("0.1.20 || 1.2.4", "0.1.20..0.1.21 1.2.4..1.2.5"),
        (">=0.2.3 || <0.0.1", "..0.0.1 0.2.3.."),
        ("2.x.x", "2..3"),
        ("1.2.x || 2.x", "1.2..1.3 2..3"),
        ("1.x.5", NEVER),
        ("2.3", "2.3..2.4"),
        ("~2.4", "2.4..2.5"),
        ("~>3.2.1", "3.2.1..3.3"),
        ("~1", "1..2"),
        ("~ 1.0", "1..1.1"),
        ("^0", "..1"),
        ("^0.1", "0.1..0.2"),
        ("^0.0.1-beta", "0.0.1..0.0.2"),
        ("^0.1.2", "0.1.2..0.2"),
        ("^1.2.3-beta.4", "1.2.3..2"),
        ("< 1.2", "..1.2"),
        ("^ 1.2 ^ 1", "1.2..2"),
        ("1.2.3 - 3.4", "1.2.3..3.5"),
        (">1", "2.."),
        (">1.2", "1.3.."),
        (">=18 <21 || 22", "18..21 22..23"),
        (">=18.0.0-0 <19.0.0-0", "18..19"),
        ("^18 || >=20", "18..19 20.."),
        ("^18 || ^19", "18..20"),
        ("<0", NEVER),
        (">=20 <18", NEVER),
        ("lts/*", ALL),
        ("workspace:*", NEVER),
    ],
)
def test_ranges_of_npm(requirement: str, spans: str) -> None:
    assert _told(requirement, NPM) == spans


@pytest.mark.parametrize(
    ("requirement", "grammar", "spans"),
    [
        # composer/semver tests/VersionParserTest.php
        ("~1", COMPOSER, "1..2"),
        ("~1.2", COMPOSER, "1.2..2"),
        ("~1.2.3", COMPOSER, "1.2.3..1.3"),
        ("~1.2.3.4", COMPOSER, "1.2.3.4..1.2.4"),
        ("^0.2.3", COMPOSER, "0.2.3..0.3"),
        ("v2.*", COMPOSER, "2..3"),
        ("2.1 - 2.3", COMPOSER, "2.1..2.4"),
        (">=7.2,<7.4", COMPOSER, "7.2..7.4"),
        ("7.4", COMPOSER, "7.4..7.4.1"),
        ("^7.4|^8.0", COMPOSER, "7.4..9"),
        (">=7.4@stable", COMPOSER, "7.4.."),
        # Gem::Requirement: the last part may rise
        ("~> 3.1", RUBY, "3.1..4"),
        ("~> 3.1.2", RUBY, "3.1.2..3.2"),
        ("~> 3", RUBY, "3..4"),
        (">= 2.7, < 3.3", RUBY, "2.7..3.3"),
        ("= 3.2.1", RUBY, "3.2.1..3.2.2"),
    ],
)
def test_ranges_of_others(requirement: str, grammar: Grammar, spans: str) -> None:
    assert _told(requirement, grammar) == spans


_PART = st.integers(0, 4).map(str)
_TWO_OR_THREE = st.lists(_PART, min_size=2, max_size=3).map(".".join)
_SPECIFIER = st.one_of(
    st.tuples(
        st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "~=", " >= ", "== "]), _TWO_OR_THREE
    ).map("".join),
    st.tuples(st.sampled_from(["==", "!="]), _PART, _PART).map(lambda t: f"{t[0]}{t[1]}.{t[2]}.*"),
)
_CANDIDATES = [f"{a}.{b}.{c}" for a in range(6) for b in range(6) for c in range(6)]


@given(st.lists(_SPECIFIER, min_size=1, max_size=4).map(",".join))
def test_python_requirements_allow_what_packaging_allows(requirement: str) -> None:
    asked = SpecifierSet(requirement)
    spans = allowed_spans(requirement, PEP440)
    for candidate in _CANDIDATES:
        version = shortened(numbers(candidate))
        allowed = spans is not None and (
            not spans
            or any(s.lower <= version and (s.upper is None or version < s.upper) for s in spans)
        )
        assert allowed == asked.contains(candidate), candidate


@given(st.lists(_SPECIFIER, min_size=1, max_size=6).map(" || ".join), st.sampled_from([NPM, RUBY]))
def test_spans_are_in_order_apart_and_survive_being_written(
    requirement: str, grammar: Grammar
) -> None:
    spans = allowed_spans(requirement, grammar) or []
    assert [read_span(str(span)) for span in spans] == spans
    for before, after in pairwise(spans):
        assert before.upper is not None
        assert before.upper < after.lower


@given(st.text(alphabet="0123456789.<>=~^!|-*xv, @rc", max_size=60))
def test_any_text_may_be_a_requirement(text: str) -> None:
    for grammar in (PEP440, NPM, COMPOSER, RUBY):
        assert allowed_spans(text, grammar) != [read_span("..")]


@pytest.mark.parametrize(
    "requirement", ["9" * 10_000, "1 " * 5_000, " " * 10_000 + "1", "!=1," * 400]
)
def test_what_is_too_long_is_not_read(requirement: str) -> None:
    assert allowed_spans(requirement, NPM) is None


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("v18.17.0", "18.17.0"),
        ("3.9.x", "3.9"),
        ("==3.9.*", "3.9"),
        ("3.13.0t", "3.13.0"),
        ("17.0.8+7", "17.0.8"),
        ("8.0_292", "8.0"),
        (">=3.9", ""),
        ("system", ""),
        ("pypy3.9", ""),
    ],
)
def test_one_version(written: str, version: str) -> None:
    assert exact_version(written) == version


@pytest.mark.parametrize(
    ("requirement", "parts", "version"),
    [
        ("3.9", 2, "3.9"),
        (">=3.8 <3.10", 2, "3.9"),
        (">=3.8 <=3.9.4", 2, "3.9"),
        ("~3.9", 2, "3.9"),
        ("^18.2", 1, "18"),
        (">=3.8 <4", 2, ""),
        (">=3.8", 2, ""),
        ("*", 1, ""),
    ],
)
def test_the_newest_version_that_a_tool_takes(requirement: str, parts: int, version: str) -> None:
    assert newest_version(requirement, parts) == version
