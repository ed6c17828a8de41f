"""By which names a Dockerfile is known, and what only has such a name."""

from __future__ import annotations

import pytest

from platguard.facts import extract, kind_of
from platguard.model.facts import ImageFact


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("api/Dockerfile.dev", "dockerfile"),
        ("api.dockerfile", "dockerfile"),
        ("dockerfile", "dockerfile"),
        ("Containerfile.dev", "dockerfile"),
        ("Dockerfile-dev", "dockerfile-likely"),
        ("build/Dockerfile_prod", "dockerfile-likely"),
        ("Dockerfile-py3.12", "dockerfile-likely"),
        ("dockerfile-sample-1", "dockerfile-likely"),
        ("Containerfile-dev", "dockerfile-likely"),
        ("DebugDockerfile", "dockerfile-likely"),
        ("Dockerfile-dev.yml", "manifest"),
        ("Dockerfile-notes.md", "markdown"),
        ("dockerfile.py", None),
        ("debug.myDockerfile", None),
        ("dockerfiles", None),
    ],
)
def test_names(path: str, kind: str | None) -> None:
    found = kind_of(path)
    assert (found.name if found else None) == kind


@pytest.mark.parametrize(
    ("text", "images"),
    [
        ("FROM nginx:1\n", ["nginx:1"]),
        ("# syntax=docker/dockerfile:1\n\n  # why\nARG A=1\r\nFROM nginx:$A\n", ["nginx:1"]),
        ("from nginx:1\n", ["nginx:1"]),
        ("From here on nothing works.\n", None),
        ("FROM here on\nnothing works\n", None),
        ("FROM php:%%VERSION%%\n%%EXTRAS%%\n", None),
        ("package docker\n\nimport x\n", None),
        ("RUN true\nFROM nginx:1\n", None),
        ("", None),
    ],
)
def test_only_what_holds_a_dockerfile_is_one(text: str, images: list[str] | None) -> None:
    kind = kind_of("Dockerfile-dev")
    assert kind
    assert not kind.counted
    found = extract(text.encode(), kind)
    assert (found.recognised, found.problems) == (images is not None, [])
    assert [f.reference for f in found.facts if isinstance(f, ImageFact)] == (images or [])
