"""The report about an organisation for programs: version 1.

`schemas/organisation-report-v1.schema.json` describes it. The names of fields are those of
`model.audit`; tests hold every document against the schema, which knows no others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from platguard.reporters.json import encode

if TYPE_CHECKING:
    from platguard.model.audit import OrganisationReport

_LONG = frozenset({"findings", "evidence"})
"""Of these there may be millions; tables have them."""


def write(report: OrganisationReport, stream: BinaryIO) -> None:
    """Writes the report as JSON; the same report gives the same bytes."""
    stream.write(encode(document(report)).encode("ascii"))


def document(report: OrganisationReport) -> dict[str, Any]:
    """The report as JSON values."""
    names = [one.name for one in fields(report) if one.name not in _LONG]
    found = {name: _value(getattr(report, name)) for name in names}
    version = found.pop("version")
    return {"platguard": version, "organisation_report": 1, **found}


def _value(value: Any) -> Any:
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {one.name: _value(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: _value(held) for key, held in value.items()}
    assert isinstance(value, Sequence), type(value)
    return [_value(item) for item in value]
