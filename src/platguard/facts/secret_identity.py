"""What every secret says of itself, whatever carries it: its name, its owner, its dates."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any

from platguard.facts.objects import KubernetesObject
from platguard.facts.reading import mapping, text
from platguard.facts.templates import is_template
from platguard.model.document import Place
from platguard.model.facts import SecretFact
from platguard.patterns import pattern

ROTATED = "platguard.io/last-rotated"
TEMPLATE = pattern(r"\{\{|\$\{|^\$\(.*\)$|<%")
"""What something else fills in before a value counts."""

_DATE = pattern(r"\d{4}-\d\d-\d\d(?:$|[T ])")
_OWNER_KEYS = frozenset({"team", "owner"})

NO_SECRET = SecretFact(
    address="file:",
    subject="",
    label="",
    system="",
    name="",
    namespace="",
    type="",
    encrypted=False,
    keys=[],
    refresh_policy="",
    refresh_interval="",
    refresh_seconds=-1,
    annotated_on="",
    encrypted_on="",
    ciphers={},
)
"""A fact of which nothing is known yet."""


def identified(found: KubernetesObject, places: dict[str, Place]) -> SecretFact:
    """What the fact of a Kubernetes object says, whatever its kind."""
    reading = found.reading()
    annotations = mapping(found.metadata.get("annotations"))
    labels = mapping(found.metadata.get("labels"))
    rotated = reading.find("annotated_on", annotations, ROTATED)
    dates = {name: text(value) for name, value in (labels | annotations).items()}
    reading.places.update(places)
    return replace(
        NO_SECRET,
        **found.head(reading),
        annotated_on=text(rotated),
        dates={name: value for name, value in dates.items() if _DATE.match(value)},
        owner=_owner(labels) or _owner(annotations),
    )


def digest(cipher: str) -> str:
    """A digest of an encrypted value; whitespace of its line breaks does not count.

    Only encrypted values are digested: a digest of a clear one could be guessed.
    """
    return sha256("".join(cipher.split()).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _owner(named: dict[str, Any]) -> str:
    """The value of `team`, `owner`, or of a key such as `example.com/team`."""
    for name, value in named.items():
        if name.rpartition("/")[2].lower() in _OWNER_KEYS and isinstance(value, str):
            return "" if is_template(value) else value.strip()
    return ""
