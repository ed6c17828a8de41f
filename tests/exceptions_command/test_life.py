"""One exception from its request to its end, by the commands."""

from __future__ import annotations

import json
import subprocess

import pytest

from .repositories import APPROVED, ASKED, ENTRY, POD, REGISTER, TODAY, Repository

NEW = """\
id: EXC-2026-0001
rules: [privileged-pod]
scope: {paths: [api.yaml], fingerprints: [FINGERPRINT]}
category: waiver
reason: The vendor's driver needs the host until May.
owner: team-a
requested: {by: alice, on: 2026-11-22}
sunset: 2027-05-22
"""


def test_from_request_to_prune(repository: Repository) -> None:
    fingerprint, name = repository.fingerprint(), "EXC-2026-0001"
    repository.done("request", "--finding", fingerprint[:8], *ASKED)
    assert repository.read(name) == NEW.replace("FINGERPRINT", fingerprint)
    assert repository.state(name) == "requested"
    told = repository.done("approve", name, "--role", "platform", "--by", "bob")
    assert f"approve {name} --role leadership --by NAME" in told
    assert "(carol or dora)" in told
    assert repository.findings()[0]["outcome"] == "fail"
    told = repository.done("approve", name, "--role", "leadership", "--by", "carol")
    assert "covered through 2027-05-22, 181 days left" in told
    assert repository.findings()[0]["outcome"] == "exempt"
    repository.done("check")
    later = "2027-05-01"
    reason = ("--reason", "The driver is late, and comes in June.")
    repository.done("renew", name, *reason, "--by", "alice", "--months", "3", as_of=later)
    renewal = "EXC-2027-0001"
    for role, by in (("platform", "bob"), ("leadership", "carol")):
        repository.done("approve", renewal, "--role", role, "--by", by, as_of=later)
    (row,) = repository.rows("--state", "active", "--ending-within", "115d", as_of=later)
    assert row["chain"] == [name, renewal]
    assert "2nd term, exempt since 2026-11-22" in row["text"]
    # Its months count from the day after the last one of the first term.
    assert (row["starts"], row["last_day"]) == (later, "2027-08-23")
    repository.done("close", renewal, as_of="2027-07-01")
    assert repository.state(renewal, as_of="2027-07-01") == "closed"
    assert repository.state(renewal, as_of="2027-06-30") == "expiring"
    repository.commit()
    assert "removed" not in repository.done("prune", as_of="2027-09-29")
    assert repository.done("prune", as_of="2027-09-30").count(": removed") == 2
    assert repository.register() == {}


def test_the_same_command_again_changes_nothing_and_says_so(repository: Repository) -> None:
    name = "EXC-2026-0001"
    commands = [
        ("request", "--finding", repository.fingerprint(), *ASKED),
        ("approve", name, "--role", "platform", "--by", "bob"),
        ("approve", name, "--role", "platform", "--by", "@Bob"),
        ("close", name),
    ]
    for number, command in enumerate(commands):
        if number != 2:
            assert "nothing to change" not in repository.done(*command)
        before = repository.register()
        assert "nothing to change" in repository.done(*command)
        assert repository.register() == before


def test_the_same_renewal_and_rejection_again_change_nothing(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED)
    asked = ("--reason", "Now it is another vendor's.", "--by", "alice", "--sunset", "2027-09-30")
    rejected = ("reject", "EXC-2026-0001", "--by", "bob", "--why", "Use the new driver.")
    for command in (("renew", "EXC-7", *asked), rejected):
        assert "nothing to change" not in repository.done(*command)
        before = repository.register()
        assert "nothing to change" in repository.done(*command)
        assert repository.register() == before
    assert repository.state("EXC-2026-0001") == "rejected"
    # A rejected renewal is none: another may be asked for.
    repository.done("renew", "EXC-7", *asked)


def test_a_renewal_keeps_what_it_continues_and_needs_new_approvals(repository: Repository) -> None:
    text = ENTRY.replace("category: waiver", "category: mitigated\ncompensating: A firewall.")
    repository.entry(f"{text}max_findings: 3\nticket: PLAT-1\n{APPROVED}")
    told = repository.done(
        *("renew", "EXC-7", "--id", "EXC-8", "--by", "erin", "--sunset", "2027-12-31"),
        *("--reason", "The driver comes a year later."),
    )
    assert repository.read("EXC-8") == (
        "id: EXC-8\nrenews: EXC-7\nrules: [privileged-pod]\nscope: {paths: [api.yaml]}\n"
        "category: mitigated\nreason: The driver comes a year later.\n"
        "compensating: A firewall.\nowner: team-a\nrequested: {by: erin, on: 2026-11-22}\n"
        "sunset: 2027-12-31\nmax_findings: 3\nticket: PLAT-1\n"
    )
    assert "Terms: `EXC-7` then `EXC-8`, exempt since 2026-01-16." in told


