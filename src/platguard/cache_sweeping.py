"""Takes what nobody has used for long out of the cache, so that daily scans do not fill a disk.

Nothing that is remembered says that it is not needed any more: a content may come back, and another
version of platguard may still run. What tells is when it was used: systems note when a file was
read, by default once a day (`relatime`). Where they do not, an entry goes some time after it was
written, and is made anew when somebody asks for it.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from datetime import datetime, timedelta

from platguard.cache import Cache

UNUSED = timedelta(days=60)
"""How long an entry is kept after its last use."""
_EVERY = timedelta(days=7)
_SWEPT = "swept"
"""The entry that tells when that was done."""
_OURS = re.compile(
    r"facts-.+|answers|born|organisation|policies|quarantine|reports|services|stats|tables|trees"
    r"|usages"
)
"""Folders whose files can be deleted at any time; mirrors are none of these."""


def sweep(folder: str, now: datetime) -> int:
    """Deletes the entries of a cache folder that were not used for UNUSED, at most once a week.

    Returns how many. What cannot be deleted stays.
    """
    cache = Cache(folder)
    if not _is_due(cache.get(_SWEPT), now):
        return 0
    cache.put(_SWEPT, now.isoformat().encode("ascii"))
    swept, limit = 0, (now - UNUSED).timestamp()
    with suppress(OSError), os.scandir(folder) as found:
        ours = (one for one in found if _OURS.fullmatch(one.name))
        folders = [one.path for one in ours if one.is_dir(follow_symlinks=False)]
        swept = sum(_swept(path, limit) for path in folders)
    return swept


def _is_due(entry: bytes | None, now: datetime) -> bool:
    try:
        before = datetime.fromisoformat((entry or b"").decode("ascii"))
        return not timedelta(0) <= now - before < _EVERY
    except (ValueError, TypeError):
        return True


def _swept(folder: str, limit: float) -> int:
    """Deletes what is below a folder and was not used since; folders that are left empty go."""
    swept = 0
    for path, folders, names in os.walk(folder, topdown=False):
        for name in names:
            file = os.path.join(path, name)
            with suppress(OSError):
                stat = os.lstat(file)
                if max(stat.st_atime, stat.st_mtime) < limit:
                    os.unlink(file)
                    swept += 1
        for name in folders:
            with suppress(OSError):  # most are not empty
                os.rmdir(os.path.join(path, name))
    with suppress(OSError):
        os.rmdir(folder)
    return swept
