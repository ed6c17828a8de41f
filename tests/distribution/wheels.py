"""The folder of wheels that tests install from: what the lock file names, downloaded once.

Run as a program it fills the folder: the one moment at which a package registry is needed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
LOCK = CHECKOUT / "requirements-dev.lock"
FOLDER = CHECKOUT / "build" / "wheels"
STAMP = FOLDER / "made-for.txt"


def wheels() -> Path:
    """The folder with the wheels of the lock file, filled first when it is missing or old."""
    if not _current():
        FOLDER.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=FOLDER.parent) as name:
            fresh = Path(name) / "wheels"
            _download(fresh)
            _put_in_place(fresh)
    return FOLDER


def _current() -> bool:
    return STAMP.is_file() and STAMP.read_text() == _made_for()


def _made_for() -> str:
    """What decides which wheels are needed: interpreter, platform and lock file."""
    tags = f"{sys.implementation.cache_tag} {sysconfig.get_platform()}"
    return f"{tags}\n{LOCK.read_text()}"


def _download(folder: Path) -> None:
    download = ["download", "--quiet", "--only-binary", ":all:", "--require-hashes"]
    subprocess.run(
        [sys.executable, "-m", "pip", *download, "--requirement", LOCK, "--dest", folder],
        check=True,
    )
    (folder / STAMP.name).write_text(_made_for())


def _put_in_place(fresh: Path) -> None:
    """Moves the folder as a whole, because another test process may be filling it too."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    try:
        fresh.rename(FOLDER)
    except OSError:
        if not _current():
            raise


if __name__ == "__main__":
    wheels()
