"""Image references against the examples of distribution and against its Python port."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from platguard.facts.images import FIELDS, ImageParts, parse_image

SHA = "sha256:" + "a" * 64

KNOWN = {
    "nginx": ("docker.io", "library/nginx", "", ""),
    "nginx:1.29": ("docker.io", "library/nginx", "1.29", ""),
    "acme/app": ("docker.io", "acme/app", "", ""),
    "reg:5000/app": ("reg:5000", "app", "", ""),
    "reg:5000/app:1": ("reg:5000", "app", "1", ""),
    "localhost/app": ("localhost", "app", "", ""),
    "LOCAL/app": ("LOCAL", "app", "", ""),
    "index.docker.io/nginx": ("docker.io", "library/nginx", "", ""),
    "docker.io/library/nginx": ("docker.io", "library/nginx", "", ""),
    "reg.io/a/b/c:v1@" + SHA: ("reg.io", "a/b/c", "v1", SHA),
    "[::1]:5000/app": ("[::1]:5000", "app", "", ""),
    "nginx@" + SHA: ("docker.io", "library/nginx", "", SHA),
    "${IMAGE:-nginx:1.29}": ("docker.io", "library/nginx", "1.29", ""),
    "nginx:${TAG-1.29}": ("docker.io", "library/nginx", "1.29", ""),
    "${A:-${B:-nginx}}:1": ("docker.io", "library/nginx", "1", ""),
}

INVALID = [
    *("", "Nginx", "a//b", "nginx:", ":1", " nginx", "é", "nginx:1\n", "a b", "-a"),
    *("@" + SHA, "nginx@sha256:short", "a" * 64, "nginx:" + "t" * 129, "foo/" + "a" * 256),
]

TEMPLATES = {
    "{{ .Values.image }}": ImageParts(unknown=FIELDS),
    "$IMAGE": ImageParts(unknown=FIELDS),
    "{{ .Values.image }}:latest": ImageParts(tag="latest", unknown=("registry", "repository")),
    "nginx:{{ .Values.tag }}": ImageParts("docker.io", "library/nginx", unknown=("tag", "digest")),
    "nginx:1.{{ .Values.minor }}-alpine": ImageParts(
        "docker.io", "library/nginx", unknown=("tag",)
    ),
    "reg.io/${APP}:1": ImageParts("reg.io", tag="1", unknown=("repository",)),
    "{{ .Values.registry }}/app:1": ImageParts(tag="1", unknown=("registry", "repository")),
    "${REGISTRY}:5000/app:1": ImageParts("", "app", "1", unknown=("registry",)),
    "${IMAGE}@" + SHA: ImageParts(digest=SHA, unknown=("registry", "repository", "tag")),
    "nginx:1@sha256:${SHA}": ImageParts("docker.io", "library/nginx", "1", unknown=("digest",)),
    "Nginx:$(TAG)": ImageParts(unknown=FIELDS),
}


@pytest.mark.parametrize("reference", KNOWN)
def test_completes_a_reference_as_the_engine_does(reference: str) -> None:
    assert parse_image(reference) == ImageParts(*KNOWN[reference])


@pytest.mark.parametrize("reference", INVALID)
def test_an_invalid_reference_is_unknown(reference: str) -> None:
    assert parse_image(reference) == ImageParts(unknown=FIELDS)


@pytest.mark.parametrize("reference", TEMPLATES)
def test_only_what_a_template_may_hold_is_unknown(reference: str) -> None:
    assert parse_image(reference) == TEMPLATES[reference]


@settings(deadline=None)
@given(st.text(alphabet="aB0.:/@-_[]x", max_size=24))
@example("a/b@sha256:" + "0" * 32)
@example("a/b@sha256:" + "F" * 64)
@example("a.b:1/c__d:T@sha512:" + "0" * 128)
@example("a/b@md5:" + "0" * 64)
@example("localhost:/a")
def test_agrees_with_the_port_of_distribution(text: str) -> None:
    reference = pytest.importorskip("docker_image.reference")
    digest = pytest.importorskip("docker_image.digest")
    try:
        found = reference.Reference.parse_normalized_named(text)
    except (reference.InvalidReference, digest.InvalidDigest):
        assert parse_image(text) == ImageParts(unknown=FIELDS)
    else:
        assert parse_image(text) == ImageParts(
            found.domain(), found.path(), found["tag"] or "", found["digest"] or ""
        )


@settings(deadline=None)
@given(st.text())
def test_never_raises(text: str) -> None:
    assert set(parse_image(text).unknown) <= set(FIELDS)
