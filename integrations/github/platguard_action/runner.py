"""What a step tells the runner of GitHub Actions: outputs, the summary, annotations.

The files and commands are those of actions/runner: src/Runner.Worker/FileCommandManager.cs and
src/Runner.Common/ActionCommand.cs, which also says what is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

USAGE = 2
"""The exit code of platguard for what it was asked wrongly; nothing was judged."""


class Refusal(Exception):
    """A step that cannot be done, and what to do about it; told as an error of the job."""


def refused(refusal: Refusal, environ: Mapping[str, str]) -> int:
    """Tells why a step cannot be done; answers with the exit code that it ends with."""
    annotate("error", f"{refusal}")
    output(environ, {"exit-code": f"{USAGE}"})
    return USAGE


def output(environ: Mapping[str, str], values: Mapping[str, str]) -> None:
    """Sets outputs of the step; Refusal for a value that would set another one as well."""
    for name, value in values.items():
        if "\n" in value or "\r" in value:
            raise Refusal(f"Output {name} would have several lines.")
    lines = "".join(f"{name}={value}\n" for name, value in values.items())
    _append(environ.get("GITHUB_OUTPUT", ""), lines)


def summarise(environ: Mapping[str, str], page: str) -> None:
    """Adds a page of Markdown to the summary of the job."""
    _append(environ.get("GITHUB_STEP_SUMMARY", ""), page)


def annotate(kind: str, text: str) -> None:
    """Prints an annotation: `kind` is error, warning or notice."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    print(f"::{kind} title=platguard::{escaped}", flush=True)


def _append(file: str, text: str) -> None:
    if file:
        with Path(file).open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
