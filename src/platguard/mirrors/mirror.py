"""A bare copy of one repository on this machine, and how it is brought up to date.

Everything that git reads of its configuration is written by us before each fetch, so that nothing
that lies in the cache decides what is run. HEAD, branches and tags come in one transaction: who
reads meanwhile, or after an interruption, finds the old commits or the new ones.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from platguard.errors import SourceError
from platguard.mirrors.failures import Failure, expect, is_conflict
from platguard.mirrors.layout import HEAD, lay_out, tidy
from platguard.sources.git import Git
from platguard.sources.git_processes import Answer
from platguard.sources.listing import commit_entries
from platguard.sources.transport import reaching

_BRANCHES = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
_FETCH = (
    *("fetch", "--quiet", "--atomic", "--prune", "--no-tags", "--no-write-fetch-head"),
    *("--no-recurse-submodules", "--end-of-options", "origin"),
)


class Line(NamedTuple):
    """How the other side is reached."""

    url: str
    environ: Mapping[str, str]
    """The caller's whole environment."""
    protocols: Sequence[str]
    seconds: float
    """How long one fetch may take."""
    stopped: Callable[[], bool]
    """Whether to give up."""


def create(folder: str, line: Line, *, blobless: bool) -> None:
    """Makes a mirror in a folder that is not there yet and fetches everything; raises Failure."""
    for object_format in ("sha1", "sha256"):
        lay_out(folder, line.url, object_format, blobless=blobless)
        try:
            update(folder, line)
        except Failure as failure:
            # The two sides of a fetch have one format of ids; which one, only the other side knows.
            if object_format == "sha1" and "mismatched algorithms" in failure.message:
                shutil.rmtree(folder)
                continue
            raise
        return


def update(folder: str, line: Line) -> None:
    """Fetches what is new, and forgets branches and tags that are gone; raises Failure."""
    git = _open(folder, line)
    tidy(folder)
    answer = _fetch(git, line, [f"+HEAD:{HEAD}", *_BRANCHES])
    if "couldn't find remote ref HEAD" in answer.errors:
        # Nothing is there, or only branches that HEAD does not name.
        answer = _fetch(git, line, _BRANCHES)
        if not answer.status:
            git.answer("update-ref", "-d", HEAD)
    expect(answer)


def fetch_commit(folder: str, line: Line, commit: str) -> None:
    """Fetches a commit by its id, unless it is there; raises Failure."""
    git = _open(folder, line)
    if git.answer("cat-file", "-e", f"{commit}^{{commit}}").status:
        expect(_fetch(git, line, [f"+{commit}:refs/platguard/commits/{commit}"]))


def fetch_contents(folder: str, line: Line, revision: str, wanted: Callable[[str], bool]) -> None:
    """Fetches the contents of the wanted files of a commit that are not there yet, all in one go;
    raises Failure.

    It asks as git itself does for what a partial clone lacks (promisor-remote.c).
    """
    git = _open(folder, line)
    try:
        commit = git.resolve(revision)
    except SourceError:
        return  # whoever judges it says that there is none
    absent = _absent(git, commit)
    entries = commit_entries(git, commit, folder) if absent else []
    names = {e.content_id for e in entries if e.kind == "file" and wanted(e.path)} & absent
    if not names:
        return
    git = git.with_settings({"fetch.negotiationAlgorithm": "noop"}, {})
    asked = ("fetch", "--quiet", "origin", "--no-tags", "--no-write-fetch-head")
    more = ("--no-recurse-submodules", "--filter=blob:none", "--stdin")
    given = "".join(f"{name}\n" for name in sorted(names)).encode("ascii")
    expect(_answer(git, line, [*asked, *more], given))


def _absent(git: Git, commit: str) -> set[str]:
    asked = ("rev-list", "--objects", "--no-walk", "--missing=print", commit)
    listed = git.answer(*asked).output.split(b"\n")
    return {line[1:].decode("ascii") for line in listed if line.startswith(b"?")}


def _open(folder: str, line: Line) -> Git:
    try:
        git = Git.find(folder, line.environ)
    except SourceError as error:
        raise Failure(error.message, is_damage=True) from None
    if git is None or not git.is_bare or os.path.realpath(git.git_dir) != os.path.realpath(folder):
        raise Failure("git is not installed, or cannot open the mirror", is_damage=True)
    return reaching(git, line.environ, line.protocols)


def _fetch(git: Git, line: Line, wanted: Sequence[str]) -> Answer:
    answer = _answer(git, line, [*_FETCH, *wanted])
    if answer.status and is_conflict(answer):
        # A branch `a/b` cannot come in the transaction in which a branch `a` goes.
        answer = _answer(git, line, [*(a for a in _FETCH if a != "--atomic"), *wanted])
    return answer


def _answer(git: Git, line: Line, command: Sequence[str], given: bytes = b"") -> Answer:
    try:
        return git.answer_within(line.seconds, *command, given=given, stopped=line.stopped)
    except SourceError as error:
        raise Failure(error.message) from None
