"""Commits and the files in them, each held against its id: what a proof may rest on.

git itself compares an object with its id only when it is fetched. In a repository that somebody
else prepared, other bytes may lie under the id that a signed commit names.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from platguard.errors import SourceError
from platguard.patterns import pattern
from platguard.sources.hashing import object_id
from platguard.sources.objects import Objects
from platguard.sources.trees import records
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.sources.git import Git

_COMMITTER = pattern(rb"([^\n]*) (\d{1,11}) [+-]\d{4,6}")
_ID = pattern(r"[0-9a-f]{40,64}")
_SIGNATURE_HEADERS = {"sha1": b"gpgsig", "sha256": b"gpgsig-sha256"}
# As git's gpg-interface.c tells them apart.
_SIGNATURES = (
    (b"-----BEGIN PGP SIGNATURE-----", "openpgp"),
    (b"-----BEGIN PGP MESSAGE-----", "openpgp"),
    (b"-----BEGIN SSH SIGNATURE-----", "ssh"),
    (b"-----BEGIN SIGNED MESSAGE-----", "x509"),
)
_ABSENT = (b"", "")
_FILES = frozenset({b"100644", b"100755"})


class Commit(NamedTuple):
    """What a commit says of itself."""

    id: str
    tree: str
    parents: tuple[str, ...]
    """As recorded, whether this clone has them or not."""
    committer: str
    """Name and address: anybody can write any."""
    seconds: int
    """The committer's date, since 1970."""
    signature: str
    """ssh, openpgp, x509, unknown, or empty when it is not signed."""

    @property
    def day(self) -> str:
        """The committer's date in UTC, YYYY-MM-DD."""
        return datetime.fromtimestamp(self.seconds, UTC).strftime("%Y-%m-%d")


class Commits:
    """The commits of a repository. What is not what its id says is a SourceError."""

    def __init__(self, git: Git, objects: Objects | None = None) -> None:
        """`objects` are those of a snapshot of the same repository."""
        self._objects = objects or Objects(git)
        self._format = git.object_format
        self._known: dict[str, Commit] = {}
        self._tree = lru_cache(maxsize=32)(self._read_tree)

    def rest(self) -> None:
        """Ends the process that gives contents; another one is started when somebody asks."""
        self._objects.rest()

    def get(self, commit: str) -> Commit:
        """The commit of that id."""
        if commit not in self._known:
            self._known[commit] = self._commit(commit)
        return self._known[commit]

    def file(self, commit: str, path: bytes) -> bytes | None:
        """The bytes of a file in a commit, by its path from the top; None when it has none."""
        found = self.get(commit).tree
        *folders, name = path.split(b"/")
        for folder in folders:
            mode, found = self._tree(found).get(folder, _ABSENT)
            if mode != b"40000":
                return None
        mode, found = self._tree(found).get(name, _ABSENT)
        return self._read("blob", found) if mode in _FILES else None

    def _read_tree(self, tree: str) -> dict[bytes, tuple[bytes, str]]:
        """Mode and id of each entry, by name."""
        return dict(records(self._read("tree", tree), len(tree) // 2))

    def _read(self, kind: str, name: str) -> bytes:
        data = self._objects.read(name) if _ID.fullmatch(name) else b""
        if object_id(kind, data, self._format) != name:
            raise SourceError(
                f"object {name} of the repository is not the {kind} that its id stands for",
                hint="Clone the repository anew from where it comes from.",
            )
        return data

    def _commit(self, name: str) -> Commit:
        headers: dict[bytes, list[bytes]] = {}
        for line in self._read("commit", name).partition(b"\n\n")[0].split(b"\n"):
            key, _, value = line.partition(b" ")
            headers.setdefault(key, []).append(value)  # a continued line has an empty key
        committed = _COMMITTER.fullmatch(headers.get(b"committer", [b""])[0])
        if committed is None or b"tree" not in headers:
            raise SourceError(f"commit {name} does not say by whom and when it was made")
        signature = headers.get(_SIGNATURE_HEADERS[self._format])
        return Commit(
            id=name,
            tree=headers[b"tree"][0].decode("ascii", "replace"),
            parents=tuple(p.decode("ascii", "replace") for p in headers.get(b"parent", ())),
            committer=committed[1].decode("utf-8", "replace"),
            seconds=int(committed[2]),
            signature=_kind(signature[0]) if signature else "",
        )


def _kind(signature: bytes) -> str:
    return next((kind for mark, kind in _SIGNATURES if signature.startswith(mark)), "unknown")
