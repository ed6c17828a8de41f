"""What a change of standards does: the same facts, two editions, told by rule and owner."""

from __future__ import annotations

from typing import Any

import pytest
from markdown_it import MarkdownIt
from scan.projects import Project

from impact.desk import Desk, dates, rule, standard

PINNED = rule("unpinned", deny='image.digest == ""')
ANNOUNCED = dates("2026-11-01", "2027-03-01", warn_from="2026-12-01")
EXCEPTION = """\
id: EXC-2026-0001
rules: [RULE]
scope: {paths: [Dockerfile]}
category: waiver
reason: The vendor publishes one tag only until 2027.
owner: team-shop
requested: {by: alice, on: 2026-01-10}
approvals:
  - {role: platform, by: bob, on: 2026-01-15, sunset: 2027-12-31}
  - {role: leadership, by: carol, on: 2026-01-16, sunset: 2027-12-31}
sunset: 2027-12-31
"""
ROLES = """\
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
"""


def test_a_new_rule_newly_fails(desk: Desk) -> None:
    desk.write({"old.yaml": standard(rule()), "new.yaml": standard(rule(), PINNED)})
    assert desk.changes("old.yaml", "new.yaml", "shop") == [
        "shop Dockerfile unpinned: not judged -> error"
    ]
    (found,) = desk.impact("old.yaml", "new.yaml", "shop")["rules"]
    assert found["states"] == [{"was": "absent", "becomes": "enforced"}]
    assert found["owners"][0]["owner"] == "platform-images"


def test_a_stricter_rule_newly_fails_and_a_looser_one_passes(desk: Desk) -> None:
    desk.write(
        {"old.yaml": standard(rule()), "new.yaml": standard(rule(deny='image.digest == ""'))}
    )
    desk.write({"shop/Containerfile": "FROM registry.example/base:1.0\n"})
    assert desk.changes("old.yaml", "new.yaml", "shop") == [
        "shop Containerfile moving-tag: passes -> error"
    ]
    assert desk.changes("new.yaml", "old.yaml", "shop") == [
        "shop Containerfile moving-tag: error -> passes"
    ]


def test_a_removed_rule_is_not_judged_any_more(desk: Desk) -> None:
    desk.write({"old.yaml": standard(rule(), PINNED), "new.yaml": standard(rule())})
    found = desk.impact("old.yaml", "new.yaml", "shop")
    assert [change["kind"] for change in found["changes"]] == ["lifted"]
    assert found["rules"][0]["states"] == [{"was": "enforced", "becomes": "absent"}]


def test_equal_editions_change_nothing(desk: Desk) -> None:
    desk.write({"old.yaml": standard(rule()), "new/a.yaml": standard(rule())})
    found = desk.impact("old.yaml", "new", "shop")
    assert (found["changes"], found["rules"]) == ([], [])
    code, told, _ = desk.run("old.yaml", "new", "shop")
    assert code == 0
    assert "Impact: none." in told


@pytest.mark.parametrize(("old", "new"), [("old.yaml", "new.yaml"), ("new.yaml", "old.yaml")])
def test_a_renamed_rule_is_the_same_rule(desk: Desk, old: str, new: str) -> None:
    desk.write({"old.yaml": standard(rule("older-name"))})
    desk.write({"new.yaml": standard(rule(formerly=["older-name"]))})
    found = desk.impact(old, new, "shop")
    assert found["changes"] == []
    (told,) = found["rules"]
    assert {told["id"], told["formerly"]} == {"older-name", "moving-tag"}


def test_a_renamed_rule_that_is_stricter_tells_what_it_adds(desk: Desk) -> None:
    desk.write({"old.yaml": standard(rule("older-name"))})
    desk.write({"new.yaml": standard(rule(deny="true", formerly=["older-name"], severity="low"))})
    desk.write({"shop/Containerfile": "FROM registry.example/base:1.0\n"})
    assert desk.changes("old.yaml", "new.yaml", "shop") == [
        "shop Containerfile moving-tag: passes -> warning",
        "shop Dockerfile moving-tag: error -> warning",
    ]


