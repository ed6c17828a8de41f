"""Only what was approved is a term, and a second request never dodges a renewal."""

from __future__ import annotations

import pytest

from .repositories import APPROVED, ASKED, ENTRY, POD, REGISTER, Repository

EXPIRED_REQUEST = ENTRY.replace("2027-05-31", "2026-10-31")
BY = ("--by", "alice", "--reason", "It comes a year later, in 2028.")
RENEW = ("renew", "EXC-7", *BY, "--sunset", "2028-05-31")


def grant(repository: Repository, name: str = "EXC-2026-0001") -> None:
    """Approves an entry in both roles."""
    for role, by in (("platform", "bob"), ("leadership", "carol")):
        repository.done("approve", name, "--role", role, "--by", by)


def test_what_approve_would_refuse_is_not_requested(repository: Repository) -> None:
    asked = ("request", "--finding", repository.fingerprint(), *ASKED)
    repository.done(*asked)
    grant(repository)
    repository.done("close", "EXC-2026-0001", "--on", "2026-12-01")
    told = repository.refused(*asked, as_of="2026-12-02")
    assert (
        "EXC-2026-0002 would be invalid: covers what EXC-2026-0001 covered through 2026-11-30,"
        " 2 days before; renew EXC-2026-0001 (renews: EXC-2026-0001)." in told
    )
    assert "`platguard exceptions renew`" in told
    assert "--rules" not in told
    repository.done("renew", "EXC-2026-0001", *BY, "--months", "1", as_of="2026-12-02")
    assert "sunset: 2027-01-02" in repository.read("EXC-2026-0002")


def test_what_was_closed_long_ago_or_never_began_is_asked_for_anew(repository: Repository) -> None:
    asked = ("request", "--finding", repository.fingerprint(), *ASKED)
    repository.done(*asked)
    grant(repository)
    repository.done("close", "EXC-2026-0001")
    repository.done(*asked)
    grant(repository, "EXC-2026-0002")
    repository.done("close", "EXC-2026-0002", "--on", "2026-11-24")
    repository.done(*asked, as_of="2027-02-22")


def test_the_first_approval_of_a_stacked_exception_is_refused(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED).entry(ENTRY.replace("EXC-7", "EXC-8"), "EXC-8")
    told = repository.refused("approve", "EXC-8", "--role", "platform", "--by", "bob")
    assert "covers what EXC-7 covers through 2027-05-31; renew EXC-7 (renews: EXC-7), or" in told


@pytest.mark.parametrize(
    "text",
    [
        EXPIRED_REQUEST,
        EXPIRED_REQUEST + "approvals: [{role: platform, by: bob, on: 2026-01-15,"
        " sunset: 2026-10-31}]\n",
        f"{ENTRY}closed_on: 2026-03-01\n",
        f"{ENTRY}{APPROVED}closed_on: 2026-01-12\n",
    ],
)
def test_what_was_never_a_term_is_not_renewed(repository: Repository, text: str) -> None:
    told = repository.entry(text).refused(*RENEW)
    assert "EXC-7 was over before both roles had approved it: there is nothing to renew" in told


@pytest.mark.parametrize("end", ["close", "reject", "lapse"])
def test_a_renewal_that_came_to_nothing_blocks_no_other(repository: Repository, end: str) -> None:
    repository.entry(ENTRY + APPROVED).done(*RENEW[:-1], "2027-06-15", "--id", "EXC-8")
    as_of = "2027-06-16" if end == "lapse" else "2026-11-22"
    assert "EXC-7 is renewed by EXC-8 already" in repository.refused(*RENEW)
    if end == "close":
        repository.done("close", "EXC-8")
    elif end == "reject":
        repository.done("reject", "EXC-8", "--by", "bob", "--why", "It is there.")
    repository.done(*RENEW, as_of=as_of)
    name = f"EXC-{as_of[:4]}-0001"
    for role, by in (("platform", "bob"), ("leadership", "carol")):
        repository.done("approve", name, "--role", role, "--by", by, as_of=as_of)
    row = next(row for row in repository.rows(as_of=as_of) if row["id"] == name)
    assert row["chain"] == ["EXC-7", name]
    assert "2nd term" in row["text"]


def test_months_of_a_renewal_count_from_the_end_of_the_old_term(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED).done("renew", "EXC-7", *BY, "--months", "6")
    assert "sunset: 2027-12-01\n" in repository.read("EXC-2026-0001")
    over = (ENTRY + APPROVED).replace("2027-05-31", "2026-10-31").replace("EXC-7", "EXC-8")
    repository.entry(over.replace("[api.yaml]", "[b]"), "EXC-8")
    repository.done("renew", "EXC-8", *BY, "--months", "6")
    assert "sunset: 2027-05-22\n" in repository.read("EXC-2026-0002")


def test_messages_name_no_option_that_was_not_given(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED)
    told = repository.refused("renew", "EXC-7", *BY, "--months", "24")
    assert "EXC-2026-0001 would be invalid: sunset is 2029-06-01, more than 24 months" in told
    assert "--" not in told
    told = repository.refused(*RENEW[:-1], "2027-05-31")
    assert "a term through 2027-05-31 is no renewal: EXC-7 ends on 2027-05-31" in told


