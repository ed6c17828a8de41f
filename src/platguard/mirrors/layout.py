"""The files of a mirror that we write: so nobody else's settings, hooks or alternates are in it."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress

from platguard import atomic

HEAD = "refs/platguard/HEAD"
"""Where the other side's HEAD is kept. Ours leads there, so that both change with the branches."""
_STALE = 600
"""Seconds after which an unfinished file of git's is left from a process that was killed."""
_UNFINISHED = ("tmp_pack_", "tmp_idx_", "tmp_rev_", "tmp_obj_")


def configuration(url: str, object_format: str, *, blobless: bool) -> str:
    """All that git is told of a mirror."""
    is_old = object_format == "sha1" and not blobless
    lines = ["[core]", f"\trepositoryformatversion = {0 if is_old else 1}", "\tbare = true"]
    if not is_old:
        lines.append("[extensions]")
    if object_format != "sha1":
        lines.append(f"\tobjectFormat = {object_format}")
    if blobless:
        lines.append("\tpartialClone = origin")
    lines += ['[remote "origin"]', f'\turl = "{url}"']
    if blobless:
        lines += ["\tpromisor = true", "\tpartialCloneFilter = blob:none"]
    return "".join(f"{line}\n" for line in lines)


def lay_out(folder: str, url: str, object_format: str, *, blobless: bool) -> None:
    """Makes an empty mirror in a folder that is not there yet."""
    # `git init` would copy hooks from the user's templates.
    for name in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        os.makedirs(os.path.join(folder, name), mode=0o700)
    _write(folder, "HEAD", f"ref: {HEAD}\n")
    _write(folder, "config", configuration(url, object_format, blobless=blobless))


def restore(folder: str, url: str, *, blobless: bool) -> None:
    """Puts back what we wrote of a mirror's configuration, whatever is there now."""
    object_format = "sha1"
    with suppress(OSError), open(os.path.join(folder, "config"), encoding="utf-8") as stream:
        if "objectFormat = sha256" in stream.read(4096):
            object_format = "sha256"
    _write(folder, "config", configuration(url, object_format, blobless=blobless))
    for name in ("hooks", "info/attributes", "objects/info/alternates", "info/grafts"):
        path = os.path.join(folder, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            with suppress(FileNotFoundError):
                os.unlink(path)


def tidy(folder: str) -> None:
    """Removes what killed processes left: unfinished packs, and locks that nobody holds.

    Call it after `restore`: how old a file is, the file that was just written tells.
    """
    now = os.stat(os.path.join(folder, "config")).st_mtime
    for where, folders, names in os.walk(folder):
        if os.path.basename(where) == "objects":
            folders[:] = [name for name in folders if name in ("pack", "info")]
        for name in names:
            path = os.path.join(where, name)
            if name.endswith(".lock") or name.startswith(_UNFINISHED):
                with suppress(FileNotFoundError):
                    if os.lstat(path).st_mtime < now - _STALE:
                        os.unlink(path)


def _write(folder: str, name: str, text: str) -> None:
    atomic.write(os.path.join(folder, name), [text.encode()], durable=False, mode=0o600)
