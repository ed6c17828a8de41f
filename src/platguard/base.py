"""The base of a change: what it is held against, and what decides about it.

Old is what stood at the merge base, where the change began. What decides (standards, configuration,
register, ignore lists) is what stands on the base itself, so that a change cannot vouch for itself.
Nothing is checked out: both are read from git's objects.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from platguard.config_files import ORGANISATION_FILE, REPOSITORY_FILE
from platguard.errors import SourceError, UsageError
from platguard.model.drift import BaseNote
from platguard.model.paths import bytes_of, path_of
from platguard.patterns import pattern
from platguard.reads import Files, OnDisk
from platguard.sources import open_revision
from platguard.sources.history import History
from platguard.sources.snapshot import Snapshot
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.sources import Source
    from platguard.sources.git import Git

_CONFIGURATIONS = (ORGANISATION_FILE, REPOSITORY_FILE)
_NO_COMMIT = pattern(r"0{40}|0{64}")
"""What services name as the commit before a branch was there."""
_COMMIT = pattern(r"[0-9a-f]{7,64}")
_ID = pattern(r"[0-9a-f]{40}|[0-9a-f]{64}")
"""A whole id, which comes before any other name."""
_SUFFIX = pattern(r"[~^@:]")
_PLACES = ("refs/tags", "refs/heads", "refs/remotes")


class Base(NamedTuple):
    """The base of a change, and the files that stand on it."""

    note: BaseNote
    root: str
    """The folder that is judged."""
    files: Source
    """What stands on the base."""

    def folder(self, path: str, *, links: bool = True) -> Files:
        """A folder that the user named: as `OnDisk`, but for what lies in the files that are
        judged, which is read as it stands on the base."""
        return _Trusted(self, OnDisk(path, links=links))

    def inside(self, path: str) -> str | None:
        """A path from the root of what is judged; None for one that lies outside."""
        return inside(self.root, path)

    def history_below(self, folder: str, git: Git) -> History:
        """The history of a folder of what is judged, as it ends on the base."""
        return History(git, self.note.commit, os.path.realpath(folder))


def inside(root: str, path: str) -> str | None:
    """A path from a folder with files of a change; None for one that lies outside.

    Links below the folder are not followed: a change could lead them to where it likes.
    """
    named, top = os.path.abspath(path), os.path.realpath(root)
    for folder, place in [
        (os.path.abspath(root), named),
        (top, named),
        (top, os.path.realpath(path)),
    ]:
        found = os.path.relpath(place, folder)
        if found != os.pardir and not found.startswith(os.pardir + os.sep):
            return found
    return None


def root_on_base(folder: str, name: str, git: Git) -> str:
    """The nearest folder upwards that the base `name` has a configuration in, else the repository.

    A configuration that the change adds further down, or takes away, moves nothing.
    """
    below = inside(git.root, folder)
    if below in (None, "."):
        return git.root
    assert below is not None
    parts = below.split(os.sep)
    folders = ["/".join(parts[:depth]) for depth in range(len(parts), 0, -1)]
    marks = {f"{folder}/{mark}": folder for folder in folders for mark in _CONFIGURATIONS}
    told = git.run(
        "ls-tree",
        "-z",
        "--name-only",
        "--full-tree",
        _commit(name, git),
        "--",
        *map(bytes_of, marks),
    )
    there = {marks[path] for path in map(path_of, told.split(b"\0")) if path in marks}
    nearest = next((folder for folder in folders if folder in there), "")
    return os.path.join(git.root, nearest) if nearest else git.root


class _Trusted:
    """A folder that the user named, and so trusts, but for what the change may have put there."""

    def __init__(self, base: Base, disk: OnDisk) -> None:
        self._base = base
        self._disk = disk
        self.folder = disk.folder

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None when there is none."""
        inside = self._base.inside(os.path.join(self.folder, path))
        return self._disk.read(path) if inside is None else self._base.files.read(inside)

    def list(self, folder: str) -> list[str]:
        """Paths of the files below a folder, sorted."""
        inside = self._base.inside(os.path.join(self.folder, folder))
        if inside is None:
            return self._disk.list(folder)
        return [
            os.path.relpath(os.path.join(self._base.root, path), self.folder)
            for path in self._base.files.list(inside)
        ]


