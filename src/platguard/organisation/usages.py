"""The tools and runtimes that a repository uses: what sprawl and burn-downs are counted from.

Only what is in use counts: not what examples, tests and vendored charts show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple

from platguard.json_fields import as_told
from platguard.model.organisation import Usage
from platguard.noticing import Noticed

_KINDS = ("tool", "runtime")


def usages(noticed: Noticed) -> list[Usage]:
    """The usages of the repository, in the order of kind, category, product, version and place."""
    return sorted(set(_usages(noticed)), key=astuple)


def _usages(noticed: Noticed) -> Iterator[Usage]:
    for kind in _KINDS:
        for path, rows in noticed.get(kind, {}).items():
            for category, product, version, subject, line, strength in rows:
                yield Usage(
                    kind=kind,
                    category=category,
                    product=product,
                    version=version,
                    subject=subject,
                    path=as_told(path),
                    line=line,
                    strength=strength,
                )
