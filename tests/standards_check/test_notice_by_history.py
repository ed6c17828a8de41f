"""Notice counts from the day on which a date could be read, as the history of git tells it."""

from __future__ import annotations

import pytest

from .checking import ROLES, Standards, dated, rule, standard

SWARM = """\
standards: [builtin]
rules:
  docker-swarm:
    lifecycle:
      announced: 2025-09-30
      enforced_from: DATE
      replacement: kubernetes
      guide: https://platform.example/swarm
"""


def swarm(enforced_from: str) -> str:
    """A configuration that dates a rule of the built-in standards."""
    return SWARM.replace("DATE", enforced_from)


@pytest.mark.parametrize(
    ("published", "earliest"),
    [
        ("2025-09-01", ""),
        ("2025-09-30", ""),
        ("2025-10-01", "2026-01-01"),
        ("2025-11-30", "2026-02-28"),
        ("2026-01-15", "2026-04-15"),
    ],
)
@pytest.mark.parametrize("by", ["standard", "configuration"])
def test_a_date_is_public_from_its_commit_on(
    standards: Standards, by: str, published: str, earliest: str
) -> None:
    if by == "standard":
        commit = standards.publish(published, own=dated("2025-09-30", "2025-12-31"))
        place = "standards/own.yaml:17:16"
    else:
        commit = standards.publish(published, platguard=swarm("2025-12-31"))
        place = "platguard.yaml:4:5"
    told = standards.check("2026-02-01")
    assert told.code == (2 if earliest else 0)
    assert len(told.errors) == bool(earliest)
    for line in told.errors:
        assert line.startswith(f"platguard: error: {place}: rule ")
        assert "notice-too-short: enforced_from is 2025-12-31, and was published on" in line
        assert f"on {published}, by commit {commit[:12]}" in line
        assert f"earliest possible is {earliest}. Move the date, or waive the notice" in line


def test_a_date_that_moves_later_keeps_its_clock_and_earlier_starts_it_anew(
    standards: Standards,
) -> None:
    standards.publish("2025-09-30", platguard=swarm("2025-12-31"))
    standards.publish("2025-12-01", platguard=swarm("2026-01-31"))
    assert standards.check("2025-12-02").code == 0
    standards.publish("2025-12-10", platguard=swarm("2026-01-15"))
    (told,) = standards.check("2025-12-11").late
    assert "published on 2025-12-10" in told
    assert "earliest possible is 2026-03-10" in told


def test_what_is_not_committed_is_published_on_the_day_of_the_check(standards: Standards) -> None:
    standards.publish("2025-09-30", own=standard())
    standards.put(own=dated("2025-09-30", "2025-12-31"))
    (told,) = standards.check("2025-10-15").late
    assert "was not committed by 2025-10-15; earliest possible is 2026-01-15" in told
    assert standards.check("2025-09-30").code == 0
    standards.commit(day="2025-10-01")
    (told,) = standards.check("2025-10-15").late
    assert "published on 2025-10-01" in told


def test_commits_later_than_the_day_are_ignored(standards: Standards) -> None:
    standards.publish("2025-09-30", own=dated("2025-09-30", "2025-12-31"))
    standards.publish("2025-10-20", own=dated("2025-09-30", "2026-01-01"))
    standards.publish("2025-10-25", own=dated("2025-09-30", "2025-12-31"))
    assert standards.check("2025-10-10").code == 0
    assert "published on 2025-10-25" in standards.check("2025-10-25").late[0]


def test_a_rule_keeps_its_clock_in_another_file(standards: Standards) -> None:
    first, second = (rule(n, "announced: 2025-09-30, enforced_from: 2025-12-31") for n in "ab")
    standards.publish("2025-09-30", own=standard(first, second))
    standards.publish("2025-11-01", own=standard(first), more=standard(second))
    standards.git("rm", "-q", "standards/own.yaml")
    standards.publish("2025-11-10", third=standard(first, rule("c")))
    standards.git("mv", "standards", "rules")
    standards.publish("2025-11-20", platguard="standards: [./rules]\n")
    assert standards.check("2025-12-01") == (0, standards.check("2025-12-01").output, [])
    assert "3 rules in 2 standards: nothing wrong." in standards.check("2025-12-01").output


