"""What git proves of an approval: that its approver wrote it, for the terms of today."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sources.building import Repository

from platguard.approval_proofs import Proofs
from platguard.approvals import Member
from platguard.sources import open_worktree
from platguard.sources.git import Git
from platguard.sources.signatures import Signatures

from .keys import OpenPgpKeys, SshKeys, needs_gpg, needs_ssh
from .register import BLOCK, BY_ALICE, BY_BOB, ENTRY, FILE, TODAY, Register, entry, outcomes

pytestmark = needs_ssh

WAYS = {"flow": BY_BOB, "block": BLOCK, "flow over lines": BY_BOB.replace(", on", ",\n     on")}
"""The same approval in the styles of YAML."""


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_proven_by_who_signed_the_lines(register: Register, text: str) -> None:
    register.commit({FILE: ENTRY}, day="2026-01-05")
    commit = register.commit({FILE: ENTRY + text}, by="bob")
    (proof,) = register.proofs()
    assert proof.proven
    assert (proof.commit, proof.day, proof.signer) == (commit, "2026-01-15", "bob@platform.example")
    assert proof.text == (
        f"platform approval by bob: proven by commit {commit[:12]} of 2026-01-15,"
        " signed by bob@platform.example (ssh)"
    )


def test_each_approval_has_a_proof_of_its_own(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    assert outcomes(register.proofs()) == ["proven"]
    register.commit({FILE: ENTRY + BY_BOB + BY_ALICE}, by="alice", day="2026-01-16")
    assert outcomes(register.proofs()) == ["proven", "proven"]


def test_of_two_approvals_in_one_commit_one_is_proven(register: Register) -> None:
    commit = register.commit({FILE: ENTRY + BY_BOB + BY_ALICE}, by="bob")
    first, second = register.proofs()
    assert first.proven
    assert second.text == (
        f"leadership approval by alice: not proven: commit {commit[:12]} of 2026-01-15 is signed by"
        " bob@platform.example (ssh); alice signs as alice; have alice sign the commit that adds"
        " the approval (git commit -S)"
    )


def test_an_unsigned_commit_tells_what_to_do(register: Register) -> None:
    commit = register.commit({FILE: ENTRY + BY_BOB})
    assert register.told() == [
        f"platform approval by bob: not proven: commit {commit[:12]} of 2026-01-15 is not signed;"
        " have bob sign the commit that adds the approval (git commit -S)"
    ]


@pytest.mark.parametrize("by", ["", "eve", "alice"])
def test_the_name_of_an_author_proves_nothing(register: Register, by: str) -> None:
    register.repository.write(FILE, ENTRY + BY_BOB)
    register.repository.run("add", "--all")
    names = ("-c", "user.name=bob", "-c", "user.email=bob@platform.example")
    author = "--author=bob <bob@platform.example>"
    register.record(*names, "commit", author, "--message=approve", by=by)
    assert outcomes(register.proofs()) == ["unproven"]


def test_a_key_that_nobody_named(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="eve")
    assert "is not among those that the organisation names" in register.told()[0]


def test_a_key_that_had_expired(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    line = register.keys.line("bob@platform.example", "bob", 'valid-before="20260101"')
    (told,) = register.told(keys=line.encode())
    assert "key has expired" in told


@pytest.mark.parametrize("principal", ["*@platform.example", "Bob@platform.example", "bob "])
def test_a_principal_is_matched_exactly(register: Register, principal: str) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    known = register.keys.line(principal.strip(), "bob").encode()
    proven = principal.strip() == "bob"  # the member's own name is one of their principals
    assert outcomes(register.proofs(keys=known)) == ["proven" if proven else "unproven"]


def test_lines_copied_from_another_file(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    other = FILE.replace("EXC-1", "EXC-2")
    text = ENTRY.replace("EXC-1", "EXC-2").replace("legacy/", "core/") + BY_BOB
    commit = register.commit({other: text})
    assert f"commit {commit[:12]} of 2026-01-15 is not signed" in register.told(path=other)[0]
    assert outcomes(register.proofs()) == ["proven"]


def test_a_file_that_becomes_another_exception(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    other = FILE.replace("EXC-1", "EXC-2")
    register.repository.run("mv", FILE, other)
    register.commit({other: ENTRY.replace("EXC-1", "EXC-2") + BY_BOB})
    assert "id was EXC-1, is EXC-2" in register.told(path=other)[0]


@pytest.mark.parametrize("name", ["moved.yaml", 'a "b"\\\n\tö.yaml', "x/y.yaml"])
def test_a_renamed_file_keeps_its_proof(register: Register, name: str) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    other = f".platguard/exceptions/{name}"
    (register.repository.root / other).parent.mkdir(exist_ok=True)
    register.repository.run("mv", FILE, other)
    register.commit({})
    register.commit({other: ENTRY + BY_BOB + BY_ALICE}, by="alice")
    assert outcomes(register.proofs(other)) == ["proven", "proven"]


def test_somebody_else_edits_a_line_of_a_block(register: Register) -> None:
    block = BLOCK.replace("2026-01-15", "2026-01-14")
    register.commit({FILE: ENTRY + block}, by="bob")
    assert outcomes(register.proofs()) == ["proven"]
    comment = block.replace("after the review", "after the second review")
    register.commit({FILE: ENTRY + comment})
    assert outcomes(register.proofs()) == ["proven"], "a comment between is no part of it"
    commit = register.commit({FILE: ENTRY + BLOCK})
    assert f"commit {commit[:12]} of 2026-01-15 is not signed" in register.told()[0]


def test_the_approver_edits_a_line_later(register: Register) -> None:
    register.commit({FILE: ENTRY + BLOCK.replace("on: 2026-01-15", "on: 2026-01-14")}, by="bob")
    commit = register.commit({FILE: ENTRY + BLOCK}, by="bob", day="2026-01-20")
    (proof,) = register.proofs()
    assert (proof.proven, proof.commit) == (True, commit)


def test_lines_that_no_commit_held_together(register: Register) -> None:
    """Both of bob's branches changed another line, and somebody else merged them."""
    draft = BLOCK.replace("2026-01-15", "2026-01-13").replace("2026-12-31", "2026-11-30")
    draft = draft.replace("    # after the review of 2026-01-14\n", "    # one\n    # two\n")
    register.commit({FILE: ENTRY + draft}, by="bob", day="2026-01-13")
    register.repository.run("checkout", "-q", "-b", "side")
    register.commit({FILE: ENTRY + draft.replace("2026-11-30", "2026-12-31")}, by="bob")
    register.repository.run("checkout", "-q", "main")
    register.commit({FILE: ENTRY + draft.replace("2026-01-13", "2026-01-15")}, by="bob")
    merged = draft.replace("2026-11-30", "2026-12-31").replace("2026-01-13", "2026-01-15")
    register.repository.run("merge", "-q", "--no-commit", "-s", "ours", "side")
    register.commit({FILE: ENTRY + merged})
    assert "holds it as it stands; have bob write the whole approval" in register.told()[0]


