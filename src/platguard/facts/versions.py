"""Versions of languages, as version files and pipelines write them, to facts.

A file names one version, or it requires one of several: the fact of a requirement holds the spans
of versions that satisfy it, because only a table knows which release cycles those are.
"""

from __future__ import annotations

from dataclasses import replace

from platguard.facts.reading import follow, text
from platguard.facts.runtimes import LANGUAGE, NODE_CODENAMES, Runtime, runtime_fact
from platguard.facts.templates import holds_actions, is_template
from platguard.facts.version_ranges import Grammar, allowed_spans, exact_version, newest_version
from platguard.model.document import NOWHERE, Map, Parsed, Place
from platguard.model.facts import Fact, FileFacts, RuntimeFact
from platguard.patterns import pattern
from platguard.versions import Span, numbers, shortened

CYCLE_PARTS = {
    "python": 2,
    "nodejs": 1,
    "go": 2,
    "ruby": 2,
    "php": 2,
    "dotnet": 1,
}
"""Parts of the name of a release cycle by product; one for every other product."""
JAVA_DISTRIBUTIONS = {
    "temurin": "eclipse-temurin",
    "adopt": "eclipse-temurin",
    "adoptopenjdk": "eclipse-temurin",
    "oracle": "oracle-jdk",
    "openjdk": "openjdk-builds-from-oracle",
    "corretto": "amazon-corretto",
    "zulu": "azul-zulu",
    "microsoft": "microsoft-build-of-openjdk",
    "liberica": "bellsoft-liberica",
    "semeru": "ibm-semeru-runtime",
    "sapmachine": "sapmachine",
}
"""Names of Java distributions in setup-java, asdf and jenv by the name of their product."""
JAVA = "java"
"""Java of whichever vendor."""
_JAVAS = frozenset({JAVA, *JAVA_DISTRIBUTIONS.values()})

_UNKNOWN = ["version", "allowed"]
_FLOATING = pattern(r"[^0-9]*")
"""What names no version: `*`, `latest`, `lts`, nothing at all."""


def language_version(product: str, written: str) -> str:
    """The newest version of `product` that `written` allows; empty when later cycles satisfy it.

    This is how tools read it that install the newest version which is allowed.
    """
    return newest_version(_number(product, written), CYCLE_PARTS.get(product, 1))


def pinned(
    product: str, named: str, place: Place, label: str, subject: str, written: str = ""
) -> list[RuntimeFact]:
    """The fact of the one version that is named at `place`; none where no version is.

    `written` is how the file writes it, where that differs from `named`.
    """
    if is_template(named):
        return [_fact(product, "", place, label, subject, named, unknown=_UNKNOWN)]
    version = exact_version(_number(product, named))
    return [_fact(product, version, place, label, subject, written or named)] if version else []


def required(
    product: str, written: str, grammar: Grammar, place: Place, label: str, subject: str
) -> list[RuntimeFact]:
    """The fact of a requirement at `place`; none where every version satisfies it."""
    is_open = is_template(written)
    if not is_open and _FLOATING.fullmatch(written):
        return []
    spans = None if is_open else allowed_spans(written, grammar)
    if spans is None:
        return [_fact(product, "", place, label, subject, written, unknown=_UNKNOWN)]
    return [allowing(product, spans, place, label, subject, written)] if spans else []


def at_least(
    product: str, written: str, place: Place, label: str, subject: str
) -> list[RuntimeFact]:
    """The fact of the oldest version that what is built runs on."""
    version = numbers(_number(product, written))
    if not version:
        return []
    span = Span(shortened(version), None)
    return [allowing(product, [span], place, label, subject, written)]


def allowing(
    product: str, spans: list[Span], place: Place, label: str, subject: str, written: str
) -> RuntimeFact:
    """The fact of a requirement that the versions of `spans` satisfy."""
    version = ".".join(map(str, spans[0].lower))
    found = _fact(product, version, place, label, subject, written)
    return replace(found, allowed=[str(span) for span in spans])


def required_at(
    value: object, path: tuple[str, ...], product: str, grammar: Grammar, label: str
) -> list[RuntimeFact]:
    """The fact of the requirement that stands at `path` within a document's mappings, if any."""
    written, place = _written(value, path)
    return required(product, written, grammar, place, label, ".".join(path))


def pinned_at(value: object, path: tuple[str, ...], product: str, label: str) -> list[RuntimeFact]:
    """The fact of the version that stands at `path` within a document's mappings, if any."""
    written, place = _written(value, path)
    return pinned(product, written, place, label, ".".join(path))


def _written(value: object, path: tuple[str, ...]) -> tuple[str, Place]:
    """The scalar at `path` as text, and its place; empty where there is none."""
    holder = follow(value, path[:-1])
    if not isinstance(holder, Map) or path[-1] not in holder:
        return "", NOWHERE
    return text(holder[path[-1]]), holder.place(path[-1])


def file_facts(parsed: Parsed, data: bytes, facts: list[Fact]) -> FileFacts:
    """The facts of a version file; one that a generator of projects fills in is unrendered."""
    if parsed.problems and holds_actions(data.decode("utf-8", "replace")):
        return FileFacts(facts, unrendered=True)
    problems = [problem.row for problem in parsed.problems]
    return FileFacts(facts, problems)


def _number(product: str, written: str) -> str:
    """The number that is meant: 3.0 of `ruby-3.0`, 18 of `lts/hydrogen`, 8 of `1.8` in Java."""
    named = written.strip().lower().removeprefix("lts/").removeprefix(f"{product}-")
    if product == "nodejs":
        return NODE_CODENAMES.get(named, named)
    return named.removeprefix("1.") if product in _JAVAS else named


def _fact(
    product: str,
    version: str,
    place: Place,
    label: str,
    subject: str,
    written: str,
    unknown: list[str] | None = None,
) -> RuntimeFact:
    return runtime_fact(
        Runtime(LANGUAGE, product, version),
        label=label,
        evidence=f"{subject} {written.strip()}",
        address="file:",
        subject=subject,
        place=place,
        unknown=list(unknown or []),
    )
