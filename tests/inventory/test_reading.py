"""Reading an inventory: what it gives, and where it says that something is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from platguard.errors import UsageError
from platguard.inventory import read_inventory
from platguard.model.organisation import Inventory, Member, Placement


def bare(folder: Path, origin: str = "") -> Path:
    """A folder that looks as a bare repository does."""
    for name in ("objects", "refs"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    config = f'[remote "origin"]\n\turl = {origin}\n' if origin else ""
    (folder / "config").write_text("[core]\n\tbare = true\n" + config)
    return folder


def clone(folder: Path, origin: str = "") -> Path:
    """A folder that looks as a clone does."""
    bare(folder / ".git", origin)
    return folder


def read(folder: Path, text: str) -> Inventory:
    (folder / "inventory.yaml").write_text(text)
    return read_inventory(str(folder / "inventory.yaml"))


def names(inventory: Inventory) -> list[str]:
    return [member.placement.name for member in inventory.members]


def test_a_whole_inventory(tmp_path: Path) -> None:
    clone(tmp_path / "ledger")
    bare(tmp_path / "clones" / "web" / "shop.git")
    found = read(
        tmp_path,
        "repositories:\n"
        "  - {name: payments/ledger, path: ledger, team: payments, segment: data, tier: critical,\n"
        "     wave: pilot, created: 2024-03-01, revision: release/1, archived: true}\n"
        "  - {url: https://git.example/payments/api.git}\n"
        '  - {glob: "clones/*/*.git", team: web}\n'
        "defaults: {segment: backend}\n"
        "revision: main\n"
        "teams: {payments: {engineers: 8}, web: {}}\n",
    )
    ledger = Placement("payments/ledger", "payments", "data", "critical", "pilot", date(2024, 3, 1))
    assert found == Inventory(
        members=[
            Member(
                Placement("payments/api", segment="backend"),
                url="https://git.example/payments/api.git",
                revision="main",
            ),
            Member(ledger, path=str(tmp_path / "ledger"), revision="release/1", archived=True),
            Member(
                Placement("web/shop", team="web", segment="backend"),
                path=str(tmp_path / "clones" / "web" / "shop.git"),
                revision="main",
            ),
        ],
        engineers={"payments": 8},
        notices=[],
    )


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("https://git.example/pay/ledger.git", "pay/ledger"),
        ("git@git.example:pay/ledger.git", "pay/ledger"),
        ("ssh://git@git.example/group/pay/ledger", "pay/ledger"),
        ("https://bob:hunter2@git.example/pay/ledger", "pay/ledger"),
        ("/srv/pay/le dger;x.git", "pay/le-dger-x"),
        ("", "folder"),
    ],
)
def test_names_follow_from_the_origin_else_the_folder(
    tmp_path: Path, origin: str, name: str
) -> None:
    clone(tmp_path / "folder", origin)
    assert names(read(tmp_path, "repositories: [{path: folder}]")) == [name]


def test_a_linked_worktree_is_named_as_its_main_one(tmp_path: Path) -> None:
    main = clone(tmp_path / "main", "https://git.example/pay/ledger")
    linked = main / ".git" / "worktrees" / "side"
    linked.mkdir(parents=True)
    (linked / "commondir").write_text("../..\n")
    (tmp_path / "side").mkdir()
    (tmp_path / "side" / ".git").write_text(f"gitdir: {linked}\n")
    assert names(read(tmp_path, "repositories: [{path: side}]")) == ["pay/ledger"]


def test_what_git_is_told_of_other_remotes_names_nothing(tmp_path: Path) -> None:
    folder = clone(tmp_path / "folder")
    (folder / ".git" / "config").write_text(
        '[remote "upstream"]\n url = https://a/b/c\n[Remote "origin"]\n URL = "https://h/x/y"\n'
        '[branch "url = https://d/e/f"]\n url = https://g/h/i\n'
    )
    assert names(read(tmp_path, "repositories: [{path: folder}]")) == ["x/y"]


def test_patterns_give_repositories_only(tmp_path: Path) -> None:
    clone(tmp_path / "c" / "one")
    clone(tmp_path / "c" / "one" / "nested")
    bare(tmp_path / "c" / "deep" / "er" / "two.git")
    clone(tmp_path / "c" / ".hidden")
    (tmp_path / "c" / "plain").mkdir()
    (tmp_path / "c" / "file").write_text("x")
    (tmp_path / "c" / "loop").symlink_to(tmp_path / "c")

    def found(pattern: str) -> list[str]:
        return names(read(tmp_path, f'repositories: [{{glob: "{pattern}"}}]'))

    assert found("c/*") == ["one"]
    assert found("c/**") == ["deep/er/two", "one"]
    assert found("c/*/nested") == ["one/nested"]
    assert found(f"{tmp_path}/c/o?e") == ["one"]
    assert found("c/.h*") == [".hidden"]
    assert found("c/[a-m]*/*/*.git") == ["deep/er/two"]


def test_an_entry_of_its_own_wins_over_patterns_and_the_first_pattern_over_others(
    tmp_path: Path,
) -> None:
    for name in ("a", "b", "c"):
        clone(tmp_path / "clones" / name)
    found = read(
        tmp_path,
        "repositories:\n"
        '  - {glob: "clones/[ab]", team: first}\n  - {glob: "clones/*", team: rest}\n'
        "  - {path: clones/a, team: own}\n",
    )
    assert {m.placement.name: m.placement.team for m in found.members} == {
        "a": "own",
        "b": "first",
        "c": "rest",
    }


def test_what_is_gone_is_for_the_scan_to_tell(tmp_path: Path) -> None:
    assert names(read(tmp_path, "repositories: [{path: ../gone/ledger.git}]")) == ["ledger"]


def test_what_may_be_meant_is_told(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'repositories:\n  - {glob: "none/*"}\n  - {path: a, team: paymnets}\n'
        "teams: {payments: {}}\n",
    )
    assert [notice.removeprefix(str(tmp_path)) for notice in found.notices] == [
        "/inventory.yaml:2:12: none/* matches no repository",
        "/inventory.yaml:3:21: paymnets is not among the teams, did you mean payments?",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("repositores: []", "1:1: unknown key 'repositores' in the inventory. Did you mean"),
        ("repositories: []", "1:1: the inventory has no repositories"),
        ("teams: {}", "the inventory has no repositories"),
        (
            "repositories:\n- {path: a, taem: x}",
            "2:13: unknown key 'taem' in a repository. Did you",
        ),
        ("repositories:\n- {team: x}", "2:3: a repository does not say where it is"),
        ("repositories:\n- {path: a, url: b}", "2:13: a repository has path and url"),
        ("repositories:\n- {glob: '*', name: b}", "2:15: a glob has no name"),
        ("repositories:\n- {path: a, name: /x}", "2:13: name of a repository is '/x'"),
        ("repositories:\n- {path: a, name: ../x}", "2:13: name of a repository is '../x'"),
        ("repositories:\n- {path: a, created: 2024-02-30}", "2:13: created of a repository is"),
        ("repositories:\n- {path: a, revision: --all}", "2:13: revision of a repository is"),
        ("repositories:\n- {path: a, archived: 'no'}", "archived of a repository must be true or"),
        ("repositories:\n- {url: 'ext::sh -c x'}", "2:4: the URL"),
        ("repositories:\n- {url: 'file:///a/b'}", "--allow-file-urls"),
        ("repositories:\n- {path: x/a}\n- {path: y/A}", "3:4: two repositories are called A"),
        ("repositories:\n- {path: a}\n- {path: b/../a, name: c}", "3:4: /"),
        (
            "repositories:\n- {url: https://h.example/a/b}\n"
            "- {url: https://H.example/a/b.git/, name: c}",
            "is here twice: as a/b, line 2, and as c",
        ),
        ("repositories: [{path: a}]\nteams: {a: {engineers: 0}}", "must be 1 or more"),
        ("repositories: [{path: a}]\ndefaults: {created: 2024-01-01}", "unknown key 'created'"),
        ("[]", "expected one mapping"),
        ("repositories: [", "1:"),
    ],
)
def test_faults_are_told_at_their_places(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(tmp_path, text)
    assert f"{tmp_path}/inventory.yaml:" in str(refused.value)
    assert told in str(refused.value)


def test_secrets_in_urls_are_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        read(tmp_path, "repositories: [{url: 'https://bob:hunter2@git.example/a'}]")
    assert "hunter2" not in str(refused.value)
    assert "GIT_ASKPASS" in str(refused.value)


def test_two_clones_of_one_origin_need_names(tmp_path: Path) -> None:
    for name in ("a", "b"):
        clone(tmp_path / name, "https://git.example/pay/ledger")
    with pytest.raises(UsageError, match="two repositories are called pay/ledger"):
        read(tmp_path, 'repositories: [{glob: "*"}]')
    found = read(tmp_path, 'repositories: [{glob: "*"}, {path: b, name: pay/fork}]')
    assert names(found) == ["pay/fork", "pay/ledger"]


def test_an_inventory_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_inventory(str(tmp_path / "none.yaml"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_an_inventory_in_a_wide_encoding_is_told_to_be_saved_otherwise(
    tmp_path: Path, encoding: str
) -> None:
    text = "repositories:\n  - {name: a/b, path: b}\n"
    (tmp_path / "inventory.yaml").write_bytes(text.encode(encoding))
    with pytest.raises(UsageError, match="UTF-16 or UTF-32, not UTF-8"):
        read_inventory(str(tmp_path / "inventory.yaml"))
    # With a byte order mark it says itself what it is.
    (tmp_path / "inventory.yaml").write_bytes(f"\ufeff{text}".encode(encoding))
    assert [one.placement.name for one in read_inventory(str(tmp_path / "inventory.yaml")).members]
