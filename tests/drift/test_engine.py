"""What holds of any two sets of findings, and what each step of the matching does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platguard.drift import Compared, compare, identity
from platguard.drift_matching import Rename, match, moved
from platguard.model.drift import STATES, Identity
from platguard.model.report import Finding

from .grounds import PlainGround, earlier, finding

PATHS = ["a.yaml", "b.yaml", "c/d.yaml"]
ADDRESSES = ["k8s:/Pod/shop/a", "k8s:/Pod/shop/b", "compose:c/web", "file:"]
FINDINGS = st.builds(
    finding,
    rule=st.sampled_from(["image-tag", "privileged"]),
    path=st.sampled_from(PATHS),
    address=st.sampled_from(ADDRESSES),
    subject=st.sampled_from(["", "x", "y"]),
    discriminator=st.sampled_from(["", "1", "2"]),
    number=st.integers(0, 1),
    level=st.sampled_from(["error", "warning"]),
    outcome=st.sampled_from(["fail", "exempt"]),
    message=st.sampled_from(["It is 3 days old.", "It is 1 day old.", "It is bad."]),
    gap=st.sampled_from([None, 0, 1, 2]),
)


def _in_file(found: Finding) -> Finding:
    """The finding with the address that a file has."""
    name = found.path if found.address == "file:" else ""
    return replace(found, address=found.address + name)


SCANS = st.lists(
    FINDINGS.map(_in_file), max_size=12, unique_by=lambda found: (found.fingerprint, found.path)
)
RENAMES = st.dictionaries(
    st.sampled_from(PATHS), st.builds(Rename, st.sampled_from(PATHS), st.booleans()), max_size=2
)
UNSEEN = st.frozensets(st.sampled_from(PATHS), max_size=2)


def _compared(
    before: Sequence[Finding], now: Sequence[Finding], ground: PlainGround | None = None
) -> Compared:
    return compare([earlier(found) for found in before], [], now, ground or PlainGround())


@given(SCANS)
def test_a_scan_against_itself_only_persists(scan: list[Finding]) -> None:
    compared = _compared(scan, scan)
    assert {(found.state, found.change) for found in compared.now} <= {("persisting", "")}
    assert (compared.resolved, compared.incomparable) == ([], [])


@given(SCANS, SCANS, RENAMES, UNSEEN)
def test_every_finding_has_one_state(
    before: list[Finding], now: list[Finding], renames: dict[str, Rename], unseen: frozenset[str]
) -> None:
    compared = _compared(before, now, PlainGround(renames=renames, unseen=unseen))
    assert len(compared.now) == len(now)
    assert {found.state for found in compared.now} <= STATES.keys()
    kept = sum(found.was is not None for found in compared.now)
    gone = [found.earlier for found in compared.resolved]
    gone += [found.earlier for found in compared.incomparable]
    assert kept + len(gone) == len(before)
    assert len({identity(found.finding) for found in gone}) == len(gone)


@given(SCANS, SCANS)
def test_the_other_way_round_new_is_resolved(before: list[Finding], now: list[Finding]) -> None:
    there, back = _compared(before, now), _compared(now, before)
    new = {identity(f) for f, found in zip(now, there.now, strict=True) if found.state == "new"}
    assert new == {identity(found.earlier.finding) for found in back.resolved}
    assert len(there.resolved) == sum(found.state == "new" for found in back.now)


@given(SCANS, SCANS, RENAMES, UNSEEN, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(
    before: list[Finding],
    now: list[Finding],
    renames: dict[str, Rename],
    unseen: frozenset[str],
    random: Random,
) -> None:
    ground = PlainGround(renames=renames, unseen=unseen)
    other_before, other_now = (random.sample(findings, len(findings)) for findings in (before, now))
    first = _compared(before, now, ground)
    second = _compared(other_before, other_now, ground)
    told = {identity(f): found for f, found in zip(now, first.now, strict=True)}
    assert told == {identity(f): found for f, found in zip(other_now, second.now, strict=True)}
    for one, other in (
        (first.resolved, second.resolved),
        (first.incomparable, second.incomparable),
    ):
        assert {identity(f.earlier.finding): f for f in one} == {
            identity(f.earlier.finding): f for f in other
        }


@given(SCANS, SCANS, UNSEEN)
def test_what_was_not_seen_is_neither_new_nor_resolved(
    before: list[Finding], now: list[Finding], unseen: frozenset[str]
) -> None:
    compared = _compared(before, now, PlainGround(unseen=unseen))
    states = [f.state for f, n in zip(compared.now, now, strict=True) if n.path in unseen]
    assert set(states) <= {"persisting", "returned", "incomparable"}
    assert all(gone.earlier.finding.path not in unseen for gone in compared.resolved)


@given(SCANS)
def test_days_alone_are_no_other_value(scan: list[Finding]) -> None:
    later = [replace(found, message=found.message.replace("3 days", "55 days")) for found in scan]
    assert {found.change for found in _compared(scan, later).now} <= {""}


A = Identity("r", "a.sh", "file:a.sh", "x", "f1", 3, 1)
STEPS = {
    "same": (A, A._replace(line=9), {}, "same"),
    "moved": (A, A._replace(path="b.sh"), {}, "moved"),
    "renamed": (
        A,
        A._replace(path="b.sh", address="file:b.sh", fingerprint="f2"),
        {"a.sh": Rename("b.sh", False)},
        "renamed",
    ),
    "renamed to elsewhere": (
        A,
        A._replace(path="b.sh", address="file:b.sh", fingerprint="f2"),
        {"a.sh": Rename("c.sh", False)},
        None,
    ),
    "reworded": (A, A._replace(fingerprint="f2"), {}, "reworded"),
    "another subject": (A, A._replace(fingerprint="f2", subject="y"), {}, None),
    "another rule": (A, A._replace(fingerprint="f2", rule="q"), {}, None),
}


@pytest.mark.parametrize(("before", "now", "renames", "step"), STEPS.values(), ids=STEPS)
def test_a_step(
    before: Identity, now: Identity, renames: dict[str, Rename], step: str | None
) -> None:
    matching = match([before], [now], renames)
    assert matching.pairs == ({0: (0, step)} if step else {})


def test_lines_tell_equal_findings_apart_in_a_file_that_only_moved() -> None:
    before = [A, A._replace(fingerprint="f2", line=7)]
    now = [
        found._replace(path="b.sh", address="file:b.sh", fingerprint=f"{found.fingerprint}-b")
        for found in before
    ]
    exactly = match(before, now, {"a.sh": Rename("b.sh", True)})
    assert exactly.pairs == {0: (0, "renamed"), 1: (1, "renamed")}
    edited = match(before, now, {"a.sh": Rename("b.sh", False)})
    assert (dict(edited.pairs), set(edited.doubtful_before)) == ({}, {0, 1})


def test_what_the_other_scan_could_not_see_is_found_in_its_place_only() -> None:
    elsewhere = A._replace(path="b.sh")
    assert match([A], [elsewhere], {}, unseen_now=[0]).pairs == {}
    assert match([A], [elsewhere], {}, unseen_before=[0]).pairs == {}
    assert match([A], [A], {}, unseen_now=[0], unseen_before=[0]).pairs == {0: (0, "same")}


def test_an_object_is_called_otherwise_in_a_file_that_stayed() -> None:
    pod = Identity("r", "a.yaml", "k8s:/Pod/shop/a", "x", "f1")
    other = pod._replace(address="k8s:/Pod/store/a", fingerprint="f2")
    assert match([pod], [other], {}, is_readdressed=lambda found: True).pairs
    unknown = match([pod], [other], {})
    assert (dict(unknown.pairs), set(unknown.doubtful_now)) == ({}, {0})
    two = [other, other._replace(address="k8s:/Pod/store/b", fingerprint="f3")]
    assert match([pod], two, {}, is_readdressed=lambda found: True).pairs == {}


@pytest.mark.parametrize(
    ("address", "path", "new", "becomes"),
    [
        ("file:a/b.sh", "a/b.sh", "c.sh", "file:c.sh"),
        ("compose:shop/web", "shop/compose.yml", "store/compose.yml", "compose:store/web"),
        ("gha:ci/build/x", ".github/workflows/ci.yml", ".github/workflows/a.yml", "gha:a/build/x"),
        ("docker:build", "Dockerfile", "web/Dockerfile", "docker:build"),
        ("k8s:/Pod/shop/a", "a.yaml", "b.yaml", "k8s:/Pod/shop/a"),
    ],
)
def test_an_address_follows_its_file(address: str, path: str, new: str, becomes: str) -> None:
    found = moved(Identity("r", path, address, "", "f"), new)
    assert (found.path, found.address) == (new, becomes)
