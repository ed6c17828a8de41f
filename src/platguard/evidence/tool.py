"""Which platguard judged: its version, and a digest of its own files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

_CODE = (".py", ".json")


@cache
def code_digest() -> str:
    """`sha256:...` over the files of the package, the same wherever it is installed.

    The built-in standards and tables are not among them: they are exported themselves.
    """
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    known = sha256()
    for path in sorted(_files(package, "")):
        with open(os.path.join(package, path), "rb") as stream:
            data = stream.read()
        for part in (path.encode(), data):
            known.update(b"%d:%s" % (len(part), part))
    return f"sha256:{known.hexdigest()}"


def _files(package: str, below: str) -> Iterator[str]:
    with os.scandir(os.path.join(package, below)) as entries:
        for entry in entries:
            path = os.path.join(below, entry.name)
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__" and path != "policies":
                    yield from _files(package, path)
            elif entry.name.endswith(_CODE):
                yield path
