"""Facts of the files that say which version of a language a project runs on.

Requirements that several release cycles satisfy are left out: whether every one of them has
ended is a question for a table, and needs the arithmetic of each ecosystem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from platguard import parsers
from platguard.facts import commands
from platguard.facts.reading import follow, text
from platguard.facts.runtimes import LANGUAGE, NODE_CODENAMES, Runtime, runtime_fact
from platguard.facts.version_ranges import newest_version
from platguard.model.document import Map, Parsed, Place
from platguard.model.facts import Fact, FileFacts, RuntimeFact

CYCLE_PARTS = {
    "python": 2,
    "nodejs": 1,
    "go": 2,
    "ruby": 2,
    "php": 2,
    "dotnet": 1,
}
"""Parts of the name of a release cycle by product; one for every other product."""
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
    "java": "java",
}
"""Plugins of asdf and mise by the name of their product."""
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
"""Names of Java distributions in setup-java and asdf by the name of their product."""
_JAVA_TOOL = re.compile(r"([a-z]+)(?:-[a-z]+)*-(\d.*)")
_GO_LINE = re.compile(r"[ \t]*(go|toolchain)[ \t]+(?:go)?(\d+(?:\.\d+)*)\S*[ \t]*(?://.*)?\r?$")


def language_version(product: str, written: str) -> str:
    """The version of `product` that `written` names; empty when it names none, or several."""
    named = written.strip().lower().removeprefix("lts/").removeprefix(f"{product}-")
    if product == "nodejs" and named in NODE_CODENAMES:
        return NODE_CODENAMES[named]
    return newest_version(named, CYCLE_PARTS.get(product, 1))


def extract_python(data: bytes) -> FileFacts:
    """The facts of `.python-version`."""
    return _plain(data, "python", ".python-version")


def extract_node(data: bytes) -> FileFacts:
    """The facts of `.nvmrc` and `.node-version`."""
    return _plain(data, "nodejs", "Node.js version file")


def extract_ruby(data: bytes) -> FileFacts:
    """The facts of `.ruby-version`."""
    return _plain(data, "ruby", ".ruby-version")


def extract_tools(data: bytes) -> FileFacts:
    """The facts of `.tool-versions`; the first version of a line is the one in use."""
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for place, words in _lines(parsed):
        product = _TOOLS.get(words[0], "")
        written = words[1] if len(words) > 1 else ""
        if product == "java" and (found := _JAVA_TOOL.match(written)):
            product, written = JAVA_DISTRIBUTIONS.get(found[1], ""), found[2]
        if product and product != "java":
            facts += _fact(product, written, place, ".tool-versions", words[0])
    return FileFacts(facts, _problems(parsed))


def extract_go_mod(data: bytes) -> FileFacts:
    """The facts of `go.mod`: its toolchain, and the language version of its `go` line."""
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for number, line in _numbered(parsed):
        if found := _GO_LINE.match(line):
            place = Place(number, found.start(2) + 1, number)
            stage = "language-version" if found[1] == "go" else ""
            facts += _fact("go", found[2], place, "go.mod", found[1], stage)
    return FileFacts(facts, _problems(parsed))


def extract_pyproject(data: bytes) -> FileFacts:
    """The facts of `pyproject.toml`: `requires-python`, and what Poetry says."""
    parsed = parsers.parse(data, "toml")
    facts: list[Fact] = []
    for document in parsed.documents:
        project = follow(document.value, ("project",))
        facts += _required(project, "requires-python", "python", "pyproject.toml")
        poetry = follow(document.value, ("tool", "poetry", "dependencies"))
        facts += _required(poetry, "python", "python", "pyproject.toml")
        detailed = follow(poetry, ("python",))
        facts += _required(detailed, "version", "python", "pyproject.toml")
    return FileFacts(facts, _problems(parsed))


def extract_package_json(data: bytes) -> FileFacts:
    """The facts of `package.json`: `engines.node`, and Swarm commands in its scripts."""
    parsed = parsers.parse(data, "json")
    facts: list[Fact] = []
    for document in parsed.documents:
        engines = follow(document.value, ("engines",))
        facts += _required(engines, "node", "nodejs", "package.json")
        facts += _scripts(follow(document.value, ("scripts",)))
    return FileFacts(facts, _problems(parsed))


def _plain(data: bytes, product: str, label: str) -> FileFacts:
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for place, words in _lines(parsed):
        facts += _fact(product, words[0], place, label, product)
    return FileFacts(facts, _problems(parsed))


def _lines(parsed: Parsed) -> Iterator[tuple[Place, list[str]]]:
    """(place, words) of each line that holds more than a comment."""
    for number, line in _numbered(parsed):
        words = line.partition("#")[0].split()
        if words:
            yield Place(number, line.index(words[0]) + 1, number), words


def _numbered(parsed: Parsed) -> Iterator[tuple[int, str]]:
    for document in parsed.documents:
        yield from enumerate(document.value.split("\n"), start=1)


def _required(holder: Any, key: str, product: str, label: str) -> list[RuntimeFact]:
    if not isinstance(holder, Map) or not isinstance(holder.get(key), str):
        return []
    return _fact(product, holder[key], holder.place(key), label, key)


def _fact(
    product: str, written: str, place: Place, label: str, subject: str, stage: str = ""
) -> list[RuntimeFact]:
    version = language_version(product, written)
    if not version:
        return []
    return [
        runtime_fact(
            Runtime(LANGUAGE, product, version),
            label=label,
            evidence=f"{subject} {written}",
            address="file:",
            subject=subject,
            place=place,
            stage=stage,
        )
    ]


def _scripts(scripts: Any) -> Iterator[Fact]:
    for name, script in scripts.items() if isinstance(scripts, Map) else ():
        place = scripts.place(name)
        for command in commands.in_text(text(script), place.line, place.column + 1):
            found = commands.runtime(command, label=f"script {name}", address="file:")
            yield found


def _problems(parsed: Parsed) -> list[tuple[int, int, str]]:
    return [(problem.line, problem.column, problem.message) for problem in parsed.problems]
