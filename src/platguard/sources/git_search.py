"""Finds the repository that a folder lies in, if git agrees to open it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from platguard.errors import SourceError
from platguard.sources.git_processes import Answer, environment, run
from platguard.sources.special_files import refuse_special_files
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    "submodule.recurse=false",
)
"""What keeps the configuration of a repository from starting programs."""


class Opened(NamedTuple):
    """What git says of a repository that it agreed to open."""

    root: str
    """Top of the working tree; of a bare repository its git folder."""
    git_dir: str
    head: str | None
    """The commit that HEAD names; None on a branch without commits."""
    object_format: str
    """sha1 or sha256."""
    is_bare: bool
    is_shallow: bool
    """Whether the history was cut off when the repository was cloned."""
    prefix: tuple[str, ...]
    """The program and the settings in front of every command."""
    environ: Mapping[str, str]
    """The whole environment of every process."""


def find(folder: str, program: str, environ: Mapping[str, str]) -> Opened | None:
    """The repository that a folder lies in; None when there is none. SourceError when git refuses
    to open it.

    `folder` is a path without links, `program` is git, `environ` the caller's environment.
    """
    return _Search(folder, program, environ).repository()


class _Search:
    """Finds the repository of a folder in one git process."""

    def __init__(self, folder: str, program: str, environ: Mapping[str, str]) -> None:
        self._folder = folder
        self._program = program
        self._given = environ
        self._environ = environment(environ)

    def repository(self) -> Opened | None:
        git_dir = git_dir_of(self._folder)
        if git_dir:
            refuse_special_files(git_dir)
        prefix, answer = self._opened()
        # rev-parse ends in an error after all the answers when HEAD names no commit yet.
        lines = answer.output.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
        if lines[0] == "true":
            lines.insert(3, "")  # no way up to the top of a working tree
        if len(lines) < 6:
            self._refuse(answer)
            return None
        return self._found(lines, prefix)

    def _opened(self) -> tuple[tuple[str, ...], Answer]:
        """What git says of the repository that it finds, and how it was asked."""
        if not is_bare_layout(self._folder):
            return self._ask("explicit")
        # Named by its own path, a bare repository is not one that hides in the files of another.
        found = self._ask("all")
        answer = found[1]
        itself = b"\n%s\n" % os.fsencode(self._folder)
        if not answer.output or (answer.output.startswith(b"true\n") and itself in answer.output):
            return found
        explicitly = self._ask("explicit")
        return found if "cannot use bare repository" in explicitly[1].errors else explicitly

    def _ask(self, bare: str) -> tuple[tuple[str, ...], Answer]:
        settings = [part for setting in SETTINGS for part in ("-c", setting)]
        prefix = (self._program, "--no-pager", *settings, "-c", f"safe.bareRepository={bare}")
        questions = (
            "--is-bare-repository",
            "--is-shallow-repository",
            "--show-object-format",
            "--show-cdup",
            "--absolute-git-dir",
            "HEAD",
        )
        return prefix, run([*prefix, "rev-parse", *questions], self._folder, self._environ)

    def _refuse(self, answer: Answer) -> None:
        if "dubious ownership" in answer.errors or "unsafe repository" in answer.errors:
            raise SourceError(
                f"the git repository of {self._folder} belongs to somebody else",
                hint="When you trust it, allow it with"
                f" `git config --global --add safe.directory {_nearest(self._folder)}`.",
            )
        if "cannot use bare repository" in answer.errors:
            raise SourceError(
                f"{self._folder} lies inside a bare git repository",
                hint="Name the repository itself and a revision.",
            )
        if "not a git repository" not in answer.errors:
            raise SourceError(f"git cannot open {self._folder}: {answer.complaint()}")

    def _found(self, answers: list[str], prefix: tuple[str, ...]) -> Opened:
        # The name of a folder may hold line breaks.
        bare, shallow, object_format, up, *git_dirs, head = answers
        git_dir = "\n".join(git_dirs)
        root = git_dir if bare == "true" else os.path.normpath(os.path.join(self._folder, up))
        if bare != "true" and root != _nearest(self._folder):
            raise SourceError(
                f"the working tree of {git_dir} is configured to be elsewhere (core.worktree),"
                f" not around {self._folder}",
                hint="Scan the folder that holds `.git`.",
            )
        return Opened(
            root=root,
            git_dir=git_dir,
            head=None if head == "HEAD" else head,
            object_format=object_format,
            is_bare=bare == "true",
            is_shallow=shallow == "true",
            prefix=prefix,
            environ=self._environ | self._index(root, git_dir),
        )

    def _index(self, root: str, git_dir: str) -> dict[str, str]:
        # `git commit -a` and `git commit FILE` prepare another index and name it to their hooks.
        given = self._given.get("GIT_INDEX_FILE", "")
        named = os.path.join(root, given)
        if given and os.path.realpath(os.path.dirname(named)) == os.path.realpath(git_dir):
            return {"GIT_INDEX_FILE": named}
        return {}


def _nearest(folder: str) -> str:
    """The nearest folder upwards that has a `.git`, or the folder itself."""
    looked = folder
    while not os.path.lexists(os.path.join(looked, ".git")):
        parent = os.path.dirname(looked)
        if parent == looked:
            return folder
        looked = parent
    return looked


def git_dir_of(folder: str) -> str:
    """Where the repository is that a folder lies in: a bare one, or what is called `.git`; empty
    for none. Asks no git."""
    named = os.path.join(_nearest(folder), ".git")
    if is_bare_layout(folder):
        return folder
    return named if os.path.lexists(named) else ""


def is_bare_layout(folder: str) -> bool:
    """Whether a folder has what every git folder has; asks no git."""
    return all(os.path.lexists(os.path.join(folder, name)) for name in ("HEAD", "objects", "refs"))
