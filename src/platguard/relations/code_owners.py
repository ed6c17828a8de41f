"""Which owners stand behind a path, as GitHub or GitLab read a CODEOWNERS file.

The last pattern that matches decides; in GitLab it does so in each section, and the owners of all
sections together count. A pattern is one of a .gitignore, and the matching is that of git, whose
time is bounded by the lengths of pattern and path. Sources: see `facts.code_owners`.
"""

from __future__ import annotations

from collections.abc import Sequence

from platguard.facts.code_owners import GITHUB, GITLAB
from platguard.model.facts import CodeOwnersFact, CodeOwnersLine
from platguard.patterns import pattern
from platguard.sources.gitignore import Pattern, patterns

PLACES = {
    GITHUB: (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"),
    GITLAB: ("CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
}
"""Where each looks for the file; the first that exists counts."""
LOOKED_IN = {GITHUB: ".github/, the root and docs/", GITLAB: "the root, docs/ and .gitlab/"}

_WILD = pattern(r"[*?\[\\]")


def reader_of(paths: Sequence[str]) -> str:
    """Who reads the repository: GitLab where only its files lie, else GitHub."""
    on_github = any(path.startswith(".github/") for path in paths)
    on_gitlab = any(path.startswith(".gitlab/") or path == ".gitlab-ci.yml" for path in paths)
    return GITLAB if on_gitlab and not on_github else GITHUB


class Owners:
    """The owners of paths by one file."""

    def __init__(self, fact: CodeOwnersFact, reader: str) -> None:
        # GitHub skips a line that it cannot read; GitLab takes from it what it can.
        unread = {fault.line for fault in fact.faults if fault.reader != GITLAB}
        lines = [line for line in fact.lines if reader == GITLAB or line.line not in unread]
        sections: dict[str, list[_Rule]] = {}
        for line in reversed(lines):
            section = line.section if reader == GITLAB else ""
            sections.setdefault(section, []).append(_Rule(line, reader))
        self._sections = list(sections.values())

    def of(self, path: str) -> list[str]:
        """The owners of a file, each once; none when nobody owns it."""
        found: list[str] = []
        for rules in self._sections:
            found += next((rule.owners for rule in rules if rule.matches(path)), [])
        return list(dict.fromkeys(found))


class _Rule:
    """One line, ready to be compared with paths."""

    def __init__(self, line: CodeOwnersLine, reader: str) -> None:
        self.owners = line.owners
        glob = line.pattern
        if reader == GITLAB and not glob.startswith("/"):
            glob = f"**/{glob}"
        elif reader == GITHUB:
            # GitHub knows no ranges of characters: `[id]` is the folder of that name.
            glob = glob.replace("[", "\\[")
            # What ends with any number of folders means the files in the first one as well.
            glob = glob.removesuffix("/") if glob.endswith("/**/") else glob
        # `docs/*` means the files of that folder, and not those of the folders in it; for GitLab
        # no pattern means more than it names, unless it ends with a slash.
        self._files_only = glob.endswith("/*") or (reader == GITLAB and not glob.endswith("/"))
        self._beginning = _literal_beginning(glob)
        self._patterns: list[Pattern] | None = None
        self._glob = glob

    def matches(self, path: str) -> bool:
        """Whether the line is about the file at `path`."""
        if not path.startswith(self._beginning):
            return False
        if self._patterns is None:
            self._patterns = patterns(self._glob.encode("utf-8", "surrogateescape"))
        compared = path.encode("utf-8", "surrogateescape").decode("latin-1")
        if any(pattern.names(compared, False) for pattern in self._patterns):
            return True
        if self._files_only:
            return False
        parts = compared.split("/")
        folders = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
        return any(p.names(folder, True) for p in self._patterns for folder in folders)


def _literal_beginning(glob: str) -> str:
    """The text with which every path begins that an anchored pattern matches; empty for others."""
    if "/" not in glob.rstrip("/"):
        return ""
    wild = _WILD.search(glob)
    return glob[: wild.start() if wild else len(glob)].strip("/") if glob[0] != "*" else ""
