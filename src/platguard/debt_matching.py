"""Finds the findings that baselines name: each name is one finding's, and never by a guess.

Step by step, each on what is left: what is called as it was; what a rule finds that has another id
now; what is about a namespace, which has no file of its own; what lies in a file that git says was
renamed, also where the address has a part of the path.
A copy is another finding, and a name that could mean one of several means none.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from platguard.drift_matching import moved
from platguard.model.baseline import DebtEntry
from platguard.model.drift import Identity
from platguard.model.report import Finding
from platguard.tuples import NamedTuple

_NAMESPACE = "k8s:/Namespace/"


class Named(NamedTuple):
    """A finding as baselines name it, however strong and in however many of them."""

    path: str
    rule: str
    """As written."""
    fingerprint: str
    address: str
    subject: str


def name_of(entry: DebtEntry) -> Named:
    """What the entry names."""
    return Named(entry.path, entry.rule, entry.fingerprint, entry.address, entry.subject)


class Surroundings(NamedTuple):
    """What is known of the repository, asked only where a name was not found at once."""

    known_ids: Mapping[str, str]
    """The rule that an older id means now."""
    is_there: Callable[[str], bool]
    """Whether a file stands at a path."""
    moves: Callable[[str], Mapping[str, str]]
    """Where files went since a baseline was last changed, by earlier path."""


def match(
    names: Mapping[Named, Sequence[str]], findings: Sequence[Finding], about: Surroundings
) -> dict[Named, int]:
    """The number of the finding that each name means; what is not there has none.

    `names` are given with the baselines in which they stand.
    """
    matching = _Matching(names, findings, about)
    matching.in_place()
    matching.of_renamed_rules()
    matching.of_namespaces()
    matching.of_moved_files()
    return matching.found


class _Matching:
    def __init__(
        self, names: Mapping[Named, Sequence[str]], findings: Sequence[Finding], about: Surroundings
    ) -> None:
        self.found: dict[Named, int] = {}
        self._names = dict(names)
        self._findings = dict(enumerate(findings))
        self._about = about

    def in_place(self) -> None:
        """Every part is as it was."""
        at = {called(finding): number for number, finding in self._findings.items()}
        self._pair((name, at[name]) for name in self._names if name in at)

    def of_renamed_rules(self) -> None:
        """The id of a rule is in its fingerprints: what it says of the same is the same."""
        renamed = [name for name in self._names if self._rule(name) != name.rule]
        self._alone(renamed, self._of_subject, _subject)

    def of_namespaces(self) -> None:
        """A namespace is of several files and told of at the first: another may come before it."""
        names = [name for name in self._names if name.address.startswith(_NAMESPACE)]
        self._alone(
            names,
            lambda name: (self._rule(name), name.fingerprint),
            lambda finding: (finding.rule, finding.fingerprint),
        )

    def of_moved_files(self) -> None:
        """The file is not where it was, and git knows where it went."""
        rules = {finding.rule for finding in self._findings.values()}
        gone = [
            name
            for name in self._names
            if self._rule(name) in rules and not self._about.is_there(name.path)
        ]
        followed = {name: now for name in gone if (now := self._moved(name)) is not None}
        self._alone(
            list(followed),
            lambda name: (followed[name].path, name.fingerprint),
            lambda finding: (finding.path, finding.fingerprint),
        )
        self._alone(
            [name for name in followed if name in self._names],
            lambda name: _of_identity(followed[name]),
            _subject,
        )

    def _rule(self, name: Named) -> str:
        """The id that its rule has now."""
        return self._about.known_ids.get(name.rule) or name.rule

    def _moved(self, name: Named) -> Identity | None:
        """What is named as it is called where its file went; None where nobody knows that."""
        moves = map(self._about.moves, self._names[name])
        path = next((known[name.path] for known in moves if name.path in known), None)
        was = Identity(self._rule(name), name.path, name.address, name.subject, name.fingerprint)
        return None if path is None else moved(was, path)

    def _of_subject(self, name: Named) -> Hashable:
        return self._rule(name), name.path, name.address, name.subject

    def _alone(
        self,
        names: Iterable[Named],
        key_of_name: Callable[[Named], Hashable],
        key_of_finding: Callable[[Finding], Hashable],
    ) -> None:
        """Pairs what has one key and is alone with it on its side."""
        named: dict[Hashable, list[Named]] = {}
        for name in names:
            named.setdefault(key_of_name(name), []).append(name)
        found: dict[Hashable, list[int]] = {}
        for number, finding in self._findings.items() if named else ():
            found.setdefault(key_of_finding(finding), []).append(number)
        self._pair(
            (of_key[0], found[key][0])
            for key, of_key in named.items()
            if len(of_key) == len(found.get(key, ())) == 1
        )

    def _pair(self, pairs: Iterable[tuple[Named, int]]) -> None:
        for name, number in list(pairs):
            self.found[name] = number
            del self._names[name], self._findings[number]


def called(finding: Finding) -> Named:
    """How a baseline would name the finding."""
    return Named(finding.path, finding.rule, finding.fingerprint, finding.address, finding.subject)


def _subject(finding: Finding) -> Hashable:
    return finding.rule, finding.path, finding.address, finding.subject


def _of_identity(found: Identity) -> Hashable:
    return found.rule, found.path, found.address, found.subject
