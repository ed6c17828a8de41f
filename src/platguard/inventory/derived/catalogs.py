"""Teams, segments and tiers from the Backstage catalogs of clones.

`spec.owner` is the team. The segment is the label or annotation called `segment`, whatever its
prefix, else `spec.system`; the tier is the one called `tier`, `service-tier` or `criticality`, else
`spec.lifecycle`: Backstage itself knows none ("Descriptor Format of Catalog Entities",
"Well-known Annotations"). A catalog may describe other repositories than its own, which it names
by `backstage.io/source-location` or a project's slug; where these have none, it speaks for them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from platguard import parsers
from platguard.errors import PlatguardError
from platguard.facts import catalog
from platguard.facts.reading import mapping
from platguard.inventory.derived import Derived
from platguard.inventory.derived.clones import clones, committed, told
from platguard.model.facts import CatalogEntityFact
from platguard.sources import Source
from platguard.sources.git import name_of_origin

NAMES = ("catalog-info.yaml", "catalog-info.yml", "catalog.yaml", "catalog.yml")
SEGMENTS = ("segment",)
TIERS = ("tier", "service-tier", "criticality")
_MOST = 200
"""Catalog files of one repository that are read."""
_WITHIN = re.compile(r"/(?:-|tree|blob)(?:/.*)?$")


class Component(NamedTuple):
    """What a catalog says of one Component."""

    path: str
    owner: str
    segment: str
    tier: str
    source: str
    """`owner/name` of the repository that has its code; empty when it does not say."""


def from_catalogs(folder: str, environ: Mapping[str, str]) -> list[Derived]:
    """The clones in a folder, placed as catalogs in them say."""
    found: list[tuple[Derived, list[Component] | None]] = []
    elsewhere: dict[str, list[Component]] = {}
    for clone in clones(folder):
        try:
            source = committed(clone.member.path, environ)
            components = list(_components(source)) if source else []
        except PlatguardError as error:
            found.append((clone.placed(told(error)), None))
            continue
        own = [c for c in components if c.source.casefold() in ("", clone.name.casefold())]
        for component in components:
            elsewhere.setdefault(component.source.casefold(), []).append(component)
        # Of a fork or a moved repository, the annotation still names where it came from.
        found.append((clone, own or components))
    return [
        clone if components is None else _placed(clone, components, elsewhere)
        for clone, components in found
    ]


def _placed(
    clone: Derived, components: Sequence[Component], elsewhere: Mapping[str, Sequence[Component]]
) -> Derived:
    told_of = components or elsewhere.get(clone.name.casefold(), ())
    if not told_of:
        return clone.placed("no Component in a catalog")
    notes = []
    owners = Counter(c.owner for c in told_of if c.owner)
    if not owners:
        notes.append("the catalog names no owner")
    elif len(owners) > 1:
        notes.append(f"{len(told_of)} Components, owned by {', '.join(sorted(owners))}")
    return clone.placed(
        *notes,
        team=owners.most_common(1)[0][0] if owners else "",
        segment=next((c.segment for c in told_of if c.segment), ""),
        tier=next((c.tier for c in told_of if c.tier), ""),
    )


def _components(source: Source) -> Iterator[Component]:
    """The Components of a repository, those nearest to its root first."""
    paths = [path for path in source.list("") if path.rpartition("/")[2] in NAMES]
    for path in sorted(paths, key=lambda path: (path.count("/"), path))[:_MOST]:
        for document in parsers.parse(source.read(path) or b"", "kubernetes").documents:
            if catalog.is_entity(document.value):
                for fact in catalog.extract_entity(document):
                    if isinstance(fact, CatalogEntityFact) and fact.kind == "Component":
                        yield _component(path, fact, document.value)


def _component(path: str, fact: CatalogEntityFact, value: Mapping[str, Any]) -> Component:
    def known(field: str, text: str) -> str:
        return "" if field in fact.unknown else text

    return Component(
        path=path,
        owner=known("owner", fact.owner),
        segment=_said(value, SEGMENTS) or known("system", fact.system),
        tier=_said(value, TIERS) or known("lifecycle", fact.lifecycle),
        source=_repository(fact.source),
    )


def _said(value: Mapping[str, Any], names: Sequence[str]) -> str:
    """The first label, else annotation, of one of these names behind any prefix."""
    metadata = mapping(value.get("metadata"))
    for name in names:
        for place in ("labels", "annotations"):
            for key, held in mapping(metadata.get(place)).items():
                if str(key).rpartition("/")[2].lower() == name and isinstance(held, str | int):
                    return str(held).strip()
    return ""


def _repository(source: str) -> str:
    """`owner/name` of `url:https://HOST/owner/name/tree/main/`, or of a slug."""
    kind, _, rest = source.partition(":")
    url = rest if kind in ("url", "file", "dir") else source
    return name_of_origin(_WITHIN.sub("", url)) if kind not in ("file", "dir") else ""