def test_a_rule_keeps_its_clock_under_another_name(standards: Standards) -> None:
    dates = "announced: 2025-09-30, enforced_from: 2025-12-31"
    standards.publish("2025-09-30", own=standard(rule("old-name", dates)))
    new = rule("new-name", dates, "    formerly: [old-name]\n")
    standards.publish("2025-11-01", own=standard(new))
    assert standards.check("2025-12-01").code == 0
    standards.publish("2025-11-02", own=standard(rule("new-name", dates)))
    assert "published on 2025-11-01" in standards.check("2025-12-01").late[0]


def test_a_rule_that_was_gone_starts_anew(standards: Standards) -> None:
    text = dated("2025-09-30", "2025-12-31")
    standards.publish("2025-09-30", own=text)
    standards.publish("2025-10-10", own=standard(rule("other-rule")))
    standards.publish("2025-10-20", own=text)
    assert "published on 2025-10-20" in standards.check("2025-12-01").late[0]


@pytest.mark.parametrize("broken", ["a: [", "", "rules: 3\n" * 2, "standard: own\nrules:\n  - {\n"])
def test_a_version_that_cannot_be_read_is_skipped(standards: Standards, broken: str) -> None:
    text = dated("2025-09-30", "2025-12-31")
    standards.publish("2025-09-30", own=text)
    standards.publish("2025-10-10", own=broken)
    standards.publish("2025-10-20", own=text)
    assert standards.check("2025-12-01").code == 0


def test_what_waits_on_another_branch_is_not_public(standards: Standards) -> None:
    standards.publish("2025-09-01", own=standard())
    standards.git("checkout", "-q", "-b", "proposal")
    standards.publish("2025-09-10", own=dated("2025-09-30", "2025-12-31"))
    standards.git("checkout", "-q", "main")
    standards.write({"README.md": "words"})
    standards.commit(day="2025-10-01")
    standards.git("merge", "-q", "--no-ff", "--no-commit", "proposal")
    merge = standards.commit(day="2025-10-20")
    (told,) = standards.check("2025-12-01").late
    assert f"published on 2025-10-20, by commit {merge[:12]}" in told


def test_no_commit_arrives_before_the_one_that_it_builds_on(standards: Standards) -> None:
    standards.publish("2025-10-15", own=standard())
    standards.publish("2025-09-30", own=dated("2025-09-30", "2025-12-31"))
    assert "published on 2025-10-15" in standards.check("2025-12-01").late[0]


def test_the_day_of_a_commit_is_the_organisations(standards: Standards) -> None:
    zone = "timezone: Pacific/Kiritimati\nstandards: [./standards]\n"  # 14 hours ahead
    standards.publish("2025-09-30", own=dated("2025-09-30", "2025-12-31"))
    assert standards.check("2025-12-01").code == 0
    standards.put(platguard=zone)
    assert "published on 2025-10-01" in standards.check("2025-12-01").late[0]


def test_a_disabled_rule_owes_no_notice(standards: Standards) -> None:
    off = "standards: [./standards]\nrules: {own-rule: {enabled: false}}\n"
    standards.publish("2025-12-01", own=dated("2025-09-30", "2025-12-31"), platguard=off)
    assert standards.check("2025-12-01").code == 0


WAVES = ", waves: [{name: first, teams: [TEAMS], enforced_from: 2026-01-31PILOT}]"


def waves(teams: str, pilot: str = "") -> str:
    """A rule that reaches some teams earlier."""
    more = WAVES.replace("TEAMS", teams).replace("PILOT", pilot)
    return dated("2025-09-30", "2026-03-31", more)


