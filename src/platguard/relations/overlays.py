"""What Kustomize makes of facts: images that it renames, fields that its patches change.

Nothing is rendered. An image becomes what all overlays agree on; a field that a patch gives is not
known of the objects that it is about; and a patch is a part of an object, of which nothing can be
missing. Tag and digest of an image that Skaffold builds are its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from functools import cache
from posixpath import dirname

from platguard.facts import runtimes
from platguard.facts.images import FIELDS, image_fact
from platguard.model.document import NOWHERE
from platguard.model.facts import (
    FACT_NAMES,
    FACT_TYPES,
    BuiltImageFact,
    ContainerFact,
    Fact,
    ImageChange,
    ImageFact,
    KustomizationFact,
    PodTemplateFact,
    RuntimeFact,
    WorkloadFact,
)
from platguard.patterns import pattern
from platguard.relations.patches import MOST_OVERLAYS, Patches
from platguard.relations.units import Unit, Units

_PARTS = (WorkloadFact, ContainerFact, PodTemplateFact)
# What a patch names so that it is known what it is about, and what is no field of the object.
_KEPT = frozenset({"label", "kind", "name", "namespace", "workload", "role", "windows", "invalid"})
_COMMON = frozenset(field.name for field in fields(Fact))
# The tag and the digest of kustomize api/internal/image (IsImageMatched), templates included.
_REST = pattern(r"(?::[\w.{}-]*)?(?:@sha256:[\w.{}-]*)?", re.ASCII)
_IMAGE = ".image"
_EVIDENCE = "image "
_OF_POD = "k8s:"


class Overlays:
    """The Kustomizations of a repository, and what they make of the facts of other files."""

    def __init__(
        self,
        folders: Mapping[str, str],
        kustomizations: Iterable[KustomizationFact],
        patches: Mapping[str, list[Fact]],
        built: Iterable[BuiltImageFact] = (),
    ) -> None:
        """`folders` are the deploy units; `patches` has the facts of each patch file by path;
        `built` are the images that Skaffold builds."""
        self._built: defaultdict[str, set[str]] = defaultdict(set)
        for image in built:
            self._built[image.name].add(dirname(image.path))
        self._units = Units(folders, kustomizations)
        self._patches = Patches(self._units, patches)

    def completed(self, fact: Fact) -> Iterator[Fact]:
        """A fact of a file, or several, as far as it is known what is deployed of it."""
        for found in self._overlaid(fact):
            is_built = isinstance(found, ImageFact) and self._is_built(found)
            yield _doubted(found, ("tag", "digest")) if is_built else found

    def _overlaid(self, fact: Fact) -> Iterator[Fact]:
        """A fact of a file, as Kustomizations leave it."""
        if fact.path in self._patches.paths:
            yield _of_patch(fact)
            return
        unit = self._units.of(fact.path)
        if fact.path not in unit.listed:
            yield fact
            return
        changed = self._changed(fact, unit)
        match fact:
            case ImageFact():
                yield from self._of_image(fact, unit, patched="image" in changed)
            case RuntimeFact():
                yield from self._of_runtime(fact, unit, patched="image" in changed)
            case ContainerFact() if fact.image and "image" not in changed:
                found = self._deployed(fact.image, unit)
                if len(found) == 1:
                    yield _doubted(replace(fact, image=found.pop()), changed)
                else:
                    yield _doubted(fact, [*changed, "image"])
            case _:
                yield _doubted(fact, changed)

    def _is_built(self, fact: ImageFact) -> bool:
        """Whether Skaffold builds the image, from a folder in which the manifest lies."""
        reference = fact.reference
        name = reference[: len(reference) - len(_tagged(reference))]
        folders = self._built.get(name, ()) if fact.address.startswith(_OF_POD) else ()
        return any(not folder or fact.path.startswith(f"{folder}/") for folder in folders)

    def _of_image(self, fact: ImageFact, unit: Unit, *, patched: bool) -> Iterator[Fact]:
        """The image as it is deployed, and what it brings where that is another one."""
        found = self._deployed(fact.reference, unit)
        if patched or len(found) != 1:
            yield _doubted(fact, FIELDS)
            return
        reference = found.pop()
        if reference == fact.reference:
            yield fact
            return
        image = image_fact(
            reference,
            address=fact.address,
            subject=fact.subject,
            used_by=f"{fact.used_by}, as Kustomize deploys it,",
            place=fact.places.get("", NOWHERE),
        )
        for made in (image, *runtimes.of_image(image, fact.used_by)):
            yield replace(made, path=fact.path)

    def _of_runtime(self, fact: RuntimeFact, unit: Unit, *, patched: bool) -> Iterator[Fact]:
        """What an image brings that no overlay changes; `_of_image` tells of those that are."""
        reference = fact.evidence.removeprefix(_EVIDENCE)
        if not fact.subject.endswith(_IMAGE) or reference == fact.evidence:
            yield fact
            return
        found = self._deployed(reference, unit)
        if patched or len(found) != 1:
            yield _doubted(fact, ["version"])
        elif reference in found:
            yield fact

    def _deployed(self, reference: str, unit: Unit) -> set[str]:
        """The references that overlays make of one that `unit` lists.

        Empty where there are more overlays than anybody would follow.
        """
        found: set[str] = set()
        waiting = [(reference, unit)]
        for _ in range(MOST_OVERLAYS):
            if not waiting:
                return found
            reference, unit = waiting.pop()
            for part in (*unit.components(), unit):
                for change in part.kustomization.images if part.kustomization else ():
                    reference = _changed_image(reference, change)
            waiting += [(reference, other) for other in unit.listed_by]
            if not unit.listed_by:
                found.add(reference)
        return set()

    def _changed(self, fact: Fact, unit: Unit) -> list[str]:
        """The fields of a fact that a patch changes."""
        changes = self._patches.reaching(unit).of(fact.address, fact.subject.removesuffix(_IMAGE))
        every = _fields_of(FACT_NAMES[type(fact)])
        return [name for change in changes for name in change.fields or every]


def _tagged(reference: str) -> str:
    """Tag and digest of a reference, with the signs before them."""
    last = reference.rfind("/") + 1
    marks = [mark for sign in ":@" if (mark := reference.find(sign, last)) >= 0]
    return reference[min(marks) :] if marks else ""


def _of_patch(fact: Fact) -> Fact:
    """A fact of a patch, which knows of no field but those that it gives."""
    if not isinstance(fact, _PARTS):
        return fact
    return _doubted(
        fact, [name for name in _fields_of(FACT_NAMES[type(fact)]) if name not in fact.places]
    )


def _doubted(fact: Fact, names: Iterable[str]) -> Fact:
    """The fact with those of its fields unknown."""
    known = _fields_of(FACT_NAMES[type(fact)])
    doubts = [name for name in names if name in known and name not in fact.unknown]
    return replace(fact, unknown=[*fact.unknown, *dict.fromkeys(doubts)]) if doubts else fact


@cache
def _fields_of(fact_type: str) -> tuple[str, ...]:
    names = (field.name for field in fields(FACT_TYPES[fact_type]))
    return tuple(name for name in names if name not in _COMMON and name not in _KEPT)


def _changed_image(reference: str, change: ImageChange) -> str:
    """The reference after a change, as kustomize api/filters/imagetag/updater.go makes it."""
    name, rest = change.name, reference[len(change.name) :]
    if not name or not reference.startswith(name) or not _REST.fullmatch(rest):
        return reference
    tag, _, digest = rest.removeprefix(":").partition("@")
    if change.new_tag and change.digest:
        tag, digest = change.new_tag, change.digest
    elif change.new_tag:
        tag, digest = change.new_tag, ""
    elif change.digest:
        tag, digest = "", change.digest
    elif change.tag_suffix:
        tag, digest = tag + change.tag_suffix, ""
    name = change.new_name or name
    return f"{name}{tag and ':' + tag}{digest and '@' + digest}"
