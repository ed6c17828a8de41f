"""Parts of a report in Markdown: tables and lists that can be cut, and say what was cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from platguard.records import dataclass
from platguard.reporters import exception_text
from platguard.reporters.inert import inert_line, shortened
from platguard.reporters.inert_markdown import cell_code, plain
from platguard.reporters.sarif_results import uri

if TYPE_CHECKING:
    from platguard.model.report import Finding, Report

_PLACES = 5
"""Places that a row names; of more, it tells how many."""
_LONGEST = 600
"""Characters of a text in a row; it may quote whatever a repository holds."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page. Only rows may be left out, the last ones first."""

    before: Sequence[str]
    rows: Sequence[Sequence[str]]
    """The lines of each row."""
    after: Sequence[str] = ()
    most: int = 1_000
    """How many rows are shown at most."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where the files of the commit that was judged are shown."""

    folder: str
    """The address of its root, with a slash at the end; empty where nobody knows."""

    @classmethod
    def of(cls, report: Report, links: str) -> Links:
        """`links` are those of a style."""
        base = report.base
        commit = base.head if base else report.target.commit
        return cls(f"{links}{commit}/" if links and commit else "")

    def place(self, path: str, line: int) -> str:
        """A file and its line, as a link where that is possible."""
        if path == ".":
            return "the repository"
        label = cell_code(shortened(f"{path}:{line}" if line else path, _LONGEST))
        if not self.folder:
            return label
        return f"[{label}]({self.folder}{uri(path)}{f'#L{line}' if line else ''})"


def fitted(head: Sequence[str], sections: Sequence[Section], limit: int) -> str:
    """A page of at most `limit` bytes: earlier sections keep their rows before later ones do."""
    room = limit - _size(head) - sum(_size(section.before) for section in sections)
    room -= sum(_size(section.after) + len(_rest(10**9)) + 2 for section in sections)
    lines = [*head]
    for section in sections:
        kept = []
        for row in section.rows[: section.most]:
            room -= _size(row)
            if room < 0:
                break
            kept.append(row)
        room = max(room, 0)
        lines += _lines(section, kept)
    return "\n".join(map(inert_line, lines)) + "\n"


def _lines(section: Section, kept: Sequence[Sequence[str]]) -> Iterator[str]:
    yield from section.before
    for row in kept:
        yield from row
    hidden = len(section.rows) - len(kept)
    if hidden:
        yield from ("", _rest(hidden))
    yield from section.after


def _rest(number: int) -> str:
    return f"_And {number:,} more rows; `--format json` tells all._"


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], most: int = 1_000
) -> Section:
    """A table under a heading."""
    return Section(["", f"### {title}", "", *_head(columns)], _rows(rows), (), most)


def folded(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Section:
    """A table that opens when its title is clicked."""
    before = ["", f"<details><summary>{title}</summary>", "", *_head(columns)]
    return Section(before, _rows(rows), ["", "</details>"])


def _head(columns: Sequence[str]) -> list[str]:
    return [_row(columns), _row(["---"] * len(columns))]


def _rows(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[_row(row)] for row in rows]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def text(told: str) -> str:
    """A text of the report in a cell."""
    return plain(shortened(told, _LONGEST))


def value(told: str) -> str:
    """A value of a file in a cell."""
    return cell_code(shortened(told, _LONGEST))


def finding_rows(findings: Sequence[Finding], links: Links) -> list[list[str]]:
    """Where, and what: level, rule, message and how to mend it; equal ones share a row."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        said = (finding.level, finding.rule, finding.message, finding.fix)
        groups.setdefault(said, []).append(finding)
    return [[places(members, links), _what(members[0])] for members in groups.values()]


def _what(finding: Finding) -> str:
    when = finding.lifecycle.told
    told = [
        f"**{finding.level}** {cell_code(finding.rule)}",
        text(finding.message),
        f"**Fix:** {text(finding.fix)}" if finding.fix else "",
        f"**When:** {text(when)}." if when else "",
        f"**But:** {text(exception_text(finding.exception))}" if finding.exception else "",
        f"**Guide:** {_guide(finding.guide)}" if finding.guide else "",
    ]
    return "<br>".join(filter(None, told))


def places(findings: Sequence[Finding], links: Links) -> str:
    """Where findings are, each place once; of many, the first ones and a count."""
    told = list(dict.fromkeys(links.place(one.path, one.line) for one in findings))
    rest = len(told) - _PLACES
    return "<br>".join([*told[:_PLACES], *([f"and {rest} more"] if rest > 0 else [])])


def _guide(guide: str) -> str:
    """The page of a standard, which its owners wrote: a link if nothing in it could end one."""
    is_address = guide.startswith(("https://", "http://")) and not set(guide) & set(
        " <>()[]|\\\"'`"
    )
    return f"<{guide}>" if is_address and guide.isascii() and guide.isprintable() else text(guide)
