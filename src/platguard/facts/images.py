"""Image references, read as `ParseNormalizedNamed` of distribution/reference reads them.

The grammar is that of distribution/reference regexp.go. docker-image-py has the same one, but
its import costs about 40 ms, more than the rest of a scan of a few files; tests hold the two
together wherever it is installed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from platguard.facts.reading import without_login
from platguard.facts.templates import is_template, replaced
from platguard.model.facts import ImageFact
from platguard.patterns import pattern
from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.model.document import Place

# Digits are allowed in every part of a reference, and 36 of these stand in none that people write.
_STAND_IN = "907060504030201" * 2 + "907060"

_DOMAIN_PART = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN = rf"(?:{_DOMAIN_PART}(?:\.{_DOMAIN_PART})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_PATH_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
# The algorithms of opencontainers/go-digest algorithm.go, which checks the length as well.
_DIGEST = r"sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}"
_REFERENCE = pattern(
    rf"(?P<registry>{_DOMAIN})/(?P<repository>{_PATH_PART}(?:/{_PATH_PART})*)"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?"
    rf"(?:@(?P<digest>{_DIGEST}|[\w:]*{_STAND_IN}\w*))?",
    re.ASCII,
)
_IDENTIFIER = pattern(r"[a-f0-9]{64}")
_LONGEST_REPOSITORY = 255
_LONGEST = 4_000
_DEFAULT = pattern(r"\$\{\w+:?-([^${}]*)\}")
_BARE_VARIABLE = pattern(r"\$([A-Za-z_]\w*)")

FIELDS = ("registry", "repository", "tag", "digest")
"""The parts of a reference."""


@dataclass(frozen=True, slots=True)
class ImageParts:
    """A reference in its parts; a part that could not be known is named in `unknown`."""

    registry: str = ""
    repository: str = ""
    tag: str = ""
    digest: str = ""
    unknown: tuple[str, ...] = ()


def parse_image(reference: str) -> ImageParts:
    """The parts of `reference`; `${NAME:-default}` counts as its default.

    A part that holds another template is unknown, and so is every part of an invalid reference.
    """
    if len(reference) > _LONGEST:
        return ImageParts(unknown=FIELDS)
    text = _BARE_VARIABLE.sub(r"${\1}", _with_defaults(reference))
    if not is_template(text):
        return _parse(text) or ImageParts(unknown=FIELDS)
    filled = replaced(text, _STAND_IN)
    parts = _parse(filled)
    return _without_stand_ins(filled, parts) if parts else ImageParts(unknown=FIELDS)


def image_fact(
    reference: str, *, address: str, subject: str, used_by: str, place: Place
) -> ImageFact:
    """The fact of a reference that stands at `place`."""
    parts = parse_image(reference)
    return ImageFact(
        address=address,
        subject=subject,
        places=dict.fromkeys(("", "reference", *FIELDS), place),
        unknown=list(parts.unknown),
        reference=without_login(reference),
        registry=parts.registry,
        repository=parts.repository,
        tag=parts.tag,
        digest=parts.digest,
        used_by=used_by,
    )


def _with_defaults(reference: str) -> str:
    # Innermost first: `${A:-${B:-nginx}}`.
    while (resolved := _DEFAULT.sub(r"\1", reference)) != reference:
        reference = resolved
    return reference


def _parse(text: str) -> ImageParts | None:
    if _IDENTIFIER.fullmatch(text):
        return None
    found = _REFERENCE.fullmatch(_normalized(text))
    if found is None or len(found["repository"]) > _LONGEST_REPOSITORY:
        return None
    return ImageParts(
        found["registry"], found["repository"], found["tag"] or "", found["digest"] or ""
    )


def _normalized(text: str) -> str:
    """With registry and namespace, as `splitDockerDomain` (normalize.go) completes them."""
    domain, slash, remainder = text.partition("/")
    if not (slash and _is_registry(domain)):
        domain, remainder = "docker.io", text
    elif domain == "index.docker.io":
        domain = "docker.io"
    if domain == "docker.io" and "/" not in remainder:
        remainder = f"library/{remainder}"
    return f"{domain}/{remainder}"


def _is_registry(first: str) -> bool:
    return first == "localhost" or "." in first or ":" in first or first.lower() != first


def _without_stand_ins(text: str, parts: ImageParts) -> ImageParts:
    """`parts` without what a template may hold: it may end in a tag or digest, or start with a
    registry of its own."""
    name = text.split("@")[0].removesuffix(f":{parts.tag}" if parts.tag else "")
    registry_given = _is_registry(text.partition("/")[0]) and "/" in text
    unknown = [field for field in FIELDS if _STAND_IN in getattr(parts, field)]
    if "repository" in unknown and not registry_given:
        unknown.append("registry")
    if name.endswith(_STAND_IN) and not parts.tag:
        unknown.append("tag")
    if text.endswith(_STAND_IN):
        unknown.append("digest")
    known = {field: getattr(parts, field) for field in FIELDS if field not in unknown}
    return ImageParts(**known, unknown=tuple(f for f in FIELDS if f in unknown))
