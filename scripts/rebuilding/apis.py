"""The table of Kubernetes API versions, from the code that Kubernetes generates for them.

Every release tells in `zz_generated.prerelease-lifecycle.go` when a kind was or will be deprecated
and removed. The newest release that still has a kind is believed; a kind that has left the code was
removed by the release after that, whatever was planned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rebuilding.snapshots import Snapshot

HEAD = """\
# The lives of Kubernetes API versions. Every kind stands for its List too; "*" for every kind.
#   deprecated, removed   the Kubernetes minor; a removal above the newest release is a plan
#   replacement           what serves the same kind; absent when nothing does
#   safe                  true where only the version changes and the meaning is kept
#   note                  what else to do, for people
#   component             who serves it, when that is not Kubernetes
#   unserved              true where no release serves it any more, whatever the cluster's version
# Made by scripts/rebuild_tables.py; what it adds by hand stands in scripts/table_notes.yaml.
table: kubernetes-apis
"""
_GENERATED = "/zz_generated.prerelease-lifecycle.go"
_MINOR = re.compile(
    r"func \(in \*(\w+)\) APILifecycle(Deprecated|Removed)\(\) \(major, minor int\) \{\s*"
    r"return 1, (\d+)"
)
_REPLACEMENT = re.compile(
    r"func \(in \*(\w+)\) APILifecycleReplacement\(\) schema\.GroupVersionKind \{\s*"
    r'return schema\.GroupVersionKind\{Group: ?"([^"]*)", Version: ?"([^"]*)"'
)
_INTRODUCED = re.compile(r"func \(in \*(\w+)\) APILifecycleIntroduced")
_GROUP = re.compile(r'GroupName\s*=\s*"([^"]*)"')
_TAG = re.compile(r"v0\.(\d+)\.0")
_FIRST_TAG = 19
"""The first release of Kubernetes that has the generated files."""

Key = tuple[str, str]
"""(API version, kind)."""


@dataclass(frozen=True)
class Life:
    """What the sources say of one kind in one API version; minors are numbers, 0 for none."""

    deprecated: int
    removed: int
    replacement: str


def api_table(kubernetes: Iterable[Snapshot], pluto: Snapshot, notes: Mapping[str, Any]) -> str:
    """The table as YAML, in the order in which the API versions were deprecated."""
    sources = list(kubernetes)
    lives: dict[Key, Life] = {}
    for source in sources:
        lives |= _lives(source)
    lives |= _pluto(pluto, [tuple(key) for key in notes["pluto"]])
    newest = max(source.day for source in sources)
    head = [
        f"as_of: {newest}",
        "source: >-",
        "  zz_generated.prerelease-lifecycle.go of kubernetes/api, apiextensions-apiserver and",
        "  kube-aggregator, v0.19 to the newest; FairwindsOps/pluto where Kubernetes tells nothing",
        "license: Apache-2.0",
        "apis:",
    ]
    return HEAD + "\n".join([*head, *_rows(lives, notes)]) + "\n"


def _lives(source: Snapshot) -> dict[Key, Life]:
    """The lives of every kind that has ever been in a repository."""
    minors = sorted(int(found[1]) for tag in source.tags() if (found := _TAG.fullmatch(tag)))
    revisions = [(minor, f"v0.{minor}.0") for minor in minors if minor >= _FIRST_TAG]
    revisions.append((minors[-1] + 1, "HEAD"))
    lives: dict[Key, Life] = {}
    last_seen: dict[Key, int] = {}
    for minor, revision in revisions:
        for key, life in _of_revision(source, revision).items():
            lives[key], last_seen[key] = life, minor
    newest = revisions[-1][0]
    heirs = _heirs(key for key, minor in last_seen.items() if minor == newest)
    return {
        key: _corrected(key, life, 0 if last_seen[key] == newest else last_seen[key] + 1, heirs)
        for key, life in lives.items()
        # What is yet to be deprecated may still become stable, as most of it does.
        if life.deprecated and life.deprecated <= newest
    }


def _of_revision(source: Snapshot, revision: str) -> dict[Key, Life]:
    groups = {
        path.rpartition("/")[0]: found[1]
        for path, text in source.read(revision, "/register.go").items()
        if (found := _GROUP.search(text))
    }
    lives: dict[Key, Life] = {}
    for path, text in source.read(revision, _GENERATED).items():
        folder = path.removesuffix(_GENERATED)
        group, version = groups[folder], folder.rpartition("/")[2]
        minors = {(kind, name): int(minor) for kind, name, minor in _MINOR.findall(text)}
        heirs = {kind: f"{heir}/{number}" for kind, heir, number in _REPLACEMENT.findall(text)}
        for kind in _INTRODUCED.findall(text):
            if not kind.endswith(("List", "Options")):
                lives[f"{group}/{version}", kind] = Life(
                    deprecated=minors.get((kind, "Deprecated"), 0),
                    removed=minors.get((kind, "Removed"), 0),
                    replacement=heirs.get(kind, ""),
                )
    return lives


def _corrected(key: Key, life: Life, gone: int, heirs: Mapping[Key, str]) -> Life:
    """The life with what the code shows: when the kind left it, and where it is now."""
    removed = min(filter(None, (life.removed, gone)), default=0)
    group, kind = key[0].partition("/")[0], key[1]
    return Life(
        deprecated=life.deprecated if life.deprecated < removed else 0,
        removed=removed,
        replacement=life.replacement or heirs.get((group, kind), ""),
    )


def _heirs(present: Iterable[Key]) -> dict[Key, str]:
    """The most stable API version of each (group, kind) that is in the code today."""
    heirs: dict[Key, str] = {}
    for version, kind in present:
        key = (version.partition("/")[0], kind)
        heirs[key] = max(heirs.get(key, ""), version, key=_stability)
    return heirs


def _stability(version: str) -> tuple[int, list[int]]:
    number = version.rpartition("/")[2]
    kind = 0 if not number else 1 if "alpha" in number else 2 if "beta" in number else 3
    return kind, [int(part) for part in re.findall(r"\d+", number)]


def _pluto(pluto: Snapshot, wanted: list[Key]) -> dict[Key, Life]:
    """What pluto says of kinds of which Kubernetes generates nothing."""
    import yaml

    lives: dict[Key, Life] = {}
    for row in yaml.safe_load(pluto.read("HEAD", "versions.yaml")["versions.yaml"])[
        "deprecated-versions"
    ]:
        key = (row["version"], row["kind"])
        if key in wanted:
            deprecated, removed = (
                int(str(row.get(name, "")).split(".")[1])
                for name in ("deprecated-in", "removed-in")
            )
            lives[key] = Life(deprecated, removed, row.get("replacement-api", ""))
    missing = sorted(set(wanted) - lives.keys())
    if missing:
        raise ValueError(f"pluto knows nothing of {missing}: look at scripts/table_notes.yaml")
    return lives


def _rows(lives: Mapping[Key, Life], notes: Mapping[str, Any]) -> Iterator[str]:
    """One line for the kinds of an API version that share everything."""
    by_hand = {(version, kind): fields for version, kind, fields in _notes(notes["kinds"])}
    unused = sorted(by_hand.keys() - lives.keys())
    if unused:
        raise ValueError(f"no kind is left for the notes on {unused}")
    grouped: dict[tuple[Any, ...], list[str]] = {}
    for key in sorted(lives):
        fields = by_hand.get(key, {})
        life = lives[key]
        if "replacement" in fields:
            life = replace(life, replacement=fields["replacement"] or "")
        heir = _last_heir(key, life, lives)
        row = (life.deprecated, life.removed, key[0], heir, *_remarks(fields))
        grouped.setdefault(row, []).append(key[1])
    order = sorted(grouped, key=lambda row: (row[0] or row[1], row[1], row[2:], grouped[row]))
    for row in order:
        yield _row(row, grouped[row])
    for line in notes["add_ons"]:
        yield f"  - {line}"


def _last_heir(key: Key, life: Life, lives: Mapping[Key, Life]) -> str:
    """What replaces a kind in the end: a replacement may have been replaced as well."""
    chain = [key[0], life.replacement]
    while (following := lives.get((chain[-1], key[1]))) and following.replacement not in chain:
        chain.append(following.replacement)
    named = [version for version in chain[1:] if version]
    return named[-1] if named and named[-1] != key[0] else ""


def _notes(written: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for note in written:
        fields = {name: note[name] for name in note if name not in ("api_version", "kinds")}
        for kind in note["kinds"]:
            yield note["api_version"], kind, fields


def _remarks(fields: Mapping[str, Any]) -> tuple[bool, str, str]:
    return bool(fields.get("safe")), str(fields.get("note", "")), str(fields.get("comment", ""))


def _row(row: tuple[Any, ...], kinds: list[str]) -> str:
    deprecated, removed, version, replacement, safe, note, comment = row
    parts = [f'deprecated: "1.{deprecated}"'] if deprecated else []
    parts += [f'removed: "1.{removed}"'] if removed else []
    parts += [f"api_version: {version}", f"kinds: [{', '.join(kinds)}]"]
    parts += [f"replacement: {replacement}"] if replacement else []
    parts += ["safe: true"] if safe else []
    parts += [f"note: {note}"] if note else []
    return f"  - {{{', '.join(parts)}}}" + (f"   # {comment}" if comment else "")
