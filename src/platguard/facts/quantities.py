"""Quantities of resources, as apimachinery pkg/api/resource/quantity.go reads them.

`500m`, `0.5`, `1Gi`, `1e3`: a signed decimal number, followed by a binary suffix, a decimal suffix
or an exponent. Sizes of Compose (`512m`, `1gb`) are those of docker/go-units size.go, where all
units are binary and in any case.
"""

from __future__ import annotations

import re
from fractions import Fraction

from platguard.patterns import pattern

_QUANTITY = pattern(
    r"(?P<number>[+-]?(?:[0-9]{1,64}(?:\.[0-9]{0,64})?|\.[0-9]{1,64}))"
    r"(?P<suffix>[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?",
    re.ASCII,
)
_POWERS = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 10**3),
    "": Fraction(1),
    **{name: Fraction(1000**power) for power, name in enumerate("kMGTPE", start=1)},
    **{f"{name}i": Fraction(1024**power) for power, name in enumerate("KMGTPE", start=1)},
}
_SIZE = pattern(
    r"(?P<number>[0-9]{1,64}(?:\.[0-9]{1,64})?) ?(?P<unit>[kmgtp]?)i?b?", re.ASCII | re.IGNORECASE
)


def quantity(text: str) -> Fraction | None:
    """The amount that a quantity of Kubernetes stands for; None for what is none."""
    found = _QUANTITY.fullmatch(text)
    if found is None:
        return None
    suffix = found["suffix"] or ""
    if suffix in _POWERS:
        return Fraction(found["number"]) * _POWERS[suffix]
    return Fraction(found["number"]) * Fraction(10) ** int(suffix[1:])


def size(text: str) -> Fraction | None:
    """The number of bytes that a size in a Compose file stands for; None for what is none."""
    found = _SIZE.fullmatch(text)
    if found is None:
        return None
    power = " kmgtp".index(found["unit"].lower() or " ")
    return Fraction(found["number"]) * Fraction(1024**power)
