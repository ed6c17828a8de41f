"""Names of the files that configure platguard, relative to the root."""

from __future__ import annotations

ORGANISATION_FILE = "platguard.yaml"
"""The organisation's configuration."""
REPOSITORY_FILE = ".platguard.yaml"
"""The repository's own configuration."""
INVENTORY_FILE = "inventory.yaml"
"""The repositories of an organisation."""
REGISTER_FOLDER = ".platguard/exceptions"
"""Where the exceptions are unless the organisation says otherwise."""
BASELINE_FOLDER = ".platguard/baseline"
"""Where a repository keeps the findings that it adopted, from its root."""
SCHEMA_FOLDER = ".platguard/schemas"
"""Where a repository keeps the JSON Schemas of these files for editors, if it does."""


def schema_file(kind: str) -> str:
    """Where the schema of a kind of file is looked for: `standard`, `configuration`, ..."""
    return f"{SCHEMA_FOLDER}/{kind}.schema.json"
