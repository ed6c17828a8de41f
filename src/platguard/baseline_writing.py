"""Writes baselines: each file is the old or the new one, and nobody's work is lost."""

from __future__ import annotations

import os
from collections.abc import Sequence

from platguard import atomic
from platguard.adopting import BaselineChange
from platguard.baselines import read_baseline
from platguard.config_files import BASELINE_FOLDER
from platguard.errors import UsageError
from platguard.shared_folders import alone, writing
from platguard.sources.limits import LINK


def write_changes(root: str, changes: Sequence[BaselineChange]) -> None:
    """Makes the changes, one command at a time.

    Raises UsageError, before anything is written, for a link on the way and for a file that is not
    as it was when it was read; and for what cannot be written.
    """
    for change in changes:
        if change.new is not None:
            read_baseline(change.new, change.path)
    folder = _own(root, BASELINE_FOLDER)
    with writing(BASELINE_FOLDER):
        os.makedirs(folder, exist_ok=True)
    with alone(folder):
        targets = [_own(root, change.path) for change in changes]
        for change, target in zip(changes, targets, strict=True):
            _check_unchanged(change, target)
        for change, target in zip(changes, targets, strict=True):
            with writing(change.path):
                if change.new is None:
                    os.unlink(target)
                else:
                    atomic.write(target, [change.new])


def _own(root: str, path: str) -> str:
    """Where a file is; UsageError for links, which lead out of the repository."""
    found = root
    for part in path.split("/"):
        found = os.path.join(found, part)
        if os.path.islink(found):
            hint = "Put the file or folder itself in its place."
            raise UsageError(f"is a {LINK}, which is not written to", path=path, hint=hint)
    return found


def _check_unchanged(change: BaselineChange, target: str) -> None:
    """Refuses to lose what somebody else wrote since the file was read."""
    found = None
    with writing(change.path):
        if os.path.lexists(target):
            with open(target, "rb") as stream:
                found = stream.read()
    if found != change.old:
        raise UsageError("somebody else changed it meanwhile", path=change.path, hint="Try again.")
