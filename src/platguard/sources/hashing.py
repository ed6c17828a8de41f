"""The ids that git gives to contents."""

from __future__ import annotations


def object_id(kind: str, data: bytes, object_format: str) -> str:
    """The id of an object of git (blob, tree) in a repository of this object format."""
    import hashlib  # here, because a run in which nothing changed hashes nothing

    header = f"{kind} {len(data)}\0".encode("ascii")
    # Not for security: git's own choice of name for the bytes.
    digest = hashlib.new(object_format, header, usedforsecurity=False)
    digest.update(data)
    return digest.hexdigest()


def content_id(data: bytes, object_format: str) -> str:
    """The blob id of a file's bytes."""
    return object_id("blob", data, object_format)
