"""What a YAML scalar is: one table of rules for each kind of reader.

`Kubernetes` is what kubectl makes of a scalar: YAML 1.1 as sigs.k8s.io/yaml reads it
(goyaml.v2 resolve.go), sent as JSON and decoded again. `Core` is the core schema of YAML 1.2.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
import struct
from typing import Any

from platguard.patterns import pattern

_REMEMBERED = 50_000
_SHORT = 100
_TAG = "tag:yaml.org,2002:"
_FLOAT = pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = {
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), math.inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -math.inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_NULLS = dict.fromkeys(("", "~", "null", "Null", "NULL"))
_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_OLD_BOOLEANS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
}


class ScalarError(ValueError):
    """A scalar that its reader refuses."""


class MergeKey(str):
    """The key `<<` where it stands for the keys of another mapping; a text anywhere else."""

    __slots__ = ()


class Scalars(dict[str, Any]):
    """The values of plain scalars, remembered: manifests repeat themselves."""

    __slots__ = ()

    def __missing__(self, text: str) -> Any:
        value = self.resolve(text)
        if len(self) < _REMEMBERED and len(text) < _SHORT:
            self[text] = value
        return value

    def resolve(self, text: str) -> Any:
        """The value of a plain scalar."""
        raise NotImplementedError

    def tagged(self, tag: str, text: str) -> Any:
        """The value of a scalar with a tag; an unknown tag says nothing."""
        kind = tag.removeprefix(_TAG) if tag.startswith(_TAG) else ""
        if kind == "merge" and text == "<<":
            return MergeKey(text)
        if kind == "binary":
            return _binary(text)
        if kind not in _KINDS:
            return text
        value = self.resolve(text)
        if kind == "float" and type(value) is int:
            return value
        if type(value) is not _KINDS[kind]:
            raise ScalarError(f"a value that is not what its tag !!{kind} says")
        return value


_KINDS = {"bool": bool, "int": int, "float": float, "null": type(None)}


class Core(Scalars):
    """YAML 1.2: `on` and `yes` are text, `0644` is 644, dates are text."""

    __slots__ = ()

    def resolve(self, text: str) -> Any:
        """The value of a plain scalar by the core schema (YAML 1.2.2, section 10.3.2)."""
        if text in _CORE_WORDS:
            return _CORE_WORDS[text]
        if text[0] not in _NUMBER_STARTS:
            return text
        if _CORE_DECIMAL.fullmatch(text):
            return _integer(text, 10)
        if _CORE_BASED.fullmatch(text):
            return _integer(text, 0)
        return float(text) if _FLOAT.fullmatch(text) else text


class Kubernetes(Scalars):
    """As kubectl reads: `on` and `yes` are true, `0644` is 420, dates and `22:22` are text."""

    __slots__ = ()

    def resolve(self, text: str) -> Any:
        """The value of a plain scalar after its way through goyaml.v2 and JSON."""
        if text in _KUBERNETES_WORDS:
            return _KUBERNETES_WORDS[text]
        if text in _INFINITE:
            raise ScalarError(f"{text} cannot be written as JSON")
        if text == "<<":
            return MergeKey(text)
        if text[0] not in _NUMBER_STARTS:
            return text
        if text[0] == "." and not _GO_FRACTION.fullmatch(text):
            return text
        plain = text.replace("_", "")
        if _GO_INTEGER.fullmatch(plain):
            return _go_integer(plain, text)
        return _go_float(plain, text) if _FLOAT.fullmatch(plain) else text


_NUMBER_STARTS = frozenset("0123456789+-.")
_CORE_WORDS = {**_NULLS, **_BOOLEANS, **_INFINITE, "<<": MergeKey("<<")}
_CORE_DECIMAL = pattern(r"[-+]?[0-9]+")
_CORE_BASED = pattern(r"0o[0-7]+|0x[0-9a-fA-F]+")
_KUBERNETES_WORDS = {**_NULLS, **_BOOLEANS, **_OLD_BOOLEANS}
# strconv.ParseInt with base 0: a leading zero is octal, and what is not octal is a float.
_GO_INTEGER = pattern(r"[-+]?(?:0|[1-9][0-9]*|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|0[bB][01]+)", re.ASCII)
# strconv.ParseFloat takes underscores between digits only.
_GO_FRACTION = pattern(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_OLD_OCTAL = pattern(r"^([-+]?)0([0-7]+)$")
_INT64 = 2**63
_INT64_DIGITS = 70


def key_text(key: Any) -> str:
    """The text of a key that is not text, as sigs.k8s.io/yaml writes it into JSON."""
    if isinstance(key, str):
        return str(key)
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, int):
        return str(key)
    if isinstance(key, float):
        return _go_single(key)
    raise ScalarError("a key is neither a text nor a number nor a boolean")


def _go_integer(plain: str, text: str) -> int | float | str:
    if len(plain) <= _INT64_DIGITS:
        value = int(_OLD_OCTAL.sub(r"\g<1>0o\2", plain), 0)
        if -_INT64 <= value < _INT64:
            return value
        if 0 < value < 2 * _INT64:
            return float(value)
    # goyaml.v2 tries what does not fit as a float, in which a leading zero says nothing.
    return _go_float(plain, text) if _FLOAT.fullmatch(plain) else text


def _go_float(plain: str, text: str) -> int | float | str:
    value = float(plain)
    if math.isinf(value):
        return text
    if value.is_integer() and -_INT64 <= value < _INT64:
        # JSON has no point in it, so the API machinery decodes an integer from its digits.
        from decimal import Decimal

        return int(Decimal(repr(value)))
    return value


def _go_single(value: float) -> str:
    """`strconv.FormatFloat(value, 'g', -1, 32)`, with YAML's words for what is not finite."""
    single = _single(value)
    if not math.isfinite(single):
        return ".nan" if math.isnan(single) else ".inf" if single > 0 else "-.inf"
    digits = next(n for n in range(1, 18) if _single(float(f"{single:.{n}g}")) == single)
    mantissa, _, exponent = f"{single:.{digits - 1}e}".partition("e")
    if -4 <= int(exponent) < 6:
        from decimal import Decimal

        return f"{Decimal(f'{single:.{digits}g}'):f}"
    return f"{mantissa}e{exponent}"


def _single(value: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def _integer(text: str, base: int) -> int:
    try:
        return int(text, base)
    except (ValueError, OverflowError) as error:
        raise ScalarError("a number of too many digits") from error


def _binary(text: str) -> str:
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ScalarError("a value that is not base64, as its tag !!binary says") from error
    return data.decode("utf-8", "replace")
