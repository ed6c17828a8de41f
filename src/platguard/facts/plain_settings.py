"""Literal secrets among plain settings: ConfigMaps, the values of charts, files of variables.

Only what its own name or shape gives away counts; the files within a ConfigMap are searched for
known credentials with the rest of their file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from platguard import parsers
from platguard.facts import sops_files
from platguard.facts.credentials import judged, scalar_text
from platguard.facts.objects import KubernetesObject, is_object
from platguard.facts.secret_literals import words_of
from platguard.facts.word_lists import word_set
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import Fact, FileFacts

_OBJECT_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$")
_NAMING_WORDS = word_set("secret secrets key keys existing ref")
"""Beside a name that may be that of an object, the value names a Secret or one of its keys."""
_SAID_BY_SECRETS = word_set("client app shared hmac jwt cookie session webhook signing")
"""A secret of such a kind is one itself: clientSecret, jwt_secret."""


def in_config_map(found: KubernetesObject) -> list[Fact]:
    """Literal secrets in the `data` of a ConfigMap."""
    facts: list[Fact] = []
    data = found.value.get("data")
    if found.group or not isinstance(data, Map):
        return facts
    for name, value in data.items():
        written = scalar_text(value)
        if written is not None and "\n" not in written and not names_an_object(name, written):
            place = data.place(name)
            facts += judged("configmap", name, written, place, found.label, found.address, "data")
    return facts


def extract_values(data: bytes) -> FileFacts:
    """The facts of a values file of a chart: those of any YAML, and its literal secrets."""
    from platguard.facts.manifests import extract_yaml

    found = extract_yaml(data)
    facts: list[Fact] = []
    for document in parsers.parse(data, "kubernetes").documents:
        value = document.value
        if not is_object(value) and isinstance(value, Map) and "sops" not in value:
            facts += _in_values(value)
    if not facts:
        return found
    return replace(found, facts=[*found.facts, *facts], recognised=True)


def extract_variables(data: bytes) -> FileFacts:
    """The facts of a file of variables (`.env`): literal secrets, or what SOPS encrypted."""
    return _of_variables(data, judge=True)


def extract_sample_variables(data: bytes) -> FileFacts:
    """The facts of a sample of such a file, whose values stand for those that people fill in."""
    return _of_variables(data, judge=False)


def names_an_object(name: str, value: str) -> bool:
    """Whether a setting names a Secret, or a key in one, rather than being the secret.

    `existingSecret: db`, `passwordKey: admin-password`.
    """
    words = words_of(name)
    if not words or not _OBJECT_NAME.match(value):
        return False
    if "existing" in words:
        return True
    if words[-1] not in _NAMING_WORDS:
        return False
    if words[-1] == "secret":
        return len(words) > 1 and words[-2] not in _SAID_BY_SECRETS
    # An API key may be a word of letters and digits; a key of a Secret is words with dashes.
    return words[-2:] not in (["api", "key"], ["access", "key"]) or not any(
        character.isdigit() for character in value
    )


def _in_values(values: Map) -> Iterator[Fact]:
    for path, name, value, place in _scalars(values):
        if not names_an_object(name, value):
            for fact in judged("values", name, value, place, "the values file", "file:", ""):
                yield replace(fact, key=path, subject=f"values[{path}]")


def _scalars(values: Map) -> Iterator[tuple[str, str, str, Place]]:
    """(dotted path, name, value, place) of each scalar; an entry of `env` goes by its own name."""
    waiting: list[tuple[str, Any]] = [("", values)]
    while waiting:
        path, holder = waiting.pop()
        items = holder.items() if isinstance(holder, Map) else enumerate(holder)
        for key, item in items:
            inner = f"{path}.{key}" if path else str(key)
            if isinstance(item, Map | Seq):
                waiting.append((inner, item))
            elif isinstance(holder, Map) and isinstance(item, str | int | float):
                called = holder.get("name") if key == "value" else None
                name = called if isinstance(called, str) else str(key)
                yield inner, name, scalar_text(item) or "", holder.place(str(key))


def _of_variables(data: bytes, *, judge: bool) -> FileFacts:
    parsed = parsers.parse(data, "dotenv")
    facts: list[Fact] = []
    for document in parsed.documents:
        variables: Map = document.value
        encrypted = sops_files.of_variables(variables)
        facts += encrypted
        for name, value in variables.items() if judge and not encrypted else ():
            place = variables.place(name)
            facts += judged("dotenv", name, value, place, "the file of variables", "file:", "")
    problems = [(p.line, p.column, p.message) for p in parsed.problems]
    return FileFacts(facts, problems)