def test_what_was_approved_for_another_sunset_is_approved_anew(repository: Repository) -> None:
    repository.entry((ENTRY + APPROVED).replace("sunset: 2027-05-31\n", "sunset: 2027-06-30\n"))
    assert repository.state() == "invalid"
    told = repository.done("approve", "EXC-7", "--role", "platform", "--by", "dora")
    assert "in place of what bob approved" in told
    assert "the leadership approval is for the sunset 2027-05-31, not 2027-06-30" in told
    repository.done("approve", "EXC-7", "--role", "leadership", "--by", "carol")
    assert repository.state() == "active"


@pytest.mark.parametrize(
    ("scope", "written"),
    [
        ("path", "{paths: [api.yaml]}"),
        ("resource", "{resources: [{kind: Pod, namespace: shop, name: api}]}"),
    ],
)
def test_wider_scopes(repository: Repository, scope: str, written: str) -> None:
    repository.done("request", "--finding", repository.fingerprint(), "--scope", scope, *ASKED)
    assert f"scope: {written}\n" in repository.read("EXC-2026-0001")


@pytest.mark.parametrize("name", ["a [1]*.yaml", "!x.yaml", "back\\slash.yaml", "é\u202e.yaml"])
@pytest.mark.parametrize("scope", ["path", "fingerprint"])
def test_a_path_is_meant_as_it_is_written(repository: Repository, name: str, scope: str) -> None:
    repository.write({name: POD.replace("NAME", "odd"), "a 1.yaml": POD.replace("NAME", "other")})
    odd = next(f for f in repository.findings() if f["address"].endswith("/odd"))
    repository.done("request", "--finding", odd["fingerprint"], "--scope", scope, *ASKED)
    for role, by in (("platform", "bob"), ("leadership", "carol")):
        repository.done("approve", "EXC-2026-0001", "--role", role, "--by", by)
    exempt = [f["address"] for f in repository.findings() if f["outcome"] == "exempt"]
    assert exempt == [odd["address"]]


def test_a_register_elsewhere_names_the_repository(repository: Repository) -> None:
    (repository.folder.parent / "register").mkdir()
    there = ("--exceptions", "../register")
    told = repository.done("request", "--finding", repository.fingerprint(), *ASKED, *there)
    text = (repository.folder.parent / "register/EXC-2026-0001.yaml").read_text()
    assert "scope: {repositories: [shop], paths: [api.yaml], fingerprints:" in text
    assert "platguard exceptions approve EXC-2026-0001 --exceptions ../register --role" in told
    assert "  git -C ../register add EXC-2026-0001.yaml\n" in told
    repository.done("approve", "EXC-2026-0001", "--role", "platform", "--by", "bob", *there)
    assert not (repository.folder / REGISTER).exists()


def test_a_finding_of_a_commit_is_asked_for_without_a_checkout(repository: Repository) -> None:
    """Bare clones and mirrors have no working tree, in which nothing would be found."""
    repository.commit()
    bare = repository.folder.parent / "shop.git"
    git = ("git", "clone", "-q", "--bare", str(repository.folder), str(bare))
    subprocess.run(git, check=True)
    finding = ("--finding", repository.fingerprint())
    named = ("--config", "platguard.yaml", "--exceptions", "../register")
    (repository.folder.parent / "register").mkdir()
    told = repository.refused("request", str(bare), *finding, *ASKED)
    assert "the register of HEAD is part of a commit, and cannot be written. Name that of" in told
    told = repository.refused("request", str(bare), "--finding", "api.yaml:99", *ASKED, *named)
    assert "no such finding. Look for it with `platguard scan --revision HEAD`" in told
    repository.done("request", str(bare), *finding, *ASKED, *named)
    text = (repository.folder.parent / "register/EXC-2026-0001.yaml").read_text()
    assert "paths: [api.yaml]" in text
    approve = ("approve", "EXC-2026-0001", str(bare), "--role", "platform", "--by", "bob")
    repository.done(*approve, *named)
    assert repository.done("list", str(bare)).startswith("No exception in .platguard/exceptions")
    # What somebody mended in the working tree is still there at the commit.
    (repository.folder / "api.yaml").unlink()
    (repository.folder.parent / "register/EXC-2026-0001.yaml").unlink()
    assert "no such finding" in repository.refused("request", *finding, *ASKED, *named)
    repository.done("request", "--revision", "HEAD", *finding, *ASKED, *named)
    text = (repository.folder.parent / "register/EXC-2026-0001.yaml").read_text()
    assert "repositories: [shop], paths: [api.yaml]" in text


def test_ids_count_on_within_the_year(repository: Repository) -> None:
    for name in ("EXC-2025-0044", "EXC-2026-0009", "exc-2026-0011"):
        repository.entry(ENTRY.replace("EXC-7", name), name)
    repository.write({f"{REGISTER}/EXC-2026-0012.yaml": ENTRY})
    repository.write({"worker.yaml": POD.replace("NAME", "worker")})
    found = next(f for f in repository.findings() if f["path"] == "worker.yaml")
    repository.done("request", "--finding", found["fingerprint"], *ASKED)
    assert "EXC-2026-0013.yaml" in repository.register()


