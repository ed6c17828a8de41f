"""The scripts of a `package.json`: shell commands by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard.facts.command_facts import facts_in
from platguard.facts.reading import mapping, text
from platguard.model.document import Map
from platguard.model.facts import Fact


def extract_scripts(package: Any) -> Iterator[Fact]:
    """The commands that the scripts of a parsed `package.json` run."""
    scripts = mapping(package).get("scripts")
    if not isinstance(scripts, Map):
        return
    for name, script in scripts.items():
        place = scripts.place(name)
        yield from facts_in(
            text(script), place.line, place.column + 1, label=f"script {name}", address="file:"
        )