def test_a_level_may_change_for_one_segment_only(desk: Desk) -> None:
    config = "standards: [../own.yaml]\nsegments: {research: {}}\n"
    setting = "rules: {moving-tag: {segments: {research: {level: note}}}}\n"
    desk.write({"own.yaml": standard(rule())})
    desk.write({"old/platguard.yaml": config, "new/platguard.yaml": config + setting})
    desk.write(
        {"lab/Dockerfile": "FROM base:latest\n", "lab/.platguard.yaml": "segment: research\n"}
    )
    editions = ("old/platguard.yaml", "new/platguard.yaml")
    assert desk.changes(*editions, "shop", "lab") == ["lab Dockerfile moving-tag: error -> note"]


def test_only_params_change(desk: Desk) -> None:
    params = {"tags": {"type": "list", "default": ["latest"]}}
    desk.write({"own.yaml": standard(rule(deny="image.tag in params.tags", params=params))})
    head = "standards: [../own.yaml]\n"
    wider = "rules: {moving-tag: {params: {tags: [stable]}}}\n"
    desk.write({"old/platguard.yaml": head, "new/platguard.yaml": head + wider})
    desk.write({"shop/Containerfile": "FROM base:stable\n"})
    assert desk.changes("old/platguard.yaml", "new/platguard.yaml", "shop") == [
        "shop Containerfile moving-tag: passes -> error",
        "shop Dockerfile moving-tag: error -> passes",
    ]


@pytest.mark.parametrize(
    ("as_of", "changes"),
    [
        ("2026-10-31", ["shop Dockerfile moving-tag: error -> not judged"]),
        ("2026-11-22", ["shop Dockerfile moving-tag: error -> note"]),
        ("2026-12-01", ["shop Dockerfile moving-tag: error -> warning"]),
        ("2027-03-01", []),
    ],
)
def test_only_dates_change(desk: Desk, as_of: str, changes: list[str]) -> None:
    desk.write({"old.yaml": standard(rule()), "new.yaml": standard(rule(lifecycle=ANNOUNCED))})
    assert desk.changes("old.yaml", "new.yaml", "shop", as_of=as_of) == changes


def dated(desk: Desk, *arguments: str, as_of: str = "2026-11-22") -> list[str]:
    """Which dates change, a line each."""
    return [
        f"{d['revision'] or rule['id']} {d['date']} {d['was']} -> {d['becomes']}"
        f" {d['findings']} {' '.join(d['repositories'])}"
        for rule in desk.impact(*arguments, as_of=as_of)["rules"]
        for d in rule["dates"]
    ]


LATER = dates("2026-11-02", "2027-03-02", warn_from="2026-12-01", retired_from="2028-01-01")


def test_dates_that_move_are_told_though_nothing_is_judged_differently(desk: Desk) -> None:
    desk.write({"old.yaml": standard(rule(lifecycle=ANNOUNCED))})
    desk.write({"new.yaml": standard(rule(lifecycle=LATER)), "shop/Containerfile": "FROM b:latest"})
    assert dated(desk, "old.yaml", "new.yaml", "shop") == [
        "moving-tag announced 2026-11-01 -> 2026-11-02 2 shop",
        "moving-tag enforced_from 2027-03-01 -> 2027-03-02 2 shop",
        "moving-tag retired_from None -> 2028-01-01 2 shop",
    ]
    assert desk.changes("old.yaml", "new.yaml", "shop") == []
    _, told, _ = desk.run("new.yaml", "old.yaml", "shop", "--as-of", "2026-11-22")
    assert told == (
        "new.yaml -> old.yaml, on 1 repository as of 2026-11-22\n"
        "\n"
        "moving-tag: announced on 2026-11-02 -> 2026-11-01, 1 day earlier, for 2\n"
        "    findings; enforced from 2027-03-02 -> 2027-03-01, 1 day earlier, for 2\n"
        "    findings; retired from 2028-01-01 -> no date, for 2 findings\n"
        "\n"
        "Judged 2 of 2 files under both.\n"
        "Impact: 1 rule has other dates.\n"
    )
    _, told, _ = desk.run("old.yaml", "new.yaml", "shop", "--format", "markdown")
    assert "enforced from 2027-03-01 -> 2027-03-02, 1 day later, for 2 findings" in told
    assert dated(desk, "old.yaml", "old.yaml", "shop") == []
    assert dated(desk, "old.yaml", "new.yaml", "shop", "--enforced") == []


