"""What repositories are called when nobody says so."""

from __future__ import annotations

import os
import re

from platguard.inventory.folders import origin_url
from platguard.sources.git import name_of_origin

_PART = r"\.?[A-Za-z0-9_+~-][A-Za-z0-9_.+~-]*"
NAME = f"{_PART}(/{_PART})*"
"""A name: parts between slashes. `.github`, which hosts give a meaning, is one; `.` and `..`, which
lead elsewhere in a path, are none."""

_OTHER = re.compile(r"[^A-Za-z0-9_.+~-]+")


def name_of_folder(folder: str, below: str = "") -> str:
    """`owner/name` of where a repository was cloned from, else the name of its folder: the path
    from `below`, where it is given."""
    where = os.path.realpath(folder)
    path = os.path.relpath(folder, below) if below else os.path.basename(where)
    name = "" if path == "." else as_name(path.removesuffix(".git"))
    return as_name(name_of_origin(origin_url(where))) or name or "repository"


def as_name(text: str) -> str:
    """A text as a name: what no name may hold becomes a hyphen; empty when nothing is left."""
    return "/".join(filter(None, map(_as_part, text.split("/"))))


def _as_part(text: str) -> str:
    plain = _OTHER.sub("-", text).rstrip("-")
    dot = "." if re.match(r"\.[A-Za-z0-9_+~]", plain) else ""
    bare = plain.lstrip(".-")
    return dot + bare if bare else ""
