"""What frameworks and their controls are called, as far as that may be said.

Identifiers of controls tell nothing to those who do not know them by heart. `control_titles.yaml`
beside this module has a title for each that a built-in rule is mapped to, and says whose words
these are: titles of NIST are in the public domain, those of others may not be copied and are told
in words of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from platguard.fields import Fields, read_document
from platguard.model.audit.rules import WORDINGS
from platguard.tuples import NamedTuple

_FILE = "control_titles.yaml"


class FrameworkNames(NamedTuple):
    """What a framework and its controls are called."""

    name: str
    wording: str
    """One of WORDINGS; empty for a framework whose titles are not known."""
    source: str
    """Where its controls stand."""
    titles: Mapping[str, str]
    """By the identifier of the control."""


def names_of(framework: str) -> FrameworkNames:
    """The names of a framework; of one that only the organisation knows, its own name."""
    return _known().get(framework) or FrameworkNames(framework, "", "", {})


@cache
def _known() -> Mapping[str, FrameworkNames]:
    """By framework. A fault of the file is a UsageError, which tests do not let happen."""
    data = files("platguard.audit").joinpath(_FILE).read_bytes()
    document = read_document(data, _FILE)
    whole = Fields(document, _FILE, "the titles", ("as_of", "frameworks"), document.start())
    keys = ("name", "wording", "source", "titles")
    return {
        framework: FrameworkNames(
            found.text("name"),
            found.choice("wording", [*WORDINGS]),
            found.text("source"),
            found.pairs("titles"),
        )
        for framework, found in whole.named("frameworks", "a framework", keys).items()
    }
