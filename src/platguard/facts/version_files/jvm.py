"""What builds for the Java virtual machine say about its version: Maven and Gradle.

The release of Java that code is compiled for is the oldest one that it runs on; later ones run it
as well. A toolchain is the very Java that builds and tests.
"""

from __future__ import annotations

import re

from platguard import parsers
from platguard.facts.version_files.lines import numbered
from platguard.facts.versions import JAVA, at_least, file_facts, pinned
from platguard.model.document import Element, Place
from platguard.model.facts import Fact, FileFacts
from platguard.patterns import pattern

_PROPERTIES = (
    "maven.compiler.release",
    "maven.compiler.target",
    "maven.compiler.source",
    "java.version",
)
"""Best first: what decides which Java can run the result; the last is Spring Boot's."""
_SETTINGS = ("release", "target", "source")
"""The same as settings of maven-compiler-plugin, best first."""
_REFERENCE = pattern(r"\$\{([^{}]+)\}")
_DEEPEST = 5
"""Properties that name others; a longer chain is none that people write."""

_VERSION = r"""["']?(?:JavaVersion\.VERSION_)?(\d+(?:[._]\d+)?)\b"""
_TOOLCHAIN = pattern(rf"(?:JavaLanguageVersion\.of|\bjvmToolchain)\s*\(\s*{_VERSION}")
_LEVEL = pattern(
    r"\b(release|targetCompatibility|sourceCompatibility)(?=[\s=.])"
    rf"\s*+(?:=|\.set\s*+\()?\s*+{_VERSION}"
)
_QUOTED_OR_COMMENT = pattern(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|//.*""")


def extract_pom(data: bytes) -> FileFacts:
    """The facts of `pom.xml`: the Java that it compiles for, once."""
    parsed = parsers.parse(data, "xml")
    facts: list[Fact] = []
    for document in parsed.documents:
        root = document.value
        if root.name == "project":
            facts += _java_of_pom(root)
    return file_facts(parsed, data, facts)


def extract_gradle(data: bytes) -> FileFacts:
    """The facts of a Gradle build, in Groovy or Kotlin: its toolchain, else what it compiles for.

    A build is a program: a version that it computes says nothing here.
    """
    parsed = parsers.parse(data, "text")
    toolchains: list[Fact] = []
    levels: list[Fact] = []
    for number, line in numbered(parsed):
        code = _QUOTED_OR_COMMENT.sub(_without_comment, line)
        if found := _TOOLCHAIN.search(code):
            place = Place(number, found.start(1) + 1, number)
            toolchains += pinned(JAVA, found[1], place, "Gradle build", "toolchain")
        elif found := _LEVEL.search(code):
            place = Place(number, found.start(2) + 1, number)
            levels += at_least(JAVA, _dotted(found[2]), place, "Gradle build", found[1])
    return file_facts(parsed, data, toolchains[:1] or levels[:1])


def _java_of_pom(project: Element) -> list[Fact]:
    holder = project.child("properties")
    properties = {child.name: child for child in holder.children} if holder else {}
    compiler = _compiler_settings(project)
    candidates = [compiler[name] for name in _SETTINGS if name in compiler]
    candidates += [properties[name] for name in _PROPERTIES if name in properties]
    for element in candidates:
        found = at_least(
            JAVA, _resolved(element, properties), element.place, "pom.xml", element.name
        )
        if found:
            return list(found)
    return []


def _compiler_settings(project: Element) -> dict[str, Element]:
    """The settings of maven-compiler-plugin, where the project configures it."""
    build = project.child("build")
    plugins = build.child("plugins") if build else None
    for plugin in plugins.children if plugins else ():
        artifact = plugin.child("artifactId")
        settings = plugin.child("configuration")
        if artifact and artifact.text == "maven-compiler-plugin" and settings:
            return {child.name: child for child in settings.children}
    return {}


def _resolved(element: Element, properties: dict[str, Element]) -> str:
    """The text of an element, properties of the same file filled in; empty where one is not."""
    written = element.text
    for _ in range(_DEEPEST):
        found = _REFERENCE.fullmatch(written)
        if found is None:
            return written
        written = properties[found[1]].text if found[1] in properties else ""
    return ""


def _dotted(version: str) -> str:
    return version.replace("_", ".")


def _without_comment(found: re.Match[str]) -> str:
    return "" if found[0].startswith("//") else found[0]
