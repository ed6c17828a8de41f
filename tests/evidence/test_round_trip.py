"""What is exported is what was judged, has the same bytes each time, and can be judged again."""

from __future__ import annotations

import json
import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from schemas import schema

from .office import DAY, EXCEPTION, FIXED, MOVING, Office, contents, edit

pytestmark = pytest.mark.slow


def test_an_export_holds_what_was_judged_and_what_decided(office: Office, exported: Path) -> None:
    files = contents(exported)
    assert {path.split("/")[0] for path in files} == {
        *("README.md", "builtin", "configuration", "export.json", "register", "report.json"),
        *("register.json", "repositories.json", "results", "standards", "statement.json"),
    }
    assert files["configuration/platguard.yaml"] == (office.desk / "platguard.yaml").read_bytes()
    assert (
        files["standards/%2E./standards/own.yaml"]
        == (office.top / "standards" / "own.yaml").read_bytes()
    )
    assert b"EXC-2026-0001" in files["register/EXC-2026-0001.yaml"]
    ledger = json.loads(files["results/payments%2Fledger.json"])
    found = [row for row in ledger["rows"] if row["rule"] == "moving-tag"]
    assert [(row["outcome"], row["exception"]) for row in found] == [("exempt", "EXC-2026-0001")]
    repositories = json.loads(files["repositories.json"])["repositories"]
    assert [one["name"] for one in repositories] == ["payments/ledger", "web/shop", "web/site"]
    for one in repositories:
        git = office.top / "clones" / one["name"]
        head = (git / ".git" / "refs" / "heads" / "main").read_text().strip()
        assert (one["commit"], one["recorded"], one["recorded_on"]) == (head, "judged", DAY)
        assert len(one["tree"]) == 40
    report = json.loads(files["report.json"])
    schema("organisation-report-v1").validate(report)
    assert report["as_of"] == DAY
    # One day does not know since when anything is so.
    assert any("pass" in row["standards"].values() for row in report["matrix"]["rows"])
    assert not any(row["since"] for row in report["matrix"]["rows"])
    note = json.loads(files["export.json"])
    assert (note["as_of"], note["commits"], note["only"]) == (DAY, "history", "*")


def test_the_statement_names_every_file_every_commit_and_what_came_of_the_rules(
    exported: Path,
) -> None:
    statement = json.loads((exported / "statement.json").read_text())
    files = contents(exported)
    files.pop("statement.json")
    named = {one["name"]: one["digest"] for one in statement["subject"]}
    assert len(named) == len(statement["subject"]) == len(files) + 3
    for path, data in files.items():
        assert named[path] == {"sha256": sha256(data).hexdigest()}
    commit = named["repository:web/shop"]["gitCommit"]
    assert commit in files["repositories.json"].decode()
    predicate = statement["predicate"]
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert predicate["result"] == "FAILED"
    assert "moving-tag" in predicate["failedTests"]
    lists = [predicate[f"{kind}Tests"] for kind in ("passed", "warned", "failed")]
    assert len({name for names in lists for name in names}) == sum(map(len, lists))
    deciding = {one["name"]: one for one in predicate["configuration"]}
    assert deciding["export.json"]["annotations"] == {"as_of": DAY, "timezone": "UTC"}
    assert "builtin/data/support.yaml" in deciding
    assert deciding["platguard"]["uri"].startswith("pkg:pypi/platguard@")


@pytest.mark.parametrize(
    ("arguments", "environ"),
    [
        (["--jobs=1"], {"TZ": "Pacific/Kiritimati"}),
        (["--jobs=2", "--no-cache"], {"TZ": "Etc/GMT+12", "LC_ALL": "tr_TR.UTF-8"}),
        (["--config", "../desk/platguard.yaml"], {"LC_ALL": "C", "PYTHONHASHSEED": "7"}),
    ],
)
def test_the_same_input_gives_the_same_bytes(
    office: Office,
    exported: Path,
    arguments: list[str],
    environ: dict[str, str],
) -> None:
    other = office.export(f"again-{len(arguments)}-{len(environ)}", *arguments, environ=environ)
    assert contents(other) == contents(exported)
    shutil.rmtree(other)


def test_no_path_of_the_machine_is_in_an_export(office: Office, exported: Path) -> None:
    for path, data in contents(exported).items():
        assert str(office.top).encode() not in data, path


def test_judging_again_gives_the_same(office: Office, exported: Path, tmp_path: Path) -> None:
    by_inventory = office.verify(exported)
    by_commits = office.verify(exported, "--repositories", str(office.top / "clones"), at=tmp_path)
    for told in (by_inventory, by_commits):
        assert told.code == 0, told.output
        assert told.document["verdict"] == "same"
        assert told.document["judged_again"] == 3
    text = office.run("verify", str(exported))
    assert "same: 3 of 3 repositories judged again as of 2026-11-22" in text.output