def open_base(name: str, git: Git, root: str, head: str | None, beside: Source) -> Base:
    """The base that `name` means for a change that ends in the commit `head`, or in the index;
    `beside` has the files that are judged.

    Raises UsageError with the command that helps when it cannot be known what the change is.
    """
    end = head or git.head
    if end is None:
        raise UsageError(
            "--base compares commits, and this branch has none yet",
            hint="Commit first, or scan without --base.",
        )
    with _explained(name, git):
        merge_base_with = git.begin_merge_base(end, name)
    commit = _commit(name, git, beside)
    merge_base = merge_base_with(commit)
    if merge_base is None:
        raise _unrelated(name, git)
    note = BaseNote(name=name, commit=commit, merge_base=merge_base, head=head)
    return Base(note, root, open_revision(root, git, commit, beside=beside))


@contextmanager
def _explained(name: str, git: Git) -> Iterator[None]:
    """Tells what helps where a base cannot be found."""
    try:
        yield
    except SourceError as error:
        raise UsageError(f"--base {name}: {error.message}", hint=_fetching(name, git)) from error


def _commit(name: str, git: Git, beside: Source | None = None) -> str:
    """The commit that a name means, asked through the process that reads the files `beside`."""
    if _NO_COMMIT.fullmatch(name):
        raise UsageError(
            f"--base {name[:12]}...: that is no commit, but what is told of a branch without one",
            hint="Name the branch that the change will be merged into, such as origin/main.",
        )
    beginning = _SUFFIX.split(name, maxsplit=1)[0]
    suffix = name.removeprefix(beginning)
    places = [] if _is_whole(beginning) else [f"{place}/{beginning}" for place in _PLACES]
    commits = beside.objects.commits if isinstance(beside, Snapshot) else git.commits
    with _explained(name, git):
        commit, *meant = commits([name, *(place + suffix for place in places)])
        commit = commit or git.resolve(name)
    meanings = {place: found for place, found in zip(places, meant, strict=True) if found}
    if meanings and _COMMIT.fullmatch(beginning):
        ids = git.answer("rev-parse", f"--disambiguate={beginning}").output.decode("ascii").split()
        found = zip(ids, git.commits([each + suffix for each in ids]), strict=True)
        # One that is no commit is a file or a folder, of which an id is the name as well.
        meanings |= {each: of for each, of in found if of}
    _refuse_ambiguous(name, commit, meanings)
    return commit


def _is_whole(beginning: str) -> bool:
    """Whether what a name begins with can mean one thing only."""
    is_id = _ID.fullmatch(beginning) is not None
    return is_id or beginning.startswith("refs/") or beginning in ("", "HEAD")


def _refuse_ambiguous(name: str, commit: str, meanings: Mapping[str, str]) -> None:
    """Raises UsageError for a name that means several commits.

    git takes a tag before a branch, and a branch before the beginning of an id (gitrevisions(7)).
    So whoever may push one that is called `origin/main` would choose what counts as the base.
    """
    others = [each for each, meant in meanings.items() if meant != commit]
    if others:
        raise UsageError(
            f"--base {name}: that is not only {commit[:12]}, but also {', '.join(others)}",
            hint="Name what you mean in full, such as refs/remotes/origin/main.",
        )


def _fetching(name: str, git: Git) -> str:
    if _COMMIT.fullmatch(name):
        told = f"It was rewritten or never fetched: `git fetch origin {name}` gets it"
        return f"{told} while it is there; else name the branch, such as origin/main."
    beginning = _SUFFIX.split(name, maxsplit=1)[0]
    if beginning in ("", "HEAD"):
        if git.is_shallow:
            return "Fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` in a workflow."
        return "Name the branch that the change will be merged into, such as origin/main."
    suffix = name.removeprefix(beginning)
    name = beginning.removeprefix("refs/heads/").removeprefix("refs/remotes/")
    remote, _, branch = name.partition("/")
    known = git.answer("remote").output.decode("utf-8", "replace").split()
    if not branch or remote not in (*known, "origin"):
        remote, branch = next(iter(known), "origin"), name
    deep = "--unshallow " if git.is_shallow else ""
    refs = f"+refs/heads/{branch}:refs/remotes/{remote}/{branch}"
    return (
        f"Fetch it: `git fetch {deep}{remote} {refs}`, then name {remote}/{branch}{suffix};"
        " actions/checkout does so with `fetch-depth: 0`."
    )


def _unrelated(name: str, git: Git) -> UsageError:
    if git.is_shallow:
        return UsageError(
            f"--base {name}: this clone is shallow and does not reach the commit where the change"
            " began",
            hint="Fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` of"
            " actions/checkout, or GIT_DEPTH: 0 of GitLab.",
        )
    return UsageError(
        f"--base {name}: it has no commit in common with what is judged",
        hint="Its history was rewritten, or it is of another repository: rebase onto it, or name"
        " the branch that the change will be merged into.",
    )
