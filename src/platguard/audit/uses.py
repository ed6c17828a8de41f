"""What uses something that ends, and what of it is the same.

What a finding is about has an address that is the same wherever its file lies: `docker:0` is the
last stage of any Dockerfile. So a use is told apart by its file as well. A service is the one thing
that several files may be about, those of one folder that are merged (section A1 of the standards:
it counts once however many of them mention it); a folder of the same name elsewhere is another
project.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from posixpath import dirname
from typing import NamedTuple

from platguard.counting import counted

SERVICE = "service"
DOCUMENT = "document"
_SCHEMES = {
    "compose": SERVICE,
    "docker": "stage of a Dockerfile",
    "file": "file",
    "gha": "part of a pipeline",
    "k8s": "object of Kubernetes",
}
"""What an address is of, by its scheme; see `model.facts.base`."""
_OTHER = "other place"
_PLURALS = {
    "stage of a Dockerfile": "stages of Dockerfiles",
    "part of a pipeline": "parts of pipelines",
    "object of Kubernetes": "objects of Kubernetes",
}


class Use(NamedTuple):
    """Something that uses what ends."""

    repository: str
    address: str
    path: str
    """The file that says so."""
    subject: str = ""
    """Of its address, as the finding has it."""
    exempt: bool = False
    """Whether an exception covers it."""
    team: str = ""
    """Of the repository."""

    @property
    def kind(self) -> str:
        """What it is: a service, a document that tells people to use it, ..."""
        return _kind(self.address, self.subject)

    @property
    def place(self) -> Hashable:
        """Where it is in its repository: the same for all that counts once."""
        return _place(self.address, self.path, self.subject)


@lru_cache(maxsize=65_536)
def _kind(address: str, subject: str) -> str:
    """Remembered, because the same is in use on every day of a trend."""
    if subject == DOCUMENT:
        return DOCUMENT
    return _SCHEMES.get(address.partition(":")[0], _OTHER)


@lru_cache(maxsize=65_536)
def _place(address: str, path: str, subject: str) -> Hashable:
    is_service = _kind(address, subject) == SERVICE
    return address, dirname(path) if is_service else path


class Places(NamedTuple):
    """Uses, each place once."""

    kinds: Mapping[tuple[str, Hashable], str]
    """What is at a repository's place."""

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.kinds)

    def by_repository(self) -> Counter[str]:
        """How many each repository has."""
        return Counter(repository for repository, _ in self.kinds)

    def by_kind(self) -> dict[str, int]:
        """How many there are of each kind, most first."""
        found = Counter(self.kinds.values())
        return {kind: found[kind] for kind in sorted(found, key=lambda one: (-found[one], one))}


def places(uses: Iterable[Use]) -> Places:
    """The places of uses, each once. A document that tells people to use something uses nothing."""
    return Places({(one.repository, one.place): one.kind for one in uses if one.kind != DOCUMENT})


def documents(uses: Iterable[Use]) -> int:
    """How many documents tell people to use it."""
    return len({(one.repository, one.path) for one in uses if one.kind == DOCUMENT})


def told(kinds: Mapping[str, int]) -> str:
    """`64 services, 14 files`."""
    return ", ".join(
        counted(number, kind, _PLURALS.get(kind, "")) for kind, number in kinds.items()
    )


def of_teams(uses: Iterable[Use]) -> dict[str, Counter[str]]:
    """By team, how many places each of its repositories has."""
    given = list(uses)
    team_of = {use.repository: use.team for use in given}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for repository, number in sorted(places(given).by_repository().items()):
        found[team_of[repository]][repository] = number
    return found
