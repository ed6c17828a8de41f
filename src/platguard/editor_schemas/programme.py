"""The shape of `programme:` in the organisation's configuration."""

from __future__ import annotations

from platguard.editor_schemas.shapes import Shape, day, integer, mapping

_MOST = 1_000_000


def programme() -> Shape:
    """What `programme_fields.read_programme` reads."""
    targets = {
        "description": "Percent of the teams that are to comply, by month since the start.",
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": r"^(?!0+(\.0+)?$)[0-9]{1,3}(\.[0-9]{1,2})?$"},
        "additionalProperties": {"type": "number", "minimum": 0, "maximum": 100},
        "examples": [{"1": 10, "3": 25, "6": 50, "12": 75}],
    }
    pilot = {
        "teams": integer("How many teams the pilot has.", 4, 1, _MOST),
        "weeks": integer("How many weeks it takes.", 7, 1, _MOST),
    }
    waves = {
        "teams": _range("How many teams a wave has.", [5, 10]),
        "weeks": _range("How many weeks it takes.", [4, 6]),
    }
    keys = {
        "started": day("The day from which months count.", "2026-01-01"),
        "adoption_targets": targets,
        "finish_by": day("The day by which all teams are to comply.", "2027-06-30"),
        "teams": integer(
            "How many teams there are; those of the inventory unless given.", 40, 1, _MOST
        ),
        "pilot": mapping("The first teams.", pilot, ["teams", "weeks"]),
        "waves": mapping("The groups of teams that follow.", waves),
    }
    return mapping("How all teams are to be brought to the standards.", keys, ["started"])


def _range(description: str, example: list[int]) -> Shape:
    """A number, or a list of the least and the most."""
    number = {"type": "integer", "minimum": 1, "maximum": _MOST}
    pair = {"type": "array", "items": number, "minItems": 2, "maxItems": 2}
    return {"description": description, "anyOf": [number, pair], "examples": [example]}
