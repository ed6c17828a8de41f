"""Those who read what is written: what they would do with it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options


class Command(NamedTuple):
    """A workflow command as the runner of GitHub Actions understands it."""

    name: str
    properties: dict[str, str]
    text: str


def commands(log: str) -> list[Command]:
    """What the runner finds in a log (actions/runner: src/Runner.Common/ActionCommand.cs)."""
    lines = re.split(r"\r\n|\r|\n", log)
    found = [_new_form(line) or _old_form(line) for line in lines]
    return [command for command in found if command]


def _new_form(line: str) -> Command | None:
    line = line.lstrip()
    if not line.startswith("::") or "::" not in line[2:]:
        return None
    told, _, text = line[2:].partition("::")
    name, _, properties = told.partition(" ")
    pairs = [one.split("=", 1) for one in properties.strip().split(",") if "=" in one]
    escapes = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))
    own = {key: _unescaped(value, escapes) for key, value in pairs}
    return Command(name, own, _unescaped(text, (*escapes[:2], escapes[-1])))


def _old_form(line: str) -> Command | None:
    _, start, told = line.partition("##[")
    return Command(told.partition("]")[0], {}, told) if start and "]" in told else None


def _unescaped(text: str, escapes: tuple[tuple[str, str], ...]) -> str:
    for escape, character in escapes:
        text = text.replace(escape, character)
    return text


CALLS = {
    # html-pipeline: lib/html/pipeline/@mention_filter.rb
    "a name": r"(?:^|\W)@[a-z0-9][a-z0-9-]*",
    # What GitHub and GitLab make links of: issues, merge requests, snippets, labels, milestones.
    "a number": r"[#!$%&~^]\d|\bgh-\d",
    # GitLab: lib/banzai/filter/autolink_filter.rb
    "an address": r"[a-z][a-z0-9+.-]*://[^\s>]",
}
"""What platforms look for in text that was rendered, outside of code and links."""

OURS = {
    *("h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "ul", "li"),
    *("strong", "em", "code", "pre", "br", "a", "details", "summary"),
}
"""The elements that our Markdown makes."""


class Page(HTMLParser):
    """What a reader gets to see of a page of Markdown, as GitHub's own parser renders it."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.comments: list[str] = []
        self.prose: list[str] = []
        """Texts outside of code and links."""
        self.text = ""
        self._quiet = 0
        html = github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        named = dict(attrs)
        self.links += [f"{named[name]}" for name in ("href", "src") if name in named]
        self._quiet += tag in ("code", "pre", "a")
        self.text += " " if tag == "br" else ""

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in ("code", "pre", "a")

    def handle_data(self, data: str) -> None:
        self.text += data
        if not self._quiet:
            self.prose.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def calls(self) -> list[str]:
        """Every text of which a platform would make a link or a call, with the kind."""
        return [
            f"{kind}: {data}"
            for data in self.prose
            for kind, pattern in CALLS.items()
            if re.search(pattern, data, re.IGNORECASE | re.ASCII)
        ]
