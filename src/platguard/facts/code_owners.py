"""Facts of CODEOWNERS files: which owners stand behind which patterns, and what cannot be read.

GitHub and GitLab read the same file differently, and which of them does is told by where it lies:
faults name the reader that has no use for a line. Sources: GitHub, "About code owners" (syntax,
exceptions, 3 MB, an invalid line is skipped, comments after owners); GitLab, "Code Owners syntax
and error handling" (sections, default owners, `@@roles`, exclusions).

The library `codeowners` 0.9 is not used: a pattern of twenty characters, `*a*a*a*a*a*a*b`, takes it
minutes; it drops what is no owner in silence, takes words of comments for owners, and reads
`[Section][2] @owner` as a pattern.
"""

from __future__ import annotations

from collections.abc import Iterator

from platguard import parsers
from platguard.facts.withholding import WITHHELD
from platguard.model.document import NOWHERE, Place
from platguard.model.facts import CodeOwnersFact, CodeOwnersFault, CodeOwnersLine, FileFacts
from platguard.patterns import pattern

GITHUB, GITLAB = "github", "gitlab"

_LARGEST = 3_000_000
"""Bytes of the largest file that GitHub loads."""
_WORD = pattern(r"(?:\\.|[^\s\\])+")
_OWNER = pattern(r"@@?[\w.-]+(?:/[\w.-]+)*|[^\s@:]+@[^\s@:/]+\.[^\s@:/.]+")
"""RFC 5322, section 3.2.3, has no colon in an address: where one stands, a password follows it."""
_SECTION = pattern(r"\^?\[(?P<name>[^\]]+)\](?:\[\d+\])?(?:\s+(?P<owners>.*))?")


def extract(data: bytes) -> FileFacts:
    """The fact of a CODEOWNERS file."""
    parsed = parsers.parse(data, "text")
    found = FileFacts(problems=[problem.row for problem in parsed.problems])
    for document in parsed.documents:
        reader = _Reader()
        for number, line in enumerate(document.value.split("\n"), start=1):
            reader.read(number, line)
        if len(data) > _LARGEST:
            message = f"the file has {len(data)} bytes, and GitHub reads none of more than 3 MB"
            reader.faults.append(CodeOwnersFault(message=message, reader=GITHUB, line=1, column=1))
        found.facts.append(
            CodeOwnersFact(
                address="file:",
                subject="",
                places={"": NOWHERE, "faults": _first(reader.faults)},
                lines=reader.lines,
                faults=reader.faults,
            )
        )
    return found


def _first(faults: list[CodeOwnersFault]) -> Place:
    return Place(faults[0].line, faults[0].column, faults[0].line) if faults else NOWHERE


class _Reader:
    """Reads a file line by line, remembering the section that it is in."""

    def __init__(self) -> None:
        self.lines: list[CodeOwnersLine] = []
        self.faults: list[CodeOwnersFault] = []
        self._section = ""
        self._default: list[str] = []

    def read(self, number: int, line: str) -> None:
        """Reads one line."""
        text = line.strip()
        if not text or text.startswith("#"):
            return
        section = _SECTION.fullmatch(text)
        if section is not None and _are_owners(section["owners"] or ""):
            self._section = " ".join(map(_without_login, section["name"].split())).lower()
            self._default = _before_comment(section["owners"] or "").split()
            self._fault(number, line, "GitHub knows no sections, and skips this line", text, GITHUB)
            return
        words = list(_words(text))
        if not words:
            self._fault(number, line, f'"{text}" is no pattern')
            return
        written, *owners = words
        pattern = _without_login(written)
        for fault in _of_pattern(pattern):
            self._fault(number, line, fault, written, GITHUB)
        wrong = [owner for owner in owners if not _OWNER.fullmatch(owner)]
        for owner in wrong:
            shown = _without_login(owner)
            message = f'"{shown}" is no owner: write @user, @organisation/team or an address'
            self._fault(number, line, message, owner)
        for owner in owners:
            if owner.startswith("@@"):
                self._fault(number, line, f"GitHub knows no role {owner}", owner, GITHUB)
        named = [owner for owner in owners if owner not in wrong]
        # An exclusion takes the ownership away, whatever the section's default is.
        excluded = pattern.startswith("!")
        self.lines.append(
            CodeOwnersLine(
                pattern=pattern.removeprefix("!"),
                owners=[] if excluded else named or (self._default if not owners else []),
                section=self._section,
                line=number,
            )
        )

    def _fault(
        self, number: int, line: str, message: str, word: str = "", reader: str = ""
    ) -> None:
        column = max(line.find(word), 0) + 1 if word else len(line) - len(line.lstrip()) + 1
        self.faults.append(
            CodeOwnersFault(message=message, reader=reader, line=number, column=column)
        )


def _are_owners(text: str) -> bool:
    return all(_OWNER.fullmatch(word) for word in _before_comment(text).split())


def _before_comment(text: str) -> str:
    return text.partition("#")[0]


def _without_login(word: str) -> str:
    """A word with `***` for a login that it holds, with whatever a password may be made of."""
    before, at, behind = word.rpartition("@")
    return f"{WITHHELD}@{behind}" if at and ":" in before else word


def _words(text: str) -> Iterator[str]:
    """The pattern and its owners, up to a comment; a blank may be escaped within the pattern."""
    for found in _WORD.finditer(text):
        if found[0].startswith("#"):
            return
        yield found[0]


def _of_pattern(pattern: str) -> Iterator[str]:
    """Why GitHub does not read a pattern, though it could stand in a .gitignore."""
    if pattern.startswith("!"):
        yield f"GitHub knows no exclusions, and skips {pattern}"
    if pattern.startswith("\\#"):
        yield f"GitHub knows no pattern that begins with #, and skips {pattern}"