def test_each_member_of_a_wave_is_owed_notice(standards: Standards) -> None:
    standards.publish("2025-09-30", own=waves("a, b"))
    standards.publish("2025-12-01", own=waves("a, b, c, d"))
    (told,) = standards.check("2025-12-05").late
    assert "enforced_from of wave first for c, d is 2026-01-31, and was published on" in told
    assert "earliest possible is 2026-03-01" in told


def test_a_pilot_is_owed_none(standards: Standards) -> None:
    standards.publish("2025-12-01", own=waves("a, b, c", ", opt_in: true"))
    assert standards.check("2025-12-05").late == []


def test_a_wave_may_be_called_otherwise(standards: Standards) -> None:
    standards.publish("2025-09-30", own=waves("a, b"))
    standards.publish("2025-12-01", own=waves("b, a").replace("name: first", "name: early"))
    assert standards.check("2025-12-05").late == []


def test_the_dates_of_a_revision_have_a_clock_of_their_own(standards: Standards) -> None:
    dates = "announced: 2025-03-01, enforced_from: 2025-06-01"
    standards.publish("2025-03-01", own=standard(rule(dates=dates)))
    revision = (
        "    revision:\n      number: 2\n      was: {require: replicas >= 1}\n"
        "      lifecycle: {announced: 2025-09-30, enforced_from: 2025-12-31, guide: g,"
        " replacement: r}\n"
    )
    standards.publish("2025-10-10", own=standard(rule(dates=dates, more=revision)))
    (told,) = standards.check("2025-12-01").late
    assert "revision 2 of rule own-rule: notice-too-short" in told
    assert "published on 2025-10-10" in told


def test_moves_are_told_from_the_second_on(standards: Standards) -> None:
    standards.publish("2025-08-01", platguard=swarm("2025-12-31"))
    standards.publish("2025-09-01", platguard=swarm("2026-03-31"))
    assert "moved" not in standards.check("2025-12-01").output
    standards.publish("2025-10-01", platguard=swarm("2026-06-30"))
    moved = "rule docker-swarm: enforced_from moved 2 times, 2025-12-31 -> 2026-06-30"
    told = standards.check("2025-12-01")
    assert told.code == 0
    assert f"platguard.yaml:4: {moved}" in told.output
    assert "2026-03-31 on 2025-09-01" in told.output
    standards.put(platguard=swarm("2026-07-31"))
    assert "moved 3 times, 2025-12-31 -> 2026-07-31" in standards.check("2025-12-01").output


def waiver(by: str = "carol", on: str = "2025-12-02") -> str:
    """A waiver that bob and somebody else approve."""
    return (
        ", notice_waiver: {reason: The image holds a known backdoor., approvals: ["
        f"{{role: platform, by: bob, on: 2025-12-01}}, {{role: leadership, by: {by}, on: {on}}}]}}"
    )


def test_a_waiver_lifts_the_notice_and_is_told(standards: Standards) -> None:
    text = dated("2025-12-01", "2025-12-15", waiver())
    standards.publish("2025-12-05", own=text, platguard=f"standards: [./standards]\n{ROLES}")
    told = standards.check("2025-12-06")
    assert (told.code, told.errors) == (0, [])
    assert "bob as platform on 2025-12-01 and carol as leadership on 2025-12-02" in told.output
    (early,) = standards.check("2025-12-01").errors
    assert "notice_waiver: carol approves it on 2025-12-02, which is after 2025-12-01" in early


@pytest.mark.parametrize(
    ("by", "on", "wrong"),
    [
        ("dave", "2025-12-02", "dave is not in the role leadership on 2025-12-02"),
        ("carol", "2026-07-01", "carol is not in the role leadership on 2026-07-01"),
        ("bob", "2025-12-02", "notice_waiver needs the approval of platform and of leadership"),
    ],
)
def test_a_waiver_counts_only_from_those_who_may_give_it(
    standards: Standards, by: str, on: str, wrong: str
) -> None:
    text = dated("2025-12-01", "2025-12-15", waiver(by, on))
    standards.put(own=text, platguard=f"standards: [./standards]\n{ROLES}")
    told = standards.check("2026-08-01")
    assert told.code == 2
    assert any(wrong in line for line in told.errors)
    assert all(line.startswith("platguard: error: standards/own.yaml:") for line in told.errors)
    with pytest.raises(Exception, match=wrong):
        standards.scan("2026-08-01")


