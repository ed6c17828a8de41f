"""Literal secrets in Compose files: variables, arguments of builds and commands, inline configs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from platguard.facts.credentials import flags_of, judged, settings
from platguard.facts.reading import mapping, text
from platguard.facts.variables import NO_VALUES, resolve
from platguard.model.document import Map, Place
from platguard.model.facts import CredentialFact, Fact


def in_service(name: str, service: Map) -> Iterator[Fact]:
    """Literal secrets of one service; `${VAR:-literal}` is the literal, `${VAR}` none."""
    build = mapping(service.get("build"))
    for subject, value in (
        ("environment", service.get("environment")),
        ("build.args", build.get("args")),
    ):
        yield from _in_settings(value, name, subject)
    deploy = mapping(service.get("deploy"))
    for subject, labels in (
        ("labels", service.get("labels")),
        ("deploy.labels", deploy.get("labels")),
    ):
        yield from _in_labels(labels, name, subject)
    check = mapping(service.get("healthcheck"))
    for subject, holder, key in (
        ("command", service, "command"),
        ("entrypoint", service, "entrypoint"),
        ("healthcheck.test", check, "test"),
    ):
        if isinstance(holder, Map) and key in holder:
            yield from _in_command(holder[key], holder.place(key), name, subject)


def in_contents(compose: Map) -> Iterator[Fact]:
    """Literal secrets in the inline contents of configs."""
    for name, config in mapping(compose.get("configs")).items():
        if isinstance(config, Map) and isinstance(config.get("content"), str):
            place, address = config.place("content"), f"compose:configs.{name}"
            for fact in judged(
                "compose", "", config["content"], place, f"config {name}", address, "content"
            ):
                yield replace(fact, key="content", subject="content")


def _in_settings(value: Any, service: str, subject: str) -> Iterator[Fact]:
    for name, written, place in settings(value):
        literal, is_known = resolve(written, NO_VALUES)
        # A variable without a default leaves only what stands around it to be judged.
        for fact in _judged(service, name if is_known else "", literal, place, subject):
            yield replace(fact, key=name, subject=f"{subject}[{name}]")


def _in_labels(labels: Any, service: str, subject: str) -> Iterator[Fact]:
    """Credentials known by their shape, such as the login that Traefik reads from a label."""
    for name, written, place in settings(labels):
        literal, _ = resolve(written, NO_VALUES)
        for fact in _judged(service, "", literal, place, subject):
            yield replace(fact, key=name, subject=f"{subject}[{name}]")


def _in_command(value: Any, place: Place, service: str, subject: str) -> Iterator[Fact]:
    for _, flag, written in flags_of(_words(value)):
        literal, _ = resolve(written, NO_VALUES)
        for fact in _judged(service, flag, literal, place, subject):
            key = flag or fact.shape
            yield replace(fact, key=key, subject=f"{subject}[{key}]")


def _words(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text(word) for word in value]
    try:
        return shlex.split(text(value))
    except ValueError:
        return text(value).split()


def _judged(
    service: str, name: str, value: str, place: Place, subject: str
) -> list[CredentialFact]:
    address, holder = f"compose:{service}", f"service {service}"
    return judged("compose", name, value, place, holder, address, subject)