CHANGES = {
    "sunset": (
        "sunset: 2026-12-31\napp",
        "sunset: 2027-06-30\napp",
        "sunset was 2026-12-31, is 2027-06-30",
    ),
    "paths": (
        "[legacy/]",
        "[legacy/, core/]",
        'scope.paths was ["legacy/"], is ["core/", "legacy/"]',
    ),
    "no paths": ("paths: [legacy/]", "repositories: [shop]", "scope.paths was"),
    "rules": ("[image-latest]", "[image-latest, image-digest]", "rules was"),
    "starts": ("sunset: 2026-12-31\napp", "starts: 2026-02-01\nsunset: 2026-12-31\napp", "starts"),
    "findings": ("category", "max_findings: 900\ncategory", "max_findings was not given, is 900"),
    "requester": ("by: dora", "by: bob", "requested.by was dora, is bob"),
}


@pytest.mark.parametrize(("old", "new", "told"), CHANGES.values(), ids=CHANGES)
def test_terms_changed_afterwards(register: Register, old: str, new: str, told: str) -> None:
    commit = register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    changed = (ENTRY + BY_BOB).replace(old, new)
    assert changed != ENTRY + BY_BOB
    register.commit({FILE: changed}, by="alice")
    (found,) = register.told()
    assert f"widened or changed after approval in commit {commit[:12]} of 2026-01-15" in found
    assert told in found
    register.commit({FILE: ENTRY + BY_BOB})
    assert outcomes(register.proofs()) == ["proven"], "the terms are those of the approval again"


