"""`platguard adopt`: what it writes, what it leaves alone, and what scans make of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from base.changes import ROLES
from drift.scans import DAY, Course

from .repositories import (
    ADOPTED,
    BASELINE,
    CRITICAL,
    SUNSET,
    adopt,
    debt,
    entries,
    failing,
    with_debt,
    workload,
)

SECRET = """\
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: kube-system}
spec:
  containers:
    - name: main
      image: registry.example/p:1.0.0
      securityContext: {privileged: true}
"""


def test_what_is_adopted_fails_no_more_and_is_counted_apart(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": workload("a")}).commit()
    before = course.scan()
    assert before.code == 1
    assert before.report["debt"] is None
    code, told = adopt(course, "--sunset", SUNSET)
    assert code == 0
    assert f"{BASELINE}: {len(entries(course))} findings" in told
    after = course.scan()
    old = [found for found in before.report["findings"] if found["outcome"] == "fail"]
    assert (after.code, failing(after)) == (0, set())
    assert debt(after) == {
        "baselines": [
            {
                "path": BASELINE,
                "sunset": SUNSET,
                "days_left": 220,
                "entries": len(old),
                "matches": len(old),
            }
        ],
        "tolerated": len(old),
        "returned": 0,
        "gone": 0,
        "was": None,
    }
    exempt = [found for found in after.report["findings"] if found["outcome"] == "exempt"]
    assert [found["fingerprint"] for found in exempt] == [found["fingerprint"] for found in old]
    assert exempt[0]["exception"] == {
        "id": BASELINE,
        "state": "adopted",
        "sunset": SUNSET,
        "days_left": 220,
    }
    assert f"Adopted debt: {len(old)} findings through {SUNSET}, 220 days left." in after.text
    assert "exempt[" not in after.text
    suppressed = [r for r in after.sarif["runs"][0]["results"] if r.get("suppressions")]
    assert len(suppressed) == len(old)


def test_adopting_twice_changes_nothing(course: Course) -> None:
    with_debt(course)
    data = Path(BASELINE).read_bytes()
    code, told = adopt(course, "--sunset", SUNSET)
    assert (code, Path(BASELINE).read_bytes()) == (0, data)
    assert "Nothing to adopt" in told
    assert os.listdir(".platguard/baseline") == [Path(BASELINE).name]


def test_what_is_newer_is_only_adopted_when_that_is_asked_for(course: Course) -> None:
    with_debt(course)
    data = Path(BASELINE).read_bytes()
    course.write({"b.yaml": workload("b")})
    code, told = adopt(course, "--sunset", "2027-12-31")
    assert code == 1
    assert "Newer than the baseline" in told
    assert os.listdir(".platguard/baseline") == [Path(BASELINE).name]
    assert adopt(course, "--sunset", SUNSET, "--add", "--rule", "image-tag")[0] == 0
    assert Path(BASELINE).read_bytes() == data  # a baseline only ever shrinks
    (added,) = (name for name in os.listdir(".platguard/baseline") if name != Path(BASELINE).name)
    assert added.startswith(f"{SUNSET}-")
    (line,) = entries(course, f".platguard/baseline/{added}")
    assert line.startswith("b.yaml image-tag error/medium ")
    assert "image-tag b.yaml" not in failing(course.scan())
    assert adopt(course, "--sunset", SUNSET, "--add")[0] == 0
    assert course.scan().code == 0


def test_what_a_baseline_names_is_never_adopted_again(course: Course) -> None:
    with_debt(course)
    over = "2027-07-01"
    code, told = adopt(course, "--sunset", "2027-12-31", "--add", day=over)
    assert code == 1
    assert "Adopted before, and not again" in told
    assert os.listdir(".platguard/baseline") == [Path(BASELINE).name]


def test_what_is_critical_is_left_out_unless_the_organisation_allows_it(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "p.yaml": SECRET}).commit()
    code, told = adopt(course, "--sunset", SUNSET)
    assert code == 1
    assert "Left out: 1 finding (1 privileged), critical" in told
    assert failing(course.scan()) == {"privileged p.yaml"}
    course.write({"platguard.yaml": CRITICAL})
    assert adopt(course, "--sunset", SUNSET, "--add")[0] == 0
    assert course.scan().code == 0
    # Whoever writes the line by hand is told that it does not count.
    course.write({"platguard.yaml": ADOPTED})
    seen = course.scan()
    assert failing(seen) == {"privileged p.yaml"}
    assert "is mended, or excepted one by one" in " ".join(seen.text.split())


def test_what_got_worse_or_is_a_copy_is_not_covered(course: Course) -> None:
    relaxed = f"{ADOPTED}rules: {{image-tag: {{level: warning}}}}\n"
    with_debt(course, relaxed)
    course.write({"platguard.yaml": ADOPTED})
    seen = course.scan()
    assert failing(seen) == {"image-tag a.yaml"}
    assert "tolerates a warning of medium severity, and it is worse now" in " ".join(
        seen.text.split()
    )
    course.write({"platguard.yaml": relaxed, "copy.yaml": workload("a")})
    assert "image-tag copy.yaml" in failing(course.scan())


def test_an_exception_of_the_register_comes_first(course: Course) -> None:
    with_debt(course, ADOPTED + ROLES)
    whole = debt(course.scan())["tolerated"]
    course.write({".platguard/exceptions/EXC-2026-0007.yaml": EXCEPTION})
    seen = course.scan("--rule", "image-tag")
    (found,) = (f for f in seen.report["findings"] if f["rule"] == "image-tag")
    assert found["exception"]["id"] == "EXC-2026-0007"
    seen = course.scan()
    assert (debt(seen)["tolerated"], debt(seen)["gone"]) == (whole - 1, 0)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "name the last day with --sunset"),
        (["--sunset", SUNSET, "--prune"], "choose one"),
        (["--prune", "--add"], "--prune adds nothing"),
        (["--prune", "--rule", "image-tag"], "only a whole scan tells what is gone"),
        (["--prune", "."], ""),
        (["--prune", "deploy"], "part of it cannot tell what is gone"),
        (["--sunset", SUNSET, "--allow-incomplete"], "goes with --prune"),
        (["--sunset", "2026-11-21"], "is before 2026-11-22"),
        (["--sunset", "2028-11-23"], "latest possible is 2028-11-22"),
        (["--sunset", "soon"], "must be a date"),
    ],
)
def test_what_makes_no_sense_is_refused(course: Course, arguments: list[str], told: str) -> None:
    with_debt(course, **{"deploy/b.yaml": workload("b")})
    code, words = adopt(course, *arguments)
    assert (code, told in words) == (2 if told else 0, True), words


def test_the_organisation_decides_how_long_or_whether_at_all(course: Course) -> None:
    with_debt(course, f"{ADOPTED}adoption: {{latest_sunset: {SUNSET}}}\n")
    code, told = adopt(course, "--sunset", "2027-07-01", "--add")
    assert code == 2
    assert "after the latest one that the organisation allows, 2027-06-30" in told
    course.write({"platguard.yaml": f"{ADOPTED}adoption: {{latest_sunset: 2027-06-29}}\n"})
    seen = course.scan()
    assert seen.code == 1
    assert f"invalid-exception {BASELINE}" in failing(seen)
    assert debt(seen)["tolerated"] == 0
    course.write({"platguard.yaml": f"{ADOPTED}adoption: {{allowed: false}}\n"})
    assert f"invalid-exception {BASELINE}" in failing(course.scan())
    assert adopt(course, "--sunset", SUNSET)[0] == 2


def test_a_dry_run_writes_nothing_and_shows_the_lines(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a.yaml": workload("a")}).commit()
    code, told, said = course.run("adopt", "--as-of", DAY, "--sunset", SUNSET, "--dry-run")
    assert code == 0
    assert "a.yaml image-tag error/medium " in told
    assert "tolerated through" in said
    assert not Path(".platguard").exists()


def test_what_cannot_be_read_is_adopted_without_and_told(course: Course) -> None:
    broken = workload("b") + "---\na: [\n"
    course.write({"platguard.yaml": ADOPTED, "a.yaml": workload("a"), "b.yaml": broken}).commit()
    code, told = adopt(course, "--sunset", SUNSET)
    assert code == 3
    assert "kept files from being read" in told
    assert entries(course)


EXCEPTION = """\
id: EXC-2026-0007
rules: [image-tag]
scope: {paths: ["*.yaml"]}
category: waiver
reason: The registry has no other tag before the next release.
owner: team-shop
requested: {by: alice, on: 2026-01-10}
approvals:
  - {role: platform, by: bob, on: 2026-01-15, sunset: 2027-06-30}
  - {role: leadership, by: carol, on: 2026-01-16, sunset: 2027-06-30}
starts: 2026-01-16
sunset: 2027-06-30
"""


def test_a_scan_of_a_part_speaks_of_no_debt_that_it_did_not_look_at(course: Course) -> None:
    with_debt(course, **{"b.yaml": workload("b"), "Dockerfile": "FROM python:3.14.0\nUSER 1000\n"})
    whole = course.scan()
    assert "Adopted debt: " in whole.text
    part = course.scan("--files", "b.yaml", since=whole)
    (tolerated,) = {len(entries(course)) // 2, debt(part)["tolerated"]}
    assert debt(part)["was"] is None, "the earlier report looked at more"
    told = f"Adopted debt in what was looked at: {tolerated} findings through {SUNSET}, 220 days"
    assert told in " ".join(part.text.split())
    for arguments in (["--staged"], ["--files", "Dockerfile"], ["--rule", "language-eol"]):
        assert "debt" not in course.scan(*arguments).text, arguments
