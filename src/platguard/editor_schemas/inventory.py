"""The schema of an inventory: the repositories of an organisation."""

from __future__ import annotations

from platguard.editor_schemas.shapes import (
    Shape,
    day,
    document,
    flag,
    integer,
    listed,
    mapping,
    may_be_empty,
    named,
    text,
    words,
)

_NAME = r"^\.?[A-Za-z0-9_+~-][A-Za-z0-9_.+~-]*(/\.?[A-Za-z0-9_+~-][A-Za-z0-9_.+~-]*)*$"
_URL = r"^[Hh][Tt][Tt][Pp][Ss]://|^[Ss][Ss][Hh]://|^[Ff][Ii][Ll][Ee]:///|^[A-Za-z0-9_][^/:@]*@"
_REVISION = r"^[^\s~^:?*\[\\-][^\s:?*\[\\]*$"
_PLACES = {
    "team": ("Whose repository it is.", "payments"),
    "segment": ("The segment that it belongs to.", "backend"),
    "tier": ("How much depends on it.", "critical"),
    "wave": ("The wave in which it takes on a standard.", "pilot"),
}


def inventory_schema() -> Shape:
    """What `inventory.read_inventory` reads."""
    places = {name: text(told, example) for name, (told, example) in _PLACES.items()}
    revision = words("The branch, tag or commit that is judged.", "main", pattern=_REVISION)
    where = {
        "path": words("The folder of a clone or of a bare repository.", "../ledger"),
        "url": words(
            "Where it is fetched from: https or ssh, without credentials.",
            "https://git.example/payments/api.git",
            pattern=_URL,
        ),
        "glob": words("A pattern of folders that are repositories.", "clones/*/*.git"),
    }
    entry = mapping(
        "A repository, or with glob several.",
        {
            **where,
            "name": words(
                "What exceptions and reports call it; `owner/name` of its origin unless given.",
                "payments/ledger",
                pattern=_NAME,
            ),
            **places,
            "created": day("The day since which it counts as there.", "2024-03-01"),
            "revision": revision,
            "archived": flag("Whether nobody works on it any more.", False),
        },
        more={
            "oneOf": [
                {"required": ["path"]},
                {"required": ["url"]},
                {"required": ["glob"], "not": {"required": ["name"]}},
            ]
        },
    )
    team = mapping("A team.", {"engineers": integer("How many engineers it has.", 8, 1)})
    keys = {
        "repositories": listed("All repositories.", entry, least=1),
        "defaults": mapping("What holds of repositories that do not say it.", places),
        "revision": {**revision, "default": "HEAD"},
        "teams": {
            **named("The teams, for rates by engineer.", team),
            "examples": [{"payments": {"engineers": 8}}],
        },
    }
    told = "The repositories of an organisation, and where they stand."
    shape = may_be_empty(mapping(told, keys, ["repositories"]))
    return document("inventory-v1", "inventory.yaml, version 1", shape)
