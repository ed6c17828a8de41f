"""Files that SOPS encrypted: YAML and JSON of any shape, files of variables, INI files.

SOPS keeps what it knows of a file under the key `sops`; in a file of variables, under names that
begin with `sops_`; in an INI file, in a section `sops` (getsops/sops: stores/stores.go,
stores/dotenv/store.go, stores/ini/store.go).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from platguard import parsers
from platguard.facts.objects import is_object
from platguard.facts.reading import mapping, sequence, text
from platguard.facts.secret_identity import NO_SECRET, digest
from platguard.model.document import Document, Map, Place
from platguard.model.facts import Fact, FileFacts
from platguard.patterns import pattern

SEALED = pattern(r"ENC\[[A-Z0-9_]+,")
"""How a value begins that SOPS encrypted."""


def is_encrypted(value: Any) -> bool:
    """Whether SOPS encrypted a document, of any shape."""
    sops = value.get("sops") if isinstance(value, Map) else None
    return isinstance(sops, dict) and ("mac" in sops or "lastmodified" in sops)


def extract_sops(document: Document) -> list[Fact]:
    """The fact of a file that SOPS encrypted, of any shape but a Kubernetes Secret."""
    value = document.value
    if not isinstance(value, Map) or not isinstance(value.get("sops"), Map):
        return []
    if is_object(value) and value["kind"] == "Secret":
        return []
    on, place = sops_date(value)
    return _fact(value, {key: item for key, item in value.items() if key != "sops"}, on, place)


def extract_ini(data: bytes) -> FileFacts:
    """The fact of an INI file that SOPS encrypted; other INI files are nobody's."""
    parsed = parsers.parse(data, "ini")
    facts = [fact for document in parsed.documents for fact in extract_sops(document)]
    problems = [problem.row for problem in parsed.problems]
    return FileFacts(facts, problems, recognised=bool(facts))


def of_variables(variables: Map) -> list[Fact]:
    """The fact of a file of variables that SOPS encrypted."""
    values = {name: value for name, value in variables.items() if not name.startswith("sops_")}
    on = text(variables.get("sops_lastmodified"))
    if not on and "sops_mac" not in variables:
        return []
    return _fact(variables, values, on, variables.place("sops_lastmodified"))


def sops_date(value: Map) -> tuple[str, Place]:
    """The instant at which SOPS last encrypted a document, and where it stands; empty without."""
    header = value.get("sops")
    if not isinstance(header, Map):
        return "", value.start()
    return text(header.get("lastmodified")), header.place("lastmodified")


def _fact(value: Map, values: dict[str, Any], on: str, place: Place) -> list[Fact]:
    ciphers = _ciphers(values)
    if not ciphers:
        return []
    return [
        replace(
            NO_SECRET,
            places={"": value.start(), "encrypted_on": place},
            label="SOPS file",
            system="sops",
            encrypted=True,
            encrypted_on=on,
            ciphers=ciphers,
        )
    ]


def _ciphers(values: dict[str, Any]) -> dict[str, str]:
    """The digest of each encrypted leaf by its dotted path."""
    ciphers: dict[str, str] = {}
    waiting: list[tuple[str, Any]] = list(values.items())
    while waiting:
        path, item = waiting.pop()
        waiting += [(f"{path}.{key}", inner) for key, inner in mapping(item).items()]
        waiting += [(f"{path}.{index}", inner) for index, inner in enumerate(sequence(item))]
        if isinstance(item, str) and SEALED.match(item):
            ciphers[path] = digest(item)
    return dict(sorted(ciphers.items()))