def test_only_what_is_exported_decides(office: Office, exported: Path, tmp_path: Path) -> None:
    """The desk is empty, a configuration lies where one is looked for, and clones moved on."""
    shutil.copytree(office.top / "clones", tmp_path / "elsewhere")
    for name in ("payments/ledger", "web/shop"):
        (tmp_path / "elsewhere" / name / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "platguard.yaml").write_text("profile: strict\n")
    told = office.verify(exported, "--repositories", str(tmp_path / "elsewhere"), at=tmp_path)
    assert told.code == 0, told.output


def test_clones_may_be_bare_and_called_otherwise(
    office: Office, exported: Path, tmp_path: Path
) -> None:
    for number, name in enumerate(("payments/ledger", "web/shop", "web/site")):
        made = office.top / "clones" / name
        shutil.copytree(made / ".git", tmp_path / "copies" / f"{number}.git")
        config = tmp_path / "copies" / f"{number}.git" / "config"
        config.write_text(config.read_text().replace("bare = false", "bare = true"))
    told = office.verify(exported, "--repositories", str(tmp_path / "copies"), at=tmp_path)
    assert told.code == 0, told.output


def test_a_commit_that_is_not_at_hand_is_told(
    office: Office, exported: Path, tmp_path: Path
) -> None:
    shutil.copytree(office.top / "clones" / "web", tmp_path / "web")
    told = office.verify(exported, "--repositories", str(tmp_path), at=tmp_path)
    assert (told.code, told.document["verdict"]) == (3, "incomplete")
    (absent,) = told.document["absent"]
    assert absent["repository"] == "payments/ledger"
    assert "is not at hand" in absent["reason"]


def test_a_clone_that_git_does_not_open_is_told_with_its_reason(
    office: Office, exported: Path, tmp_path: Path
) -> None:
    shutil.copytree(office.top / "clones", tmp_path / "clones")
    (tmp_path / "clones" / "web" / "shop" / ".git" / "config").write_text("[core\n")
    told = office.verify(exported, "--repositories", str(tmp_path / "clones"), at=tmp_path)
    assert told.code == 3
    (absent,) = told.document["absent"]
    assert absent["repository"] == "web/shop"
    assert "bad config" in absent["reason"]


def test_objects_make_clones_unnecessary(office: Office, tmp_path: Path) -> None:
    folder = office.export("with-objects", "--with-objects")
    named = (folder / "statement.json").read_text()
    assert (folder / "objects" / "web%2Fshop.pack").is_file()
    assert "objects/" not in named
    told = office.verify(folder, at=tmp_path)
    assert (told.code, told.document["judged_again"]) == (0, 3), told.output
    # A pack with other objects has not the commit, and one that is cut off is none.
    shutil.copy(folder / "objects" / "web%2Fsite.pack", folder / "objects" / "web%2Fshop.pack")
    pack = folder / "objects" / "payments%2Fledger.pack"
    pack.write_bytes(pack.read_bytes()[:-30])
    told = office.verify(folder, at=tmp_path)
    assert told.code == 3
    assert [one["repository"] for one in told.document["absent"]] == ["payments/ledger", "web/shop"]


def test_commits_that_cannot_be_packed_are_told(tmp_path: Path) -> None:
    own = Office(tmp_path)
    made = own.repository("web/shop", MOVING)
    made.commit("second")
    made.run("clone", "--quiet", "--depth=1", f"file://{made.root}", str(tmp_path / "shallow"))
    own.members[0]["path"] = "../shallow"
    own.name_members()
    told = own.run("org", "export", "../export", "--as-of", DAY, "--with-objects")
    assert told.code == 3
    assert "web/shop: its commits are not exported: is a shallow clone" in told.errors
    assert own.verify(own.top / "export").code == 0


OF_REGISTER = """\
standard: register
title: Rules about the register
owner: platform
contact: "#platform"
rules:
  - id: needed
    title: Exceptions are needed
    on: exception
    deny: exception.unused != ""
    severity: low
    why: What nobody needs any more hides what comes.
    message: "{exception.id} is not needed: {exception.unused}."
    fix: Take it away.
"""


def test_what_is_wrong_with_the_register_is_judged_again(tmp_path: Path) -> None:
    own = Office(tmp_path)
    own.write("standards/register.yaml", OF_REGISTER)
    unneeded = EXCEPTION.replace("-0001", "-0002").replace("payments/ledger", "web/site")
    own.write("desk/register/EXC-2026-0002.yaml", unneeded)
    own.repository("payments/ledger", MOVING)
    own.repository("web/site", FIXED)
    folder = own.export()
    (line,) = json.loads((folder / "register.json").read_text())["register"]
    assert (line["rule"], line["path"]) == ("needed", "register/EXC-2026-0002.yaml")
    assert own.verify(folder).code == 0
    edit(folder, "register.json", lambda value: value.update(register=[]))
    told = own.verify(folder)
    assert told.code == 1
    found = [found for found in told.differences if found.startswith(" needed register/")]
    assert "now, and not in the export" in found[0]
    # Of a part of the organisation nobody knows which exceptions are needed.
    part = own.export("part", "--only", "web/*")
    assert json.loads((part / "register.json").read_text())["register"] == []
    assert own.verify(part).code == 0


