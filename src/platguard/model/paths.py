"""Paths of the file system: how they are given, and as text of their bytes."""

from __future__ import annotations

from os import PathLike

StrPath = str | PathLike[str]
"""A path as text or as an object that gives one. Our own are texts: pathlib costs start-up."""


def path_of(raw: bytes) -> str:
    """A path as text; bytes that are not UTF-8 are surrogate-escaped in every locale."""
    return raw.decode("utf-8", "surrogateescape")


def bytes_of(path: str) -> bytes:
    """The bytes that `path_of` made into text."""
    return path.encode("utf-8", "surrogateescape")
