"""Whatever a repository holds: adopted is tolerated, new fails, mended leaves with its line."""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from platguard.adopting import less_debt, new_debt
from platguard.baseline_writing import write_changes
from platguard.model.report import Finding, Report
from platguard.request import Request
from platguard.scan import scan

from .repositories import BASELINE, CRITICAL, workload

# Each example is some ten scans.
_WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
SUNSET = date(2027, 6, 30)
GOOD, MOVING = "1.0.0", "latest"
CONFIG = f"""{CRITICAL}profile: strict
rules: {{readme: {{enabled: false}}, codeowners: {{enabled: false}}}}
"""
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME, namespace: kube-system}
spec:
  containers:
    - {name: main, image: "registry.example/NAME:1.0.0", securityContext: {privileged: true}}
    - {name: other, image: "registry.example/NAME:1.0.0", securityContext: {privileged: true}}
"""
DOCKERFILE = "FROM node:latest AS build\nRUN true\nFROM debian:latest\n"
FLOW = """\
on: push
jobs:
  build: {runs-on: ubuntu-latest, steps: [{uses: actions/checkout@v5}, {run: make}]}
"""
FILES = {
    **{f"deploy/{name}.yaml": workload(name, MOVING) for name in "abcd"},
    **{f"pods/{name}.yaml": POD.replace("NAME", name) for name in "xy"},
    "pods/twice.yaml": f"{POD.replace('NAME', 'z')}---\n{POD.replace('NAME', 'z')}",
    "build/Dockerfile": DOCKERFILE,
    ".github/workflows/build.yml": FLOW,
}


class _Repository:
    def __init__(self, folder: str, cache: Path) -> None:
        self.folder = Path(folder)
        self._request = Request(
            now=datetime(2026, 11, 22, 12, tzinfo=UTC),
            cwd=folder,
            environ={"PATH": os.environ["PATH"], "HOME": folder},
            as_of=date(2026, 11, 22),
            cache=str(cache),
        )

    def write(self, path: str, text: str) -> None:
        """Writes one file."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def report(self) -> Report:
        """What a scan tells."""
        return scan(self._request).report

    def adopt(self) -> int:
        """As `platguard adopt`; how many findings."""
        found = new_debt(self._request, SUNSET, add=False)
        if found.change is not None:
            write_changes(str(self.folder), [found.change])
        assert not found.grave
        assert not found.named
        return len(found.adopted)

    def prune(self) -> None:
        """As `platguard adopt --prune`."""
        write_changes(str(self.folder), less_debt(self._request).changes)

    def lines(self) -> set[str]:
        """The lines of the baseline that name a finding; those of namespaces without the path."""
        path = self.folder / BASELINE
        lines = path.read_text().splitlines() if path.exists() else []
        named = [line for line in lines if line and not line.startswith("#")]
        return {line.partition(" ")[2] if " k8s:/Namespace/" in line else line for line in named}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that all examples share."""
    return tmp_path_factory.mktemp("cache")


def _keys(report: Report, outcome: str) -> set[tuple[str, str]]:
    return {_key(finding) for finding in report.findings if finding.outcome == outcome}


def _key(finding: Finding) -> tuple[str, str]:
    """What a finding is known by. A namespace has no file of its own."""
    is_namespace = finding.address.startswith("k8s:/Namespace/")
    return "" if is_namespace else finding.path, finding.fingerprint


def _is_tolerated(finding: Finding) -> bool:
    return finding.exception is not None and finding.exception.state == "adopted"


@settings(max_examples=15, deadline=None, phases=_WITHOUT_SHRINKING)
@given(
    st.sets(st.sampled_from(sorted(FILES)), min_size=1),
    st.sets(st.sampled_from(sorted(FILES)), min_size=1),
    st.randoms(use_true_random=False),
)
def test_debt_is_what_there_was_and_nothing_else(
    cache: Path, old: set[str], new: set[str], chance: random.Random
) -> None:
    with TemporaryDirectory() as folder:
        repository = _Repository(folder, cache)
        repository.write("platguard.yaml", CONFIG)
        for path in old:
            repository.write(path, FILES[path])
        before = repository.report()
        failing = _keys(before, "fail")
        assert repository.adopt() == len(failing)

        adopted = repository.report()
        assert adopted.summary.exit == 0
        assert _keys(adopted, "exempt") == failing
        assert all(_is_tolerated(f) for f in adopted.findings if f.outcome == "exempt")
        assert adopted.debt is not None
        assert (adopted.debt.tolerated, adopted.debt.gone) == (len(failing), 0)

        # The order of lines means nothing.
        file = Path(folder, BASELINE)
        lines = file.read_text().splitlines()
        chance.shuffle(lines)
        file.write_text("\n".join(lines))
        assert repository.report().findings == adopted.findings

        # What comes later fails, and only that.
        for added in new:
            repository.write(added, FILES[added])
        later = repository.report()
        bare = Path(folder, ".platguard").rename(Path(folder, "aside"))
        everything = _keys(repository.report(), "fail")
        bare.rename(Path(folder, ".platguard"))
        assert _keys(later, "fail") == everything - failing
        assert _keys(later, "exempt") == everything & failing

        # What is mended leaves with its line, and no other does.
        for mended in old | new:
            if chance.random() < 0.5:
                Path(folder, mended).unlink()
        left = set(map(_key, repository.report().findings))
        named = repository.lines()
        repository.prune()
        kept = {line for line in named if any(f" {key[1]} " in line for key in left & failing)}
        if repository.report().coverage.judged and kept:
            assert repository.lines() == kept
            assert repository.report().debt is not None
        again = repository.lines()
        repository.prune()
        assert repository.lines() == again
