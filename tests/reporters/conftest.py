"""What the tests of all reporters share: the schemas of what is written."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker


def _validator(schema: Any) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


@pytest.fixture(scope="session")
def report_schema() -> Draft202012Validator:
    """The schema of the JSON report, as it is shipped."""
    shipped = files("platguard") / "schemas" / "report-v1.schema.json"
    return _validator(json.loads(shipped.read_text("utf-8")))


@pytest.fixture(scope="session")
def sarif_schema() -> Draft202012Validator:
    """The schema of SARIF 2.1.0."""
    stored = Path(__file__).parent / "data" / "sarif" / "sarif-2.1.0.json"
    return _validator(json.loads(stored.read_text("utf-8")))
