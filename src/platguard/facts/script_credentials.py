"""Literal secrets in shell scripts and recipes of Makefiles: variables, flags, addresses.

A script is read line by line, without a shell: what a line sets or passes by name counts, and what
a comment says does not. A secret that a script repeats is told once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from platguard.facts.credentials import judged
from platguard.facts.secret_literals import is_secret_name, suspicion, words_of
from platguard.model.document import Place
from platguard.model.facts import CredentialFact
from platguard.patterns import pattern

_SIGN = pattern(r"pass|pwd|secret|token|key|credential|://[^\s/@]*@|\$apr1\$", re.IGNORECASE)
"""What a line must hold to be looked at: a word of a secret's name, or an address with a login."""
# Every pattern is linear: no quantifier stands within a quantifier, and each match begins at a
# character that the one before did not take.
_VALUE = r"(\"[^\"]*\"|'[^']*'|[^\s\"';|&<>()`]+)"
_VARIABLE = pattern(rf"(?:^|(?<=[\s;&|(]))([A-Za-z_]\w*)={_VALUE}")
_FLAG = pattern(rf"(?<![\w-])(--[A-Za-z][\w.-]*)={_VALUE}")
_ADDRESS = pattern(r"[a-z][a-z0-9+.-]{1,20}://[^\s\"'<>]+", re.IGNORECASE)
_TELLS = pattern(r"\s*(?:echo|printf|cat)\b[^|]*$")
"""A line that only prints tells people what to write."""
_COMMENT = pattern(r"(?:^|(?<=\s))#.*$")
_LONGEST_LINE = 2_000
_MOST = 50
"""More literals are not told of one script."""


def in_script(text: str) -> list[CredentialFact]:
    """The literal secrets of a script, each name once, at most some dozens."""
    found: dict[str, CredentialFact] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _LONGEST_LINE or len(found) >= _MOST or not _SIGN.search(line):
            continue
        if _TELLS.match(line):
            continue
        for fact in _in_line(_COMMENT.sub("", line), number):
            if not fact.placeholder:
                found.setdefault(fact.subject, fact)
    return list(found.values())


def _in_line(line: str, number: int) -> Iterator[CredentialFact]:
    for expression in (_VARIABLE, _FLAG):
        for match in expression.finditer(line):
            name, value = match[1], match[2].strip("\"'")
            # `--token=TOKEN` tells people what to write.
            is_told = value.isupper() or "$" in value
            if is_secret_name(name) and not is_told and not _names_a_user(name):
                yield from _judged(name, value, Place(number, match.start() + 1, number))
    for match in _ADDRESS.finditer(line):
        found = suspicion("", match[0])
        if found is not None and found.shape == "url-userinfo":
            for fact in _judged("", match[0], Place(number, match.start() + 1, number)):
                yield replace(fact, key=fact.shape, subject=f"script[{fact.shape}]")


def _names_a_user(name: str) -> bool:
    """Whether a flag or variable is an access key, which s3cmd and its like take for a user."""
    return words_of(name)[-2:] == ["access", "key"] and "secret" not in words_of(name)


def _judged(name: str, value: str, place: Place) -> list[CredentialFact]:
    return judged("script", name, value, place, "the script", "file:", "script")
