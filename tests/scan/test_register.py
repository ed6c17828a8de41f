"""The register in a scan: what is refused, what is told, and where."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest

from platguard.errors import PlatguardError
from scan.projects import STACK, Project

ORGANISATION = """\
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
"""
ENTRY = """\
id: EXC-2026-0007
rules: [docker-swarm]
scope: {paths: [docker-stack.yml]}
category: waiver
reason: The HSM driver exists for Swarm only until 2027.
owner: team-ledger
requested: {by: alice, on: 2026-01-10}
approvals:
  - {role: platform, by: bob, on: 2026-01-15, sunset: 2027-12-31}
  - {role: leadership, by: carol, on: 2026-01-16, sunset: 2027-12-31}
sunset: 2027-12-31
"""
FOLDER = ".platguard/exceptions"


def _write(project: Project, *entries: str, organisation: str = ORGANISATION) -> Project:
    files = {"docker-stack.yml": STACK, "platguard.yaml": organisation}
    files |= {f"{FOLDER}/{number}.yaml": text for number, text in enumerate(entries)}
    return project.write(files)


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        ("2026-02-30", "sunset is 2026-02-30; it must be a date as YYYY-MM-DD"),
        ("2027-02-29", "sunset is 2027-02-29; it must be a date as YYYY-MM-DD"),
        ('"2026-02-30"', "sunset is 2026-02-30; it must be a date as YYYY-MM-DD"),
        ("2027-12-31T00:00:00Z", "it must be a date as YYYY-MM-DD"),
        ("2027-12-31 00:00:00 +14:00", "it must be a date as YYYY-MM-DD"),
        ("9999-12-31", "more than 24 months after starts, 2026-01-16; latest possible is"),
        ("soon", "sunset is soon; it must be a date as YYYY-MM-DD"),
        ("20271231", "sunset of the exception is 20271231; it must be a date"),
        ("null", "sunset of the exception is nothing; it must be a date"),
        ("", "sunset of the exception is nothing; it must be a date"),
    ],
)
def test_a_sunset_that_is_no_day_covers_nothing_and_says_where(
    project: Project, day: str, fault: str
) -> None:
    _write(project, ENTRY.replace("2027-12-31", day))
    try:
        done = project.scan()
    except PlatguardError as error:  # nothing was judged, so nothing is covered
        told = str(error)
    else:
        [found] = done.findings("invalid-exception")
        told = f"{found['path']}:{found['line']}:{found['column']}: {found['message']}"
        assert [finding["outcome"] for finding in done.findings("docker-swarm")] == ["fail"]
    assert fault in told
    assert told.startswith(f"{FOLDER}/0.yaml:")


@pytest.mark.parametrize("quoted", [False, True])
def test_quoted_and_unquoted_days_are_one(project: Project, quoted: bool) -> None:
    text = ENTRY.replace("2027-12-31", '"2027-12-31"') if quoted else ENTRY
    [found] = _write(project, text).scan().findings("docker-swarm")
    assert found["outcome"] == "exempt"


@pytest.mark.parametrize(
    ("changes", "line", "told"),
    [
        ({"sunset: 2027-12-31\n": "sunset: 2027-12-30\n"}, 9, "needs new approvals"),
        ({"by: alice": "by: bob"}, 9, "by bob, who requested it; somebody else must approve"),
        ({"by: alice": "by: \uff42\uff4f\uff42"}, 9, "who requested it"),
        ({"by: alice": "by: BO\u200bB"}, 9, "who requested it"),
        ({"by: carol": "by: dave"}, 10, "by dave, who was not in that role on 2026-01-16"),
        ({"sunset: 2027-12-31": "sunset: 2028-02-01"}, 11, "latest possible is 2028-01-16"),
        ({"category: waiver": "category: other"}, 4, "it must be waiver or mitigated"),
        (
            {"reason: The HSM driver exists for Swarm only until 2027.": "reason: why"},
            5,
            "needs 20",
        ),
        ({"id: EXC-2026-0007": "id: EXC-2026-0007\nrenews: EXC-1"}, 2, "does not have"),
    ],
)
def test_what_is_out_of_bounds_is_a_finding_at_its_line(
    project: Project, changes: Mapping[str, str], line: int, told: str
) -> None:
    text = ENTRY
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    done = _write(project, text).scan()
    [found] = done.findings("invalid-exception")
    assert told in found["message"]
    assert (found["path"], found["line"]) == (f"{FOLDER}/0.yaml", line)
    assert done.findings("docker-swarm")[0]["outcome"] == "fail"
    assert done.code == 1


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ("EXC-2026-0007", "1.yaml:1:5: the id EXC-2026-0007 is taken by .platguard/exceptions/0"),
        ("exc-2026-0007", "1.yaml:1:5: the id exc-2026-0007 is taken"),
        ("\uff25XC-2026-0007", "is not an id"),
        ("EXC 7", "is not an id"),
        ("../EXC-7", "is not an id"),
        ("'@bob'", "is not an id"),
    ],
)
def test_ids_that_are_one_or_look_like_one_are_refused(
    project: Project, other: str, told: str
) -> None:
    _write(project, ENTRY, ENTRY.replace("EXC-2026-0007", other))
    with pytest.raises(PlatguardError) as error:
        project.scan()
    assert told in str(error.value)


def test_an_unknown_rule_is_refused_with_the_nearest(project: Project) -> None:
    _write(project, ENTRY.replace("docker-swarm", "docker-swam"))
    with pytest.raises(PlatguardError) as error:
        project.scan()
    assert f"{FOLDER}/0.yaml:2:9: there is no rule 'docker-swam'" in str(error.value)
    assert "docker-swarm" in error.value.hint


def test_a_circle_of_renewals_is_told_in_each_of_its_files(project: Project) -> None:
    first = ENTRY.replace("id: EXC-2026-0007", "id: A\nrenews: B")
    second = ENTRY.replace("id: EXC-2026-0007", "id: B\nrenews: A")
    found = _write(project, first, second).scan().findings("invalid-exception")
    assert [f["message"].count("renewals go in a circle") for f in found] == [1, 1]
    assert [f["line"] for f in found] == [2, 2]


def test_an_empty_folder_and_none_are_an_empty_register(project: Project) -> None:
    _write(project)
    assert project.scan().report["exceptions"] == []
    (project.folder / FOLDER).mkdir(parents=True)
    assert project.scan().report["exceptions"] == []
    assert project.scan(register=FOLDER).report["exceptions"] == []


@pytest.mark.parametrize("named", [False, True])
def test_a_link_or_a_large_file_in_the_register_is_refused(project: Project, named: bool) -> None:
    _write(project, ENTRY)
    options = {"register": str(project.folder / FOLDER)} if named else {}
    entry = project.folder / FOLDER / "0.yaml"
    os.rename(entry, project.folder / "elsewhere.yaml")
    entry.symlink_to(project.folder / "elsewhere.yaml")
    with pytest.raises(PlatguardError, match="symbolic link"):
        project.scan(**options)
    entry.unlink()
    entry.write_bytes(ENTRY.encode() + b"#" * 50_000_000)
    with pytest.raises(PlatguardError, match="larger than 10 MB"):
        project.scan(**options)


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("longest_months: 6", "more than 6 months after starts"),
        ("shortest_reason: 60", "reason has 48 characters; it needs 60"),
        ("start_within_days: 0", ""),
        ("most_findings: 1", ""),
    ],
)
def test_an_organisation_sets_limits(project: Project, limit: str, told: str) -> None:
    organisation = f"{ORGANISATION}exceptions: {{{limit}}}\n"
    done = _write(project, ENTRY, organisation=organisation).scan()
    messages = [found["message"] for found in done.findings("invalid-exception")]
    assert any(told in message for message in messages) if told else not messages


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("longest_months: 25", "longest_months is 25; it must be from 1 to 24"),
        ("shortest_reason: 5", "shortest_reason is 5; it must be from 20 to 1000"),
        ("longest_months: two", "must be a whole number"),
        ("longest_month: 2", "unknown key 'longest_month'"),
    ],
)
def test_limits_stay_within_the_maximum(project: Project, limit: str, told: str) -> None:
    with pytest.raises(PlatguardError) as error:
        _write(project, ENTRY, organisation=f"{ORGANISATION}exceptions: {{{limit}}}\n").scan()
    assert told in str(error.value)
    assert str(error.value).startswith("platguard.yaml:4:14:")


def test_a_mitigated_one_says_how(project: Project) -> None:
    mitigated = ENTRY.replace("waiver", "mitigated")
    [found] = _write(project, mitigated).scan().findings("invalid-exception")
    assert "compensating is missing" in found["message"]
    told = f"{mitigated}compensating: A second scheduler watches the first.\n"
    assert not _write(project, told).scan().findings("invalid-exception")


def test_a_chain_is_told_beside_the_finding(project: Project) -> None:
    first = ENTRY.replace("2027-12-31", "2026-10-31")
    second = (
        ENTRY.replace("0007", "0008")
        .replace("id:", "renews: EXC-2026-0007\nid:")
        .replace("2026-01-1", "2026-10-1")
        .replace("sunset: 2027-12-31\n", "starts: 2026-11-01\nsunset: 2027-12-31\n")
        .replace("until 2027", "until the end of 2027")
    )
    done = _write(project, first, second).scan()
    assert (
        "EXC-2026-0008 covered through 2027-12-31, 404 days left, 2nd term, "
        "exempt since 2026-01-16 (310 days), limited support"
    ) in " ".join(done.text.split())


@pytest.mark.parametrize(
    ("comment", "told"),
    [
        ("# platguard:exception EXC-2026-0007", ""),
        ("# platguard:exception exc-2026-0007 until the vendor moves", ""),
        ("# platguard: exception EXC-2026-0009", "EXC-2026-0009 covers nothing: the register has"),
        ("# platguard:exception", "The comment platguard:exception covers nothing: only an entry"),
        ("# platguard:ignore docker-swarm", "The comment platguard:ignore covers nothing"),
        ("# platguard:disable=docker-swarm", "The comment platguard:disable covers nothing"),
        ("image: platguard:ignore", ""),
    ],
)
def test_a_comment_only_points_to_an_entry(project: Project, comment: str, told: str) -> None:
    _write(project, ENTRY)
    project.write({"docker-stack.yml": STACK.replace("  web:", f"  web: {comment}", 1)})
    if not comment.startswith("#"):
        project.write({"docker-stack.yml": STACK.replace("image: registry", f"x-{comment} # ", 1)})
    done = project.scan()
    messages = [found["message"] for found in done.findings("invalid-exception")]
    assert [message.startswith(told) for message in messages] == ([True] if told else [])
    if told:
        assert done.findings("invalid-exception")[0]["path"] == "docker-stack.yml"
        assert done.findings("invalid-exception")[0]["line"] == 2
    assert [f["outcome"] for f in done.findings("docker-swarm")] == ["exempt"]


def test_a_bare_comment_exempts_nothing_in_any_kind_of_file(project: Project) -> None:
    files = {
        "Dockerfile": "# platguard:ignore\nFROM python:3.8\n",
        "deploy.sh": "docker stack deploy web  # platguard:ignore\n",
        ".github/workflows/ci.yml": "# platguard:skip\non: push\njobs: {}\n",
    }
    done = project.write(files).scan()
    found = done.findings("invalid-exception")
    assert [(f["path"], f["line"]) for f in found] == [
        (".github/workflows/ci.yml", 1),
        ("Dockerfile", 1),
        ("deploy.sh", 1),
    ]
    assert done.findings("language-eol")[0]["outcome"] == "fail"


def test_a_register_that_is_no_folder_is_refused(project: Project) -> None:
    _write(project)
    (project.folder / ".platguard").mkdir()
    (project.folder / FOLDER).write_text(ENTRY)
    with pytest.raises(PlatguardError, match="is not a folder of exceptions"):
        project.scan()
    (project.folder / FOLDER).unlink()
    (project.folder / "elsewhere").mkdir()
    (project.folder / "elsewhere" / "1.yaml").write_text(ENTRY)
    (project.folder / FOLDER).symlink_to(project.folder / "elsewhere")
    with pytest.raises(PlatguardError, match="is not a folder of exceptions"):
        project.scan()
    project.commit()
    with pytest.raises(PlatguardError, match="is not a folder of exceptions"):
        project.scan()
    with pytest.raises(PlatguardError, match="is not a folder of exceptions"):
        project.scan(revision="HEAD")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("approvals: signed\n", "approvals: signed needs the keys of those who approve"),
        ("approvals: signed\nallowed_signers: nope\n", "allowed_signers is nope, and there is no"),
        (
            "roles: {platform: [{name: bob, from: 2026-01-02, until: 2026-01-01}]}\n",
            "until is 2026-01-01, before from, 2026-01-02",
        ),
    ],
)
def test_an_organisation_that_asks_for_too_much_is_corrected(
    project: Project, line: str, told: str
) -> None:
    with pytest.raises(PlatguardError) as error:
        _write(project, organisation=line).scan()
    assert told in str(error.value)
    assert str(error.value).startswith("platguard.yaml")


def test_a_pattern_that_is_none_is_named(project: Project) -> None:
    _write(project)
    with pytest.raises(PlatguardError, match=r"cannot exclude '\[z-a\]'"):
        project.scan(exclude=["ok", "[z-a]"])
    project.write({".platguard.yaml": 'exclude: ["[[-?]"]\n'})
    with pytest.raises(PlatguardError, match=r"cannot exclude '\[\[-\?\]'"):
        project.scan()
