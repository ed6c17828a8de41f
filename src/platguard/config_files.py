"""Names of the files that configure platguard, relative to the root."""

from __future__ import annotations

ORGANISATION_FILE = "platguard.yaml"
"""The organisation's configuration."""
REPOSITORY_FILE = ".platguard.yaml"
"""The repository's own configuration."""
REGISTER_FOLDER = ".platguard/exceptions"
"""Where the exceptions are unless the organisation says otherwise."""
