"""Quantities of Kubernetes and sizes of Compose."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.facts.quantities import ONE, quantity, size

DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("500m", Fraction(1, 2)),
        ("0.5", Fraction(1, 2)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("1Gi", 1024**3),
        ("1e3", 1000),
        ("1E3", 1000),
        ("1E", 10**18),
        ("12e-1", Fraction(6, 5)),
        ("+1", 1),
        ("-1k", -1000),
        ("1e-9", Fraction(1, ONE)),
        ("1e-10", Fraction(1, ONE)),
        ("0.4n", Fraction(1, ONE)),
        ("-1.5n", Fraction(-2, ONE)),
        ("0e-99", 0),
        ("0", 0),
        ("1K", None),
        ("1 Gi", None),
        ("1GiB", None),
        ("Gi", None),
        ("", None),
        ("{{ .x }}", None),
        ("1e999999999", None),
        ("9" * 65, None),
        ("١", None),
    ],
)
def test_quantities(text: str, amount: Fraction | None) -> None:
    assert quantity(text) == (None if amount is None else amount * ONE)


@given(st.integers(0, 10**12), st.sampled_from([*DECIMAL]))
def test_decimal_suffixes_are_powers_of_ten(number: int, suffix: str) -> None:
    assert quantity(f"{number}{suffix}") == number * Fraction(10) ** DECIMAL[suffix] * ONE


@given(st.integers(0, 10**12), st.sampled_from([*BINARY]))
def test_binary_suffixes_are_powers_of_1024(number: int, suffix: str) -> None:
    assert quantity(f"{number}{suffix}") == number * 1024 ** BINARY[suffix] * ONE


@given(st.text(alphabet="0123456789.+-eEkKMGTPEinum ", max_size=12))
def test_what_is_no_quantity_is_none_and_never_an_error(text: str) -> None:
    found = quantity(text)
    assert found is None or isinstance(found, int)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("512m", 512 * 1024**2), ("1GB", 1024**3), ("1gib", 1024**3), ("0b", 0), ("7", 7)],
)
def test_sizes_of_compose_are_binary_in_any_case(text: str, amount: int) -> None:
    assert size(text) == amount * ONE


@pytest.mark.parametrize("text", ["", "much", "1x", "${SIZE}", "-1m"])
def test_what_is_no_size(text: str) -> None:
    assert size(text) is None
