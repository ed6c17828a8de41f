"""`exceptions check`: every fault with its place, and the proof of each approval or its lack."""

from __future__ import annotations

from pathlib import Path

import pytest
from proofs.keys import SshKeys, needs_ssh
from scan.projects import Project

from .repositories import APPROVED, CONFIGURATION, ENTRY, REGISTER, Repository

LIMIT = 10_000_000


def line(name: str, place: str) -> str:
    """How a complaint about an entry begins."""
    return f"platguard: error: {REGISTER}/{name}.yaml:{place}: "


def test_every_fault_of_every_file_is_told_at_its_place(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED)
    repository.entry("id: EXC-1\nrules: [privileged-pot]\n", "EXC-1")
    repository.entry(ENTRY.replace("owner", "onwer"), "EXC-2")
    repository.entry("id: [\n", "EXC-3")
    assert repository.refused("check").splitlines() == [
        line("EXC-1", "2:9") + "there is no rule 'privileged-pot'. Nearest are: privileged-pod,"
        " privileged, privileged-run.",
        line("EXC-2", "6:1") + "unknown key 'onwer' in the exception. Did you mean 'owner'?",
        *(told for told in repository.refused("check").splitlines() if "EXC-3" in told),
    ]


def test_every_fault_of_an_invalid_exception_is_told(repository: Repository) -> None:
    text = ENTRY.replace("2027-05-31", "2027-02-29").replace("waiver", "risk")
    repository.entry(text + APPROVED.replace("bob", "eve"))
    told = repository.refused("check")
    for place, fault in (
        ("4:11", "category is risk; it must be waiver or mitigated"),
        ("8:9", "sunset is 2027-02-29; it must be a date as YYYY-MM-DD"),
        ("10:5", "the platform approval is by eve, who was not in that role on 2026-01-15"),
    ):
        assert f"{line('EXC-7', place)}exception EXC-7 covers nothing: {fault}" in told
    assert len(told.splitlines()) == 3


@pytest.mark.parametrize("sunset", ["2027-02-29", "2072-05-31"])
def test_a_mistyped_sunset_is_one_fault(repository: Repository, sunset: str) -> None:
    text = ENTRY.replace("2027-05-31", sunset)
    approvals = APPROVED if sunset == "2027-02-29" else APPROVED.replace("2027-05-31", sunset)
    repository.entry(ENTRY + APPROVED)
    Project(repository.folder).commit(day="2026-01-16")
    repository.entry(text + approvals)
    told = repository.run("check")
    assert (told.code, told.error.count("\n")) == (2, 1)
    assert f"sunset is {sunset}" in told.error
    assert "over 4 years" not in told.out


DAYS = ["2026-02-30", "2027-02-29", "2026-12-31T00:00:00Z", "soon", "20261231"]


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize(
    ("key", "day"),
    [
        *((key, day) for key in ("sunset", "starts", "closed_on") for day in DAYS),
        *((key, "9999-12-31") for key in ("sunset", "starts")),
    ],
)
def test_days_that_are_none_or_too_late(
    repository: Repository, key: str, day: str, quote: str
) -> None:
    kept = "\n".join(text for text in ENTRY.splitlines() if not text.startswith(f"{key}:"))
    repository.entry(f"{kept}\n{key}: {quote}{day}{quote}\n{APPROVED}")
    told = repository.refused("check")
    assert f"{REGISTER}/EXC-7.yaml:" in told
    assert f"{key} is {day}" in told or f"{key} of the exception is {day}" in told
    assert "must be a date as YYYY-MM-DD" in told or "latest possible" in told


@pytest.mark.parametrize("key", ["sunset", "starts", "closed_on"])
def test_a_day_that_is_null(repository: Repository, key: str) -> None:
    kept = "\n".join(text for text in ENTRY.splitlines() if not text.startswith(f"{key}:"))
    repository.entry(f"{kept}\n{key}: null\n")
    told = f"{key} of the exception is nothing; it must be a date as YYYY-MM-DD"
    assert told in repository.refused("check")


@pytest.mark.parametrize(
    ("name", "place"), [("EXC-7", "1:5"), ("exc-7", "1:5"), ("ＥＸＣ-7", "1:1")]
)
def test_ids_that_look_alike(repository: Repository, name: str, place: str) -> None:
    repository.entry(ENTRY).entry(ENTRY.replace("EXC-7", name), "EXC-8")
    told = repository.refused("check")
    assert told.startswith(line("EXC-8", place))
    assert "is taken by" in told or "is not an id" in told


