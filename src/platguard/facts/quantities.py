"""Quantities of resources, as apimachinery pkg/api/resource/quantity.go reads them.

`500m`, `0.5`, `1Gi`, `1e3`: a signed decimal number, followed by a binary suffix, a decimal suffix
or an exponent; what is less than a thousand-millionth counts as one (`ParseQuantity`). Sizes of
Compose (`512m`, `1gb`) are those of docker/go-units size.go, where all units are binary and in any
case.
"""

from __future__ import annotations

import re

from platguard.patterns import pattern

ONE = 10**9
"""How much one of something is: amounts are whole numbers of thousand-millionths, which need no
fractions to be exact."""

_NUMBER = r"(?:[0-9]{1,64}(?:\.[0-9]{0,64})?|\.[0-9]{1,64})"
_QUANTITY = pattern(
    rf"(?P<number>[+-]?{_NUMBER})(?P<suffix>[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{{1,2}})?",
    re.ASCII,
)
_UNITS = {
    "n": 1,
    "u": 10**3,
    "m": 10**6,
    "": ONE,
    **{name: ONE * 1000**power for power, name in enumerate("kMGTPE", start=1)},
    **{f"{name}i": ONE * 1024**power for power, name in enumerate("KMGTPE", start=1)},
}
_SIZE = pattern(
    r"(?P<number>[0-9]{1,64}(?:\.[0-9]{1,64})?) ?(?P<unit>[kmgtp]?)i?b?", re.ASCII | re.IGNORECASE
)


def quantity(text: str) -> int | None:
    """The amount that a quantity of Kubernetes stands for, see ONE; None for what is none."""
    found = _QUANTITY.fullmatch(text)
    if found is None:
        return None
    suffix = found["suffix"] or ""
    if suffix in _UNITS:
        return _amount(found["number"], _UNITS[suffix])
    power = int(suffix[1:])
    return _amount(found["number"], ONE * 10 ** max(power, 0), 10 ** max(-power, 0))


def size(text: str) -> int | None:
    """The bytes that a size in a Compose file stands for, see ONE; None for what is none."""
    found = _SIZE.fullmatch(text)
    if found is None:
        return None
    power = " kmgtp".index(found["unit"].lower() or " ")
    return _amount(found["number"], ONE * 1024**power)


def _amount(number: str, unit: int, divided_by: int = 1) -> int:
    """A decimal number of a unit, rounded away from zero."""
    whole, _, decimals = number.lstrip("+-").partition(".")
    divisor: int = divided_by * 10 ** len(decimals)
    amount: int = -(-int(whole + decimals) * unit // divisor)
    return -amount if number.startswith("-") else amount
