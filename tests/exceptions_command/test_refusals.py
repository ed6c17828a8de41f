"""What the commands refuse, with the reason; the register stays as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .repositories import APPROVED, ASKED, ENTRY, REGISTER, STANDARD, Repository

CLOSED = f"{ENTRY}{APPROVED}closed_on: 2026-06-01\n"
REJECTED = ENTRY + 'rejected: {by: bob, on: 2026-02-01, why: "No."}\n'
EXPIRED = (ENTRY + APPROVED).replace("2027-05-31", "2026-10-31")
BOB = ("approve", "EXC-7", "--role", "platform", "--by", "bob")
RENEW = ("renew", "EXC-7", "--by", "alice", "--reason", "It comes a year later, in 2028.")
FOR_A_YEAR = ("--sunset", "2028-05-31")


@pytest.mark.parametrize(
    ("entry", "command", "told"),
    [
        (ENTRY, (*BOB[:-1], "eve"), "eve, who was not in that role on 2026-11-22"),
        (ENTRY, (*BOB[:-1], "carol"), "carol, who was not in that role"),
        (ENTRY, (*BOB, "--on", "2023-12-31"), "bob, who was not in that role on 2023-12-31"),
        (ENTRY, (*BOB, "--on", "2026-11-23"), "--on 2026-11-23 is after 2026-11-22"),
        (ENTRY.replace("alice", "Bob"), BOB, "bob, who requested it; somebody else must approve"),
        (ENTRY + APPROVED, (*BOB[:-1], "dora"), "yaml:10:3: bob approved EXC-7 as platform"),
        (CLOSED, BOB, "cannot be approved any more: closed on 2026-06-01"),
        (REJECTED, BOB, "cannot be approved any more: rejected 2026-02-01 by bob"),
        (EXPIRED, BOB, "cannot be approved any more: expired on 2026-10-31"),
        (ENTRY.replace("2027-05-31", "2029-05-31") + "starts: 2026-12-01\n", BOB, "24 months"),
        (ENTRY, ("approve", "EXC-8", *BOB[2:]), "no exception 'EXC-8'. Did you mean EXC-7?"),
        (ENTRY, ("approve", "exc-7", *BOB[2:]), "no exception 'exc-7'. Did you mean EXC-7?"),
        (ENTRY, ("reject", "EXC-7", "--by", "eve", "--why", "No."), "eve was in no role"),
        (ENTRY + APPROVED, ("reject", "EXC-7", "--by", "bob", "--why", "No."), "exceptions close"),
        (REJECTED, ("reject", "EXC-7", "--by", "bob", "--why", "Other."), "was rejected 2026-02"),
        (CLOSED, ("close", "EXC-7"), "yaml:12:12: EXC-7 is closed from 2026-06-01 already"),
        (EXPIRED, ("close", "EXC-7"), "over already: expired"),
        (ENTRY, ("close", "EXC-7", "--on", "2027-06-01"), "cannot be closed from 2027-06-01"),
        (ENTRY, ("close", "EXC-7", "--on", "2026-01-09"), "requested on 2026-01-10"),
        (ENTRY, (*RENEW, *FOR_A_YEAR), "EXC-7 is requested: only what was approved"),
        (REJECTED, (*RENEW, *FOR_A_YEAR), "EXC-7 is rejected: only what was approved"),
        (ENTRY + APPROVED, (*RENEW, "--sunset", "2027-05-31"), "EXC-7 ends on 2027-05-31"),
        (ENTRY + APPROVED, (*RENEW, "--sunset", "2028-11-23"), "latest possible is 2028-11-22"),
        (
            EXPIRED,
            (*RENEW, "--sunset", "2026-11-21"),
            "the sunset 2026-11-21 is over already. Name a day from 2026-11-22 on.",
        ),
        (ENTRY + APPROVED, (*RENEW, *FOR_A_YEAR, "--id", "EXC-7"), "the id EXC-7 is taken"),
        (ENTRY + APPROVED, (*RENEW, *FOR_A_YEAR, "--id", "ＥＸＣ-7"), "is not an id"),
        (ENTRY + APPROVED, (*RENEW, *FOR_A_YEAR, "--id", "exc-7"), "the id exc-7 is taken"),
        (ENTRY + APPROVED, (*RENEW, *FOR_A_YEAR, "--id", "../x"), "is not an id"),
        (ENTRY + APPROVED, (*RENEW, *FOR_A_YEAR, "--months", "3"), "choose one"),
        (ENTRY + APPROVED, (*RENEW[:-1], "Late.", *FOR_A_YEAR), "reason has 5 characters"),
        (
            ENTRY + APPROVED,
            (*RENEW[:-1], "The vendor's driver  needs the host until May.", *FOR_A_YEAR),
            "would be invalid: reason is that of EXC-7, which it renews; say what has changed",
        ),
        (ENTRY + APPROVED, RENEW, "--sunset or --months is missing"),
        (ENTRY + APPROVED + "renews: EXC-7\n", (*RENEW, *FOR_A_YEAR), "EXC-7 is invalid"),
    ],
)
def test_refusals(repository: Repository, entry: str, command: tuple[str, ...], told: str) -> None:
    assert told in repository.entry(entry).refused(*command)


def test_one_person_does_not_approve_in_both_roles(repository: Repository) -> None:
    repository.entry(ENTRY).done("approve", "EXC-7", "--role", "platform", "--by", "dora")
    told = repository.refused("approve", "EXC-7", "--role", "leadership", "--by", "Dora")
    assert "it takes two people" in told


def test_a_term_is_renewed_once(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED).done(*RENEW, *FOR_A_YEAR)
    told = repository.refused(*RENEW, "--sunset", "2028-06-30")
    assert "EXC-7 is renewed by EXC-2026-0001 already" in told


def test_a_renewal_makes_no_cycle(repository: Repository) -> None:
    expired = (ENTRY + APPROVED).replace("2027-05-31", "2026-10-31")
    repository.entry(f"{expired}renews: EXC-8\n")
    assert "renewals go in a circle" in repository.refused(*RENEW, *FOR_A_YEAR, "--id", "EXC-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--finding", "1234567"), "is neither a fingerprint nor a place. Write at least 8 digits"),
        (("--finding", "0123456789"), "the scan finds no such finding"),
        ((), "--finding is missing"),
        (("--finding", "IT", "--scope", "repository"), "is not one of"),
        (
            ("--finding", "IT", "--reason", "Short."),
            "EXC-2026-0001 would be invalid: reason has 6 characters; it needs 20",
        ),
        (("--finding", "IT", "--sunset", "2028-11-23"), "choose one"),
        (("--finding", "IT", "--category", "mitigated"), "--compensating is missing"),
        (("--finding", "IT", "--id", "EXC 7"), "--id 'EXC 7' is not an id"),
    ],
)
def test_requests_that_are_refused(
    repository: Repository, arguments: tuple[str, ...], told: str
) -> None:
    fingerprint = repository.fingerprint()
    given = [fingerprint if word == "IT" else word for word in arguments]
    assert told in repository.refused("request", *ASKED, *given)


@pytest.mark.parametrize("missing", ["--by", "--owner", "--reason"])
def test_what_is_missing_is_named_by_its_option(repository: Repository, missing: str) -> None:
    pairs = zip(ASKED[::2], ASKED[1::2], strict=True)
    given = [word for pair in pairs if pair[0] != missing for word in pair]
    told = repository.refused("request", "--finding", repository.fingerprint(), *given)
    assert f"{missing} is missing" in told


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (ENTRY + APPROVED, "is exempt already: EXC-7 covers it through 2027-05-31"),
        (EXPIRED, "Renew it: `platguard exceptions renew EXC-7`."),
        (ENTRY.replace("category: waiver\n", ""), "yaml:1:5: EXC-7 is about the finding"),
    ],
)
def test_a_finding_that_an_exception_is_about(
    repository: Repository, entry: str, told: str
) -> None:
    fingerprint = repository.fingerprint()
    assert told in repository.entry(entry).refused("request", "--finding", fingerprint, *ASKED)


def test_a_finding_about_the_register_is_not_excepted(repository: Repository) -> None:
    repository.write({"platguard.yaml": "standards: [builtin]\n"})
    repository.entry(ENTRY.replace("privileged-pod", "privileged").replace("waiver", "no"))
    fingerprint = repository.fingerprint("invalid-exception")
    told = repository.refused("request", "--finding", fingerprint, *ASKED)
    assert "is about the register itself, which no exception covers" in told


def test_some_rules_are_excepted_by_fingerprint_only(repository: Repository) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: secret}\nspec: {containers: [{name: a}]}\n"
    repository.write({"pod.yaml": pod})
    asked = ("--finding", repository.fingerprint("own-secret"), *ASKED)
    told = repository.refused("request", *asked, "--scope", "path")
    assert "own-secret accepts only exceptions by fingerprint" in told
    repository.done("request", *asked)


def test_what_is_no_object_has_no_resource(repository: Repository) -> None:
    rule = STANDARD.partition("  - id: own-secret")[0]
    rule = rule.replace("container.privileged", '"true"').replace("on: container", "on: image")
    rule = rule.replace("{container.subject} of {container.name}", "{image.subject}")
    repository.write({"standards/own.yaml": rule})
    repository.write({"compose.yml": "services:\n  a:\n    image: registry.example/a:1\n"})
    found = next(f for f in repository.findings() if f["path"] == "compose.yml")
    told = repository.refused(
        "request", "--finding", found["fingerprint"], "--scope", "resource", *ASKED
    )
    assert "compose.yml:" in told
    assert "is no Kubernetes object" in told


@pytest.mark.parametrize("command", [BOB, ("close", "EXC-7"), ("prune",)])
def test_links_are_neither_followed_nor_replaced(
    repository: Repository, tmp_path: Path, command: tuple[str, ...]
) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(ENTRY)
    folder = repository.folder / REGISTER
    folder.mkdir(parents=True)
    (folder / "EXC-7.yaml").symlink_to(outside)
    for where in ((), ("--exceptions", REGISTER)):
        told = repository.run(*command, *where)
        assert told.code == 2
        assert "EXC-7.yaml: " in told.error
        assert "symbolic link" in told.error
    assert outside.read_text() == ENTRY
    assert (folder / "EXC-7.yaml").is_symlink()


def test_a_register_behind_a_link_is_not_written_to(repository: Repository, tmp_path: Path) -> None:
    fingerprint = repository.fingerprint()
    (tmp_path / "elsewhere").mkdir()
    (repository.folder / ".platguard").symlink_to(tmp_path / "elsewhere")
    told = repository.refused("request", "--finding", fingerprint, *ASKED)
    assert "is not a folder of exceptions" in told
    assert not os.listdir(tmp_path / "elsewhere")


@pytest.mark.parametrize("folder", ["../outside", "/tmp/outside"])
def test_a_repository_cannot_name_a_register_outside_of_it(
    repository: Repository, folder: str
) -> None:
    configuration = (repository.folder / "platguard.yaml").read_text()
    repository.write({"platguard.yaml": f"{configuration}register: {folder}\n"})
    told = repository.refused("request", "--finding", repository.fingerprint(), *ASKED)
    assert "lies outside of the register" in told