def test_dates_of_a_draft_concern_what_it_would_find(desk: Desk) -> None:
    desk.write({"old.yaml": standard(rule(lifecycle=ANNOUNCED))})
    desk.write({"new.yaml": standard(rule(lifecycle=LATER))})
    told = dated(desk, "old.yaml", "new.yaml", "shop", as_of="2026-10-01")
    assert told[1] == "moving-tag enforced_from 2027-03-01 -> 2027-03-02 1 shop"


def test_dates_of_a_revision_concern_what_it_adds(desk: Desk) -> None:
    was = {"deny": 'image.tag == "latest"'}
    for name, life in (("old.yaml", ANNOUNCED), ("new.yaml", LATER | {"retired_from": None})):
        life = {key: day for key, day in life.items() if day}
        revision = {"number": 2, "was": was, "lifecycle": life}
        desk.write({name: standard(rule(deny="true", revision=revision))})
    desk.write({f"shop/{n}/Dockerfile": "FROM registry.example/base:1.0\n" for n in "ab"})
    assert dated(desk, "old.yaml", "new.yaml", "shop") == [
        "2 announced 2026-11-01 -> 2026-11-02 2 shop",
        "2 enforced_from 2027-03-01 -> 2027-03-02 2 shop",
    ]
    _, told, _ = desk.run("old.yaml", "new.yaml", "shop", "--as-of", "2026-11-22")
    assert "revision 2 announced on 2026-11-01 -> 2026-11-02, 1 day later" in told


def test_dates_of_a_wave_are_those_of_whom_it_reaches(desk: Desk) -> None:
    desk.write({"lab/Dockerfile": "FROM registry.example/base:latest\n"})
    for name, day in (("old.yaml", "2027-02-10"), ("new.yaml", "2027-02-20")):
        wave = {"name": "pilot", "repositories": ["lab"], "enforced_from": day}
        life = {**ANNOUNCED, "waves": [wave]}
        desk.write({name: standard(rule(lifecycle=life))})
    told = dated(desk, "old.yaml", "new.yaml", "shop", "lab")
    assert told == ["moving-tag enforced_from 2027-02-10 -> 2027-02-20 1 lab"]
    _, text, _ = desk.run("old.yaml", "new.yaml", "shop", "lab", "--as-of", "2026-11-22")
    assert "10 days later, for 1 finding in lab" in " ".join(text.split())


def test_a_rule_that_comes_or_is_off_has_no_other_dates(desk: Desk) -> None:
    dated_rule = rule(lifecycle=ANNOUNCED)
    desk.write({"none.yaml": standard(PINNED), "on.yaml": standard(PINNED, dated_rule)})
    off = rule(lifecycle=LATER, enabled=False)
    desk.write({"off.yaml": standard(PINNED, off)})
    for editions in (("none.yaml", "on.yaml"), ("on.yaml", "off.yaml"), ("off.yaml", "on.yaml")):
        assert dated(desk, *editions, "shop") == []


