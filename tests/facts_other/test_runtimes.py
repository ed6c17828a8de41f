"""The products that images bring, and what of a reference people are shown."""

from __future__ import annotations

import pytest

from platguard.facts.dockerfile import extract
from platguard.model.facts import RuntimeFact

DIGEST = "sha256:" + "0123456789abcdef" * 4


def runtimes(reference: str) -> list[str]:
    """Category, product, version and evidence of what a Dockerfile is built on."""
    found = extract(f"FROM {reference}\n".encode()).facts
    return [
        f"{fact.category} {fact.product} {fact.version} ({fact.evidence})"
        for fact in found
        if isinstance(fact, RuntimeFact)
    ]


CASES = {
    f"node:24@{DIGEST}": ["language nodejs 24 (FROM node:24@sha256:0123456789ab)"],
    "public.ecr.aws/lambda/python:3.8-x86_64": [
        "language python 3.8 (FROM public.ecr.aws/lambda/python:3.8-x86_64)"
    ],
    "amazon/aws-lambda-nodejs:12": ["language nodejs 12 (FROM amazon/aws-lambda-nodejs:12)"],
    "public.ecr.aws/lambda/provided:al2": [
        "os amazon-linux 2 (FROM public.ecr.aws/lambda/provided:al2)"
    ],
    "public.ecr.aws/lambda/python:latest": [],
    "public.ecr.aws/acme/python:3.8": [],
    "amazon/aws-cli:2.1": [],
    "ghcr.io/helm/tiller": ["tool helm 2 (FROM ghcr.io/helm/tiller)"],
    "ghcr.io/helm/chartmuseum:v0.16.2": [],
    "docker.elastic.co/elasticsearch/elasticsearch-oss:6.4.0": [
        "store elasticsearch 6.4.0 (FROM docker.elastic.co/elasticsearch/elasticsearch-oss:6.4.0)"
    ],
}


@pytest.mark.parametrize("reference", CASES)
def test_what_an_image_brings(reference: str) -> None:
    assert runtimes(reference) == CASES[reference]
