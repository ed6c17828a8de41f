"""One scan with every output, after which later steps upload and comment.

The step itself ends well however the scan ends, so that its results get where they belong; the
last step of the action ends with the exit code of the scan.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from platguard_action import inputs
from platguard_action.event import Event, base_of, event_of, may_remember, may_upload
from platguard_action.git import Git
from platguard_action.runner import Refusal, annotate, output, summarise

FILES = {
    "github": "annotations.txt",
    "markdown": "summary.md",
    "comment": "comment.md",
    "json": "platguard.json",
    "sarif-github": "platguard.sarif",
}
"""Every format that is written beside the text in the log, and its file."""
INCOMPLETE = 3
JUDGED = (0, 1, INCOMPLETE)
"""The exit codes after which there are results; with 4 nothing was found that could be judged."""


def run(environ: Mapping[str, str]) -> None:
    """Judges, tells it in the log and the summary, and sets the outputs of the action."""
    event = event_of(environ)
    # Later steps ask whether these are `true`; another word must not pass for `false`.
    uploads = inputs.flag(environ, "upload-sarif")
    inputs.flag(environ, "comment")
    folder = os.path.abspath(inputs.text(environ, "working-directory") or ".")
    if not os.path.isdir(folder):
        raise Refusal(f"Input working-directory: there is no folder {folder}.")
    git = Git(folder, environ)
    reports = Path(tempfile.mkdtemp(prefix="platguard-reports-", dir=environ["RUNNER_TEMP"]))
    code = _scan([*_command(environ, event, git, reports)], folder, environ)
    _show(reports, code, environ)
    judged = code in JUDGED
    output(
        environ,
        {
            "exit-code": f"{code}",
            "is-complete": f"{code != INCOMPLETE}".lower(),
            "checkout": folder,
            "sarif-file": _file(reports, "sarif-github") if judged else "",
            "comment-file": _file(reports, "comment"),
            "report": _file(reports, "json") if judged else "",
            "remember": f"{may_remember(event, git) and judged}".lower(),
            "upload": f"{judged and uploads and _can_upload(event, git)}".lower(),
            **_counts(reports, judged),
        },
    )


def _command(environ: Mapping[str, str], event: Event, git: Git, reports: Path) -> Iterator[str]:
    yield from (environ["PROGRAM"], "scan", "--format=text")
    yield from (f"--format={name}={reports / file}" for name, file in FILES.items())
    wish = inputs.text(environ, "base")
    base = base_of(event, git) if wish == "auto" else wish
    if base is not None and wish != "none":
        yield f"--base={base}"
    yield from inputs.options(environ)
    yield "--"
    yield from inputs.lines(environ, "paths") or ["."]


def _scan(command: list[str], folder: str, environ: Mapping[str, str]) -> int:
    told = {**environ, "PLATGUARD_CACHE_DIR": environ["FACTS"]}
    # What platguard prints is inert; that nothing in between is a command need not rest on that.
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    done = subprocess.run(command, cwd=folder, env=told, stderr=subprocess.STDOUT, check=False)
    print(f"::{token}::", flush=True)
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def _show(reports: Path, code: int, environ: Mapping[str, str]) -> None:
    annotations = reports / FILES["github"]
    if annotations.exists():
        print(annotations.read_text(encoding="utf-8"), end="", flush=True)
    else:
        annotate("error", f"platguard ended with exit code {code}; the log says why.")
    summary = reports / FILES["markdown"]
    told = f"## platguard: Nothing was judged\n\nThe log says why (exit {code}).\n"
    summarise(environ, summary.read_text(encoding="utf-8") if summary.exists() else told)


def _file(reports: Path, format_name: str) -> str:
    file = reports / FILES[format_name]
    return f"{file}" if file.exists() else ""


def _can_upload(event: Event, git: Git) -> bool:
    reason = may_upload(event, git)
    if reason:
        annotate("notice", f"Nothing was uploaded to code scanning: {reason}.")
    return not reason


def _counts(reports: Path, judged: bool) -> dict[str, str]:
    """Findings by level: with a base, those that the change made."""
    names = {"errors": "error", "warnings": "warning", "notes": "note"}
    if not judged:
        return dict.fromkeys(names, "")
    report: Any = json.loads((reports / FILES["json"]).read_text(encoding="utf-8"))
    drift = report["drift"] or {}
    counted = drift["introduced"] if drift.get("base") else report["summary"]
    return {name: f"{counted[level]}" for name, level in names.items()}