@pytest.mark.parametrize(
    ("was", "warns", "becomes", "kind"),
    [
        ('image.tag == "latest"', "true", "error -> soon", "passes"),
        ('image.tag == "edge"', "true", "passes -> soon", "soon"),
    ],
)
def test_what_will_fail_soon_is_of_its_own_kind(
    desk: Desk, was: str, warns: str, becomes: str, kind: str
) -> None:
    soon = rule(deny='image.tag == "edge"', warn={"when": warns})
    desk.write({"old.yaml": standard(rule(deny=was)), "new.yaml": standard(soon)})
    (change,) = desk.impact("old.yaml", "new.yaml", "shop")["changes"]
    assert (f"{change['was']} -> {change['becomes']}", change["kind"]) == (becomes, kind)
    (change,) = desk.impact("new.yaml", "old.yaml", "shop")["changes"]
    assert change["kind"] == {"passes": "fails", "soon": "soon"}[kind]


def test_a_finding_is_counted_once(desk: Desk) -> None:
    """It passes under the form of today, and would fail under the draft of the next one."""
    was = {"deny": 'image.tag == "edge"'}
    revision = {"number": 2, "was": was, "lifecycle": dates(None)}
    desk.write({"shop/.platguard.yaml": "team: payments\n", "old.yaml": standard(rule())})
    desk.write({"new.yaml": standard(rule(revision=revision))})
    found = desk.impact("old.yaml", "new.yaml", "shop")
    (change,) = found["changes"]
    assert (change["was"], change["becomes"], change["draft"]) == ("error", "passes", "error")
    _, told, _ = desk.run("old.yaml", "new.yaml", "shop")
    assert "moving-tag: 1 newly passes (payments 1)\n" in told
    assert "error -> passes, error once the draft is enforced: registry" in " ".join(told.split())


@pytest.mark.parametrize("name", ["HEAD", "nowhere", "main"])
def test_a_revision_needs_a_path(desk: Desk, name: str) -> None:
    desk.write({"standards/new.yaml": standard(rule())})
    Project(desk.folder).commit()
    code, _, told = desk.run(name, "standards", "shop")
    assert code == 2
    assert f"{name}: holds no standards" in told
    assert told.endswith("Of a commit, write REV:PATH, such as HEAD:standards.\n")


def test_a_draft_tells_what_it_would_find(desk: Desk) -> None:
    draft = rule("unpinned", deny='image.digest == ""', lifecycle=dates(None))
    desk.write({"old.yaml": standard(rule()), "new.yaml": standard(rule(), draft)})
    found = desk.impact("old.yaml", "new.yaml", "shop")
    assert [(c["kind"], c["becomes"]) for c in found["changes"]] == [("draft", "error")]
    _, told, _ = desk.run("old.yaml", "new.yaml", "shop")
    assert "unpinned: absent -> draft; 1 would fail once the draft is enforced" in told


def test_a_draft_revision_tells_only_what_it_adds(desk: Desk) -> None:
    revision = {
        "number": 2,
        "was": {"deny": 'image.tag == "latest"'},
        "lifecycle": dates(None),
    }
    desk.write({"old.yaml": standard(rule())})
    desk.write({"new.yaml": standard(rule(deny="true", revision=revision))})
    desk.write({"shop/Containerfile": "FROM registry.example/base:1.0\n"})
    assert desk.changes("old.yaml", "new.yaml", "shop") == [
        "shop Containerfile moving-tag: not judged -> error"
    ]


def test_enforced_tells_what_a_rule_will_cost(desk: Desk) -> None:
    draft = rule("unpinned", deny='image.digest == ""', lifecycle=dates(None))
    announced = rule(lifecycle=ANNOUNCED)
    desk.write({"old.yaml": standard(announced), "new.yaml": standard(announced, draft)})
    assert desk.changes("old.yaml", "new.yaml", "shop", "--enforced") == [
        "shop Dockerfile unpinned: not judged -> error"
    ]
    desk.write({"new.yaml": standard(rule())})  # what counts is the end, not the way there
    assert desk.changes("old.yaml", "new.yaml", "shop", "--enforced") == []
    assert desk.changes("old.yaml", "new.yaml", "shop") == [
        "shop Dockerfile moving-tag: note -> error"
    ]


