"""`platguard fix`: mend what can be mended without a decision."""

from __future__ import annotations

import os
import sys
from shlex import quote
from typing import TYPE_CHECKING

import click

from platguard.cli import options
from platguard.cli.surroundings import style_of
from platguard.counting import counted
from platguard.errors import UsageError
from platguard.reporters.inert import inert
from platguard.reporters.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from platguard.fixes.plan import Plan
    from platguard.fixes.writing import Unwritten
    from platguard.model.report import Finding

_LEFT = 1

EXAMPLES = """\b
Examples:
  platguard fix --diff                        what it would change
  platguard fix                               change it
  platguard fix --rule image-repository-retired k8s
  platguard fix --diff --suggest | git apply  take the suggestions, too
"""


@click.command("fix", epilog=EXAMPLES, short_help="Mend what can be mended safely.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--diff", is_flag=True, help="Write no file; print a patch for `git apply`.")
@click.option("--suggest", is_flag=True, help="With --diff: also what a person has to look at.")
@click.option("--files", is_flag=True, help="Mend only these paths, which are single files.")
@options.standards
@options.exceptions
@options.config
@options.as_of
@options.rules("Mend")
@options.exclude
def command(
    paths: tuple[str, ...],
    diff: bool,
    suggest: bool,
    files: bool,
    standards: tuple[str, ...],
    exceptions: str,
    config: str,
    as_of: date | None,
    rules: tuple[str, ...],
    exclude: tuple[str, ...],
) -> int:
    """Mend what can be mended safely, in the working tree.

    A safe fix is the one possible edit and keeps the meaning. It changes the
    value and nothing else, is read and judged again before it is written, and
    is left out when the finding would stay. PATH is a folder or file of one
    repository and defaults to the current folder.

    \b
    Exit codes: 0 nothing is left that fix could do, 1 something is: with
    --diff an edit, else one that was refused; 2 usage, 3 something in scope
    could not be read, 4 nothing to judge, 130 and 143 interrupted (each file
    is then the old or the new one).
    """
    from platguard.cache import Cache
    from platguard.fixes.plan import plan
    from platguard.fixes.writing import write_files
    from platguard.workspace import open_workspace

    if suggest and not diff:
        raise UsageError("--suggest goes with --diff: a suggestion is shown and never made alone")
    request = options.request(
        paths=paths,
        files=files,
        as_of=as_of,
        standards=standards,
        register=exceptions,
        config=config,
        exclude=exclude,
        fail_on="never",
    )
    cache = Cache(request.cache)
    workspace = open_workspace(request)
    found = plan(request, workspace, cache, rules, suggested=suggest)
    again = {"--standards": standards, "--exceptions": exceptions, "--config": config}
    again |= {"--as-of": f"{as_of or ''}", "--rule": rules, "--exclude": exclude}
    offer = _offer(found, [*_again(again, files, paths)])
    if diff:
        left = _show(found)
        if offer:
            _complain(offer)
    else:
        unwritten = list(write_files(found, workspace.source))
        left = _tell(found, unwritten)
        if offer:
            print(offer)
    return found.before.report.summary.exit or (_LEFT if left else 0)


def _again(
    options: Mapping[str, str | Sequence[str]], files: bool, paths: Sequence[str]
) -> Iterator[str]:
    """What was asked for, as it has to be typed again."""
    for name, given in options.items():
        values = [given] if isinstance(given, str) else given
        yield from (f"{name} {quote(inert(value))}" for value in values if value)
    if files:
        yield "--files"
    yield from (quote(inert(path)) for path in paths)


def _offer(found: Plan, asked: Sequence[str]) -> str:
    """How many more edits a person could take, and the command that shows them; else empty."""
    if not found.suggested:
        return ""
    command = " ".join(("platguard fix --diff --suggest", *asked))
    have = "has" if len(found.suggested) == 1 else "have"
    told = counted(len(found.suggested), "more finding")
    return f"{told} {have} a suggested edit, to be looked at: `{command}`"


def _show(found: Plan) -> bool:
    """Prints the patch, and on standard error what is not in it; whether there is anything."""
    from platguard.fixes.differences import patch

    for path in sorted(found.new):
        text, left_out = patch(path, found.old[path], found.new[path])
        sys.stdout.write(text)
        if left_out:
            told = counted(left_out, "change")
            _complain(f"{path}: {told} beside a secret: the patch would show it")
    layout = Layout(width=10_000, colour=False)
    for line in _refusals(found, (), layout):
        print(line, file=sys.stderr)
    _tell_examples(found)
    return bool(found.new or found.refused)


def _tell_examples(found: Plan) -> None:
    if found.examples:
        told = counted(len(found.examples), "finding")
        _complain(f"{told} in folders of tests and examples: name the folder to mend them, too")


def _complain(text: str) -> None:
    print(Layout(10_000, colour=False).line(text, lead="platguard:"), file=sys.stderr)


def _tell(found: Plan, unwritten: Sequence[Unwritten]) -> bool:
    """Says what was done, file by file; whether anything was left."""
    from platguard.fixes.plan import told_by_file

    style = style_of(sys.stdout, os.environ)
    layout = Layout(style.width, style.colour)
    kept = {file.path for file in unwritten}
    made = [finding for finding in found.made if finding.path not in kept]
    for path, findings in told_by_file(made).items():
        print(layout.line(path, "strong"))
        for finding in findings:
            for line in _done(finding, layout):
                print(line)
    left = list(_refusals(found, unwritten, layout))
    if left:
        print(layout.line("Left as it is", "strong"))
        print(*left, sep="\n")
    _tell_examples(found)
    files = len(told_by_file(made))
    told = f"Fixed {counted(len(made), 'finding')} in {counted(files, 'file')}"
    if left:
        refused = counted(len(found.refused) + len(unwritten), "fix", "fixes")
        told += f"; {refused} refused"
    print(layout.line(f"{told}."))
    return bool(left)


def _done(finding: Finding, layout: Layout) -> list[str]:
    lead = [(f"{finding.line}:{finding.column}:", ""), (f"fixed[{finding.rule}]", "good")]
    return layout.paragraph(finding.fix, lead=lead, indent=2, hang=6)


def _refusals(found: Plan, unwritten: Sequence[Unwritten], layout: Layout) -> list[str]:
    lines = []
    for finding, reason in found.refused:
        place = f"{finding.path}:{finding.line}:{finding.column}:"
        lead = [(place, ""), (f"refused[{finding.rule}]", "warning")]
        lines += layout.paragraph(f"{reason}.", lead=lead, indent=2, hang=6)
    for file in unwritten:
        lines += layout.paragraph(f"{file.reason}.", lead=[(f"{file.path}:", "")], indent=2, hang=6)
    return lines
