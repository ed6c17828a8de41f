"""Objects that a change only calls otherwise: the same in all but their name and namespace.

Step 5 of the matching in section C(c) of the standards.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from platguard.errors import PlatguardError
from platguard.facts import extract, kind_of
from platguard.facts.blanking import manifests
from platguard.model.facts import ObjectFact
from platguard.sources import Source


def renamed_objects(
    before: Source, path: str, after: Source, path_now: str
) -> frozenset[tuple[str, ...]]:
    """Group, kind, namespace and name of those objects of a file that its later state holds under
    one other name, and that no other object could have become."""
    old, new = _bodies(before, path), _bodies(after, path_now)
    gone, arrived = _by_body(old, new), _by_body(new, old)
    return frozenset(
        names[0] for body, names in gone.items() if len(names) == len(arrived.get(body, ())) == 1
    )


def _by_body(
    objects: Mapping[tuple[str, ...], str], others: Mapping[tuple[str, ...], str]
) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for name, body in objects.items():
        if name not in others:
            found[body].append(name)
    return found


def _bodies(source: Source, path: str) -> dict[tuple[str, ...], str]:
    """What the objects of a file say, whatever they are called."""
    kind = kind_of(path)
    try:
        data = source.read(path) if kind else None
    except PlatguardError:
        return {}
    if kind is None or data is None:
        return {}
    objects = [fact for fact in extract(data, kind).facts if isinstance(fact, ObjectFact)]
    if not objects:
        return {}
    whole = manifests(data, "json" if kind.name == "manifest-json" else "kubernetes")
    return {
        (fact.group, fact.kind, fact.namespace, fact.name): _body(manifest, fact.name)
        for fact, manifest in zip(objects, whole, strict=True)
    }


def _body(manifest: Mapping[str, Any], name: str) -> str:
    metadata = {
        key: value
        for key, value in (manifest.get("metadata") or {}).items()
        if key not in ("name", "namespace", "generateName")
    }
    # Labels and selectors usually repeat the name.
    text = json.dumps({**manifest, "metadata": metadata}, sort_keys=True)
    return text.replace(json.dumps(name), '"*"') if name else text