def test_waves_are_told_by_repository(desk: Desk) -> None:
    wave = {"name": "pilot", "repositories": ["lab"], "enforced_from": "2026-11-10"}
    wave["warn_from"] = "2026-11-05"
    life = {**ANNOUNCED, "announced": "2026-08-01", "waves": [wave]}
    desk.write({"lab/Dockerfile": "FROM registry.example/base:latest\n"})
    desk.write({"old.yaml": standard(PINNED)})
    desk.write({"new.yaml": standard(PINNED, rule(lifecycle=life))})
    found = desk.impact("old.yaml", "new.yaml", "shop", "lab")
    assert [(c["repository"], c["becomes"]) for c in found["changes"]] == [
        ("lab", "error"),
        ("shop", "note"),
    ]
    assert [state["becomes"] for state in found["rules"][0]["states"]] == ["announced", "enforced"]


def test_two_repositories_of_one_name_stay_two(desk: Desk) -> None:
    desk.write({"old.yaml": standard(PINNED), "new.yaml": standard(PINNED, rule())})
    desk.write({"copy/shop/Dockerfile": "FROM registry.example/base:latest\n"})
    assert len(desk.changes("old.yaml", "new.yaml", "shop", "copy/shop")) == 2


def test_paths_of_one_repository_are_read_once(desk: Desk) -> None:
    desk.write({"old.yaml": standard(PINNED), "new.yaml": standard(PINNED, rule())})
    desk.write({"shop/.platguard.yaml": "team: shop\n", "shop/a/Dockerfile": "FROM b:latest\n"})
    found = desk.impact("old.yaml", "new.yaml", "shop/a", "shop/a/Dockerfile")
    assert len(found["repositories"]) == len(found["changes"]) == 1
    assert found["changes"][0]["owner"] == "shop"


def test_exceptions_are_as_they_are_under_both(desk: Desk) -> None:
    register = "shop/.platguard/exceptions/EXC-2026-0001.yaml"
    desk.write({"shop/platguard.yaml": ROLES, register: EXCEPTION.replace("RULE", "unpinned")})
    desk.write({"old.yaml": standard(rule()), "new.yaml": standard(rule(), PINNED)})
    assert desk.changes("old.yaml", "new.yaml", "shop") == [
        "shop Dockerfile unpinned: not judged -> exempt"
    ]
    assert desk.changes("new.yaml", "old.yaml", "shop") == [
        "shop Dockerfile unpinned: exempt -> not judged"
    ]


def test_an_exception_for_a_rule_that_neither_knows_is_an_error(desk: Desk) -> None:
    register = "shop/.platguard/exceptions/EXC-2026-0001.yaml"
    desk.write({register: EXCEPTION.replace("RULE", "no-such-rule")})
    desk.write({"old.yaml": standard(rule()), "new.yaml": standard(rule(), PINNED)})
    code, _, told = desk.run("old.yaml", "new.yaml", "shop")
    assert code == 2
    assert ".platguard/exceptions/EXC-2026-0001.yaml:2:9: there is no rule 'no-such-rule'" in told


def test_roles_count_with_the_configuration(desk: Desk) -> None:
    standards = "standards: [../own.yaml]\n"
    desk.write({"own.yaml": standard(rule())})
    desk.write({"old/platguard.yaml": standards, "new/platguard.yaml": standards + ROLES})
    desk.write({"new/.platguard/exceptions/a.yaml": EXCEPTION.replace("RULE", "moving-tag")})
    assert desk.changes("old/platguard.yaml", "new/platguard.yaml", "shop") == [
        "shop Dockerfile moving-tag: error -> exempt"
    ]


def test_a_setting_of_a_rule_that_one_edition_lacks_is_no_error(desk: Desk) -> None:
    desk.write({"shop/platguard.yaml": "rules: {unpinned: {level: note}}\n"})
    desk.write({"old.yaml": standard(rule()), "new.yaml": standard(rule(), PINNED)})
    assert desk.changes("old.yaml", "new.yaml", "shop") == [
        "shop Dockerfile unpinned: not judged -> note"
    ]
    project = Project(desk.folder / "shop")
    project.cache = desk.folder.parent / f"{desk.folder.name}-cache"
    with pytest.raises(Exception, match="none of the standards that are loaded has a rule"):
        project.scan(standards=["../old.yaml"])


