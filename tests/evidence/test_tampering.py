"""Whatever is changed in an export is told, by what it is; nothing outside of it is looked at."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from platguard.cli import main

from .office import Office, contents, edit, restate

Change = Callable[[Path], object]
SHOP = "results/web%2Fshop.json"


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[[Path], Any]:
    """Verifies in this process, without any clone: exit code, JSON where there is some, errors."""
    empty = tmp_path / "empty"
    empty.mkdir()

    def verified(folder: Path) -> tuple[int, dict[str, Any], str]:
        with pytest.raises(SystemExit) as stop:
            main(["verify", str(folder), "--format=json", "--repositories", str(empty)])
        said = capsys.readouterr()
        assert "bug in platguard" not in said.err
        assert "Traceback" not in said.err
        assert said.err.isprintable() or "\n" in said.err
        assert "\x1b" not in said.out + said.err
        assert isinstance(stop.value.code, int)
        return stop.value.code, json.loads(said.out) if said.out else {}, said.err

    return verified


def _link(path: str, target: str) -> Change:
    def change(folder: Path) -> None:
        (folder / path).unlink(missing_ok=True)
        (folder / path).symlink_to(target)

    return change


def _linked_folder(folder: Path) -> None:
    shutil.move(folder / "results", folder.parent / "moved")
    (folder / "results").symlink_to(folder.parent / "moved")


@pytest.mark.parametrize(
    ("change", "path", "fault"),
    [
        (lambda f: (f / SHOP).write_text("{}"), SHOP, "changed"),
        (lambda f: (f / "README.md").write_text(""), "README.md", "changed"),
        (lambda f: (f / "standards/%2E./standards/own.yaml").unlink(), "own.yaml", "missing"),
        (lambda f: (f / "extra.txt").write_text("hello"), "extra.txt", "additional"),
        (lambda f: (f / "register/EXC-2026-0002.yaml").write_text(""), "0002.yaml", "additional"),
        (lambda f: (f / "a\x1b[2Jb\n::error::").write_text(""), "::error::", "additional"),
        (_link(SHOP, "/etc/hostname"), SHOP, "no file"),
        (_link("new", "."), "new", "no file"),
        (lambda f: os.mkfifo(f / "pipe"), "pipe", "no file"),
        (_linked_folder, SHOP, "missing"),
    ],
)
def test_a_file_that_is_not_as_stated_is_named(
    change: Change, path: str, fault: str, copy: Path, told: Callable[[Path], Any]
) -> None:
    change(copy)
    code, document, _ = told(copy)
    assert (code, document["verdict"], document["judged_again"]) == (1, "differs", 0)
    assert (path, fault) in [
        (path if one["path"].endswith(path) else one["path"], one["fault"])
        for one in document["files"]
    ]


def test_signatures_may_stand_beside_the_statement(copy: Path, told: Callable[[Path], Any]) -> None:
    (copy / "statement.json.sig").write_text("SSH SIGNATURE")
    (copy / "statement.dsse.json").write_text("{}")
    code, document, _ = told(copy)
    assert (code, document["files"]) == (3, [])


def _statement(change: Callable[[Any], object]) -> Change:
    def changed(folder: Path) -> None:
        file = folder / "statement.json"
        value = json.loads(file.read_text())
        change(value)
        file.write_text(json.dumps(value))

    return changed


def _raw(path: str, data: bytes) -> Change:
    def changed(folder: Path) -> None:
        (folder / path).write_bytes(data)
        if path != "statement.json":
            restate(folder, path)

    return changed


def _export(change: Callable[[Any], object]) -> Change:
    return lambda folder: edit(folder, "export.json", change)


def _repositories(change: Callable[[Any], object]) -> Change:
    return lambda folder: edit(folder, "repositories.json", lambda v: change(v["repositories"]))


def _row(key: str) -> Change:
    return lambda folder: edit(folder, SHOP, lambda result: result["rows"][0].update({key: "x"}))


DEEP = b'{"subject":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
NAMED = {"name": "x", "digest": {"sha256": "0" * 64}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: (f / "statement.json").unlink(), "statement.json: is not there"),
        (_link("statement.json", "/etc/hostname"), "is a link, or lies behind one"),
        (_raw("statement.json", b""), "not JSON"),
        (_raw("statement.json", b"\xff{}"), "is no JSON in ASCII"),
        (_raw("statement.json", DEEP), "is nested too deep"),
        (_raw("statement.json", b'{"_type": 1, "_type": 2}'), "stands twice in one mapping"),
        (_raw("statement.json", b"[" + b"1," * 1000 + b"1]"), "expected a statement, a mapping"),
        (_raw("statement.json", b'{"_type": ' + b"9" * 5000 + b"}"), "statement.json"),
        (_statement(lambda s: s.update(_type="https://in-toto.io/Statement/v0.1")), "is not http"),
        (_statement(lambda s: s.update(predicateType="x")), "predicateType of the statement is"),
        (_statement(lambda s: s["subject"].append(s["subject"][0])), "twice"),
        (_statement(lambda s: s.update(subject=[])), "does not name export.json"),
        (_statement(lambda s: s["subject"][0].update(name="../x")), "is no file of an export"),
        (_statement(lambda s: s["subject"][0].update(name="/etc/passwd")), "no file of an export"),
        (_statement(lambda s: s["subject"][0].update(name="a//b")), "no file of an export"),
        (_statement(lambda s: s["subject"][0].update(name="a\x1b[2J")), "no file of an export"),
        (_statement(lambda s: s["subject"][0].update(name=".git/config")), "no file of an export"),
        (_statement(lambda s: s["subject"][0].update(digest={"sha256": "xyz"})), "sha256 of"),
        (_statement(lambda s: s["subject"][0].update(digest={"md5": "0" * 32})), "has no sha256"),
        (_raw("export.json", DEEP), "is nested too deep"),
        (_export(lambda e: e.update(export=2)), "is an export of format 2"),
        (_export(lambda e: e.update(as_of="2026-02-30")), "must be a date"),
        (_export(lambda e: e["inputs"]["asked"].append({})), "a question has no folder"),
        (_export(lambda e: e["inputs"].update(configuration="../x")), "is the name of a file"),
        (
            _export(lambda e: e["inputs"]["builtin"].update({"runtimes.yaml": "../secret"})),
            "the statement does not name '../secret'",
        ),
        (
            _export(lambda e: e["inputs"]["builtin"].update({"runtimes.yaml": "/etc/passwd"})),
            "the statement does not name '/etc/passwd'",
        ),
        (_repositories(lambda r: r[0].update(result="../secret")), "no path of an export"),
        (_repositories(lambda r: r[0].update(result="results/none")), "the statement does not"),
        (_repositories(lambda r: r[0].update(objects="/etc/passwd")), "no path of an export"),
        (_repositories(lambda r: r[0].update(commit="HEAD")), "commit of a repository is none"),
        (_repositories(lambda r: r.append(r[0])), "two repositories have one name"),
        (_raw(SHOP, b"{}"), "what came of a repository has no"),
        (_row("severity"), "severity of a row must be one of critical"),
        (_row("level"), "level of a row must be one of error"),
    ],
)
def test_what_is_no_export_is_refused(
    change: Change, message: str, copy: Path, told: Callable[[Path], Any]
) -> None:
    (copy.parent / "secret").write_text("a secret")
    change(copy)
    code, document, errors = told(copy)
    assert (code, document) == (2, {}), errors
    assert message in errors
    assert "a secret" not in errors


def test_a_folder_that_is_none_is_refused(told: Callable[[Path], Any], tmp_path: Path) -> None:
    assert told(tmp_path / "nowhere")[0] == 2
    assert told(tmp_path / "empty")[0] == 2


def _configuration(text: str) -> Change:
    def changed(folder: Path) -> None:
        (folder / "configuration/platguard.yaml").write_text(text)
        restate(folder, "configuration/platguard.yaml")

    return changed


@pytest.mark.parametrize(
    "text",
    [
        "standards: [../../secret]\n",
        "register: ../../secret\n",
        "standards: [../standards, builtin]\nregister: /tmp\n",
        "standards: [../standards]\nopenpgp_keys: ../../secret\n",
    ],
)
def test_a_configuration_leads_nowhere(text: str, copy: Path, told: Callable[[Path], Any]) -> None:
    """What was not asked when the export was made cannot be asked of this machine now."""
    secret = copy.parent / "secret"
    secret.mkdir()
    (secret / "x.yaml").write_text("a secret")
    _configuration(text)(copy)
    code, _, errors = told(copy)
    assert code == 2
    assert "nobody asked for it when the settings were kept" in errors
    assert "a secret" not in errors


def _outcome(name: str, change: Callable[[Any], object]) -> Change:
    return lambda folder: edit(folder, f"results/{name}.json", change)


def _first(rule: str, change: Callable[[Any], object]) -> Callable[[Any], object]:
    def changed(result: Any) -> None:
        change(next(row for row in result["rows"] if row["rule"] == rule))

    return changed


def _without(rule: str) -> Callable[[Any], object]:
    def changed(result: Any) -> None:
        result["rows"] = [row for row in result["rows"] if row["rule"] != rule]

    return changed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "difference"),
    [
        (
            _outcome("web%2Fshop", _without("moving-tag")),
            "web/shop moving-tag Dockerfile:1: fail now, and not in the export",
        ),
        (
            _outcome("web%2Fshop", _first("moving-tag", lambda row: row.update(level="note"))),
            "web/shop moving-tag Dockerfile:1: level was note and is error",
        ),
        (
            _outcome("web%2Fsite", lambda r: r["counts"]["moving-tag"].update({"pass": 7})),
            "web/site moving-tag pass was told 7 times, and is 1 time",
        ),
        (_outcome("web%2Fsite", lambda r: r.update(judged=9)), "web/site  judged: was 9"),
        (
            _repositories(lambda r: r[1].update(status="failed", reason="was ill")),
            "web/shop  results/web%2Fshop.json has another status",
        ),
        (_repositories(lambda r: r[1].update(tree="0" * 40)), "web/shop  the tree of its commit"),
        (_repositories(lambda r: r[1].update(team="other")), "report.json is not what"),
        (
            _configuration("standards: [../standards]\nregister: register\n"),
            "export.json has other digests",
        ),
        (
            lambda f: edit(f, "report.json", lambda r: r.update(label="all is well")),
            "report.json is not what the results come to",
        ),
        (
            _statement(lambda s: s["predicate"].update(failedTests=[], result="PASSED")),
            "predicate of statement.json is not what the files come to",
        ),
        (
            _statement(lambda s: s["subject"].pop()),
            "subject of statement.json is not what the files come to",
        ),
        (
            _export(lambda e: e.update(as_of="2027-12-01")),
            "is about web/site as of 2026-11-22",
        ),
    ],
)
def test_a_forgery_that_fits_together_is_found_by_judging_again(
    change: Change, difference: str, office: Office, copy: Path
) -> None:
    change(copy)
    told = office.verify(copy)
    assert (told.code, told.document["files"]) == (1, []), told.output
    found = [line.strip() for line in told.differences]
    assert [line for line in found if line.startswith(difference.strip())] or [
        line for line in found if difference in line
    ], found


ODD: tuple[Any, ...] = (
    *(None, True, -1, 10**12, "", "x", "../x", "/etc/passwd", [], {}, [[]], [{}], {"a": 1}),
    *("\ud800", "2026-01-01", f"sha256:{'0' * 64}", "0" * 40, "\x1b[2J"),
)
JSON = ("statement.json", "export.json", "repositories.json", "register.json", SHOP)


def _inner(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every mapping and list of a document, with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _inner(value[key])


@pytest.mark.slow
@pytest.mark.parametrize("name", JSON)
def test_odd_values_are_refused_or_told(
    name: str, exported: Path, tmp_path: Path, told: Callable[[Path], Any]
) -> None:
    """Whatever stands in a file, it is told as a fault of the export, or as a difference."""
    chance = random.Random(name)
    for number in range(6):
        folder = Path(shutil.copytree(exported, tmp_path / str(number)))
        value = json.loads((folder / name).read_text())
        holder, key = chance.choice(list(_inner(value)))
        holder[key] = chance.choice(ODD)
        (folder / name).write_text(json.dumps(value))
        if name != "statement.json":
            restate(folder, name)
        code, _, _ = told(folder)
        assert code in (1, 2, 3)


def test_a_hidden_repository_is_missed(office: Office, copy: Path) -> None:
    """A repository that is taken out leaves its result, and its file where that goes as well."""
    edit(copy, "repositories.json", lambda v: v["repositories"].pop(1))
    told = office.verify(copy)
    assert told.code == 1
    assert "  results/web%2Fshop.json is the result of no repository" in told.differences


def test_nothing_runs_and_nothing_changes(office: Office, copy: Path) -> None:
    """Hooks and filters in a clone are left alone, and so is the export."""
    before = contents(copy)
    git = office.top / "clones" / "web" / "shop" / ".git"
    config = (git / "config").read_text()
    marker = office.top / "PWNED"
    (git / "config").write_text(
        f'{config}[core]\n\tfsmonitor = touch {marker}\n[filter "x"]\n\tsmudge = touch {marker}\n'
    )
    told = office.verify(copy)
    (git / "config").write_text(config)
    assert told.code == 0, told.output
    assert not marker.exists()
    assert contents(copy) == before
