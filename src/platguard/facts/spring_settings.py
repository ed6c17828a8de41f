"""Literal secrets in the settings of Spring applications, which are built into their images.

Any YAML document with a mapping `spring` is one, whatever its name: `application.yml`, a file of a
profile, or one that a configuration server hands out (Spring Boot reference, "Externalized
Configuration").
"""

from __future__ import annotations

from typing import Any

from platguard.facts.objects import is_object
from platguard.facts.plain_settings import in_values
from platguard.model.document import Document, Map
from platguard.model.facts import Fact


def is_spring(value: Any) -> bool:
    """Whether a document holds the settings of a Spring application."""
    return isinstance(value, Map) and isinstance(value.get("spring"), Map) and not is_object(value)


def extract_document(document: Document) -> list[Fact]:
    """The literal secrets of a document."""
    return list(in_values(document.value, "file", "the settings file"))