@pytest.mark.parametrize("kind", ["file", "folder", "configuration"])
def test_an_edition_may_be_the_state_at_a_commit(desk: Desk, kind: str) -> None:
    project = Project(desk.folder)
    config = "standards: [standards]\nrules: {moving-tag: {level: note}}\n"
    desk.write({"policy/standards/a.yaml": standard(rule()), "policy/platguard.yaml": config})
    project.commit()
    desk.write({"policy/standards/a.yaml": standard(rule(), PINNED)})
    desk.write({"policy/platguard.yaml": "standards: [standards]\n"})
    path = {
        "file": "policy/standards/a.yaml",
        "folder": "policy/standards",
        "configuration": "policy/platguard.yaml",
    }[kind]
    added = "shop Dockerfile unpinned: not judged -> error"
    raised = "shop Dockerfile moving-tag: note -> error"
    expected = [raised, added] if kind == "configuration" else [added]
    desk.write({"shop/.platguard.yaml": "team: shop\n"})
    assert desk.changes(f"HEAD:{path}", path, "shop") == expected
    assert desk.changes(f"HEAD:./{path}", path, "shop") == expected


FAULTS: dict[str, tuple[list[str], str]] = {
    "no such path": (["nowhere", "new.yaml"], "nowhere: holds no standards"),
    "no such commit": (["v9:new.yaml", "new.yaml"], "there is no commit 'v9'"),
    "no such path at it": (["HEAD:nowhere", "new.yaml"], "HEAD:nowhere: holds no standards"),
    "no configuration at it": (
        ["HEAD:x/platguard.yaml", "new.yaml"],
        "HEAD:x/platguard.yaml: there is no such file",
    ),
    "a fault in it": (["HEAD:broken.yaml", "new.yaml"], "HEAD:broken.yaml:1:"),
    "a fault in its settings": (
        ["HEAD:org/platguard.yaml", "new.yaml"],
        "HEAD:org/platguard.yaml:1:",
    ),
    "a fault at hand": (["new.yaml", "broken.yaml"], "broken.yaml:1:"),
    "a URL": (["https://platform.example/a", "new.yaml"], "not from a URL"),
    "an option": (["HEAD:new.yaml", "--no-such"], "No such option"),
    "not a revision": (["--upload-pack=x:y", "new.yaml"], "No such option"),
    "no such repository": (["new.yaml", "new.yaml", "nowhere"], "nowhere: there is no such file"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_errors_tell_the_place(desk: Desk, name: str) -> None:
    desk.write({"new.yaml": standard(rule()), "broken.yaml": "standrd: a\n"})
    desk.write({"org/platguard.yaml": "rules: {no-such-rule: {level: note}}\n"})
    Project(desk.folder).commit()
    arguments, told = FAULTS[name]
    code, out, errors = desk.run(*arguments)
    assert (code, out) == (2, "")
    assert told in errors
    assert "Traceback" not in errors


def test_outside_a_repository_there_are_no_commits(desk: Desk) -> None:
    desk.write({"new.yaml": standard(rule())})
    code, _, told = desk.run("HEAD:new.yaml", "new.yaml", "shop")
    assert code == 2
    assert "HEAD:new.yaml: there is no such file or folder, and no git repository" in told


def test_a_configuration_is_not_given_twice(desk: Desk) -> None:
    desk.write({"a/platguard.yaml": "rules: {}\n", "b/platguard.yaml": "rules: {}\n"})
    editions = ("a/platguard.yaml", "b/platguard.yaml", "shop")
    code, _, told = desk.run(*editions, "--config", "a/platguard.yaml")
    assert code == 2
    assert "--config is for standards" in told


def test_what_cannot_be_read_makes_it_incomplete(desk: Desk) -> None:
    desk.write({"old.yaml": standard(PINNED), "new.yaml": standard(PINNED, rule())})
    desk.write({"shop/a.yaml": "apiVersion: v1\nkind: Pod\nmetadata: [\n"})
    found = desk.impact("old.yaml", "new.yaml", "shop")
    assert found["summary"]["exit"] == 3
    assert len(found["changes"]) == 1
    code, told, _ = desk.run("old.yaml", "new.yaml", "shop")
    assert code == 3
    assert "a.yaml:4:1" in told
    assert "Incomplete:" in told


def test_nothing_to_judge_is_no_answer(desk: Desk) -> None:
    desk.write({"old.yaml": standard(rule()), "empty/readme.txt": "nothing\n"})
    code, told, _ = desk.run("old.yaml", "old.yaml", "empty")
    assert code == 4
    assert "Nothing was judged:" in told


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_many_findings_are_counted_unless_all_are_asked_for(desk: Desk, form: str) -> None:
    desk.write({f"shop/{name}/Dockerfile": "FROM b:latest\n" for name in "abcdefg"})
    desk.write({"old.yaml": standard(PINNED), "new.yaml": standard(PINNED, rule())})
    _, some, _ = desk.run("old.yaml", "new.yaml", "shop", "--format", form)
    _, whole, _ = desk.run("old.yaml", "new.yaml", "shop", "--format", form, "--all")
    assert "and 3 more" in some
    assert "more" not in whole
    assert (some.count("may move"), whole.count("may move")) == (5, 8)


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_what_a_repository_says_stays_text(desk: Desk, form: str) -> None:
    desk.write({"shop/x\n::error::hi\x1b[2J/Dockerfile": "FROM b:latest\n"})
    desk.write(
        {"shop/.platguard.yaml": 'team: "a|b @everyone <img src=x> [c](d) https://e.example"\n'}
    )
    desk.write({"old.yaml": standard(PINNED), "new.yaml": standard(PINNED, rule())})
    _, told, _ = desk.run("old.yaml", "new.yaml", "shop", "--format", form)
    assert "\x1b" not in told
    assert not any(line.lstrip().startswith("::") for line in told.splitlines())
    if form == "markdown":
        assert "@everyone" not in told
        assert "https://" not in told
        shown = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(told)
        heading = "a|b @everyone &lt;img src=x&gt; [c](d) https://e.example"
        assert f"<h2>{heading}</h2>" in shown.replace("\u200b", "")
        assert heading not in shown, "a platform would call everyone"


def test_the_text_fits_a_terminal(desk: Desk) -> None:
    desk.write({"shop/.platguard.yaml": "team: payments\n"})
    changed: list[Any] = [rule(severity="low"), PINNED]
    desk.write({"old.yaml": standard(rule()), "new.yaml": standard(*changed)})
    _, told, _ = desk.run("old.yaml", "new.yaml", "shop", "--as-of", "2026-11-22")
    assert told == (
        "old.yaml -> new.yaml, on 1 repository as of 2026-11-22\n"
        "\n"
        "moving-tag: 1 changes level (payments 1)\n"
        "unpinned: absent -> enforced; 1 newly fails (payments 1)\n"
        "\n"
        "moving-tag: Images stay what they are\n"
        "  Dockerfile:1:1: error -> warning: registry.example/base:latest may move.\n"
        "\n"
        "unpinned: Images stay what they are\n"
        "  Dockerfile:1:1: not judged -> error: registry.example/base:latest may move.\n"
        "\n"
        "Judged 1 of 2 files under both.\n"
        "Impact: 1 newly fails; 1 changes level.\n"
    )


def test_one_name_for_a_revision_cannot_be_an_option(desk: Desk) -> None:
    Project(desk.folder).commit()
    for name in ("-x:y", ":y"):
        code, _, told = desk.run("--", name, "builtin", "shop")
        assert code == 2
        assert "is not a revision" in told