class TestHistory:
    """Which commits are exported, and what the history says of them."""

    @pytest.fixture
    def own(self, tmp_path: Path) -> Office:
        """An organisation that a test changes."""
        made = Office(tmp_path)
        made.repository("web/shop", MOVING)
        made.repository("web/site", FIXED)
        return made

    def test_the_commits_are_those_of_the_day(self, own: Office) -> None:
        own.scan()
        shop = own.export("before") / "repositories.json"
        repository = own.repository("web/new", FIXED)
        repository.commit()
        own.members[0]["team"] = "other"
        own.name_members()
        moved = own.top / "clones" / "web" / "shop"
        (moved / "Dockerfile").write_text(FIXED)
        own_repository = type(repository)(moved, own.home)
        own_repository.commit("fixed")
        after = own.export("after", "--as-of", "2026-12-24")
        assert contents(after) == contents(shop.parent)

    def test_without_a_history_the_commits_are_those_of_now(self, own: Office) -> None:
        told = own.run("org", "export", "../now", "--as-of", DAY)
        assert told.code == 0, told.errors
        assert "because there is no history" in told.output
        folder = own.top / "now"
        assert json.loads((folder / "export.json").read_text())["commits"] == "revision"
        assert own.verify(folder).code == 0

    def test_other_standards_than_those_of_the_day_are_refused(self, own: Office) -> None:
        own.scan()
        own.write("standards/own.yaml", (own.top / "standards/own.yaml").read_text() + "\n")
        own.write("desk/platguard.yaml", "standards: [../standards]\n")
        told = own.run("org", "export", "../export", "--as-of", DAY)
        assert told.code == 2
        changed = "the standards, the configuration and the register changed since the scan"
        assert changed in told.errors
        assert not (own.top / "export").exists()

    def test_a_day_before_all_scans_is_refused(self, own: Office) -> None:
        own.scan()
        told = own.run("org", "export", "../export", "--as-of", "2026-11-01")
        assert told.code == 2
        assert "nobody scanned the organisation by 2026-11-01" in told.errors

    def test_results_that_the_history_does_not_have_are_told(self, own: Office) -> None:
        import sqlite3

        own.scan()
        with sqlite3.connect(own.desk / "platguard-history.db") as history:
            history.execute("DELETE FROM spans WHERE outcome = 0")
        told = own.run("org", "export", "../export", "--as-of", DAY)
        assert told.code == 1
        assert re.search(r"web/shop: \d+ findings that the history does not have, 0", told.errors)

    def test_what_could_not_be_judged_is_exported_as_such(self, own: Office) -> None:
        own.members.append({"name": "web/gone", "path": "../clones/gone"})
        own.name_members()
        told = own.run("org", "scan", "inventory.yaml", "--as-of", DAY)
        assert told.code == 3
        folder = own.export(code=3)
        statement = json.loads((folder / "statement.json").read_text())
        assert statement["predicate"]["passedTests"] == []
        told = own.verify(folder)
        assert (told.code, told.document["not_judged_then"]) == (0, 1)

    def test_a_repository_that_left_the_inventory_is_not_forgotten(self, own: Office) -> None:
        own.scan()
        del own.members[0]
        own.name_members()
        folder = own.export(code=3)
        one, _ = json.loads((folder / "repositories.json").read_text())["repositories"]
        assert (one["name"], one["status"]) == ("web/shop", "missing")
        assert own.verify(folder).code == 0


def test_a_taken_folder_is_left_as_it_is(office: Office, exported: Path) -> None:
    before = contents(exported)
    told = office.run("org", "export", str(exported), "--as-of", DAY)
    assert told.code == 2
    assert "is there already" in told.errors
    assert contents(exported) == before


def test_each_repository_may_have_its_own_configuration(tmp_path: Path) -> None:
    own = Office(tmp_path)
    (own.desk / "platguard.yaml").unlink()
    made = own.repository("web/shop", MOVING)
    made.write("platguard.yaml", "standards: [rules.yaml]\n")
    made.write("rules.yaml", (own.top / "standards" / "own.yaml").read_text())
    made.commit()
    folder = own.export()
    found = json.loads((folder / "results" / "web%2Fshop.json").read_text())
    assert [row["rule"] for row in found["rows"]] == ["moving-tag"]
    assert own.verify(folder).code == 0
