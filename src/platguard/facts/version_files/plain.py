"""Files of one language whose lines are versions, and nothing else."""

from __future__ import annotations

from platguard import parsers
from platguard.facts.version_files.lines import words
from platguard.facts.versions import JAVA, JAVA_DISTRIBUTIONS, file_facts, pinned
from platguard.model.facts import Fact, FileFacts
from platguard.patterns import pattern

_VENDOR = pattern(r"([a-z]+)(?:32|64)?(?:-[a-z]+)*-(\d.*)")


def extract_python(data: bytes) -> FileFacts:
    """The facts of `.python-version`; every line of it is a version that pyenv offers."""
    return _plain(data, "python", ".python-version")


def extract_runtime(data: bytes) -> FileFacts:
    """The facts of `runtime.txt`, in which platforms that run Python look for `python-3.12.1`."""
    return _plain(data, "python", "runtime.txt")


def extract_node(data: bytes) -> FileFacts:
    """The facts of `.nvmrc` and `.node-version`."""
    return _plain(data, "nodejs", "Node.js version file")


def extract_ruby(data: bytes) -> FileFacts:
    """The facts of `.ruby-version`."""
    return _plain(data, "ruby", ".ruby-version")


def extract_java(data: bytes) -> FileFacts:
    """The facts of `.java-version`, with the vendor where jenv is told one."""
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for place, (written, *_) in words(parsed):
        vendor = _VENDOR.fullmatch(written.lower())
        product = JAVA_DISTRIBUTIONS.get(vendor[1], JAVA) if vendor else JAVA
        number = vendor[2] if vendor else written
        facts += pinned(product, number, place, ".java-version", JAVA)
    return file_facts(parsed, data, facts)


def _plain(data: bytes, product: str, label: str) -> FileFacts:
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for place, (written, *_) in words(parsed):
        facts += pinned(product, written, place, label, product)
    return file_facts(parsed, data, facts)
