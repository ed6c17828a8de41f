"""The commits of an export themselves, as packs of git.

Two versions of git make other bytes of the same objects. So packs are not among the subjects of the
statement: they need not be, because the id of a commit, which is one, names all that belongs to it.
Whoever unpacks computes every id anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress

from platguard.errors import SourceError
from platguard.mirrors.layout import lay_out
from platguard.sources.git import Git

FOLDER = "objects"
SECONDS = 3600.0
"""How long git may take to pack or unpack one repository."""


def write_pack(folder: str, commit: str, target: str, environ: Mapping[str, str]) -> None:
    """Writes a commit with its files and all that it descends from, as far as the clone has it.

    Raises SourceError for a shallow clone, and when git cannot.
    """
    git = Git.find(folder, environ)
    if git is None:
        raise SourceError("is no git repository", path=folder)
    if git.is_shallow:
        raise SourceError(
            "is a shallow clone, whose history cannot be exported whole",
            path=folder,
            hint="Fetch all of it (`git fetch --unshallow`).",
        )
    os.makedirs(os.path.dirname(target), exist_ok=True)
    beside = f"{target}.part"
    # A mirror without the contents of files that nobody judges has enough.
    command = ("pack-objects", "--revs", "--missing=allow-any", "--quiet", "--delta-base-offset")
    where = os.path.abspath(beside)
    answer = git.answer_within(SECONDS, *command, where, given=f"{commit}\n".encode("ascii"))
    name = answer.expect().decode("ascii").strip()
    os.rename(f"{beside}-{name}.pack", target)
    for ending in ("idx", "rev"):
        with suppress(FileNotFoundError):
            os.unlink(f"{beside}-{name}.{ending}")


def unpack(pack: str, commit: str, folder: str, environ: Mapping[str, str]) -> None:
    """Makes `folder`, which is not there yet, a bare repository with the objects of a pack.

    Raises SourceError when the pack is none, or has not the commit.
    """
    lay_out(folder, "", "sha256" if len(commit) == 64 else "sha1", blobless=False)
    git = Git.find(folder, environ)
    if git is None:
        raise SourceError("git is not installed")
    inside = os.path.join(folder, "objects", "pack", "pack-export.pack")
    shutil.copyfile(pack, inside, follow_symlinks=False)
    # It computes the id of every object, and takes nothing that the pack says of itself.
    git.answer_within(SECONDS, "index-pack", inside).expect()
    git.resolve(commit)
