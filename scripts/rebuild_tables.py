"""Rebuilds policies/data/support.yaml and kubernetes-apis.yaml from checked-out sources.

    python scripts/rebuild_tables.py --endoflife PATH --kubernetes-api PATH \\
        --apiextensions PATH --kube-aggregator PATH --pluto PATH [--check]

Each PATH is a clone, with its tags, of endoflife-date/endoflife.date, kubernetes/api,
kubernetes/apiextensions-apiserver, kubernetes/kube-aggregator and FairwindsOps/pluto. It prints
what changes, row by row, and writes it; with `--check` it only prints, and ends with 1 where
anything differs. What the sources do not tell stands in scripts/table_notes.yaml. The same sources
and notes give the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from difflib import unified_diff
from pathlib import Path

import yaml
from rebuilding.apis import api_table
from rebuilding.snapshots import Snapshot
from rebuilding.support import support_table

TOP = Path(__file__).parents[1]
DATA = TOP / "policies" / "data"
NOTES = Path(__file__).parent / "table_notes.yaml"
KUBERNETES = ("kubernetes_api", "apiextensions", "kube_aggregator")


def main() -> int:
    """1 when `--check` finds that the tables are not what the sources say; else 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    for name in ("endoflife", *KUBERNETES, "pluto"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=Path, required=True)
    parser.add_argument("--notes", type=Path, default=NOTES)
    parser.add_argument("--data", type=Path, default=DATA, help="where the tables are")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    notes = yaml.safe_load(asked.notes.read_text(encoding="utf-8"))
    kubernetes = [Snapshot(getattr(asked, name)) for name in KUBERNETES]
    made = {
        "support.yaml": support_table(Snapshot(asked.endoflife), notes["support"]),
        "kubernetes-apis.yaml": api_table(kubernetes, Snapshot(asked.pluto), notes["apis"]),
    }
    changed = [name for name, text in made.items() if _differs(asked.data / name, text)]
    if not asked.check:
        for name in changed:
            (asked.data / name).write_text(made[name], encoding="utf-8")
    return 1 if asked.check and changed else 0


def _differs(table: Path, text: str) -> bool:
    """Prints what would change in a table."""
    old = table.read_text(encoding="utf-8") if table.exists() else ""
    lines = unified_diff(
        old.splitlines(), text.splitlines(), table.name, table.name, lineterm="", n=0
    )
    print("\n".join(lines) or f"{table.name}: no change")
    return old != text


if __name__ == "__main__":
    sys.exit(main())
