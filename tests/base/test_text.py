"""What people read about a change: what it made, and how much was there before."""

from __future__ import annotations

from drift.scans import Course

from .changes import ADOPTED, branch, pod


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
    help platform-runtime, #platform-help

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
