"""What people read about a change: what it made, and how much was there before."""

from __future__ import annotations

import json

from drift.scans import Course
from scan.projects import deployment

from .changes import ADOPTED, branch, made, pod
from .test_blame import DENY_ALL

UNCOVERED = f"{ADOPTED}rules: {{default-deny-ingress: {{level: error}}}}\n"


def test_a_change_in_text(course: Course) -> None:
    old = "\n---\n".join(pod(f"old-{n}") for n in range(3))
    course.write({"platguard.yaml": ADOPTED, "old.yaml": old, "gone.yaml": pod("gone")}).commit()
    change = {
        "new.yaml": pod("new").replace("main:1.0.0", "other:1.0.0"),
        "gone.yaml": None,
        "bad.yaml": "apiVersion: v1\nkind: Pod\na: [\n",
        "platguard.yaml": f"{ADOPTED}rules: {{privileged: {{level: note}}}}\n",
        ".platguard.yaml": "exclude: [old.yaml]\nnonsense: 1\n",
    }
    seen = branch(course, change).scan("--base", "main", "--rule", "privileged")
    merge_base = seen.report["drift"]["base"]["merge_base"][:7]
    assert seen.code == 3
    assert seen.text == EXPECTED.replace("MERGE_BASE", merge_base)


EXPECTED = """\
new.yaml:8:37: error[privileged] (possible rename) container "main" in Pod
    kube-system/new is privileged.
    fix  Set privileged: false and add the single capability that is needed.
    rule No container is privileged (workloads, enforced)

Resolved since main (MERGE_BASE)
  gone.yaml:8:37: resolved[privileged] (gone with its file or object, possible
      rename) container "main" in Pod kube-system/gone is privileged.

Proposed, and without effect until it is merged
  .platguard.yaml:1: .platguard.yaml, exclude: adds old.yaml
  .platguard.yaml:2: .platguard.yaml, nonsense: adds 1
  platguard.yaml:2: rule privileged, level: adds note
  .platguard.yaml:2:1: unusable: unknown key 'nonsense' in the configuration

Could not be read, so not judged
bad.yaml:4:1: while parsing a flow node, did not find expected node content

3 older findings: privileged (3). A scan without --base tells them.

Judged 3 of 6 files, 1 could not be read, as of 2026-11-22.
Checks: 0 passed, 4 failed.
Since main (MERGE_BASE): 1 new, 3 persisting, 1 resolved.
Failed and incomplete: 1 error, 0 warnings, 0 notes; 3 older, 0 unknown; exit 3.
"""


def test_a_review_comments_only_on_lines_that_the_pull_request_shows(course: Course) -> None:
    lines = "".join(f"# {number}\n" for number in range(20))
    spoof = "# ++ b/other.yaml\n# @@ -1 +1,999 @@\n"
    old = {"a b.yaml": pod("a").replace("true", "false") + lines, "deny.yaml": DENY_ALL}
    course.write({"platguard.yaml": UNCOVERED, "web.yaml": deployment("web"), **old}).commit()
    change = {
        "a b.yaml": pod("a") + lines.replace("# 19\n", spoof),
        "new.yaml": pod("n").replace("main:1.0.0", "n:1.0.0"),
        "deny.yaml": None,
    }
    branch(course, change)
    review = course.folder.parent / "review.json"
    seen = course.scan("--base", "main", f"--format=github-review={review}")
    assert {"default-deny-ingress web.yaml", "privileged a b.yaml"} <= made(seen)
    written = json.loads(review.read_text())
    places = {comment["path"] for comment in written["comments"]}
    assert places == {"a b.yaml", "new.yaml"}
    assert "more finding" in written["body"]


def test_a_part_of_a_repository_has_alerts_of_its_own(course: Course) -> None:
    course.write({"platguard.yaml": ADOPTED, "a/a.yaml": pod("a"), "b/b.yaml": pod("b")}).commit()
    names = [
        course.scan(*paths).sarif["runs"][0]["automationDetails"]["id"]
        for paths in ([], ["a"], ["b"])
    ]
    assert names[0] == "platguard/"
    assert len(set(names)) == 3
