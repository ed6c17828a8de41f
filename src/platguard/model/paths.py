"""How paths of the file system are given."""

from __future__ import annotations

from os import PathLike

StrPath = str | PathLike[str]
"""A path as text or as an object that gives one. Our own are texts: pathlib costs start-up."""
