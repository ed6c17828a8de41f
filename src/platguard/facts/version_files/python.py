"""What Python projects require of Python: pyproject.toml, Pipfile, setup.cfg, setup.py."""

from __future__ import annotations

from platguard import parsers
from platguard.facts.version_files.lines import numbered
from platguard.facts.version_ranges import PEP440, POETRY
from platguard.facts.versions import file_facts, pinned_at, required, required_at
from platguard.model.document import Place
from platguard.model.facts import Fact, FileFacts
from platguard.patterns import pattern

_SECTION = pattern(r"\[([^\]]+)\]")
_REQUIRES = pattern(r"python[_-]requires\s*=\s*(\S.*)")
_ARGUMENT = pattern(r"""[^#]*?\bpython_requires\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def extract_pyproject(data: bytes) -> FileFacts:
    """The facts of `pyproject.toml`: `requires-python`, and what Poetry says."""
    parsed = parsers.parse(data, "toml")
    facts: list[Fact] = []
    for document in parsed.documents:
        value, label = document.value, "pyproject.toml"
        facts += required_at(value, ("project", "requires-python"), "python", PEP440, label)
        poetry = ("tool", "poetry", "dependencies", "python")
        facts += required_at(value, poetry, "python", POETRY, label)
        facts += required_at(value, (*poetry, "version"), "python", POETRY, label)
    return file_facts(parsed, data, facts)


def extract_pipfile(data: bytes) -> FileFacts:
    """The facts of `Pipfile`: the Python that `[requires]` names."""
    parsed = parsers.parse(data, "toml")
    facts: list[Fact] = []
    for document in parsed.documents:
        full = pinned_at(document.value, ("requires", "python_full_version"), "python", "Pipfile")
        short = pinned_at(document.value, ("requires", "python_version"), "python", "Pipfile")
        facts += full or short
    return file_facts(parsed, data, facts)


def extract_setup_cfg(data: bytes) -> FileFacts:
    """The facts of `setup.cfg`: `python_requires` of its section `options`."""
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    section = ""
    for number, line in numbered(parsed):
        if header := _SECTION.match(line):
            section = header[1].strip()
        found = _REQUIRES.match(line) if section == "options" else None
        if found:
            place = Place(number, found.start(1) + 1, number)
            facts += required("python", found[1], PEP440, place, "setup.cfg", "python_requires")
    return file_facts(parsed, data, facts)


def extract_setup_py(data: bytes) -> FileFacts:
    """The facts of `setup.py`: `python_requires` where it is written out; nothing is run."""
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for number, line in numbered(parsed):
        if found := _ARGUMENT.match(line):
            group = 1 if found[1] is not None else 2
            place = Place(number, found.start(group), number)
            facts += required("python", found[group], PEP440, place, "setup.py", "python_requires")
    return file_facts(parsed, data, facts)