def test_a_cycle(repository: Repository) -> None:
    repository.entry(f"{ENTRY}renews: EXC-8\n")
    other = ENTRY.replace("EXC-7", "EXC-8").replace("The vendor", "Now the vendor")
    repository.entry(f"{other}renews: EXC-7\n", "EXC-8")
    told = repository.refused("check")
    assert line("EXC-7", "9:9") in told
    assert told.count("renewals go in a circle") == 2


def test_files_that_cannot_be_read(repository: Repository, tmp_path: Path) -> None:
    repository.entry(b"#" * (LIMIT + 1))
    for command in ("check", "list", "prune"):
        told = repository.refused(command)
        assert f"{REGISTER}/EXC-7.yaml: " in told
        assert "10 MB" in told
    (tmp_path / "outside.yaml").write_text(ENTRY)
    link = repository.folder / REGISTER / "EXC-7.yaml"
    link.unlink()
    link.symlink_to(tmp_path / "outside.yaml")
    for command in ("check", "list"):
        assert "symbolic link" in repository.refused(command)


def test_an_empty_folder_is_no_silent_pass(repository: Repository) -> None:
    assert repository.checked() == f"No exceptions in {REGISTER}: nothing to check.\n"
    (repository.folder / "empty").mkdir()
    told = repository.refused("check", "--exceptions", "empty")
    assert told == (
        "platguard: error: empty: holds no exceptions."
        " Name the folder that holds them: one YAML file each.\n"
    )
    assert "no such folder" in repository.refused("check", "--exceptions", "none")


def test_a_rule_that_wants_fingerprints_and_a_rejection_without_words(
    repository: Repository,
) -> None:
    repository.entry(ENTRY.replace("privileged-pod", "own-secret"))
    assert line("EXC-7", "3:8") + "exception EXC-7 covers nothing: own-secret accepts only" in (
        repository.refused("check")
    )
    repository.entry(f"{ENTRY}rejected: {{by: bob}}\n")
    assert "rejected needs by, on" in repository.refused("check")
    repository.entry(f'{ENTRY}rejected: {{by: bob, on: 2026-01-09, why: "No."}}\n')
    told = "rejected is of 2026-01-09, before it was requested, on 2026-01-10"
    assert line("EXC-7", "9:11") in repository.refused("check")
    assert told in repository.refused("check")


def test_what_deserves_a_look(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED)
    told = repository.checked(as_of="2027-05-30")
    assert f"{REGISTER}/EXC-7.yaml:8:9: EXC-7 covered through 2027-05-31, 1 day left" in told
    told = repository.checked(as_of="2027-06-01")
    assert "exception EXC-7 expired on 2027-05-31 (1 day ago)" in told


def test_a_chain_over_four_years_is_for_the_leadership(repository: Repository) -> None:
    # Until when he approves is what he is a member for.
    for number, year in enumerate((2022, 2024, 2026)):
        text = (ENTRY + APPROVED).replace("EXC-7", f"EXC-{number}")
        for day in ("2026-01-10", "2026-01-15", "2026-01-16"):
            text = text.replace(day, f"{year}{day[4:]}")
        text = text.replace("2027-05-31", f"{year + 2}-01-16").replace("until", f"up to {number}")
        renews = f"renews: EXC-{number - 1}\n" if number else ""
        repository.entry(text.replace("by: bob", "by: dora") + renews, f"EXC-{number}")
    told = repository.checked()
    assert f"{REGISTER}/EXC-2.yaml:1:5: EXC-2 lasts over 4 years" in told
    assert "EXC-1 lasts" not in told


def test_declared_approvals_tell_who_committed_them(repository: Repository) -> None:
    place = f"{REGISTER}/EXC-7.yaml:10:3: EXC-7"
    names = "approved by bob (platform) and carol (leadership)"
    alone = "declared, with nothing to compare it with"
    repository.entry(ENTRY + APPROVED)
    told = repository.checked().splitlines()
    assert told[0] == (
        f"{place} {names}: {alone}: the register is in no git repository that has commits"
    )
    project = Project(repository.folder)
    project.git("init", "-q", "-b", "main")
    project.git("commit", "-q", "--allow-empty", "-m", "first")
    assert f"{names}: {alone}: the file is not committed yet" in repository.checked()
    commit = project.commit(day="2026-01-16")
    told = repository.checked().splitlines()
    assert told == [
        f"{place} {names}: declared, committed by tests <tests@platform.example>",
        f"1 exception in {REGISTER}: nothing wrong.",
    ]
    told = repository.checked("--verbose").splitlines()
    assert told[0].startswith(
        f"{place}: platform approval by bob: declared; {commit[:12]} of 2026-01-16 committed it"
    )
    assert "leadership approval by carol" in told[1]


