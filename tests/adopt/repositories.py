"""Repositories with old findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from drift.scans import DAY, Course, Seen

SUNSET = "2027-06-30"
BASELINE = f".platguard/baseline/{SUNSET}.txt"
ADOPTED = "standards: [builtin]\n"
CRITICAL = f"{ADOPTED}adoption: {{critical: true}}\n"

WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME, namespace: shop}
spec:
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec:
      containers:
        - name: main
          image: registry.example/NAME:TAG
"""


def workload(name: str, tag: str = "latest") -> str:
    """A workload with a moving tag, unless told otherwise, and other faults."""
    return WORKLOAD.replace("NAME", name).replace("TAG", tag)


def adopt(course: Course, *arguments: str, day: str = DAY) -> tuple[object, str]:
    """Exit code and words of `platguard adopt` on a day."""
    code, told, errors = course.run("adopt", "--as-of", day, *arguments)
    return code, " ".join(f"{told}{errors}".split())


def entries(course: Course, path: str = BASELINE) -> list[str]:
    """The lines of a baseline that name a finding."""
    lines = Path(course.folder, path).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def debt(seen: Seen) -> dict[str, Any]:
    """What a report says of debt."""
    found: dict[str, Any] = seen.report["debt"]
    return found


def failing(seen: Seen) -> set[str]:
    """What fails, as `rule path`."""
    found = (f for f in seen.report["findings"] if f["outcome"] == "fail")
    return {f"{one['rule']} {one['path']}" for one in found}


def with_debt(course: Course, config: str = ADOPTED, **files: str) -> Course:
    """A committed repository whose old findings are adopted and committed."""
    course.write({"platguard.yaml": config, "a.yaml": workload("a"), **files}).commit()
    code, told = adopt(course, "--sunset", SUNSET)
    assert code == 0, told
    return course.commit()
