"""What projects of .NET say about its version: project files, shared properties, global.json."""

from __future__ import annotations

from platguard import parsers
from platguard.facts.reading import follow, text
from platguard.facts.templates import is_template
from platguard.facts.versions import allowing, at_least, file_facts, pinned
from platguard.model.document import Element, Map
from platguard.model.facts import Fact, FileFacts, RuntimeFact
from platguard.patterns import pattern
from platguard.versions import Span, numbers, span_of

_CURRENT = pattern(r"(?:net|netcoreapp)(\d{1,4}\.\d{1,4})(?:-[\w.]+)?")
_FRAMEWORK = pattern(r"net(\d)(\d)(\d?)")
_OLD_FRAMEWORK = pattern(r"v(\d+(?:\.\d+)*)")
_NEWER = frozenset({"major", "latestmajor"})
"""Values of `rollForward` that take a later major release (learn.microsoft.com, global.json)."""
_LABEL = "the project"


def extract_project(data: bytes) -> FileFacts:
    """The facts of a project file or of Directory.Build.props: what it is built for.

    An application runs on the release that it is built for and on no later major one, unless it is
    told otherwise. A project for several is a library: any of them may be the one in use.
    """
    parsed = parsers.parse(data, "xml")
    facts: list[Fact] = []
    for document in parsed.documents:
        for element in document.value.within():
            if element.name in ("TargetFramework", "TargetFrameworks"):
                facts += _targets(element)
            elif element.name == "TargetFrameworkVersion" and (
                found := _OLD_FRAMEWORK.fullmatch(element.text)
            ):
                facts += pinned(
                    "dotnetfx", found[1], element.place, _LABEL, element.name, element.text
                )
    return file_facts(parsed, data, facts)


def extract_global_json(data: bytes) -> FileFacts:
    """The facts of `global.json`: the SDK that it asks for, and whether it takes a later one.

    It may have comments (learn.microsoft.com, "global.json overview").
    """
    parsed = parsers.parse(data, "jsonc")
    facts: list[Fact] = []
    for document in parsed.documents:
        sdk = follow(document.value, ("sdk",))
        written = text(sdk.get("version")) if isinstance(sdk, Map) else ""
        if isinstance(sdk, Map) and written:
            takes_newer = text(sdk.get("rollForward")).lower() in _NEWER
            read = at_least if takes_newer else pinned
            facts += read("dotnet", written, sdk.place("version"), "global.json", "sdk.version")
    return file_facts(parsed, data, facts)


def _targets(element: Element) -> list[RuntimeFact]:
    """The facts of target frameworks: `net8.0`, `netcoreapp3.1;net48`, `net8.0-windows`."""
    names = [name.strip().lower() for name in element.text.split(";") if name.strip()]
    if any(map(is_template, names)):
        return pinned("dotnet", element.text, element.place, _LABEL, element.name)
    current = [found[1] for name in names if (found := _CURRENT.fullmatch(name))]
    framework = [
        ".".join(filter(None, found.groups()))
        for name in names
        if (found := _FRAMEWORK.fullmatch(name))
    ]
    # What also runs on the one need not run on the other, whose support may have ended.
    product, versions = ("dotnet", current) if current else ("dotnetfx", framework)
    if not versions:
        return []
    if len(versions) == 1:
        return pinned(product, versions[0], element.place, _LABEL, element.name, element.text)
    spans: list[Span] = sorted(span_of(numbers(version)) for version in set(versions))
    return [allowing(product, spans, element.place, _LABEL, element.name, element.text)]
