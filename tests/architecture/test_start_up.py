"""What a pre-commit run with warm caches imports: start-up is most of what it costs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[2] / "examples" / "shop"
MANIFESTS = ("k8s/api.yaml", "k8s/web.yaml", "k8s/worker.yaml")
SCAN = """\
import json, sys
from platguard.cli import main
try:
    main(sys.argv[1:])
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
HEAVY = {
    "asyncio",
    "e2b_dockerfile_utils",
    "git",
    "http",
    "jsonschema",
    "logging",
    "multiprocessing",
    "referencing",
    "ruamel",
    "sqlite3",
    "ssl",
    "unittest",
}
COLD = {
    "platguard.compilation",
    "platguard.facts.manifests",
    "platguard.parsers.dockerfile",
    "platguard.parsers.toml",
    "platguard.reporters.json",
    "platguard.reporters.sarif",
    "platguard.standards",
    "platguard.templates",
}
"""Needed only for contents and standards that no earlier run has read."""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    return folder


def imported(folder: Path) -> set[str]:
    """The modules that a scan of three files imports, cached in the folder beside."""
    environment = {**os.environ, "PLATGUARD_CACHE_DIR": str(folder.parent / "cache")}
    arguments = ["scan", "--as-of", "2026-11-22", "--files", *MANIFESTS]
    done = subprocess.run(
        [sys.executable, "-c", SCAN, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    return set(json.loads(done.stderr))


def test_warm_scan_imports_nothing_heavy_or_cold(shop: Path) -> None:
    first = imported(shop)
    assert first >= {"platguard.compilation", "platguard.facts.manifests"}, "nothing was cached"
    assert not (HEAVY | COLD) & imported(shop)

    # Nothing can be answered from the last report any more, only from remembered facts.
    (shop / "README.md").unlink()
    assert not (HEAVY | COLD) & imported(shop)