def test_what_git_shows_to_have_changed_after_an_approval_is_a_fault(
    repository: Repository,
) -> None:
    repository.entry(ENTRY + APPROVED)
    commit = Project(repository.folder).commit(day="2026-01-16")
    repository.entry((ENTRY + APPROVED).replace("[api.yaml]", "[api.yaml, other/]"))
    told = repository.run("check", "--verbose")
    assert told.code == 2
    assert told.out == ""
    for role, place in (("platform", "10:5"), ("leadership", "11:5")):
        assert (
            f"{line('EXC-7', place)}EXC-7: the {role} approval does not hold:"
            f" widened or changed after approval in commit {commit[:12]}" in told.error
        )
    # What is over can be changed no more, and what is approved anew holds again.
    assert repository.run("check", as_of="2027-06-01").code == 0


@needs_ssh
def test_signed_approvals_are_proven_or_faults(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keys").mkdir()
    keys = SshKeys(tmp_path / "keys")
    configuration = (repository.folder / "platguard.yaml").read_text()
    repository.write(
        {
            "signers": keys.line("bob", "bob") + keys.line("carol", "carol"),
            "platguard.yaml": f"{configuration}approvals: signed\nallowed_signers: signers\n",
        }
    )
    project = Project(repository.entry(ENTRY).folder)
    project.commit(day="2026-11-20")
    by_bob = ("approve", "EXC-7", "--role", "platform", "--by", "bob")
    told = repository.done(*by_bob)
    assert f"once bob commits it with a signature: git commit -S {REGISTER}/EXC-7.yaml" in told
    again = repository.done(*by_bob)
    assert "nothing to change. It does not count yet: as it stands it is not committed yet" in again
    assert "as it stands it is not committed yet" in repository.refused("check")
    project.commit(day="2026-11-21")
    told = repository.refused("check")
    assert "platform approval by bob: not proven: commit" in told
    assert told.count("not proven") == 1
    assert repository.state() == "invalid"
    told = repository.refused(*by_bob)
    assert "and that does not count: commit" in told
    assert "Remove this approval from the file, commit that, approve again, and commit" in told
    assert "git commit -S" in told
    repository.entry(ENTRY)
    project.commit(day="2026-11-21")
    for who in ("COMMITTER", "AUTHOR"):
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-11-22T12:00:00+00:00")
    for role, by in (("platform", "bob"), ("leadership", "carol")):
        told = repository.done("approve", "EXC-7", "--role", role, "--by", by)
        if role == "leadership":
            steps = [told.index(text) for text in ("It counts once", "every approval is proven")]
            assert steps == sorted(steps)
            assert "When every approval is proven: EXC-7 covered through 2027-05-31" in told
        project.git("add", "-A")
        project.git(*keys.signing(by), "commit", "-q", "-m", "approve", "--gpg-sign")
    told = repository.checked()
    assert "EXC-7 approved by bob (platform) and carol (leadership): proven\n" in told
    told = repository.checked("--verbose")
    assert told.count("proven by commit") == 2
    assert "signed by carol (ssh)" in told
    assert repository.state() == "active"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "expected one mapping. The file is empty: write `key: value` lines into it, or"),
        (b"id: a\n---\nid: b\n", "expected one mapping. It holds 2 documents: put each into a"),
        (b"- a\n", "expected one mapping. It holds a list: write `key: value` lines."),
        (b"\x00\x01\xff", "control characters are not allowed: U+0000"),
    ],
)
def test_what_is_no_entry_at_all_says_what_to_do(
    repository: Repository, data: bytes, told: str
) -> None:
    assert line("EXC-7", "1:1") + told in repository.entry(data).refused("check")


def test_a_register_that_nobody_read_is_not_right(repository: Repository) -> None:
    repository.write({"platguard.yaml": f"{CONFIGURATION}register: nowhere\n"})
    assert "nowhere: holds no exceptions" in repository.refused("check")


def test_files_that_are_no_entries_are_named(repository: Repository) -> None:
    repository.entry(ENTRY + APPROVED)
    repository.write({f"{REGISTER}/b.YAML": ENTRY, f"{REGISTER}/README.md": "How to ask."})
    told = repository.checked()
    assert f"{REGISTER}/b.YAML: is not read: exceptions are in files that end in" in told
    assert "README" not in told
