"""Repositories as a forge has them, and what `actions/checkout` makes of them on a runner."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from sources.building import SHORT_LIVED

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop}}
spec:
  containers:
    - name: app
      image: registry.example/app:1.4.2
      securityContext: {{privileged: {privileged}}}
"""
_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{role}_{key}": told
        for role in ("AUTHOR", "COMMITTER")
        for key, told in {"NAME": "Ada", "EMAIL": "ada@platform.example"}.items()
    },
}


def pod(name: str, *, privileged: bool) -> str:
    """A manifest that breaks the rule `privileged`, or not."""
    return POD.format(name=name, privileged=f"{privileged}".lower())


class Forge:
    """A repository on a server, with branches and pull requests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")

    def git(self, *arguments: str, folder: Path | None = None) -> str:
        """Runs git and answers with what it prints."""
        done = subprocess.run(
            ["git", *SHORT_LIVED, *arguments],
            cwd=folder or self.folder,
            env=_ENVIRONMENT,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def commit(self, files: Mapping[str, str | None], branch: str = "main") -> str:
        """Commits on a branch, which begins at main; None removes a file."""
        self._switch(branch)
        for path, text in files.items():
            file = self.folder / path
            if text is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        self.git("add", "--all", ".")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change")
        return self.git("rev-parse", "HEAD")

    def pull(self, branch: str) -> tuple[str, str]:
        """The merge commit that the forge makes of main and a branch, and the branch's end."""
        self.git("checkout", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "Merge", f"refs/heads/{branch}")
        merged = self.git("rev-parse", "HEAD")
        self.git("update-ref", "refs/pull/7/merge", merged)
        self.git("checkout", "--quiet", "main")
        return merged, self.git("rev-parse", f"refs/heads/{branch}")

    def check_out(self, folder: Path, commit: str, depth: int) -> None:
        """What actions/checkout does (src/ref-helper.ts): with depth 0 every branch is fetched."""
        folder.mkdir(parents=True)
        self.git("init", "--quiet", folder=folder)
        self.git("remote", "add", "origin", f"file://{self.folder}", folder=folder)
        wanted = [f"+{commit}:refs/remotes/pull/7/merge"]
        every = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"]
        options = [f"--depth={depth}", "--no-tags"] if depth else []
        refs = wanted if depth else every + wanted
        self.git("fetch", "--quiet", *options, "origin", *refs, folder=folder)
        checkout = ("checkout", "--quiet", "--force", "refs/remotes/pull/7/merge")
        self.git(*checkout, folder=folder)

    def _switch(self, branch: str) -> None:
        branches = self.git("for-each-ref", "--format=%(refname)", "refs/heads").splitlines()
        if not branches and branch == "main":
            return
        if f"refs/heads/{branch}" not in branches:
            self.git("branch", "--end-of-options", branch, "main")
        self.git("symbolic-ref", "HEAD", f"refs/heads/{branch}")
        self.git("reset", "--quiet", "--hard")
