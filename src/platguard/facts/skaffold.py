"""What Skaffold builds: images of which the manifests name no tag.

Skaffold puts a tag or a digest of its own in the place of each image that it builds, wherever a
manifest names it (skaffold.dev, docs/taggers: "always uses immutable references").
"""

from __future__ import annotations

from typing import Any

from platguard.facts.reading import follow, mapping, sequence, text, without_login
from platguard.facts.templates import is_template
from platguard.model.document import Document, Map
from platguard.model.facts import BuiltImageFact, Fact

_API = "skaffold/"


def is_skaffold(value: Any) -> bool:
    """Whether a document configures Skaffold, whichever file it stands in."""
    return isinstance(value, Map) and text(value.get("apiVersion")).startswith(_API)


def extract_skaffold(document: Document) -> list[Fact]:
    """The images of `build.artifacts`, and those that profiles build besides."""
    value = mapping(document.value)
    builds = [value, *map(mapping, sequence(value.get("profiles")))]
    artifacts = (it for build in builds for it in sequence(follow(build, ("build", "artifacts"))))
    found: dict[str, BuiltImageFact] = {}
    for artifact in artifacts:
        name = without_login(text(mapping(artifact).get("image")))
        if isinstance(artifact, Map) and name and not is_template(name):
            place = artifact.place("image")
            found.setdefault(
                name,
                BuiltImageFact(
                    address="file:",
                    subject=f"artifacts[{name}]",
                    places={"": place, "name": place},
                    name=name,
                ),
            )
    return [*found.values()]
