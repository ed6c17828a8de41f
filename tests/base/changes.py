"""A branch of a repository, and what a scan against its base tells."""

from __future__ import annotations

import json
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

ROLES = """\
roles:
  platform: [{name: bob, from: 2024-01-01}]
  leadership: [{name: carol, from: 2024-01-01}]
"""
ENTRY = ".platguard/exceptions/EXC-2026-0007.yaml"
_EXCEPTION = """\
id: EXC-2026-0007
rules: [privileged]
scope: {paths: PATHS}
category: waiver
reason: The driver needs the devices of the node until it is replaced.
owner: team-shop
requested: {by: alice, on: 2026-01-10}
approvals:
  - {role: platform, by: bob, on: 2026-01-15, sunset: 2027-06-30}
  - {role: leadership, by: carol, on: 2026-01-16, sunset: 2027-06-30}
starts: 2026-01-16
sunset: 2027-06-30
"""

STANDARD = """\
standard: ours
title: What we agreed on
owner: platform
contact: "#platform"
rules:
  - id: our-limit
    title: Containers have a name
    on: container
    deny: container.name == 'main'
    severity: high
    why: Names tell people what they look at.
    message: "{container.name} tells nobody anything."
    fix: Give it a name of its own.
"""


def exception(*paths: str) -> str:
    """An approved exception from `privileged` for some paths."""
    return _EXCEPTION.replace("PATHS", json.dumps(paths))


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
