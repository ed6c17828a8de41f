"""What every fact has."""

from __future__ import annotations

from dataclasses import field

from platguard.model.document import Place
from platguard.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What every fact has."""

    address: str
    """Names the thing so that moved lines, reordered keys and a newer API version do not rename
    it. Schemes: `k8s:<group>/<Kind>/<namespace or (unset)>/<name>`, `compose:<service>`,
    `docker:<stage name or index>`, `gha:<job>/<step>`, `file:`, `repo:`. What the path adds
    (the folder of a Compose project, the file of a workflow) is put in by `facts.bind`."""
    subject: str
    """The thing within the address, by name and never by position: `containers[api].image`."""
    places: dict[str, Place] = field(default_factory=dict)
    """Where each main field stands; the empty name is the fact itself."""
    unknown: list[str] = field(default_factory=list)
    """Names of the fields that could not be known."""
    path: str = ""
    """The file, relative to the root; empty until the fact is bound to one."""
