"""Text into a stream of bytes, the same bytes on every system."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import BinaryIO, TextIO


@contextmanager
def as_text(stream: BinaryIO) -> Iterator[TextIO]:
    """The stream for text in UTF-8 with ends of lines as they are written; it stays open."""
    text = TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        yield text
    finally:
        text.detach()
