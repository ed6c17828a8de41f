"""What the tests of all reporters share: the schemas of what is written."""

from __future__ import annotations

import pytest
from jsonschema.protocols import Validator
from schemas import schema


@pytest.fixture(scope="session")
def report_schema() -> Validator:
    """The schema of the JSON report, as it is shipped."""
    return schema("report-v1")


@pytest.fixture(scope="session")
def sarif_schema() -> Validator:
    """The schema of SARIF 2.1.0."""
    return schema("sarif")
