"""What Kustomizations make of the facts of other files, without being rendered."""

from __future__ import annotations

from typing import TypeVar

import pytest

from platguard.inline_tests import facts_of
from platguard.model.facts import (
    FACT_NAMES,
    ContainerFact,
    Fact,
    ImageFact,
    RuntimeFact,
    WorkloadFact,
)

F = TypeVar("F", bound=Fact)


def deployment(container: str = "name: api, image: 'api:1'", spec: str = "paused: false") -> str:
    """A Deployment called api, or a part of it."""
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\n"
        f"spec: {{{spec}, template: {{spec: {{containers: [{{{container}}}]}}}}}}\n"
    )


BASE = {"base/kustomization.yaml": "resources: [api.yaml]", "base/api.yaml": deployment()}


def at(files: dict[str, str], path: str, of: type[F]) -> F:
    """The one fact of a type that the file at a path gives."""
    found = facts_of(files, FACT_NAMES[of])
    [fact] = [fact for fact in found if isinstance(fact, of) and fact.path == path]
    return fact


def overlaid(*overlays: str) -> dict[str, str]:
    """The base, listed by overlays."""
    named = {
        f"over{number}/kustomization.yaml": f"resources: [../base]\n{text}"
        for number, text in enumerate(overlays)
    }
    return BASE | named


@pytest.mark.parametrize(
    ("change", "reference"),
    [
        ("{name: api, newTag: v2}", "api:v2"),
        ("{name: api, newName: registry.example/api, newTag: v2}", "registry.example/api:v2"),
        ("{name: api, newName: registry.example/api}", "registry.example/api:1"),
        ("{name: api, digest: sha256:abc}", "api@sha256:abc"),
        ("{name: api, newTag: v2, digest: sha256:abc}", "api:v2@sha256:abc"),
        ("{name: api, tagSuffix: -slim}", "api:1-slim"),
        ("{name: ap, newTag: v2}", "api:1"),
        ("{name: other, newTag: v2}", "api:1"),
    ],
)
def test_images_become_what_an_overlay_makes_of_them(change: str, reference: str) -> None:
    files = overlaid(f"images: [{change}]")
    assert at(files, "base/api.yaml", ImageFact).reference == reference
    assert at(files, "base/api.yaml", ContainerFact).image == reference


def test_overlays_that_agree_and_those_that_do_not() -> None:
    one, other = "images: [{name: api, newTag: v2}]", "images: [{name: api, newTag: v3}]"
    assert at(overlaid(one, one), "base/api.yaml", ImageFact).tag == "v2"
    assert "tag" in at(overlaid(one, other), "base/api.yaml", ImageFact).unknown


def test_changes_of_images_apply_from_the_base_outwards() -> None:
    files = overlaid("images: [{name: new, newTag: v3}]")
    files["base/kustomization.yaml"] += "\nimages: [{name: api, newName: new, newTag: v2}]"
    assert at(files, "base/api.yaml", ImageFact).reference == "new:v3"


def test_what_a_new_image_brings_takes_the_place_of_what_the_old_one_brought() -> None:
    files = overlaid("images: [{name: python, newTag: '3.13'}]")
    files["base/api.yaml"] = deployment("name: api, image: 'python:3.8'")
    assert at(files, "base/api.yaml", RuntimeFact).version == "3.13"


def test_kustomizations_that_list_each_other_end() -> None:
    files = {
        "a/kustomization.yaml": "resources: [../b, api.yaml]\nimages: [{name: api, newTag: v2}]",
        "a/api.yaml": deployment(),
        "b/kustomization.yaml": "resources: [../a]",
    }
    assert "tag" in at(files, "a/api.yaml", ImageFact).unknown


def test_a_patch_lacks_nothing_and_is_judged_by_what_it_gives() -> None:
    files = overlaid("patches: [{path: patch.yaml}]")
    files["over0/patch.yaml"] = deployment(
        "name: api, image: 'api:2', securityContext: {privileged: true}"
    )
    fact = at(files, "over0/patch.yaml", ContainerFact)
    assert fact.privileged
    assert "privileged" not in fact.unknown
    assert {"limits", "run_as_non_root", "has_readiness"} <= set(fact.unknown)
    assert "replicas" in at(files, "over0/patch.yaml", WorkloadFact).unknown


LIMITS = deployment("name: api, resources: {limits: {memory: 1Gi}}").replace("\n", "\n    ")


@pytest.mark.parametrize(
    "overlay",
    [
        f"patches:\n- patch: |\n    {LIMITS}",
        f"patchesStrategicMerge:\n- |\n    {LIMITS}",
        "patches: [{target: {kind: Deployment}, patch: '"
        '[{"op": "add", "path": "/spec/template/spec/containers/0/resources", "value": {}}]\'}]',
    ],
)
def test_what_a_patch_gives_is_not_known_of_its_target(overlay: str) -> None:
    fact = at(overlaid(overlay), "base/api.yaml", ContainerFact)
    assert "limits" in fact.unknown
    assert {"privileged", "has_readiness"}.isdisjoint(fact.unknown)


@pytest.mark.parametrize(
    "overlay",
    [
        f"patches:\n- patch: |\n    {LIMITS.replace('name: api}', 'name: web}', 1)}",
        f"patches:\n- patch: |\n    {LIMITS.replace('[{name: api', '[{name: web')}",
        "patches: [{target: {kind: Service}, patch: '"
        '[{"op": "add", "path": "/spec/template/spec", "value": {}}]\'}]',
    ],
)
def test_patches_of_something_else(overlay: str) -> None:
    assert "limits" not in at(overlaid(overlay), "base/api.yaml", ContainerFact).unknown


def test_a_patch_of_one_overlay_does_not_reach_the_base_of_another() -> None:
    files = overlaid("patches: [{path: patch.yaml, target: {kind: Deployment}}]")
    files["over0/patch.yaml"] = "[{op: replace, path: /spec/replicas, value: 3}]"
    files |= {"x/kustomization.yaml": "resources: [api.yaml]", "x/api.yaml": deployment()}
    files["all/kustomization.yaml"] = "resources: [../over0, ../x]"
    assert "replicas" in at(files, "base/api.yaml", WorkloadFact).unknown
    assert "replicas" not in at(files, "x/api.yaml", WorkloadFact).unknown


def test_the_patches_of_a_component_reach_what_it_is_used_with() -> None:
    files = overlaid("components: [../part]")
    files["part/kustomization.yaml"] = "kind: Component\npatches: [{path: patch.yaml}]"
    files["part/patch.yaml"] = deployment("name: api", "replicas: 3")
    assert "replicas" in at(files, "base/api.yaml", WorkloadFact).unknown


def test_a_file_that_no_kustomization_lists_stays_as_it_is() -> None:
    files = overlaid("images: [{name: api, newTag: v2}]")
    files["base/other.yaml"] = deployment()
    assert at(files, "base/other.yaml", ImageFact).tag == "1"


@pytest.mark.parametrize("patch", ["[", "- 1\n", "", "{{ .x }}", "- {op: add, path: [1]}"])
def test_a_patch_that_cannot_be_read_changes_nothing(patch: str) -> None:
    files = overlaid("patches: [{path: patch.yaml}, {path: gone.yaml}, {patch: 7}, 7]")
    files["over0/patch.yaml"] = patch
    assert at(files, "base/api.yaml", ContainerFact).unknown == []
