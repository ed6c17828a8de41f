"""The only module that runs git: argument lists, plumbing, and nothing that a repository chose.

A repository's own configuration can name programs (file system monitors, filters, hooks, signature
checks, transports). Commands here are plumbing that runs none of them, in an environment of our
own, and no transport is allowed: nothing here needs the network. `transport` is the one place that
allows some, for mirrors.
"""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from platguard.errors import SourceError
from platguard.patterns import pattern
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from platguard.model.paths import StrPath

SECONDS = 120
"""How long one git process may take."""
_LOOK = 0.2
"""Seconds after which a long one is looked at again, and in which one that is ended must end."""

KEPT = ("HOME", "XDG_CONFIG_HOME", "TMPDIR", "SUDO_UID")
"""What git needs of the caller's environment: the user's own configuration and identity."""

FIXED = {
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
}
SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    "submodule.recurse=false",
)


_ID = pattern(r"[0-9a-f]{40}|[0-9a-f]{64}")


class Answer(NamedTuple):
    """What one git process said."""

    status: int
    output: bytes
    errors: str

    def complaint(self) -> str:
        """The line of the errors that tells why it failed."""
        lines = [line for line in self.errors.splitlines() if line.strip()]
        fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
        return (fatal or lines or [f"git ended with {self.status}"])[0][:300]

    def expect(self) -> bytes:
        """The output; SourceError when the command failed."""
        if self.status:
            raise SourceError(f"git cannot read the repository: {self.complaint()}")
        return self.output


class Git(NamedTuple):
    """A repository that git agreed to open."""

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

    @classmethod
    def find(cls, path: StrPath, environ: Mapping[str, str]) -> Git | None:
        """The repository that `path` lies in; None when there is none, or no git.

        Raises SourceError when there is one and git refuses to open it.
        """
        program = _program("git", environ)
        if program is None:
            return None
        folder = os.path.realpath(path if os.path.isdir(path) else os.path.dirname(path) or ".")
        return _Search(folder, program, environ).repository()

    def answer(
        self, *arguments: str | bytes, folder: str | None = None, given: bytes = b""
    ) -> Answer:
        """Runs one command in `folder` (the root by default), whatever its status."""
        return _run([*self.prefix, *arguments], folder or self.root, self.environ, given)

    def begin(self, *arguments: str, folder: str | None = None) -> Callable[[], Answer]:
        """Starts one command whose answer is needed later, and gives what waits for it."""
        command = [*self.prefix, *arguments]
        return _begun(command, folder or self.root, self.environ)

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
        return _run_alone(command, self.root, self.environ, given, seconds, stopped)

    def with_settings(self, settings: Mapping[str, str], environ: Mapping[str, str]) -> Git:
        """The same repository, with settings that win over its own, and more environment."""
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return self._replace(prefix=(*self.prefix, *given), environ={**self.environ, **environ})

    def program(self, name: str) -> str | None:
        """Where a program that git may start is installed; None when it is not."""
        return _program(name, self.environ)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Starts a command that answers on its standard output what it reads from its input."""
        return subprocess.Popen(
            [*self.prefix, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.root,
            env=self.environ,
            bufsize=0,
        )

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
        return [line if _ID.fullmatch(line) else None for line in lines]

    def merge_base(self, one: str, other: str) -> str | None:
        """The newest commit that both descend from; None when there is none in this clone."""
        given = [name if _ID.fullmatch(name) else self.resolve(name) for name in (one, other)]
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


def _program(name: str, environ: Mapping[str, str]) -> str | None:
    folders = _absolute(environ.get("PATH", os.defpath)).split(os.pathsep)
    programs = (os.path.join(folder, name) for folder in folders if folder)
    return next((p for p in programs if os.path.isfile(p) and os.access(p, os.X_OK)), None)


def _absolute(search: str) -> str:
    # A relative entry would look for programs in the repository that is scanned.
    return os.pathsep.join(entry for entry in search.split(os.pathsep) if os.path.isabs(entry))


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {name: environ[name] for name in KEPT if name in environ}
    return {**kept, "PATH": _absolute(environ.get("PATH", os.defpath)), **FIXED}


def _run(
    command: Sequence[str | bytes], folder: str, environ: Mapping[str, str], given: bytes = b""
) -> Answer:
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, cwd=folder, env=environ, timeout=SECONDS
        )
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"git did not answer within {SECONDS} seconds in {folder}") from error
    except OSError as error:
        raise SourceError(f"git cannot be run in {folder}: {error.strerror}") from error
    return Answer(done.returncode, done.stdout, done.stderr.decode("utf-8", "surrogateescape"))


def _begun(command: Sequence[str], folder: str, environ: Mapping[str, str]) -> Callable[[], Answer]:
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command, stdin=nothing, stdout=pipe, stderr=pipe, cwd=folder, env=environ
        )
    except OSError as error:
        raise SourceError(f"git cannot be run in {folder}: {error.strerror}") from error

    def answer() -> Answer:
        try:
            output, errors = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.communicate()
            told = f"git did not answer within {SECONDS} seconds in {folder}"
            raise SourceError(told) from error
        return Answer(process.returncode, output, errors.decode("utf-8", "surrogateescape"))

    return answer


def _run_alone(
    command: Sequence[str],
    folder: str,
    environ: Mapping[str, str],
    given: bytes,
    seconds: float,
    stopped: Callable[[], bool],
) -> Answer:
    pipe = subprocess.PIPE
    # A session of its own has no terminal to ask on, and its processes can be ended together.
    try:
        process = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=folder,
            env=environ,
            start_new_session=True,
        )
    except OSError as error:
        raise SourceError(f"git cannot be run in {folder}: {error.strerror}") from error
    waited, rest = 0.0, given or None
    try:
        while True:
            try:
                output, errors = process.communicate(rest, timeout=_LOOK)
                break
            except subprocess.TimeoutExpired:
                waited, rest = waited + _LOOK, None
            if stopped() or waited >= seconds:
                told = "was stopped" if waited < seconds else f"took longer than {seconds:g} s"
                raise SourceError(f"git {told} in {folder}")
    except BaseException:
        _end(process)
        raise
    return Answer(process.returncode, output, errors.decode("utf-8", "surrogateescape"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all that it started; git tidies up when it is told to end."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):  # the latter for zombies of macOS
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK)
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


class _Search:
    """Finds the repository of a folder in one git process."""

    def __init__(self, folder: str, program: str, environ: Mapping[str, str]) -> None:
        self._folder = folder
        self._program = program
        self._given = environ
        self._environ = _environment(environ)

    def repository(self) -> Git | None:
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
        return prefix, _run([*prefix, "rev-parse", *questions], self._folder, self._environ)

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

    def _found(self, answers: list[str], prefix: tuple[str, ...]) -> Git:
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
        return Git(
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


def is_bare_layout(folder: str) -> bool:
    """Whether a folder has what every git folder has; asks no git."""
    return all(os.path.lexists(os.path.join(folder, name)) for name in ("HEAD", "objects", "refs"))
