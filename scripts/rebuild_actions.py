"""Rebuilds the table of what released actions run on, from clones of their repositories.

    python scripts/rebuild_actions.py CLONES            write policies/data/actions.yaml
    python scripts/rebuild_actions.py CLONES --check    tell only whether it would change

CLONES is a folder of clones with their tags, one for each repository of REPOSITORIES:
CLONES/actions+checkout/repo or CLONES/actions/checkout, bare or not. What has no clone there keeps
the rows that it has. Nothing is downloaded. Every change of a row is printed.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

TABLE = Path(__file__).parents[1] / "policies" / "data" / "actions.yaml"
REPOSITORIES = (
    *("actions/cache", "actions/checkout", "actions/configure-pages"),
    *("actions/create-github-app-token", "actions/dependency-review-action"),
    *("actions/deploy-pages", "actions/download-artifact", "actions/github-script"),
    *("actions/labeler", "actions/setup-dotnet", "actions/setup-go", "actions/setup-java"),
    *("actions/setup-node", "actions/setup-python", "actions/stale", "actions/upload-artifact"),
    *("aws-actions/amazon-ecr-login", "aws-actions/configure-aws-credentials"),
    *("codecov/codecov-action", "docker/bake-action", "docker/build-push-action"),
    *("docker/login-action", "docker/metadata-action", "docker/setup-buildx-action"),
    *("docker/setup-qemu-action", "dorny/paths-filter", "github/codeql-action"),
    *("golangci/golangci-lint-action", "google-github-actions/auth"),
    *("google-github-actions/setup-gcloud", "goreleaser/goreleaser-action", "gradle/actions"),
    *("hashicorp/setup-terraform", "helm/kind-action", "peaceiris/actions-gh-pages"),
    *("peter-evans/create-pull-request", "pnpm/action-setup", "softprops/action-gh-release"),
    "step-security/harden-runner",
)
"""The actions that most workflows use; one more is a line here and a clone."""
HEAD = """\
# What released actions run on: `runs.using` of their action.yml, from the named release on.
#   newest   the newest release that the table knows; of later ones it says nothing
#   runs     by release; releases between two have the runtime of the first
#   tags     tags that move, where they do not stand for the newest release that they name
# Made by scripts/rebuild_actions.py from the tags of their repositories; do not edit by hand.
"""
_RELEASE = re.compile(r"v?(\d+)\.(\d+)\.(\d+)$")
_MOVING = re.compile(r"v?(\d+)(?:\.(\d+))?$")
_MANIFEST = re.compile(r"(?:([\w-]+)/)?action\.ya?ml$")
_INTERNAL = frozenset({"__tests__", "test", "tests", "dist", "scripts", "example", "examples"})

Version = tuple[int, ...]
Row = dict[str, Any]


def main() -> int:
    """Writes the table; with `--check`, exits with 1 where it is not what the clones say."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("clones", type=Path)
    parser.add_argument("--check", action="store_true", help="only compare")
    asked = parser.parse_args()
    empty: Row = {"actions": {}, "as_of": ""}
    old: Row = yaml.safe_load(TABLE.read_text()) if TABLE.exists() else empty
    rows, as_of = dict(old["actions"]), str(old["as_of"])
    for repository in REPOSITORIES:
        clone = _clone(asked.clones, repository)
        if clone is None:
            print(f"{repository}: no clone, its rows stay", file=sys.stderr)
            continue
        as_of = max(as_of, _git(clone, "log", "-1", "--format=%cs", "HEAD").strip())
        found = dict(_rows(repository, clone))
        rows = {n: r for n, r in rows.items() if "/".join(n.split("/")[:2]) != repository} | found
    text = _written(rows, as_of)
    for name in sorted({*rows, *old["actions"]}):
        if rows.get(name) != old["actions"].get(name):
            print(f"{name}: {old['actions'].get(name)} -> {rows.get(name)}")
    if asked.check:
        return int(text != TABLE.read_text())
    TABLE.write_text(text)
    return 0


