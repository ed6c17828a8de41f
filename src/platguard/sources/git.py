"""A git repository, and what is asked of it."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from platguard.errors import SourceError
from platguard.patterns import pattern
from platguard.sources import git_processes, git_search
from platguard.sources.git_search import Opened

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from platguard.model.paths import StrPath
    from platguard.sources.git_processes import Answer

_ID = pattern(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Git(Opened):
    """A repository that git agreed to open."""

    __slots__ = ()

    @classmethod
    def find(cls, path: StrPath, environ: Mapping[str, str]) -> Git | None:
        """The repository that `path` lies in; None when there is none, or no git.

        Raises SourceError when there is one and git refuses to open it.
        """
        program = git_processes.program("git", environ)
        if program is None:
            return None
        folder = os.path.realpath(path if os.path.isdir(path) else os.path.dirname(path) or ".")
        found = git_search.find(folder, program, environ)
        return cls(*found) if found else None

    def answer(
        self, *arguments: str | bytes, folder: str | None = None, given: bytes = b""
    ) -> Answer:
        """Runs one command in `folder` (the root by default), whatever its status."""
        return git_processes.run(
            [*self.prefix, *arguments], folder or self.root, self.environ, given
        )

    def begin(self, *arguments: str, folder: str | None = None) -> Callable[[], Answer]:
        """Starts one command whose answer is needed later, and gives what waits for it."""
        command = [*self.prefix, *arguments]
        return git_processes.begin(command, folder or self.root, self.environ)

    def run(self, *arguments: str | bytes, folder: str | None = None, given: bytes = b"") -> bytes:
        """What one command prints; SourceError when it fails."""
        return self.answer(*arguments, folder=folder, given=given).expect()

    def answer_within(
        self,
        seconds: float,
        *arguments: str,
        given: bytes = b"",
        stopped: Callable[[], bool] = lambda: False,
    ) -> Answer:
        """Runs one command that starts others and may take long, away from any terminal.

        All of them end when time is up, when `stopped` says so, and with whoever waits for them;
        the first two are a SourceError.
        """
        command = [*self.prefix, *arguments]
        return git_processes.run_alone(command, self.root, self.environ, given, seconds, stopped)

    def with_settings(self, settings: Mapping[str, str], environ: Mapping[str, str]) -> Git:
        """The same repository, with settings that win over its own, and more environment."""
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self._replace(prefix=(*self.prefix, *given), environ={**self.environ, **environ})

    def program(self, name: str) -> str | None:
        """Where a program that git may start is installed; None when it is not."""
        return git_processes.program(name, self.environ)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts a command that answers on its standard output what it reads from its input."""
        return git_processes.start([*self.prefix, *arguments], self.root, self.environ)

    def origin(self) -> str | None:
        """Where the repository was cloned from, as `owner/name`; None when it was not."""
        return self.begin_origin()()

    def begin_origin(self) -> Callable[[], str | None]:
        """Starts to look for the origin, and gives what waits for it."""
        answer = self.begin("config", "--get", "remote.origin.url")
        return lambda: name_of_origin(answer().output.decode("utf-8", "replace")) or None

    @property
    def is_partial(self) -> bool:
        """Whether some objects stayed where it was cloned from (gitglossary: partial clone).

        git marks the packs that came from there by a file beside them.
        """
        common, told = self.git_dir, os.path.join(self.git_dir, "commondir")
        # A linked working tree says where its objects are.
        with suppress(OSError, ValueError), open(told, encoding="utf-8") as stream:
            common = os.path.join(self.git_dir, stream.read().strip())
        with suppress(OSError, ValueError):
            packs = os.listdir(os.path.join(common, "objects", "pack"))
            return any(name.endswith(".promisor") for name in packs)
        return False

    @property
    def superproject(self) -> str:
        """The working tree that this repository is a submodule of; empty when it is none."""
        told = self.answer("rev-parse", "--show-superproject-working-tree").output
        return told.decode("utf-8", "surrogateescape").strip()

    def resolve(self, revision: str) -> str:
        """The id of the commit that `revision` names; SourceError when it names none."""
        _refuse_option(revision)
        if self.head and revision in ("HEAD", self.head):
            return self.head
        answer = self.answer(
            "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"
        )
        if answer.status:
            hint = "Fetch it first: this clone is shallow." if self.is_shallow else ""
            raise SourceError(f"there is no commit {revision!r} in {self.root}", hint=hint)
        return answer.output.decode("ascii").strip()

    def commits(self, revisions: Sequence[str]) -> list[str | None]:
        """The ids of the commits that some revisions name, None for one that names none; asked in
        one process. SourceError for what could be taken for an option."""
        told = self.run(
            "cat-file", "--batch-check=%(objectname)", given=b"".join(naming_commits(revisions))
        )
        lines = told.decode("utf-8", "surrogateescape").split("\n")[: len(revisions)]
        return [line if is_id(line) else None for line in lines]

    def merge_base(self, one: str, other: str) -> str | None:
        """The newest commit that both descend from; None when there is none in this clone."""
        given = [name if is_id(name) else self.resolve(name) for name in (one, other)]
        answer = self.answer("merge-base", *given)
        if answer.status > 1:  # perhaps an id of nothing, or of a tag
            answer = self.answer("merge-base", *map(self.resolve, given))
        return answer.output.decode("ascii").strip() or None

    def begin_merge_base(self, end: str, name: str) -> Callable[[str], str | None]:
        """Starts to look for the merge base of the commit `end` and of what `name` means, and gives
        what waits for it; that takes the commit that `name` was found to mean, which may not be
        what it meant when this was asked."""
        _refuse_option(name)
        # Gives the ids of both, and each merge base behind a `^` (git-rev-parse(1)).
        answer = self.begin("rev-parse", f"{end}...{name}^{{commit}}")

        def merge_base(commit: str) -> str | None:
            status, output, _ = answer()
            ids = output.decode("ascii", "replace").split()
            if status or ids[:2] != [commit, end]:
                return self.merge_base(end, commit)
            return ids[2].removeprefix("^") if len(ids) > 2 else None

        return merge_base


def is_id(revision: str) -> bool:
    """Whether a revision is the whole id of an object."""
    return _ID.fullmatch(revision) is not None


def name_of_origin(url: str) -> str:
    """`owner/name` of the address that a repository was cloned from; empty for none."""
    # After the host of `https://user@host/path`, of `user@host:path`, or a path as it is.
    _, scheme, rest = url.strip().partition("://")
    path = rest.partition("/")[2] if scheme else url.strip().partition(":")[2] or url.strip()
    path = path.strip("/").removesuffix(".git")
    return "/".join(path.split("/")[-2:])


def naming_commits(revisions: Iterable[str]) -> Iterator[bytes]:
    """The lines that ask `cat-file` for the commits that some revisions name. SourceError for what
    could be taken for an option."""
    for revision in revisions:
        _refuse_option(revision)
        yield f"{revision}^{{commit}}\n".encode("utf-8", "surrogateescape")


def _refuse_option(revision: str) -> None:
    if not revision or revision.startswith("-") or any(mark in revision for mark in "\0\n"):
        raise SourceError(f"{revision!r} is not a revision", hint="Name a branch, tag or commit.")
