"""A branch of a repository, and what a scan against its base tells."""

from __future__ import annotations

from collections.abc import Mapping

from drift.scans import Course, Seen

ADOPTED = "standards: [builtin]\n"
"""An organisation's configuration with which findings fail."""

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: kube-system}
spec:
  containers:
    - name: main
      image: registry.example/main:1.0.0
      securityContext: {privileged: true}
"""


def pod(name: str) -> str:
    """A pod that is privileged."""
    return POD.replace("NAME", name)


def branch(course: Course, change: Mapping[str, str | None], message: str = "change") -> Course:
    """Commits a change on a branch; None takes a file away."""
    if course.project.git("branch", "--show-current") == "main":
        course.project.git("switch", "-q", "-c", "feature")
    for path, text in change.items():
        if text is None:
            (course.folder / path).unlink()
        else:
            course.write({path: text})
    course.project.commit(message)
    return course


def made(seen: Seen) -> set[str]:
    """What the change made, as `rule path`."""
    return {
        f"{found['rule']} {found['path']}"
        for found in seen.report["findings"]
        if found["comparison"] and found["comparison"]["introduced"]
    }
