"""What a database refuses, as errors that say what to do. No password comes into any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from platguard.errors import UsageError

_SQLITE = {
    "database is locked": ("it is locked by another process", "Wait until that has ended."),
    "database table is locked": ("it is locked by another process", "Wait until that has ended."),
    "database or disk is full": ("the disk is full", "Make room; what was written before stays."),
    "readonly database": ("it may not be written", "Give yourself the right to write the file."),
    "unable to open": ("it cannot be opened", "Look at its folder and its permissions."),
    "not a database": ("it is not a database", "Restore a copy of the file."),
    "malformed": (
        "it is damaged",
        "Restore a copy, or save what can be read: sqlite3 FILE .recover.",
    ),
    "disk I/O error": ("reading or writing failed", "Look at the disk and at its free space."),
}
_POSTGRES = {
    "55P03": ("it is locked by another process", "Wait until that has ended."),
    "57014": ("the answer took too long", "Try again when less is going on."),
    "53100": ("the disk of the server is full", "Make room; what was written before stays."),
    "25006": ("it may not be written", "Give the user of the URL the right to write."),
    "42501": ("the user may not do this", "Give the user of the URL the right to do it."),
}


def shown(url: URL) -> str:
    """A database as it may be told: without user, password and parameters."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    port = f":{url.port}" if url.port else ""
    return f"{url.get_backend_name()}://{url.host or ''}{port}/{url.database or ''}"


@contextmanager
def told(url: URL, wait: int) -> Iterator[None]:
    """What a database refuses within becomes a UsageError."""
    try:
        yield
    except DBAPIError as error:
        raise _as_told(error, url, wait) from None


def _as_told(error: DBAPIError, url: URL, wait: int) -> UsageError:
    reason, hint = _reason(error)
    if "locked" in reason:
        reason += f", for {wait} seconds now"
    if not reason:
        reason = _first_line(error, url) or "the database refused"
    return UsageError(f"the history cannot be used: {reason}", path=shown(url), hint=hint)


def _reason(error: DBAPIError) -> tuple[str, str]:
    state = getattr(error.orig, "sqlstate", None)
    if state in _POSTGRES:
        return _POSTGRES[state]
    text = str(error.orig)
    return next((told for words, told in _SQLITE.items() if words in text), ("", ""))


def _first_line(error: DBAPIError, url: URL) -> str:
    """The beginning of what the database says, without what the URL keeps secret."""
    line = str(error.orig).strip().partition("\n")[0]
    for secret in (url.password, url.username, *url.query.values()):
        if secret:
            # A short name such as `u` is a part of many words.
            exact = re.escape(str(secret))
            line = re.sub(exact if len(str(secret)) > 3 else rf"\b{exact}\b", "***", line)
    return line.rstrip(".")
