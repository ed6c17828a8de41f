"""`platguard org inventory`: what it finds, writes and tells; what it writes reads back."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sources.building import Repository

from platguard.cli import cli
from platguard.errors import PlatguardError
from platguard.inventory import read_inventory
from platguard.inventory.derived.owners import owners_of_everything, team_of
from platguard.model.organisation import Member

Run = Callable[..., Result]

CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: {name}
  labels: {{example.com/tier: "1"}}
  annotations: {{github.com/project-slug: {slug}}}
spec: {{type: service, lifecycle: production, owner: "group:default/{owner}", system: billing}}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def running(*arguments: str) -> Result:
        done = CliRunner().invoke(cli, ["org", "inventory", *arguments], standalone_mode=False)
        assert done.exception is None or isinstance(done.exception, PlatguardError), done.exception
        return done

    return running


def repository(folder: Path, name: str, files: dict[str, str] | None = None) -> Repository:
    """A clone with a commit and an origin."""
    found = Repository(folder / name.replace("/", "-"), folder.parent / "home")
    for path, text in (files or {}).items():
        found.write(path, text)
    found.commit()
    found.run("remote", "add", "origin", f"https://git.example/{name}.git")
    return found


def members(path: Path) -> dict[str, Member]:
    return {member.placement.name: member for member in read_inventory(str(path)).members}


def test_clones_are_found_bare_or_not_and_nested(tmp_path: Path, run: Run) -> None:
    outer = repository(tmp_path / "clones", "web/shop")
    repository(outer.root / "deps", "web/inner")
    outer.run("clone", "--quiet", "--bare", ".", str(tmp_path / "clones" / "deep" / "bare.git"))
    done = run("clones", "--output", "inventory.yaml")
    assert done.return_value == 0
    assert "web/shop: no team; no segment" in done.stderr
    found = members(tmp_path / "inventory.yaml")
    assert {name: member.path for name, member in found.items()} == {
        "web-shop": str(tmp_path / "clones" / "deep" / "bare.git"),
        "web/inner": str(outer.root / "deps" / "web-inner"),
        "web/shop": str(outer.root),
    }


def test_nothing_is_overwritten_unless_that_is_asked_for(tmp_path: Path, run: Run) -> None:
    repository(tmp_path / "clones", "web/shop")
    (tmp_path / "inventory.yaml").write_text("mine")
    assert "--force" in str(run("clones", "--output", "inventory.yaml").exception)
    assert (tmp_path / "inventory.yaml").read_text() == "mine"
    assert run("clones", "--output", "inventory.yaml", "--force").return_value == 0
    assert list(members(tmp_path / "inventory.yaml")) == ["web/shop"]


def test_paths_are_relative_to_the_file(tmp_path: Path, run: Run) -> None:
    repository(tmp_path / "clones", "web/shop")
    (tmp_path / "platform").mkdir()
    run("clones", "--output", "platform/inventory.yaml")
    assert "path: ../clones/web-shop" in (tmp_path / "platform" / "inventory.yaml").read_text() or (
        'path: "../clones/web-shop"' in (tmp_path / "platform" / "inventory.yaml").read_text()
    )
    assert members(tmp_path / "platform" / "inventory.yaml")["web/shop"].path == str(
        tmp_path / "clones" / "web-shop"
    )


def test_the_same_twice_and_what_strangers_named_is_inert(tmp_path: Path, run: Run) -> None:
    hostile = tmp_path / "clones" / 'x: "}#\n::error::\x1b[2J\u202e'
    Repository(hostile, tmp_path / "home")
    (tmp_path / "clones" / "not-\udcff").mkdir()
    (tmp_path / "clones" / "not-\udcff" / ".git").mkdir()
    first, second = run("clones"), run("clones")
    assert first.stdout == second.stdout
    assert "\x1b" not in first.output + first.stderr
    assert not any(line.startswith("::") for line in first.output.splitlines())
    assert first.return_value == 3
    assert "left out: its path is not UTF-8" in first.stdout
    (tmp_path / "inventory.yaml").write_text(first.stdout)
    (found,) = members(tmp_path / "inventory.yaml").values()
    assert found.path == str(hostile)


def test_catalogs_tell_owner_system_and_tier(tmp_path: Path, run: Run) -> None:
    clones = tmp_path / "clones"
    own = CATALOG.format(name="ledger", slug="pay/ledger", owner="payments")
    central = CATALOG.format(name="shop", slug="web/shop", owner="web")
    repository(clones, "pay/ledger", {"catalog-info.yaml": f"{own}---\n{central}"})
    repository(clones, "web/shop")
    repository(clones, "web/other", {"catalog-info.yaml": "a: ["})
    template = CATALOG.format(name="x", slug="", owner="${{ values.owner }}")
    repository(clones, "web/template", {"skeleton/catalog-info.yaml": template})
    Repository(clones / "empty", tmp_path / "home")
    done = run("clones", "--from", "backstage", "--output", "inventory.yaml")
    placed = {
        name: (m.placement.team, m.placement.segment, m.placement.tier)
        for name, m in members(tmp_path / "inventory.yaml").items()
    }
    assert placed == {
        "empty": ("", "", ""),
        "pay/ledger": ("payments", "billing", "1"),
        "web/other": ("", "", ""),
        "web/shop": ("web", "billing", "1"),
        "web/template": ("", "billing", "1"),
    }
    assert done.return_value == 0
    assert "web/template: the catalog names no owner; no team" in done.stderr


def test_code_owners_tell_the_team(tmp_path: Path, run: Run) -> None:
    clones = tmp_path / "clones"
    repository(clones, "a/one", {"CODEOWNERS": "* @shop/old\n* @shop/payments @bob\n/x @shop/x\n"})
    repository(clones, "a/two", {".github/CODEOWNERS": "/x @shop/x\n", "CODEOWNERS": "* @y/y\n"})
    repository(clones, "a/three", {"docs/CODEOWNERS": "* @alice @bob\n"})
    repository(clones, "a/four")
    run("clones", "--from", "codeowners", "--output", "inventory.yaml")
    text = (tmp_path / "inventory.yaml").read_text()
    found = {n: m.placement.team for n, m in members(tmp_path / "inventory.yaml").items()}
    assert found == {"a/one": "payments", "a/two": "", "a/three": "", "a/four": ""}
    assert "nobody owns * in CODEOWNERS; no team" in text
    assert "owned by @alice, @bob; no team" in text
    assert "no CODEOWNERS; no team" in text


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("* @a/b", ["@a/b"]),
        ("[Base] @a/b\n*\n", ["@a/b"]),
        ("* @a\n*.js @b\n", ["@a"]),
        ("* @a\n*\n", []),
        ("# * @a\n", []),
    ],
)
def test_who_owns_everything(text: str, owners: list[str]) -> None:
    assert owners_of_everything(text.encode()) == owners


def test_one_person_stands_for_a_team_and_several_do_not() -> None:
    assert [team_of(owners) for owners in (["@a"], ["@a", "@b"], ["a@x.example"])] == [
        "a",
        "",
        "a@x.example",
    ]


GITHUB: dict[str, Any] = {
    "rest": [
        {
            "full_name": "acme/api",
            "clone_url": "https://github.example/acme/api.git",
            "archived": False,
            "created_at": "2024-03-01T10:00:00Z",
            "topics": ["go", "team-payments", "segment-backend"],
            "parent": {"full_name": "other/api"},
        },
        {
            "full_name": "acme/old",
            "clone_url": "https://github.example/acme/old.git",
            "archived": True,
            "created_at": "2019-01-01T00:00:00Z",
            "custom_properties": {"team": "web", "tier": "low"},
        },
    ],
    "graphql": {
        "data": {
            "organization": {
                "repositories": {
                    "nodes": [
                        {
                            "nameWithOwner": "acme/api",
                            "url": "https://github.example/acme/api",
                            "isArchived": False,
                            "createdAt": "2024-03-01T10:00:00Z",
                            "repositoryTopics": {
                                "nodes": [
                                    {"topic": {"name": "team-payments"}},
                                    {"topic": {"name": "segment-backend"}},
                                ]
                            },
                        },
                        {
                            "nameWithOwner": "acme/old",
                            "url": "https://github.example/acme/old",
                            "isArchived": True,
                            "createdAt": "2019-01-01T00:00:00Z",
                            "repositoryTopics": {
                                "nodes": [
                                    {"topic": {"name": "team-web"}},
                                    {"topic": {"name": "tier-low"}},
                                ]
                            },
                        },
                    ]
                }
            }
        }
    },
}
GITHUB["gh"] = [
    {**node, "repositoryTopics": [topic["topic"] for topic in node["repositoryTopics"]["nodes"]]}
    for node in GITHUB["graphql"]["data"]["organization"]["repositories"]["nodes"]
]
GITHUB["slurped"] = [[GITHUB["rest"][0]], [GITHUB["rest"][1]]]


@pytest.mark.parametrize("form", [*GITHUB, "paginated"])
def test_listings_of_github(tmp_path: Path, run: Run, form: str) -> None:
    pages = GITHUB["slurped"] if form == "paginated" else [GITHUB[form]]
    (tmp_path / "repos.json").write_text("\n".join(map(json.dumps, pages)))
    done = run("--from", "github", "--listing", "repos.json", "--output", "inventory.yaml")
    assert done.return_value == 0
    api, old = members(tmp_path / "inventory.yaml").values()
    assert api.url.removesuffix(".git") == "https://github.example/acme/api"
    assert (api.placement.team, api.placement.segment, api.archived) == (
        "payments",
        "backend",
        False,
    )
    assert str(api.placement.created) == "2024-03-01"
    assert (old.placement.team, old.placement.tier, old.archived) == ("web", "low", True)


def test_a_repository_whose_name_begins_with_a_dot_is_itself(tmp_path: Path, run: Run) -> None:
    listed = [
        {"full_name": name, "clone_url": f"https://github.example/{name}.git"}
        for name in ("acme/.github", "acme/github", "acme/.", "acme/api")
    ]
    (tmp_path / "repos.json").write_text(json.dumps(listed))
    done = run("--from", "github", "--listing", "repos.json", "--output", "inventory.yaml")
    assert done.return_value == 0
    found = members(tmp_path / "inventory.yaml")
    assert {name: member.url for name, member in found.items() if "github" in name} == {
        "acme/.github": "https://github.example/acme/.github.git",
        "acme/github": "https://github.example/acme/github.git",
    }
    assert len(found) == 4


def test_what_a_listing_leaves_in_doubt_is_told(tmp_path: Path, run: Run) -> None:
    listed = {
        "full_name": "acme/api",
        "clone_url": "https://github.example/acme/api.git",
        "topics": ["team-b", "team-a", "segment-web"],
        "created_at": "2024-13-01T00:00:00Z",
    }
    (tmp_path / "repos.json").write_text(json.dumps([listed]))
    done = run("--from", "github", "--listing", "repos.json", "--output", "inventory.yaml")
    (api,) = members(tmp_path / "inventory.yaml").values()
    assert (api.placement.team, api.placement.segment, api.placement.created) == ("", "web", None)
    assert "topics of more than one team: a, b" in done.stderr
    assert "created on 2024-13-01T00:00:00Z, which is no date" in done.stderr


def test_a_listing_of_gitlab(tmp_path: Path, run: Run) -> None:
    projects = [
        {
            "path_with_namespace": "acme/pay/api",
            "http_url_to_repo": "http://git.example/acme/pay/api.git",
            "ssh_url_to_repo": "git@git.example:acme/pay/api.git",
            "created_at": "2024-03-01T10:00:00.000Z",
            "topics": ["team-payments"],
            "archived": False,
        },
        {"path_with_namespace": "acme/bad", "http_url_to_repo": "http://t:hunter2@git.example/b"},
    ]
    (tmp_path / "projects.json").write_text(json.dumps(projects))
    done = run("--from", "gitlab", "--listing", "projects.json", "--output", "inventory.yaml")
    assert done.return_value == 3
    assert "acme/bad: left out: the URL" in done.stderr
    assert "hunter2" not in done.output + done.stderr + (tmp_path / "inventory.yaml").read_text()
    (api,) = members(tmp_path / "inventory.yaml").values()
    assert (api.placement.name, api.url) == ("acme/pay/api", "git@git.example:acme/pay/api.git")


def test_a_listing_beside_clones(tmp_path: Path, run: Run) -> None:
    repository(tmp_path / "clones", "acme/api")
    repository(tmp_path / "clones", "acme/gone")
    (tmp_path / "repos.json").write_text(json.dumps(GITHUB["rest"]))
    done = run("clones", "--from", "github", "--listing", "repos.json", "--output", "i.yaml")
    found = members(tmp_path / "i.yaml")
    assert {name: bool(m.path) for name, m in found.items()} == {
        "acme/api": True,
        "acme/gone": True,
        "acme/old": False,
    }
    assert found["acme/api"].placement.team == "payments"
    assert "acme/gone: not in the listing" in done.stderr


def test_a_listing_of_many_pages_takes_no_longer_for_each_of_them(tmp_path: Path, run: Run) -> None:
    pages = [json.dumps(GITHUB["rest"]), *["[]"] * 200_000]
    (tmp_path / "repos.json").write_text("\n".join(pages))
    began = time.process_time()
    run("--from", "github", "--listing", "repos.json", "--output", "inventory.yaml")
    assert time.process_time() - began < 5
    assert "acme/api" in members(tmp_path / "inventory.yaml")


@pytest.mark.parametrize("text", ["[]", "[]\n[]\n"])
def test_a_host_that_lists_nothing_has_no_repository(tmp_path: Path, run: Run, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    done = run("--from", "github", "--listing", "x.json", "--output", "i.yaml")
    assert done.return_value == 4
    assert done.stderr == "x.json holds no repository.\n"
    assert not (tmp_path / "i.yaml").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[{", "is no JSON"),
        ("", "has no repositories of github"),
        ("[{}]", "has no repositories of github"),
        ('{"message": "Bad credentials"}', "has no repositories of github"),
        ("[" * 100_000, "is no"),
        ("\xff", "has no"),
        ('[{"full_name": 7}, {"path_with_namespace": "a/b"}]', "has no repositories of github"),
    ],
)
def test_what_is_no_listing(tmp_path: Path, run: Run, text: str, told: str) -> None:
    (tmp_path / "x.json").write_bytes(text.encode("latin-1"))
    done = run("--from", "github", "--listing", "x.json")
    assert isinstance(done.exception, PlatguardError)
    assert told in str(done.exception) or "is no" in str(done.exception)
    assert str(done.exception).startswith("x.json:")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--from", "github"),
        ("--listing", "x.json"),
        ("nowhere",),
        ("--check", "x.yaml", "clones"),
        ("--check", "none.yaml"),
    ],
)
def test_usage(run: Run, arguments: tuple[str, ...]) -> None:
    assert isinstance(run(*arguments).exception, PlatguardError)


def test_nothing_found_is_no_success(tmp_path: Path, run: Run) -> None:
    (tmp_path / "clones").mkdir()
    assert run("clones").return_value == 4


def test_checking(tmp_path: Path, run: Run) -> None:
    clones = tmp_path / "clones"
    repository(clones, "web/shop")
    shutil.copytree(clones / "web-shop", tmp_path / "again")
    repository(tmp_path, "web/other").root.rename(tmp_path / "other")
    (tmp_path / "plain").mkdir()
    Repository(tmp_path / "empty", tmp_path / "home")
    (tmp_path / "broken" / ".git").mkdir(parents=True)
    (tmp_path / "i.yaml").write_text(
        "repositories:\n"
        "  - {path: clones/web-shop}\n"
        "  - {path: again, name: web/again}\n"
        "  - {path: plain}\n  - {path: empty}\n  - {path: gone}\n  - {path: broken}\n"
        "  - {path: other, revision: v9}\n"
        "  - {url: https://git.example/a/b}\n"
        '  - {glob: "none/*"}\n'
    )
    done = run("--check", "i.yaml")
    told = done.output.replace(str(tmp_path), "")
    assert done.return_value == 3
    assert "i.yaml:10:12: none/* matches no repository" in told
    for line in (
        "gone: /gone is not there",
        "plain: /plain is no repository",
        "empty: /empty has no commit",
        "web/other: there is no commit 'v9' in /other",
        "broken: git does not take /broken for a repository",
        "web/shop: /clones/web-shop is a clone of the same origin as web/again",
    ):
        assert line in told
    assert "8 repositories, 1 of them to be fetched and not looked at: 6 cannot be judged" in told


def test_checking_what_is_right(tmp_path: Path, run: Run) -> None:
    repository(tmp_path / "clones", "web/shop")
    run("clones", "--output", "inventory.yaml")
    done = run("--check", "inventory.yaml")
    assert (done.return_value, done.output) == (0, "inventory.yaml: 1 repository: nothing wrong.\n")
