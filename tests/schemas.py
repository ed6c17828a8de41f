"""Schemas that what is written is held against.

Reports of one test after the other tell nearly the same rules and findings. What an element of a
list must be is asked once for each text that it has: that is ten times faster, and no less.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

STORED = {"sarif": Path(__file__).parent / "reporters" / "data" / "sarif" / "sarif-2.1.0.json"}
"""Schemas of others; all further names are those of files in `platguard/schemas/`."""

_KEYWORDS = Draft202012Validator.VALIDATORS


@cache
def schema(name: str) -> Validator:
    """The schema of a report, by name: `report-v1`, `sarif`."""
    shipped = files("platguard") / "schemas" / f"{name}.schema.json"
    text = STORED.get(name, shipped).read_text("utf-8")
    return validator(json.loads(text))


def validator(described: Mapping[str, Any]) -> Validator:
    """What holds documents against a schema, which must be sound itself."""
    Draft202012Validator.check_schema(described)
    sound: set[tuple[int, str]] = set()

    def items(inner: Any, wanted: Any, found: Any, around: Any) -> Iterator[ValidationError]:
        if not isinstance(found, list) or not isinstance(wanted, dict) or "prefixItems" in around:
            yield from _KEYWORDS["items"](inner, wanted, found, around)
            return
        for number, element in enumerate(found):
            # Parts of the schema live as long as it does, so that their identity names them.
            key = id(wanted), json.dumps(element, sort_keys=True)
            if key not in sound:
                faults = list(inner.descend(element, wanted, path=number))
                yield from faults
                if not faults:
                    sound.add(key)

    made: type[Validator] = extend(Draft202012Validator, {"items": items})  # type: ignore[no-untyped-call]
    return made(described, format_checker=FormatChecker())
