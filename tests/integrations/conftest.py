"""A forge with old debt on main, and a runner that has checked a commit of it out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from integrations.composite import Runner
from integrations.repositories import Forge, pod

Check = Callable[..., Runner]


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """One privileged pod is on main: debt, which no pull request answers for.

    Nobody has adopted the built-in standards there, so that this rule alone can fail.
    """
    forge = Forge(tmp_path / "forge")
    forge.commit({"k8s/old.yaml": pod("old", privileged=True)})
    return forge


@pytest.fixture
def pull_request(tmp_path: Path, forge: Forge, restored: Path) -> Check:
    """Checks out the merge commit of a branch, on a runner that its pull request started.

    Its cache has what a job on main compiled.
    """

    def check(branch: str, *, depth: int = 0, fork: bool = False) -> Runner:
        merged, head = forge.pull(branch)
        workspace = tmp_path / "runner" / "work"
        forge.check_out(workspace, merged, depth)
        runner = Runner(tmp_path / "runner" / "home", workspace, restored, GITHUB_HEAD_REF=branch)
        runner.pull_request(merged, head, "stranger/api" if fork else "shop/api")
        return runner

    return check
