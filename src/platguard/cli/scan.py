"""`platguard scan`: judge files and report."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, replace
from io import StringIO
from typing import TYPE_CHECKING, Any

import click

from platguard.cache import Cache
from platguard.cli import options
from platguard.cli.output import put
from platguard.cli.outputs import failure_told, targets_of
from platguard.cli.surroundings import cache_folder, now, style_of
from platguard.errors import UsageError
from platguard.records import dataclass
from platguard.replay import Replay
from platguard.reporters import NEEDS_REPAIRS, NEEDS_SHOWN, REPORTERS, Style, write
from platguard.request import Request
from platguard.stat_memory import StatMemory
from platguard.workspace import asking_origin, known_scope, open_workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from platguard.model.report import Report
    from platguard.request import PreviousFile
    from platguard.workspace import Workspace

EXAMPLES = """\b
Examples:
  platguard scan
  platguard scan --as-of 2027-01-01            what will fail by then
  platguard scan --staged                      what the next commit would add
  platguard scan --revision v1.2 --format json --output report.json
  platguard scan --format text --format sarif=platguard.sarif
  platguard scan --base origin/main            what this branch would bring
  platguard scan --previous report.json        what changed since that scan
"""


@click.command("scan", epilog=EXAMPLES)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--files", is_flag=True, help="Report only on these paths, which are single files.")
@click.option("--staged", is_flag=True, help="Judge the git index; report what it changes.")
@click.option(
    "--revision",
    metavar="REV",
    default="",
    help="Judge a commit, without a checkout.  [default: the working tree]",
)
@click.option(
    "--base",
    metavar="REF",
    help="Judge what HEAD, --revision or --staged changes since it left REF, by what stands on"
    " REF; only new and worse findings decide the exit code.  [default: none]",
)
@click.option(
    "--stdin-path",
    metavar="PATH",
    default="",
    help="Name of standard input, when PATH is `-`.  [default: stdin.yaml]",
)
@options.standards
@options.exceptions
@options.config
@options.as_of
@click.option(
    "--previous",
    metavar="REPORT",
    default="",
    help="Tell what changed since this report in JSON; the exit code stays what it is without.  "
    "[default: none]",
)
@options.rules("Judge")
@options.skipped_rules("judge")
@options.exclude
@click.option(
    "--format",
    "formats",
    metavar="FORMAT[=FILE]",
    multiple=True,
    help=f"One of {', '.join(REPORTERS)}; to a file when one is named. Repeatable.  "
    "[default: text]",
)
@click.option(
    "--output",
    metavar="FILE",
    default="",
    help="File for the formats without one of their own.  [default: standard output]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="error",
    show_default=True,
    help="Weakest level that makes the exit code 1.",
)
@click.option(
    "--allow-incomplete",
    is_flag=True,
    help="Do not exit with 3 for what could not be read; it is told all the same.",
)
@click.option("--no-cache", is_flag=True, help="Remember nothing and use nothing remembered.")
@click.option(
    "--stats",
    metavar="FILE",
    default="",
    help="Write how much was parsed, as JSON.  [default: none]",
)
@click.option("--verbose", is_flag=True, help="Tell on standard error how much was parsed.")
def command(**given: Any) -> int:
    """Judge a repository by the platform's standards, as of a day.

    PATH is a folder or file of one repository and defaults to the current
    folder; `-` reads standard input.

    \b
    Exit codes: 0 pass, 1 findings at or above --fail-on, 2 usage, 3 something
    in scope could not be read, 4 nothing to judge.
    """
    asked = _Asked(**given)
    targets = targets_of(asked.formats, asked.output)
    with failure_told(targets, asked.scope):
        style = style_of(sys.stdout, os.environ)
        end = _end(asked.request(), [name for name, _ in targets], style)
        for (_, file), text in zip(targets, end["texts"], strict=True):
            put(text, file)
        _tell(end["statistics"], asked.stats, asked.verbose)
        code: int = end["exit"]
        return code


@dataclass(frozen=True, slots=True)
class _Asked:
    """What arguments and options say."""

    paths: tuple[str, ...]
    files: bool
    staged: bool
    revision: str
    base: str | None
    stdin_path: str
    standards: tuple[str, ...]
    exceptions: str
    config: str
    as_of: date | None
    previous: str
    rules: tuple[str, ...]
    skipped: tuple[str, ...]
    exclude: tuple[str, ...]
    formats: tuple[str, ...]
    output: str
    fail_on: str
    allow_incomplete: bool
    no_cache: bool
    stats: str
    verbose: bool

    def request(self) -> Request:
        """The scan that is asked for; UsageError for options that say nothing together."""
        stream = sys.stdin.buffer.read() if self._is_stream else None
        if self.stdin_path and stream is None:
            raise UsageError("--stdin-path names standard input, which only the PATH `-` reads")
        return Request(
            now=now(),
            cwd=os.getcwd(),
            environ=os.environ,
            paths=self._named,
            files=self.files,
            staged=self.staged,
            revision=self.revision,
            base=_base(self.base),
            stream=stream,
            as_of=self.as_of,
            standards=self.standards,
            register=self.exceptions,
            config=self.config,
            rules=self.rules,
            skipped_rules=self.skipped,
            exclude=self.exclude,
            previous=_previous(self.previous),
            fail_on=self.fail_on,
            allow_incomplete=self.allow_incomplete,
            cache=None if self.no_cache else cache_folder(os.environ),
        )

    def scope(self) -> Sequence[str]:
        """The part of the repository that it is about, as far as anybody knows."""
        known = Request(
            now=now(),
            cwd=os.getcwd(),
            paths=self._named,
            files=self.files,
            staged=self.staged,
            base=self.base or "",
            stream=b"" if self._is_stream else None,
        )
        return known_scope(known)

    @property
    def _is_stream(self) -> bool:
        return self.paths == ("-",)

    @property
    def _named(self) -> tuple[str, ...]:
        return (self.stdin_path or "stdin.yaml",) if self._is_stream else self.paths


def _base(name: str | None) -> str:
    if name is not None and not name.strip():
        # A variable of a pipeline that is not set must not turn this into another scan.
        raise UsageError(
            "--base names no branch or commit", hint="Name what the change will be merged into."
        )
    return name or ""


def _previous(path: str) -> PreviousFile | None:
    if not path:
        return None
    from platguard.previous_report import open_previous

    return open_previous(path, os.getcwd())


def _end(request: Request, formats: list[str], style: Style) -> dict[str, Any]:
    """How the scan ends: the text of each format, the exit code, how much was parsed."""
    cache = Cache(request.cache)
    stats = StatMemory(cache, request.now)
    workspace = open_workspace(request, stats)
    replay = Replay(cache, request, workspace, [*formats, str(style)])
    end = replay.find()
    if end is None:
        workspace = asking_origin(workspace)
        from platguard.bench import Bench
        from platguard.scan import judge

        done = judge(request, workspace, Bench(cache))
        report = done.report
        if NEEDS_REPAIRS.intersection(formats):
            from platguard.fixes.repairs import with_repairs

            report = with_repairs(done, workspace.source.read)
        if NEEDS_SHOWN.intersection(formats):
            report = replace(report, shown=_shown(workspace))
        end = {
            "texts": [_text(report, name, style) for name in formats],
            "exit": done.report.summary.exit,
            "statistics": asdict(done.statistics),
        }
        # What could not be read has no line; it may be readable the next time, unchanged.
        read = all(error.line for error in done.report.errors)
        # A commit that this clone does not have may be fetched.
        previous = done.report.drift.previous if done.report.drift else None
        settled = previous is None or previous.in_history
        # What only a Kustomization leads to is not among the files that are compared.
        compared = workspace.is_of_commit or not done.judgement.situation.deployed
        if read and settled and compared and done.settings.are_all_in_reads:
            contents = done.statistics.parsed + done.statistics.remembered
            again = {**end, "statistics": {"parsed": 0, "remembered": contents}}
            replay.keep(again, done.report.timezone, done.report.as_of, done.settings.reads)
    stats.close()
    return end


def _shown(workspace: Workspace) -> Mapping[str, Sequence[tuple[int, int]]] | None:
    """The lines that a diff of the change shows; None without a base."""
    if workspace.base is None or workspace.git is None:
        return None
    from platguard.sources.hunks import shown_lines

    note = workspace.base.note
    return shown_lines(workspace.git, note.merge_base, note.head, workspace.root)


def _text(report: Report, name: str, style: Style) -> str:
    text = StringIO()
    write(report, text, name, style)
    return text.getvalue()


def _tell(statistics: dict[str, int], file: str, verbose: bool) -> None:
    if verbose:
        told = f"{statistics['parsed']} contents parsed, {statistics['remembered']} remembered"
        print(f"platguard: {told}", file=sys.stderr)
    if file:
        put(json.dumps(statistics) + "\n", file)
