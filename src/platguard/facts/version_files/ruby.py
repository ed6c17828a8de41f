"""What a `Gemfile` says about the version of Ruby."""

from __future__ import annotations

from platguard import parsers
from platguard.facts.version_files.lines import numbered
from platguard.facts.version_ranges import RUBY
from platguard.facts.versions import file_facts, required
from platguard.model.document import Place
from platguard.model.facts import Fact, FileFacts
from platguard.patterns import pattern

_RUBY = pattern(r"""[ \t]*ruby[ \t(]+(?=["'])(.*)""")
_TEXT = pattern(r"""[ \t,]*(?:"([^"\n]*)"|'([^'\n]*)')(?![ \t]*=>)""")


def extract_gemfile(data: bytes) -> FileFacts:
    """The facts of a `Gemfile`: the texts after `ruby`, all of which its version must satisfy.

    A Gemfile is a program; a version that it computes, or reads from a file, says nothing here.
    """
    parsed = parsers.parse(data, "text")
    facts: list[Fact] = []
    for number, line in numbered(parsed):
        if found := _RUBY.match(line):
            place = Place(number, found.start(1) + 1, number)
            facts += required("ruby", _requirement(found[1]), RUBY, place, "Gemfile", "ruby")
    return file_facts(parsed, data, facts)


def _requirement(arguments: str) -> str:
    texts: list[str] = []
    position = 0
    while found := _TEXT.match(arguments, position):
        texts.append(found[1] or found[2] or "")
        position = found.end()
    return ", ".join(texts)