def test_prune_keeps_what_a_term_that_stays_renews(repository: Repository) -> None:
    old = (ENTRY + APPROVED).replace("2027-05-31", "2026-05-31")
    repository.entry(old)
    second = old.replace("EXC-7", "EXC-8").replace("The vendor", "Again the vendor")
    repository.entry(f"{second}renews: EXC-7\n", "EXC-8")
    third = (ENTRY + APPROVED).replace("EXC-7", "EXC-9").replace("The vendor", "Still the vendor")
    repository.entry(f"{third}renews: exc-8\n", "EXC-9")
    repository.entry(old.replace("EXC-7", "EXC-1").replace("api.yaml", "old/"), "EXC-1")
    before = repository.register()
    assert "EXC-1 ended on 2026-05-31: kept, it is not committed" in repository.done("prune")
    assert repository.register() == before
    repository.commit()
    told = repository.done("prune", "--dry-run")
    assert told == f"{REGISTER}/EXC-1.yaml: EXC-1 ended on 2026-05-31: would be removed\n"
    assert repository.register() == before
    repository.done("prune")
    assert set(before) - set(repository.register()) == {"EXC-1.yaml"}
    assert "nothing to remove" in repository.done("prune")


def test_every_command_is_summed_up_on_a_narrow_terminal(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = repository.platguard("exceptions", "--help")
    assert told.code == 0
    assert "..." not in told.out.partition("Commands:")[2]


def test_list_filters_and_sorts(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED)
    repository.entry(ENTRY.replace("EXC-7", "EXC-6").replace("2027-05-31", "2026-12-31"), "EXC-6")
    other = ENTRY.replace("EXC-7", "EXC-5").replace("team-a", "team-b")
    repository.entry(other.replace("privileged-pod", "own-secret"), "EXC-5")

    def names(*arguments: str) -> list[str]:
        return [row["id"] for row in repository.rows(*arguments)]

    assert names() == ["EXC-6", "EXC-5", "EXC-7"]
    assert names("--state", "active") == ["EXC-7"]
    assert names("--state", "active", "--state", "requested") == names()
    assert names("--owner", "team-b") == names("--rule", "own-secret") == ["EXC-5"]
    assert names("--ending-within", "39d") == names("--ending-within", "6w") == ["EXC-6"]
    assert names("--ending-within", "38d") == []
    table = repository.done("list").splitlines()
    assert table[0].split() == ["ID", "STATE", "THROUGH", "DAYS", "OWNER", "RULES"]
    assert table[1] == "EXC-6  requested  2026-12-31  39    team-a  privileged-pod"
    assert max(map(len, table)) <= 80
    assert "no such rule" in repository.refused("list", "--rule", "privileged-pot")


def test_prune_makes_no_first_term_of_a_second_one(repository: Repository) -> None:
    old = (ENTRY + APPROVED).replace("2027-05-31", "2026-05-31")
    repository.entry(old)
    stacked = (ENTRY + APPROVED).replace("EXC-7", "EXC-8").replace("2026-01-1", "2026-06-1")
    repository.entry(stacked.replace("2026-01-10", "2026-06-01"), "EXC-8")
    repository.commit()
    assert repository.state("EXC-8") == "invalid"
    assert "nothing to remove" in repository.done("prune")
    assert repository.state("EXC-8") == "invalid"


def test_the_number_of_an_entry_that_is_gone_is_not_given_again(repository: Repository) -> None:
    repository.done("request", "--finding", repository.fingerprint(), *ASKED)
    repository.commit()
    (name,) = repository.register()
    (repository.folder / REGISTER / name).unlink()
    repository.commit()
    repository.done("request", "--finding", repository.fingerprint(), *ASKED)
    assert list(repository.register()) == ["EXC-2026-0002.yaml"]
    assert name == "EXC-2026-0001.yaml"


def test_sarif_says_who_allowed_it_and_why(repository: Repository) -> None:
    ticket = "https://tickets.example/PLAT-881"
    repository.done("request", "--finding", repository.fingerprint(), *ASKED, "--ticket", ticket)
    for role, by in (("platform", "bob"), ("leadership", "carol")):
        repository.done("approve", "EXC-2026-0001", "--role", role, "--by", by)
    told = repository.platguard("scan", "--format", "sarif", "--as-of", TODAY, "--no-cache")
    (run,) = json.loads(told.out)["runs"]
    ((suppression,),) = [r["suppressions"] for r in run["results"] if "suppressions" in r]
    assert suppression == {
        "kind": "external",
        "status": "accepted",
        "justification": (
            "EXC-2026-0001 covered through 2027-05-22, 181 days left, limited support. Approved by"
            f" bob (platform, {TODAY}) and carol (leadership, {TODAY}). Reason: The vendor's driver"
            f" needs the host until May. Ticket: {ticket}"
        ),
        "properties": {
            "exception": "EXC-2026-0001",
            "sunset": "2027-05-22",
            "approvals": [
                {"role": "platform", "by": "bob", "on": TODAY},
                {"role": "leadership", "by": "carol", "on": TODAY},
            ],
            "reason": "The vendor's driver needs the host until May.",
            "ticket": ticket,
        },
    }
