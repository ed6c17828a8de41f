"""The names that programs import."""

from __future__ import annotations

import platguard.scan
from scan.projects import NOON, Project, deployment


def test_scan_gives_a_report(project: Project) -> None:
    project.write({"a.yaml": deployment("a")})
    done = platguard.scan.scan(platguard.Request(now=NOON, cwd=str(project.folder)))
    assert isinstance(done.report, platguard.Report)
    assert done.report.coverage.judged == 1


def test_load_standards_gives_the_built_in_rules() -> None:
    policy = platguard.load_standards()
    assert {"docker-swarm", "language-eol", "privileged"} <= {rule.id for rule in policy.rules}
