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
from platguard.patterns import pattern

_SHORT = frozenset({"pass", "pwd"})
"""Too short to say anything alone; `mysql.pass` says enough."""
_SETTINGS = pattern(
    r"(?:^[^.]+|\.(?:ya?ml|json|ini|conf|cfg|cnf|config|toml|properties|env))$", re.IGNORECASE
)
"""Files within a ConfigMap that hold settings, by their names; others hold programs and pages."""
_LINE_ENTRY = pattern(
    r"[ \t]*(?:export[ \t]+|-[ \t]+)?[\"']?([A-Za-z_][\w.-]*)[\"']?[ \t]*[:=][ \t]*(\S.*)$"
)
_TRAILING_COMMENT = pattern(r"(?<=\s)#.*$")
_NO_SCALAR = frozenset("|>&*![{#")
"""How a block, an anchor, a tag, a list or a mapping begins in YAML."""
_LONGEST_LINE = 2_000
_LONGEST_FILE = 200_000
"""A longer file within a ConfigMap is searched for known credentials only."""
_OBJECT_NAME = pattern(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?$")
_NAMING_WORDS = word_set("secret secrets key keys existing ref")
"""Beside a name that may be that of an object, the value names a Secret or one of its keys."""
_SAID_BY_SECRETS = word_set("client app shared hmac jwt cookie session webhook signing")
"""A secret of such a kind is one itself: clientSecret, jwt_secret."""
_KEYS_THEMSELVES = word_set("api access secret signing encryption private")
"""A key of such a kind may be one itself: secretKey, api_key."""


def in_config_map(found: KubernetesObject) -> list[Fact]:
    """Literal secrets in the `data` of a ConfigMap, and in the files of settings that it holds."""
    facts: list[Fact] = []
    data = found.value.get("data")
    if found.group or not isinstance(data, Map):
        return facts
    for name, value in data.items():
        written = scalar_text(value)
        if written is None:
            continue
        place = data.place(name)
        if "\n" not in written and not names_an_object(name, written):
            facts += judged("configmap", name, written, place, found.label, found.address, "data")
        elif _SETTINGS.search(name) and len(written) <= _LONGEST_FILE:
            for number, entry, literal in entries(written):
                within = _within(place, written, number)
                facts += judged(
                    "configmap", entry, literal, within, found.label, found.address, f"data[{name}]"
                )
    return facts


def extract_lines(data: bytes) -> FileFacts:
    """The literal secrets of settings with an entry on each line: properties, `appsettings.json`.

    ASP.NET allows comments in its JSON, so it is read by lines as well.
    """
    facts: list[Fact] = []
    for number, name, literal in entries(data.decode("utf-8-sig", "replace")):
        place = Place(number + 1, 1, number + 1)
        facts += judged("file", name, literal, place, "the settings file", "file:", "settings")
    return FileFacts(facts, recognised=bool(facts))


def entries(text: str) -> Iterator[tuple[int, str, str]]:
    """(line from 0, name, value) of each `name: value` or `name = value` on a line of its own.

    Comments, blocks, and what names a Secret are left out.
    """
    for number, line in enumerate(text.split("\n")):
        found = _LINE_ENTRY.match(line) if len(line) <= _LONGEST_LINE else None
        if found is None or found[2][0] in _NO_SCALAR:
            continue
        value = _TRAILING_COMMENT.sub("", found[2]).strip().rstrip(",").strip("\"'")
        if not names_an_object(found[1], value):
            yield number, found[1], value


def _within(place: Place, text: str, number: int) -> Place:
    """The place of a line of a text that stands in a file; its key, where the lines are joined.

    A literal block keeps its lines, each below the last, and begins below its key.
    """
    count = len(text.rstrip("\n").split("\n"))
    if place.end_line - place.line < count:
        return place
    line = place.line + 1 + number
    return Place(line, 1, line)


def extract_values(data: bytes) -> FileFacts:
    """The facts of a values file of a chart: those of any YAML, and its literal secrets."""
    from platguard.facts.manifests import extract_yaml
    from platguard.facts.spring_settings import is_spring

    found = extract_yaml(data)
    facts: list[Fact] = []
    for document in parsers.parse(data, "kubernetes").documents:
        value = document.value
        # Settings of Spring are a platform of their own, and told of already.
        is_told = is_object(value) or is_spring(value)
        if isinstance(value, Map) and "sops" not in value and not is_told:
            facts += in_values(value, "values", "the values file")
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
    is_key = words[-1] == "key" and len(words) > 1 and words[-2] in _KEYS_THEMSELVES
    return not is_key or not any(character.isdigit() for character in value)


def in_values(values: Map, where: str, holder: str) -> Iterator[Fact]:
    """Literal secrets among nested settings; each is known by its dotted path."""
    for path, name, value, place in _scalars(values):
        if not names_an_object(name, value):
            called = path if name.lower() in _SHORT else name
            for fact in judged(where, called, value, place, holder, "file:", ""):
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
    problems = [problem.row for problem in parsed.problems]
    return FileFacts(facts, problems)
