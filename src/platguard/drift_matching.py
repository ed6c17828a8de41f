"""Finds the same finding in two scans, step by step and never by a guess.

The steps are those of section C(c) of the standards, each on what is left: same fingerprint and
path; same fingerprint elsewhere; a renamed file; another discriminator; an object that is called
otherwise although its file stayed the same, such as by a Kustomization. What could be one of
several stays apart and is flagged as a possible rename, and so is an object under another name in
a file that changed: a report does not hold what could prove that the two are one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence

from platguard.facts import Addresses
from platguard.model.drift import Identity
from platguard.tuples import NamedTuple

SAME, MOVED, RENAMED, REWORDED, READDRESSED = "same", "moved", "renamed", "reworded", "readdressed"
"""By which step two findings were found to be one."""

_Key = Callable[[Identity], Hashable]


class Rename(NamedTuple):
    """Where a file went."""

    path: str
    exact: bool
    """Whether its content stayed the same."""


class Matching(NamedTuple):
    """Which findings of two scans are one; by their numbers in the order given."""

    pairs: Mapping[int, tuple[int, str]]
    """Of each that is found again now: its number before, and the step."""
    doubtful_before: frozenset[int]
    """Those without a pair that may be a doubtful one of now."""
    doubtful_now: frozenset[int]


def match(
    before: Sequence[Identity],
    now: Sequence[Identity],
    renames: Mapping[str, Rename],
    *,
    unseen_before: Collection[int] = (),
    unseen_now: Collection[int] = (),
    is_readdressed: Callable[[Identity], bool] = lambda found: False,
    renamed: Callable[[Identity], Identity | None] = lambda found: None,
    was_there: Callable[[Identity], bool] = lambda found: False,
    stays: Callable[[Identity], bool] = lambda found: False,
) -> Matching:
    """The findings that are one; `renames` are by the earlier path.

    `is_readdressed` tells whether nothing is called what an earlier finding was about, although its
    file certainly holds what it held; `renamed` gives an earlier finding the path and name that
    what it was about certainly has now. `was_there` tells whether the file of a finding of now
    certainly had what it is about, and `stays` whether that of an earlier one still has it: neither
    went to another file.

    What the other scan could not see is found at its own place only: `unseen_now` are numbers of
    `before` that today's scan could not see, `unseen_before` numbers of `now`.
    """
    matcher = _Matcher(before, now)
    matcher.step(SAME, _in_place, _in_place)
    matcher.leave_out(unseen_now, unseen_before)
    matcher.step(MOVED, _in_folder, _in_folder)
    on_both = {found.fingerprint for found in before} & {found.fingerprint for found in now}
    matcher.step(MOVED, _movable(on_both, stays), _movable(on_both, was_there))
    files = _Renamed(renames)
    matcher.step(RENAMED, files.exactly, _exactly)
    matcher.step(RENAMED, files.of_subject, _of_subject)
    matcher.step(REWORDED, _of_subject, _of_subject)
    matcher.step(READDRESSED, lambda found: _named(renamed(found)), _of_subject, in_order=True)
    matcher.only(is_readdressed, READDRESSED, files.like, _like)
    matcher.only(is_readdressed, READDRESSED, files.of_kind, _of_kind)
    matcher.flag(files.of_kind, _of_kind)
    return matcher.matching()


class _Matcher:
    """What is left on both sides after each step."""

    def __init__(self, before: Sequence[Identity], now: Sequence[Identity]) -> None:
        self._before = dict(enumerate(before))
        self._now = dict(enumerate(now))
        self._pairs: dict[int, tuple[int, str]] = {}
        self._doubtful: tuple[set[int], set[int]] = set(), set()

    def step(self, name: str, key_before: _Key, key_now: _Key, *, in_order: bool = False) -> None:
        """Pairs what has one key and is alone with it on its side.

        With `in_order`, several with one key are paired as they stand in their file, when there are
        as many on both sides.
        """
        earlier, later = _grouped(self._before, key_before), _grouped(self._now, key_now)
        for key in earlier.keys() & later.keys():
            many = len(earlier[key])
            if many == len(later[key]) and (in_order or many == 1):
                of_before, of_now = earlier[key], later[key]
                if many > 1:
                    of_before = sorted(of_before, key=lambda number: _place(self._before[number]))
                    of_now = sorted(of_now, key=lambda number: _place(self._now[number]))
                for number, found in zip(of_before, of_now, strict=True):
                    self._pairs[found] = number, name
                    del self._before[number], self._now[found]
            else:
                self._doubt(earlier[key], later[key])

    def only(
        self, holds: Callable[[Identity], bool], name: str, key_before: _Key, key_now: _Key
    ) -> None:
        """A step for what was found earlier and of which a condition holds."""
        self.step(name, lambda found: key_before(found) if holds(found) else None, key_now)

    def leave_out(self, before: Collection[int], now: Collection[int]) -> None:
        """Takes no notice of some of what is left."""
        for number in before:
            self._before.pop(number, None)
        for number in now:
            self._now.pop(number, None)

    def flag(self, key_before: _Key, key_now: _Key) -> None:
        """Doubts what has one key on both sides."""
        earlier, later = _grouped(self._before, key_before), _grouped(self._now, key_now)
        for key in earlier.keys() & later.keys():
            self._doubt(earlier[key], later[key])

    def _doubt(self, before: Collection[int], now: Collection[int]) -> None:
        self._doubtful[0].update(before)
        self._doubtful[1].update(now)

    def matching(self) -> Matching:
        """What was found; a doubt that a later step settled is none."""
        before, now = self._doubtful
        return Matching(
            dict(self._pairs),
            frozenset(before & self._before.keys()),
            frozenset(now & self._now.keys()),
        )


def _grouped(left: Mapping[int, Identity], key: _Key) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = {}
    for number, identity in left.items():
        found = key(identity)
        if found is not None:
            groups.setdefault(found, []).append(number)
    return groups


def _place(found: Identity) -> tuple[int, int, str]:
    return found.line, found.column, found.fingerprint


def _in_place(found: Identity) -> Hashable:
    return found.fingerprint, found.path


def _anywhere(found: Identity) -> Hashable:
    return found.fingerprint


def _movable(fingerprints: Collection[str], remains: Callable[[Identity], bool]) -> _Key:
    """As `_anywhere`, of what both scans have and what is not known to be where it always was."""
    return lambda found: (
        _anywhere(found) if found.fingerprint in fingerprints and not remains(found) else None
    )


def _in_folder(found: Identity) -> Hashable:
    """Of a Compose service, which the files of a folder make up together."""
    if not found.address.startswith("compose:"):
        return None
    return found.fingerprint, found.path.rpartition("/")[0]


def _exactly(found: Identity) -> Hashable:
    return *_subject(found), found.line, found.column


def _of_subject(found: Identity) -> Hashable:
    return _subject(found)


def _named(found: Identity | None) -> Hashable:
    return _of_subject(found) if found else None


def _subject(found: Identity) -> tuple[str, ...]:
    return found.rule, found.path, found.address, found.subject


def _of_kind(found: Identity) -> Hashable:
    """What an object has in common with itself under another name."""
    scheme, _, rest = found.address.partition(":")
    kind = rest.split("/")[:2] if scheme == "k8s" else []
    return found.rule, found.path, scheme, *kind


def _like(found: Identity) -> Hashable:
    return _of_kind(found), found.subject


class _Renamed:
    """The keys that earlier findings have where their file is now."""

    def __init__(self, renames: Mapping[str, Rename]) -> None:
        self._renames = renames

    def exactly(self, found: Identity) -> Hashable:
        """As `_exactly`, for a file whose content stayed the same."""
        rename = self._renames.get(found.path)
        return _exactly(moved(found, rename.path)) if rename and rename.exact else None

    def of_subject(self, found: Identity) -> Hashable:
        """As `_of_subject`, in a file that was renamed."""
        rename = self._renames.get(found.path)
        return _of_subject(moved(found, rename.path)) if rename else None

    def of_kind(self, found: Identity) -> Hashable:
        """As `_of_kind`, wherever the file is now."""
        return _of_kind(self._now(found))

    def like(self, found: Identity) -> Hashable:
        """As `_like`, wherever the file is now."""
        return _like(self._now(found))

    def _now(self, found: Identity) -> Identity:
        rename = self._renames.get(found.path)
        return moved(found, rename.path) if rename else found


def moved(found: Identity, path: str) -> Identity:
    """The finding as it is known in another file, but for its fingerprint."""
    scheme = found.address.partition(":")[0] + ":"
    rest = found.address.removeprefix(Addresses(found.path).bound(scheme))
    if rest == found.address:  # an address that the path has no part in
        return found._replace(path=path)
    return found._replace(path=path, address=Addresses(path).bound(scheme + rest))
