"""The table of image repositories that get no more updates, or are to be left for another one."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from platguard import table_fields as fields
from platguard.records import dataclass

TABLE = "retired-images"
_FIELDS = ("images", "except", "retired", "replacement", "safe", "note")


@dataclass(frozen=True, slots=True)
class RetiredImage:
    """A repository, or all of them that a pattern matches, that was given up."""

    pattern: str
    """`registry/repository` with `*` for any text: `k8s.gcr.io/*`."""
    kept: tuple[str, ...]
    """Those that the pattern matches and that are updated all the same."""
    retired: str
    """The day on which it was told to be given up, or the first one without updates."""
    replacement: str
    """What to use instead; empty where nothing follows it."""
    safe: bool
    """Whether the replacement has the same repositories and tags."""
    note: str
    """What else to know, or empty."""


def read_retired_images(data: Mapping[str, Any]) -> tuple[RetiredImage, ...]:
    """The rows in the order of the table, of which the first that matches counts."""
    fields.head(data, TABLE, "rows")
    found: list[RetiredImage] = []
    for number, row in enumerate(fields.rows(data["rows"], TABLE, "rows")):
        place = f"rows[{number}]"
        fields.only(row, _FIELDS, TABLE, place)
        patterns = fields.texts(row.get("images"), TABLE, f"{place}.images")
        kept = fields.texts(row.get("except", []), TABLE, f"{place}.except")
        retired = fields.day(row.get("retired"), TABLE, f"{place}.retired")
        for pattern in patterns:
            if "/" not in pattern or pattern.startswith("*"):
                raise fields.fault(TABLE, place, f"names {pattern}", "registry/repository")
            found.append(
                RetiredImage(
                    pattern=pattern,
                    kept=kept,
                    retired=retired,
                    replacement=str(row.get("replacement", "")),
                    safe=fields.claim(row, "safe", TABLE, place),
                    note=str(row.get("note", "")),
                )
            )
    return tuple(found)


def retired_image(
    table: tuple[RetiredImage, ...], registry: str, repository: str
) -> RetiredImage | None:
    """The row of an image, or None for one that nobody gave up."""
    name = f"{registry}/{repository}"
    matching = (row for row in table if fnmatchcase(name, row.pattern) and name not in row.kept)
    return next(matching, None)