def test_words_may_change_afterwards(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    register.commit({FILE: "# about\n" + ENTRY.replace("owner: ", "owner: old-") + BY_BOB})
    assert outcomes(register.proofs()) == ["proven"]
    register.commit({FILE: ENTRY.replace("The vendor", "Our vendor") + BY_BOB})
    assert "reason was" in register.told()[0]


def test_terms_changed_and_not_committed(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    register.repository.write(FILE, ENTRY.replace("legacy/", "core/") + BY_BOB)
    assert "scope.paths was" in register.told()[0]
    register.repository.write(FILE, ENTRY + BY_BOB + BY_ALICE)
    first, second = register.proofs()
    assert first.proven
    assert second.text.endswith("not proven: as it stands it is not committed yet")
    register.repository.write("new.yaml", ENTRY + BY_BOB)
    assert "the file is not committed yet" in register.told(path="new.yaml")[0]


@pytest.mark.parametrize("way", ["rebase", "squash", "cherry-pick"])
def test_history_rewritten_by_somebody_else(register: Register, way: str) -> None:
    first = register.commit({"a.yaml": "a: 1"})
    register.repository.run("checkout", "-q", "-b", "side")
    approved = register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    register.repository.run("checkout", "-q", "main")
    register.commit({"a.yaml": "a: 2"})
    if way == "squash":
        register.repository.run("merge", "-q", "--squash", "side")
        register.record("commit", "-q", "-m", "squashed")
    elif way == "rebase":
        register.repository.run("rebase", "-q", "--onto", "main", first, "side")
    else:
        register.repository.run("cherry-pick", approved)
    assert "is not signed" in register.told()[0]


def test_a_merge_keeps_the_commit(register: Register) -> None:
    register.commit({"a.yaml": "a: 1"})
    register.repository.run("checkout", "-q", "-b", "side")
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    register.repository.run("checkout", "-q", "main")
    register.commit({"a.yaml": "a: 2"})
    register.repository.run("merge", "-q", "--no-ff", "-m", "merge", "side")
    assert outcomes(register.proofs()) == ["proven"]


def test_a_signed_commit_on_top_proves_nothing_below(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB})
    register.commit({FILE: ENTRY.replace("The vendor", "Our vendor") + BY_BOB}, by="bob")
    assert outcomes(register.proofs()) == ["unproven"]


def test_removed_and_brought_back_by_somebody_else(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    register.repository.run("rm", "-q", FILE)
    register.commit({})
    register.repository.run("revert", "--no-edit", "HEAD")
    assert outcomes(register.proofs()) == ["unproven"]


def test_withdrawn_and_brought_back_by_a_merge(register: Register) -> None:
    """The merge differs from both of its parents, and only from them."""
    register.commit({FILE: ENTRY}, day="2026-01-05")
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    register.commit({FILE: ENTRY}, by="bob", day="2026-01-16")
    register.repository.run("checkout", "-q", "-b", "side")
    register.commit({FILE: ENTRY + "# side\n"}, day="2026-01-17")
    register.repository.run("checkout", "-q", "main")
    register.commit({"a.yaml": "a: 1"}, day="2026-01-17")
    register.repository.run("merge", "-q", "--no-commit", "-s", "ours", "side")
    merge = register.commit({FILE: ENTRY + BY_BOB}, day="2026-01-18")
    assert f"commit {merge[:12]} of 2026-01-18 is not signed" in register.told()[0]


@pytest.mark.parametrize("day", ["2026-01-10", "2026-01-20"])
def test_withdrawn_on_one_branch_and_forged_on_another(register: Register, day: str) -> None:
    """Both branches once had the same file; what counts is where today's comes from."""
    register.commit({FILE: ENTRY}, day="2026-01-05")
    register.repository.run("checkout", "-q", "-b", "side")
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    register.commit({FILE: ENTRY + "# withdrawn\n"}, by="bob", day="2026-01-16")
    register.repository.run("checkout", "-q", "main")
    forged = register.commit({FILE: ENTRY + BY_BOB}, day=day)
    register.repository.run("merge", "-q", "-s", "ours", "-m", "merge", "side", day="2026-01-21")
    assert f"commit {forged[:12]} of {day} is not signed" in register.told()[0]


def clone(register: Register, to: Path, *options: str) -> Path:
    """A clone of the register's repository."""
    source = f"file://{register.repository.root}"
    register.repository.run("clone", "-q", *options, source, str(to))
    return to


def test_a_shallow_clone(register: Register, tmp_path: Path) -> None:
    register.commit({FILE: ENTRY}, day="2026-01-05")
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    top = register.commit({"a.yaml": "a: 1"}, by="bob")
    shallow = clone(register, tmp_path / "shallow", "--depth=1")
    assert f"the history was cut off at commit {top[:12]}" in register.told(root=shallow)[0]
    deeper = clone(register, tmp_path / "deeper", "--depth=3")
    assert outcomes(register.proofs(root=deeper)) == ["proven"]


def test_a_clone_that_denies_its_cut(register: Register, tmp_path: Path) -> None:
    """With blame.showRoot git would not tell a boundary."""
    register.commit({FILE: ENTRY + BY_BOB})
    register.commit({"a.yaml": "a: 1"}, by="bob")
    shallow = clone(register, tmp_path / "shallow", "--depth=1")
    with (shallow / ".git" / "config").open("a") as config:
        config.write("[blame]\nshowRoot = true\n")
    assert "the history was cut off" in register.told(root=shallow)[0]


def test_the_first_commit_of_all_is_no_cut(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    assert outcomes(register.proofs()) == ["proven"]


def test_a_bare_repository_and_a_revision(register: Register, tmp_path: Path) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    register.commit({FILE: ENTRY.replace("legacy/", "core/") + BY_BOB})
    register.commit({"top.yaml": ENTRY + BY_BOB}, by="bob")
    bare = clone(register, tmp_path / "bare.git", "--bare")
    assert outcomes(register.proofs("top.yaml", root=bare, revision="HEAD")) == ["proven"]
    assert outcomes(register.proofs(root=bare, revision="HEAD~2")) == ["proven"]
    assert outcomes(register.proofs(root=bare, revision="HEAD")) == ["unproven"]
    register.repository.run("checkout", "-q", "--detach", "HEAD~2")
    assert outcomes(register.proofs()) == ["proven"]
    assert outcomes(register.proofs(revision="main")) == ["unproven"]


def test_a_register_in_a_folder_of_the_repository(register: Register) -> None:
    register.commit({f"infra/{FILE}": ENTRY + BY_BOB}, by="bob")
    folder = register.repository.root / "infra"
    assert outcomes(register.proofs(root=folder)) == ["proven"]
    assert outcomes(register.proofs(root=folder, revision="HEAD")) == ["proven"]


def test_line_ends_of_windows(register: Register) -> None:
    text = "\ufeff" + (ENTRY + BLOCK + BY_ALICE).replace("\n", "\r\n")
    register.commit({FILE: ENTRY.replace("\n", "\r\n")})
    register.commit({FILE: text}, by="bob")
    assert outcomes(register.proofs()) == ["proven", "unproven"]


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
def test_line_ends_that_would_hide_the_approval(register: Register, end: str) -> None:
    """YAML counts them and git does not: the places point at lines that bob wrote."""
    shifted = ENTRY.replace("id:", f"# a{end}# b{end}# c{end}# d{end}id:")
    mine = "# one\n# two\n# three\n# four\n"
    register.commit({FILE: shifted + BY_BOB})
    register.commit({FILE: shifted + BY_BOB + mine}, by="bob")
    assert outcomes(register.proofs()) == ["unproven"]
    assert "line ends that git does not know" in register.told()[0]


def test_later_than_the_day_that_is_asked_for(register: Register) -> None:
    commit = register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    assert outcomes(register.proofs(as_of=date(2026, 1, 15))) == ["proven"]
    (told,) = register.told(as_of=date(2026, 1, 14))
    assert told.endswith(f"commit {commit[:12]} of 2026-01-15 is later than 2026-01-14")


def test_roles_on_the_day(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB}, by="bob", day="2026-03-01")
    bob = Member("bob", signs_as=("bob@platform.example",))
    cases = {
        None: bob,
        "bob was not in the role platform on 2026-01-15": replace(bob, since=date(2026, 2, 1)),
        "bob had left the role platform before": replace(bob, until=date(2026, 2, 1)),
    }
    for told, member in cases.items():
        register.roles = {"platform": [member]}
        (proof,) = register.proofs()
        assert proof.proven if told is None else told in proof.reason


def test_declared_approvals_tell_who_committed_them(register: Register) -> None:
    commit = register.commit({FILE: ENTRY + BY_BOB})
    (proof,) = register.proofs(signed=False)
    assert (proof.outcome, proof.committer) == ("declared", "a <a@example.org>")
    assert proof.text == (
        f"platform approval by bob: declared; {commit[:12]} of 2026-01-15 committed it in the name"
        " of a <a@example.org>"
    )
    register.commit({FILE: ENTRY.replace("legacy/", "core/") + BY_BOB})
    assert "widened or changed after approval" in register.told(signed=False)[0]


def test_outside_of_git(register: Register) -> None:
    proofs = Proofs(None, register.roles, None, TODAY)
    (proof,) = proofs.of(FILE, entry((ENTRY + BY_BOB).encode()))
    assert proof.text.endswith("not proven: the register is in no git repository that has commits")


@pytest.mark.parametrize(
    "committed",
    [b"", b"\xff\xfe", b"[1]", b"approvals: 1", b"id: EXC-1\n" * 2, b"%YAML 9\n---\n", b"\0"],
)
def test_committed_files_that_cannot_be_read(register: Register, committed: bytes) -> None:
    register.commit({FILE: committed})
    register.repository.write(FILE, ENTRY + BY_BOB)
    (told,) = register.told()
    assert "the file as it is committed" in told


def test_a_commit_whose_file_could_not_be_read(register: Register) -> None:
    register.commit({FILE: ENTRY + BY_BOB + "owner: twice\n"}, by="bob")
    register.commit({FILE: ENTRY + BY_BOB})
    assert "no commit that wrote its lines" in register.told()[0]


def test_nothing_of_the_repository_is_run(register: Register, tmp_path: Path) -> None:
    commit = register.commit({FILE: ENTRY + BY_BOB}, by="bob")
    unsigned = register.commit({FILE: ENTRY + BY_BOB + "ticket: T-1\n"})
    pwned, run = tmp_path / "PWNED", register.repository.run
    (register.repository.root / ".gitattributes").write_text("* diff=evil filter=evil\n")
    register.commit({})
    for name in ("diff.evil.textconv", "diff.evil.command", "diff.external", "core.fsmonitor"):
        run("config", name, f"touch {pwned};")
    for name in ("filter.evil.smudge", "filter.evil.clean", "filter.evil.process", "core.pager"):
        run("config", name, f"touch {pwned};")
    ignored = register.repository.write(".git/ignored", f"{commit}\n{unsigned}\n")
    run("config", "blame.ignoreRevsFile", str(ignored))
    run("config", "blame.showRoot", "true")
    grafts = register.repository.root / ".git" / "info" / "grafts"
    grafts.write_text(f"{run('rev-parse', 'HEAD')}\n")
    assert outcomes(register.proofs()) == ["proven"]
    assert not pwned.exists()


def test_commits_that_the_repository_would_have_ignored(register: Register) -> None:
    """With blame.ignoreRevsFile git would name the commits before, which bob signed."""
    register.commit({FILE: ENTRY + BLOCK.replace("2026-01-15", "2026-01-14")}, by="bob")
    changed = register.commit({FILE: ENTRY + BLOCK})
    ignored = register.repository.write(".git/ignored", f"{changed}\n")
    register.repository.run("config", "blame.ignoreRevsFile", str(ignored))
    assert f"commit {changed[:12]} of 2026-01-15 is not signed" in register.told()[0]


AROUND = ("# a note\n", "ticket: T-1\n", "# ticket: PLAT-1\n", "\n", "# platform: bob\n")
"""Lines that say nothing of what is approved."""


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    text=st.sampled_from([BY_BOB, BLOCK]),
    above=st.lists(st.sampled_from(AROUND), unique=True, max_size=4),
    below=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_others_may_edit_around_an_approval_and_not_in_it(
    tmp_path_factory: pytest.TempPathFactory,
    ssh_keys: SshKeys,
    text: str,
    above: list[str],
    below: bool,
    end: str,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    allowed = ssh_keys.line("bob@platform.example", "bob").encode()
    register = Register(Repository(folder / "r", folder / "home"), ssh_keys, allowed)
    register.commit({FILE: (ENTRY + text).replace("\n", end)}, by="bob")
    around = "".join(above) + ENTRY + (BY_ALICE + text if below else text + BY_ALICE)
    register.commit({FILE: around.replace("\n", end)})
    found = {proof.approval.by: proof.outcome for proof in register.proofs()}
    assert found == {"bob": "proven", "alice": "unproven"}
    register.commit({FILE: around.replace("by: bob", "by:  bob").replace("\n", end)})
    assert outcomes(register.proofs()) == ["unproven", "unproven"]


@needs_gpg
def test_openpgp_keys_count_by_their_whole_fingerprint(
    register: Register, openpgp_keys: OpenPgpKeys, carol: list[str]
) -> None:
    primary, subkey = carol
    register.repository.environ["GNUPGHOME"] = str(openpgp_keys.folder)
    register.repository.write(FILE, ENTRY + BY_BOB.replace("bob", "carol"))
    register.repository.run("add", "--all")
    commit = register.record("-c", f"user.signingKey={subkey}!", "commit", "-S", "--message=a")
    spaced = " ".join(primary[at : at + 4] for at in range(0, 40, 4))
    for name, proven in {
        primary: True,
        subkey: True,
        primary.lower(): True,
        f"0x{subkey}": True,
        spaced: True,
        primary[-16:]: False,
        "carol": False,
        "carol <carol@platform.example>": False,
        primary[::-1]: False,
    }.items():
        register.roles = {"platform": [Member("carol", signs_as=(name,))]}
        (proof,) = register.proofs(openpgp_keys=openpgp_keys.public("carol"))
        assert proof.proven is proven, name
        assert not proven or proof.text == (
            f"platform approval by carol: proven by commit {commit[:12]} of 2026-01-15, signed by"
            f" carol <carol@platform.example>, key {subkey} (OpenPGP)"
        )


def test_a_commit_is_checked_once_for_all_that_it_proves(register: Register) -> None:
    """Ten files in one commit of bob's: its signature is looked at once."""
    paths = [f".platguard/exceptions/EXC-{number}.yaml" for number in range(10)]
    texts = {p: ENTRY.replace("EXC-1", Path(p).stem) + BY_BOB for p in paths}
    register.commit(dict(texts), by="bob")
    git = Git.find(register.repository.root, register.repository.environ)
    assert git is not None
    history = open_worktree(register.repository.root, git).history
    with Signatures(git, register.allowed_signers, b"") as signatures:
        proofs = Proofs(history, register.roles, signatures, TODAY)
        found = [proofs.of(path, entry(text.encode(), path)) for path, text in texts.items()]
    assert [proof.proven for (proof,) in found] == [True] * 10
