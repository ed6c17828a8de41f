"""The packages that a project depends on at run time, by the files of its package manager.

Packages for development and tests are left out, as far as the file tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from platguard import parsers
from platguard.facts.reading import follow, mapping, sequence, text
from platguard.model.document import Map, Place, Seq
from platguard.model.facts import FileFacts
from platguard.patterns import pattern

Dependency = tuple[str, Place]
"""A package, and where it is named."""

_PYTHON = pattern(r"\s*([A-Za-z0-9][\w.-]{0,213})")
_LINES: dict[str, re.Pattern[str]] = {
    "dependencies-pip": pattern(r"^[ \t]*([A-Za-z0-9][\w.-]{0,213})", re.MULTILINE),
    "versions-pipfile": pattern(r"^\"?([A-Za-z0-9][\w.-]{0,213})\"? *=", re.MULTILINE),
    "versions-gemfile": pattern(r"^[ \t]*gem[ (]+[\"']([\w.-]{1,200})[\"']", re.MULTILINE),
    "versions-go": pattern(
        r"^(?:require)?[ \t]+([\w.-]+\.[\w./-]{1,200}) v[^ \n]+[ \t]*$", re.MULTILINE
    ),
    "versions-gradle": pattern(
        r"^[ \t]*(?:implementation|api|runtimeOnly|compile)[ (]+[\"']([\w.-]{1,200}:[\w.-]{1,200})",
        re.MULTILINE,
    ),
    "versions-dotnet": pattern(r"<PackageReference +Include=\"([\w.-]{1,200})\""),
}
"""Files that name a package on a line of its own; a `// indirect` of Go matches nothing."""
_POM = pattern(
    r"<groupId>\s{0,200}([\w.-]{1,200})\s{0,200}</groupId>\s{0,200}"
    r"<artifactId>\s{0,200}([\w.-]{1,200})\s{0,200}</artifactId>"
)


def extract_requirements(data: bytes) -> FileFacts:
    """A `requirements.txt` holds nothing that is judged by itself; its packages are signs."""
    parsed = parsers.parse(data, "text")
    return FileFacts(problems=[problem.row for problem in parsed.problems])


def dependencies(data: bytes, kind: str) -> Iterator[Dependency]:
    """The packages that a file of some kind names; none for a kind that names no packages."""
    if kind in _STRUCTURED:
        dialect, read = _STRUCTURED[kind]
        for document in parsers.parse(data, dialect).documents:
            yield from read(document.value)
    elif kind in _LINES or kind == "versions-pom":
        for document in parsers.parse(data, "text").documents:
            yield from _on_lines(document.value, _LINES.get(kind, _POM))


def _on_lines(content: str, pattern: re.Pattern[str]) -> Iterator[Dependency]:
    line, counted = 1, 0
    for found in pattern.finditer(content):
        line += content.count("\n", counted, found.start(1))
        counted = found.start(1)
        column = counted - content.rfind("\n", 0, counted)
        yield ":".join(found.groups()), Place(line, column, line)


def _package_json(value: object) -> Iterator[Dependency]:
    yield from _keys(mapping(value).get("dependencies"))


def _composer(value: object) -> Iterator[Dependency]:
    yield from _keys(mapping(value).get("require"))


def _pyproject(value: object) -> Iterator[Dependency]:
    listed = follow(value, ("project", "dependencies"))
    for index, item in enumerate(sequence(listed)):
        found = _PYTHON.match(text(item))
        if found and isinstance(listed, Seq):
            yield found[1], listed.place(index)
    yield from _keys(follow(value, ("tool", "poetry", "dependencies")))


def _keys(value: object) -> Iterator[Dependency]:
    if isinstance(value, Map):
        yield from ((name, value.key_place(name)) for name in value)


_STRUCTURED: dict[str, tuple[str, Callable[[object], Iterator[Dependency]]]] = {
    "versions-package": ("json", _package_json),
    "versions-composer": ("json", _composer),
    "versions-pyproject": ("toml", _pyproject),
}
"""Files with a syntax: its dialect, and what reads it."""