def _clone(clones: Path, repository: str) -> Path | None:
    places = (clones / repository.replace("/", "+") / "repo", clones / repository)
    return next((place for place in places if place.exists()), None)


def _git(clone: Path, *arguments: str) -> str:
    # A clone may hold anything: nothing of its configuration may run.
    safe = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
    done = subprocess.run(
        ["git", *safe, "-C", str(clone), *arguments], capture_output=True, check=True, text=True
    )
    return done.stdout


def _rows(repository: str, clone: Path) -> Iterator[tuple[str, Row]]:
    """(name, row) of every action that the newest release of a repository has."""
    tags = _git(clone, "tag").split()
    releases = sorted((version, tag) for tag in tags if (version := _version(_RELEASE, tag)))
    known: dict[str, dict[Version, str]] = {}
    for version, tag in releases:
        for folder, using in _actions_at(clone, tag):
            known.setdefault(folder, {})[version] = using
    moving: dict[str, dict[str, str]] = {}
    for tag in tags:
        for folder, using in _actions_at(clone, tag) if _MOVING.match(tag) else ():
            moving.setdefault(folder, {})[tag] = using
    for folder, runs in sorted(known.items()):
        if releases[-1][0] in runs and any(using.startswith("node") for using in runs.values()):
            name = f"{repository}/{folder}" if folder else repository
            yield name.lower(), _row(runs, moving.get(folder, {}))


def _actions_at(clone: Path, tag: str) -> Iterator[tuple[str, str]]:
    """(folder, runtime) of every action at a tag."""
    for path in _git(clone, "ls-tree", "-r", "--name-only", tag).splitlines():
        found = _MANIFEST.fullmatch(path)
        if found and found[1] not in _INTERNAL:
            using = _using(_git(clone, "show", f"{tag}:{path}"))
            if using:
                yield found[1] or "", using


def _row(runs: dict[Version, str], moving: dict[str, str]) -> Row:
    newest = max(runs)
    tags = {}
    for tag, using in sorted(moving.items()):
        named = _version(_MOVING, tag)
        meant = [version for version in runs if version[: len(named)] == named]
        if meant and runs[max(meant)] != using:
            tags[tag] = using
    row: Row = {"newest": ".".join(map(str, newest)), "runs": _changes(sorted(runs.items()))}
    return {**row, "tags": tags} if tags else row


def _version(form: re.Pattern[str], tag: str) -> Version:
    found = form.match(tag)
    return tuple(int(part) for part in found.groups() if part) if found else ()


def _using(manifest: str) -> str:
    try:
        runs = yaml.safe_load(manifest).get("runs")
    except (yaml.YAMLError, AttributeError):
        return ""
    return str((runs or {}).get("using", "")).lower()


def _changes(known: list[tuple[Version, str]]) -> dict[str, str]:
    """The releases at which the runtime changes; releases between two have that of the first."""
    changes: dict[str, str] = {}
    last = ""
    for version, using in known:
        if using != last:
            changes[".".join(map(str, version))] = last = using
    return changes


def _written(rows: dict[str, Row], as_of: str) -> str:
    lines = [
        HEAD + "table: actions",
        f"as_of: {as_of}",
        "source: action.yml at the release tags of each action's repository",
        "license: MIT",
        "actions:",
    ]
    for name, row in sorted(rows.items()):
        cells = [f'newest: "{row["newest"]}"', f"runs: {_cells(row['runs'])}"]
        cells += [f"tags: {_cells(row['tags'])}"] if "tags" in row else []
        lines.append(f"  {name}: {{{', '.join(cells)}}}")
    return "\n".join(lines) + "\n"


def _cells(runs: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{version}": {using}' for version, using in runs.items()) + "}"


if __name__ == "__main__":
    raise SystemExit(main())
