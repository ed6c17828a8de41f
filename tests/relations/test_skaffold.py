"""Images that Skaffold builds, whose tags no manifest knows."""

from __future__ import annotations

import pytest

from platguard.inline_tests import facts_of
from platguard.model.facts import BuiltImageFact, ImageFact

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: IMAGE}]}\n"
SKAFFOLD = """
apiVersion: skaffold/v4beta13
kind: Config
build: {artifacts: [{image: api}, {image: "reg:5000/web"}, {image: "{{.NAME}}"}, {}, 5]}
profiles: [{build: {artifacts: [{image: job}, {image: api}]}}, {build: 5}]
"""


def unknown(files: dict[str, str]) -> list[str]:
    """The parts of the one image of a manifest that are not known."""
    [image] = [fact for fact in facts_of(files, "image") if isinstance(fact, ImageFact)]
    return image.unknown


def test_artifacts_are_found_once() -> None:
    found = facts_of({"skaffold.yaml": SKAFFOLD}, "built_image")
    names = [fact.name for fact in found if isinstance(fact, BuiltImageFact)]
    assert names == ["api", "reg:5000/web", "job"]


@pytest.mark.parametrize(
    ("image", "is_built"),
    [
        ("api", True),
        ("api:latest", True),
        ("reg:5000/web", True),
        ("reg:5000/web:v1", True),
        ("job", True),
        ("apis", False),
        ("reg/api", False),
    ],
)
def test_the_name_decides(image: str, is_built: bool) -> None:
    files = {"skaffold.yaml": SKAFFOLD, "k8s/pod.yaml": POD.replace("IMAGE", image)}
    assert unknown(files) == (["tag", "digest"] if is_built else [])


@pytest.mark.parametrize(
    ("path", "is_near"),
    [
        ("skaffold.yaml", True),
        ("skaffold.dev.yml", True),
        ("app/skaffold.yaml", True),
        ("other/skaffold.yaml", False),
        ("app/notskaffold.yaml", False),
    ],
)
def test_only_what_lies_below_it_is_deployed_by_it(path: str, is_near: bool) -> None:
    files = {path: SKAFFOLD, "app/k8s/pod.yaml": POD.replace("IMAGE", "api")}
    assert unknown(files) == (["tag", "digest"] if is_near else [])


def test_a_service_of_compose_is_none_of_its() -> None:
    assert unknown({"skaffold.yaml": SKAFFOLD, "compose.yaml": "services: {a: {image: api}}"}) == []


@pytest.mark.parametrize(
    ("change", "is_built"),
    [("newTag: v2", True), ("newName: job", True), ("newName: other", False)],
)
def test_the_name_that_overlays_leave_decides(change: str, is_built: bool) -> None:
    files = {
        "skaffold.yaml": SKAFFOLD,
        "k8s/kustomization.yaml": f"resources: [pod.yaml]\nimages: [{{name: api, {change}}}]\n",
        "k8s/pod.yaml": POD.replace("IMAGE", "api:v1"),
    }
    assert unknown(files) == (["tag", "digest"] if is_built else [])
