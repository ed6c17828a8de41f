"""Files of version managers that know many languages: asdf, mise, SDKMAN."""

from __future__ import annotations

from platguard import parsers
from platguard.facts.reading import follow, sequence, text
from platguard.facts.version_files.lines import numbered, words
from platguard.facts.versions import JAVA, JAVA_DISTRIBUTIONS, file_facts, pinned
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import Fact, FileFacts, RuntimeFact
from platguard.patterns import pattern

_TOOLS = {
    "python": "python",
    "nodejs": "nodejs",
    "node": "nodejs",
    "golang": "go",
    "go": "go",
    "ruby": "ruby",
    "php": "php",
    "dotnet": "dotnet",
    "dotnet-core": "dotnet",
    "java": JAVA,
}
"""Plugins of asdf and mise by the name of their product."""
_SDKMAN_VENDORS = {
    "tem": "eclipse-temurin",
    "amzn": "amazon-corretto",
    "zulu": "azul-zulu",
    "librca": "bellsoft-liberica",
    "ms": "microsoft-build-of-openjdk",
    "oracle": "oracle-jdk",
    "open": "openjdk-builds-from-oracle",
    "sem": "ibm-semeru-runtime",
    "sapmchn": "sapmachine",
}
"""The last part of a Java version of SDKMAN by the name of its product."""
_JAVA_TOOL = pattern(r"([a-z]+)(?:-[a-z]+)*-(\d.*)")
_SDKMAN_JAVA = pattern(r"[ \t]*java[ \t]*=[ \t]*(\d+(?:\.\d+)*)(?:\.fx)?-([a-z]+)[ \t]*")


def extract_asdf(data: bytes) -> FileFacts:
    """The facts of `.tool-versions`; the first version of a line is the one in use."""
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for place, (tool, *written) in words(parsed):
        facts += _tool(tool, written[0] if written else "", place, ".tool-versions")
    return file_facts(parsed, data, facts)


def extract_mise(data: bytes) -> FileFacts:
    """The facts of `mise.toml`: `[tools]`, with a version, several, or a table of its own."""
    parsed = parsers.parse(data, "toml")
    facts: list[Fact] = []
    for document in parsed.documents:
        tools = follow(document.value, ("tools",))
        if isinstance(tools, Map):
            facts += [fact for name in tools for fact in _of_mise(name, tools)]
    return file_facts(parsed, data, facts)


def extract_sdkman(data: bytes) -> FileFacts:
    """The facts of `.sdkmanrc`: its Java, `17.0.5-tem` for Temurin 17.0.5."""
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for number, line in numbered(parsed):
        if found := _SDKMAN_JAVA.match(line):
            place = Place(number, found.start(1) + 1, number)
            product = _SDKMAN_VENDORS.get(found[2], JAVA)
            facts += pinned(product, found[1], place, ".sdkmanrc", JAVA)
    return file_facts(parsed, data, facts)


def _tool(tool: str, written: str, place: Place, label: str) -> list[RuntimeFact]:
    product = _TOOLS.get(tool, "")
    if product == JAVA and (found := _JAVA_TOOL.fullmatch(written)):
        # Vendors without a table, such as GraalVM, say nothing about the others.
        product, written = JAVA_DISTRIBUTIONS.get(found[1], ""), found[2]
    return pinned(product, written, place, label, tool) if product else []


def _of_mise(name: str, tools: Map) -> list[RuntimeFact]:
    """The fact of one entry of `[tools]`; the first of several versions is the one in use."""
    value = tools[name]
    first = next(iter(sequence(value)), value)
    place = value.place(0) if isinstance(value, Seq) else tools.place(name)
    written = text(first.get("version") if isinstance(first, Map) else first)
    return _tool(name.removeprefix("core:"), written, place, "mise.toml")
