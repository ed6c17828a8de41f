"""What tells one platguard from another, so that nothing remembered outlives the code behind it."""

from __future__ import annotations

import os
from functools import cache
from zlib import crc32

from platguard import __version__
from platguard.builtin import builtin_folder


@cache
def identity() -> str:
    """The version and a sum over all files: by content of an installation, which is the same
    wherever it is installed; by size and time of a checkout, whose files change."""
    package = os.path.dirname(os.path.abspath(__file__))
    marks = _installed(package) or _checked_out(package)
    return f"{__version__}-{crc32(marks):08x}"


def _installed(package: str) -> bytes:
    """The lines about our files in the record that installers keep (PEP 627), which has their
    hashes; empty without one."""
    site, name = os.path.split(package)
    record = os.path.join(site, f"{name}-{__version__}.dist-info", "RECORD")
    try:
        with open(record, "rb") as lines:
            return b"".join(line for line in lines if line.startswith(name.encode() + b"/"))
    except OSError:
        return b""


def _checked_out(package: str) -> bytes:
    marks = []
    folders = [package, builtin_folder()]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    stat = entry.stat()
                    marks.append(f"{entry.path} {stat.st_size} {stat.st_mtime_ns}")
                elif entry.name != "__pycache__":
                    folders.append(entry.path)
    return "\n".join(sorted(marks)).encode("utf-8", "surrogateescape")
