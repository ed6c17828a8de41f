"""The README of a repository, and what its title says of the whole of it."""

from __future__ import annotations

import re

from platguard.facts.documentation import title_of
from platguard.patterns import pattern
from platguard.relations.whole import Whole

_README = pattern(
    r"(?P<folder>(?:\.github|docs)/)?readme(?:\.(?:md|markdown|rst|adoc|txt))?", re.IGNORECASE
)
_README_FOLDERS = (".github/", "", "docs/")
"""Where GitHub looks for the README of a repository, in its order."""
_COLLECTION = pattern(r"awesome\s.*|(?:.*\s)?(?:examples|samples|recipes|snippets|tutorials)")
"""Titles of collections: what they end with, and the word that lists of links begin with."""


def is_readme(path: str) -> bool:
    """Whether GitHub shows a file as the README of the repository, unless another comes first."""
    return _README.fullmatch(path) is not None


def readme_of(whole: Whole) -> str:
    """The path of the README; empty where there is none."""
    found = {
        (match["folder"] or "").lower(): path
        for path in reversed(whole.paths)
        if (match := _README.fullmatch(path))
    }
    return next((found[folder] for folder in _README_FOLDERS if folder in found), "")


def is_collection(whole: Whole) -> bool:
    """Whether the title of the README says that the repository holds examples and no service.

    `# Kubernetes Examples` is to the repository what a folder `examples` is to its files: whoever
    takes one of them runs it somewhere else. "Sample Application" is one that runs.
    """
    path = readme_of(whole)
    title = title_of(whole.read(path) or b"") if path else ""
    return _COLLECTION.fullmatch(title.strip(" .:!").lower()) is not None