@pytest.mark.parametrize(
    "other",
    [
        ("--owner", "team-b"),
        ("--by", "erin"),
        ("--reason", "Another reason of twenty letters."),
        ("--scope", "path"),
        ("--category", "mitigated", "--compensating", "A firewall."),
        ("--ticket", "PLAT-1"),
        ("--id", "EXC-9"),
    ],
)
def test_another_request_for_the_same_finding_is_refused(
    repository: Repository, other: tuple[str, ...]
) -> None:
    asked = ("request", "--finding", repository.fingerprint(), *ASKED)
    repository.done(*asked)
    told = repository.refused(*asked, *other)
    place = f"{REGISTER}/EXC-2026-0001.yaml:1:5"
    assert f"{place}: EXC-2026-0001 asks for it already: requested 2026-11-22 by alice" in told
    assert "edit its file before anybody approves it or end it (`platguard exceptions close" in told
    assert "nothing to change" in repository.done(*asked)


def test_an_open_request_is_named_before_anything_is_asked_for(repository: Repository) -> None:
    repository.done("request", "--finding", repository.fingerprint(), *ASKED)
    told = repository.refused("request", "--finding", repository.fingerprint())
    assert "EXC-2026-0001 asks for it already" in told
    assert "missing" not in told


def test_a_request_that_lapsed_is_asked_for_anew(repository: Repository) -> None:
    repository.entry(EXPIRED_REQUEST)
    repository.done("request", "--finding", repository.fingerprint(), *ASKED)


def test_nothing_is_decided_before_it_was_requested(repository: Repository) -> None:
    repository.entry(ENTRY)
    told = repository.refused(
        "approve", "EXC-7", "--role", "platform", "--by", "bob", "--on", "2026-01-09"
    )
    assert "is of 2026-01-09, before it was requested, on 2026-01-10" in told
    reject = ("reject", "EXC-7", "--by", "bob", "--why", "No.")
    told = repository.refused(*reject, as_of="2026-01-09")
    assert "yaml:7:12: EXC-7 cannot be rejected on 2026-01-09" in told
    repository.done(*reject, as_of="2026-01-10")


def test_a_finding_is_named_by_its_place(repository: Repository) -> None:
    (found,) = repository.findings()
    place = f"{found['path']}:{found['line']}"
    repository.done("request", "--finding", f"./{place}:{found['column']}", *ASKED)
    assert "nothing to change" in repository.done("request", "--finding", place, *ASKED)
    assert "finds no such finding" in repository.refused("request", "--finding", "api.yaml:99")


def test_a_place_of_several_findings_lists_them(repository: Repository) -> None:
    pod = POD.replace("NAME", "two").partition("    - name")[0]
    containers = ", ".join(
        f"{{name: {name}, image: a/b:1.0, securityContext: {{privileged: true}}}}" for name in "ab"
    )
    repository.write(
        {"two.yaml": f"{pod.replace('containers:', '')}    containers: [{containers}]"}
    )
    found = [f for f in repository.findings() if f["path"] == "two.yaml"]
    lines = {f["line"] for f in found}
    assert (len(found), len(lines)) == (2, 1)
    told = repository.refused("request", "--finding", f"two.yaml:{lines.pop()}", *ASKED)
    assert "is not one finding" in told
    for one in found:
        assert f"{one['fingerprint']} privileged-pod at two.yaml:" in told


def test_findings_that_share_a_fingerprint_are_named_by_their_place(repository: Repository) -> None:
    (found,) = repository.findings()
    text = (repository.folder / found["path"]).read_text()
    repository.write({f"copy/{found['path']}": text})
    assert len({f["fingerprint"] for f in repository.findings()}) == 1
    told = repository.refused("request", "--finding", found["fingerprint"], *ASKED)
    assert "write it, PATH:LINE:COLUMN" in told
    place = f"{found['path']}:{found['line']}:{found['column']}"
    repository.done("request", "--finding", place, *ASKED)


def test_all_that_is_missing_is_told_at_once(repository: Repository) -> None:
    told = repository.refused("request")
    names = "--finding, --owner, --reason, --by and --sunset or --months are missing."
    assert names in told
    assert "number" not in told


def test_an_id_that_looks_like_another_says_which_letter(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED)
    told = repository.refused(*RENEW, "--id", "EX\u0421-8")
    assert "Its character 3 is CYRILLIC CAPITAL LETTER ES (U+0421)" in told
    repository.entry(ENTRY.replace("EXC-7", "EX\u0421-8"), "EXC-8")
    assert "CYRILLIC CAPITAL LETTER ES (U+0421)" in repository.run("check").error


@pytest.mark.parametrize(
    "command", ["approve", "reject", "renew", "close", "list", "check", "prune", "calendar"]
)
def test_help_shows_examples(repository: Repository, command: str) -> None:
    told = repository.platguard("exceptions", command, "--help")
    assert f"Examples:\n    platguard exceptions {command}" in told.out