def test_without_git_the_declared_dates_count(standards: Standards) -> None:
    standards.put(own=dated("2025-09-30", "2025-12-31"))
    told = standards.check("2025-12-01")
    assert told.code == 0
    assert "standards/own.yaml: not verified: it lies in no git repository" in told.output
    assert "`git clone URL`" in told.output
    assert "not verified" not in standards.check("2025-12-01", "builtin").output


def test_a_shallow_clone_verifies_nothing(standards: Standards) -> None:
    standards.publish("2025-10-10", own=dated("2025-09-30", "2025-12-31"))
    standards.publish("2025-10-20", more=standard(rule("b")))
    clone = standards.folder.parent / "clone"
    standards.git("clone", "-q", "--depth", "1", standards.folder.as_uri(), str(clone))
    told = standards.check("2025-12-01", cwd=clone)
    assert told.code == 0
    assert "not verified: the clone is shallow" in told.output
    assert "`git fetch --unshallow`" in told.output


def test_standards_and_configuration_may_lie_in_two_repositories(standards: Standards) -> None:
    standards.publish("2025-10-10", own=dated("2025-09-30", "2025-12-31"))
    elsewhere = standards.folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "platguard.yaml").write_text("standards: [../platform/standards]\n")
    told = standards.check("2025-12-01", "--config", "platguard.yaml", cwd=elsewhere)
    assert "published on 2025-10-10" in told.late[0]
    told = standards.check("2025-12-01", "../platform/standards/own.yaml", cwd=elsewhere)
    assert "published on 2025-10-10" in told.late[0]


def test_a_repository_runs_nothing_and_hides_nothing(standards: Standards) -> None:
    standards.publish("2025-09-30", own=standard())
    late = standards.publish("2025-10-10", own=dated("2025-09-30", "2025-12-31"))
    mark = standards.folder.parent / "ran"
    for setting in ("core.fsmonitor", "diff.external", "gpg.program", "core.pager"):
        standards.git("config", setting, f"touch {mark}")
    for setting in ("log.showSignature", "log.follow"):
        standards.git("config", setting, "true")
    standards.git("config", "log.showRoot", "false")
    (standards.folder / ".git" / "info" / "grafts").write_text(f"{late}\n")
    standards.git("replace", "--graft", late)
    mark.unlink(missing_ok=True)
    assert "published on 2025-10-10" in standards.check("2025-12-01").late[0]
    assert not mark.exists()


@pytest.mark.parametrize(
    ("removed", "as_of", "told"),
    [
        ("2026-02-01", "2026-02-02", True),
        ("2026-02-01", "2026-07-01", False),  # it would have been enforced anyway
        ("2026-07-02", "2026-07-03", False),
        ("", "2026-02-02", True),
    ],
)
@pytest.mark.parametrize("by", ["standard", "configuration"])
def test_taking_the_dates_away_is_no_way_around_the_notice(
    standards: Standards, by: str, removed: str, as_of: str, told: bool
) -> None:
    given = {
        "standard": ({"own": dated("2026-01-01", "2026-07-01")}, {"own": standard(rule())}),
        "configuration": (
            {"platguard": swarm("2026-07-01").replace("2025-09-30", "2026-01-01")},
            {"platguard": "standards: [builtin]\n"},
        ),
    }
    first, then = given[by]
    standards.publish("2026-01-01", **first)
    if removed:
        standards.publish(removed, **then)
    else:
        paths = {"own": "standards/own.yaml", "platguard": "platguard.yaml"}
        standards.write({paths[name]: text for name, text in then.items()})
    done = standards.check(as_of)
    fault = "the lifecycle is gone since"
    assert any(fault in line for line in done.errors) is told
    assert done.code == (2 if told else 0)
