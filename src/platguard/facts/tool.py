"""A system that repositories use, and what shows it."""

from __future__ import annotations

from platguard.tuples import NamedTuple


class Line(NamedTuple):
    """A line of a file that shows a system."""

    needs: str
    """Texts that the file must hold, with blanks between: they are sought before anything else."""
    expression: str
    """A regular expression of the line, without nested quantifiers."""
    told: str
    """What to call it."""


class Tool(NamedTuple):
    """A system, and its evidence: words with blanks between, but for what is said to be a tuple.

    Evidence means that the system is used, but for `dependencies` and `settings`, which only refer
    to it.
    """

    category: str
    """One of TOOL_CATEGORIES."""
    product: str
    """Its name in `capabilities`."""
    paths: str = ""
    """`NAME` at the root, or `NAME?TEXT` where it must also hold a text, `FOLDER/` with anything
    below it, `**/NAME`, `**/BEGINNING*` and `**/*ENDING`."""
    objects: str = ""
    """`group/Kind`, `group/*`, and `*.group/*` for every group that ends so."""
    images: str = ""
    """The last parts of a repository: `fluent-bit`, `datadog/agent`."""
    many_uses: str = ""
    """Images that may be there for another purpose as well, and therefore only refer to it."""
    charts: str = ""
    """Helm charts that are installed."""
    actions: str = ""
    """GitHub actions, in small letters: `owner/name`."""
    commands: tuple[str, ...] = ()
    """A program and its verb: `helm upgrade`."""
    remote: tuple[str, ...] = ()
    """Commands that count only on another machine."""
    texts: tuple[Line, ...] = ()
    """Lines that show it."""
    dependencies: str = ""
    """Packages, whatever the registry; one that ends with `*` stands for all that begin so."""
    settings: str = ""
    """Names of variables of containers."""
    is_of_services: bool = False
    """Whether services of Compose files refer to it: they may be for a laptop only."""
    is_of_literals: bool = False
    """Whether a literal secret in a `.env` file shows it."""
    parts: str = ""
    """Systems that are parts of it where both are used, and no second way to do the same."""
    aspect: str = ""
    """The part of the category that it is for; systems for different ones are no duplicates."""


def driver(name: str) -> Line:
    """A logging driver of Docker, by its name in Compose files and task definitions."""
    return Line(
        f"river {name}",
        rf"""(?:\bdriver|\blogDriver)["']?:\s*["']?{name}\b""",
        f"logging driver {name}",
    )
