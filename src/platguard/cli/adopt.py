"""`platguard adopt`: old findings become debt that ends on a day."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from platguard.cli import options
from platguard.cli.surroundings import Day, style_of
from platguard.counting import counted
from platguard.errors import UsageError
from platguard.reporters.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from platguard.adopting import LessDebt, NewDebt
    from platguard.model.report import Finding
    from platguard.request import Request

_LEFT, _EMPTY, _INCOMPLETE = 1, 4, 3
_SOME = 8

EXAMPLES = """\b
Examples:
  platguard adopt --sunset 2027-06-30              tolerate what fails today
  platguard adopt --prune                          take away what is mended
  platguard adopt --sunset 2027-09-30 --add --rule docker-swarm
"""


@click.command("adopt", epilog=EXAMPLES, short_help="Turn old findings into debt that ends.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--sunset",
    type=Day(),
    metavar="DATE",
    help="Last day that tolerates the findings; needed to adopt any.  [default: none]",
)
@click.option("--add", is_flag=True, help="Adopt what is newer than the baselines, too.")
@click.option("--prune", is_flag=True, help="Take away what is mended, and follow renamed files.")
@click.option("--dry-run", is_flag=True, help="Write no file; print what would be written.")
@options.standards
@options.exceptions
@options.config
@options.as_of
@options.rules("Adopt")
@options.skipped_rules("adopt")
@options.exclude
@click.option(
    "--allow-incomplete",
    is_flag=True,
    help="With --prune: prune although something could not be read; what it may hold stays.",
)
def command(
    paths: tuple[str, ...],
    sunset: date | None,
    add: bool,
    prune: bool,
    dry_run: bool,
    standards: tuple[str, ...],
    exceptions: str,
    config: str,
    as_of: date | None,
    rules: tuple[str, ...],
    skipped: tuple[str, ...],
    exclude: tuple[str, ...],
    allow_incomplete: bool,
) -> int:
    """Turn what fails today into debt that is tolerated through a day.

    Writes .platguard/baseline/DATE.txt with a line for each finding: commit it,
    and let it be reviewed. Findings that are newer fail as ever. What is
    critical, and secrets in clear text, are left out unless the organisation
    allows them (adoption.critical). A baseline only shrinks: without --add,
    nothing is adopted where there is one. PATH is a folder or file of one
    repository and defaults to the current folder.

    \b
    Exit codes: 0 nothing that fails is left, 1 something is, 2 usage,
    3 something in scope could not be read, 4 nothing to judge, 130 and 143
    interrupted (each file is then the old or the new one).
    """
    _check(sunset, add, prune, bool(rules or skipped or exclude), allow_incomplete)
    request = options.request(
        paths=paths,
        as_of=as_of,
        standards=standards,
        register=exceptions,
        config=config,
        rules=rules,
        skipped_rules=skipped,
        exclude=exclude,
        fail_on="never",
        allow_incomplete=allow_incomplete,
    )
    return _prune(request, dry_run) if sunset is None else _adopt(request, sunset, add, dry_run)


def _check(
    sunset: date | None, add: bool, prune: bool, narrowed: bool, allow_incomplete: bool
) -> None:
    if (sunset is None) != prune:
        both = "--sunset adopts and --prune takes away: choose one"
        raise UsageError(both if prune else "name the last day with --sunset, or use --prune")
    if prune and add:
        raise UsageError("--add goes with --sunset: --prune adds nothing")
    if prune and narrowed:
        told = "goes with none of --rule, --skip-rule, --exclude: only a whole scan tells"
        raise UsageError(f"--prune {told} what is gone")
    if allow_incomplete and not prune:
        raise UsageError("--allow-incomplete goes with --prune: what was found is adopted anyway")


def _adopt(request: Request, sunset: date, add: bool, dry_run: bool) -> int:
    from platguard.adopting import new_debt
    from platguard.baseline_writing import write_changes

    found = new_debt(request, sunset, add=add)
    if found.change is not None and found.change.new is not None:
        if dry_run:
            sys.stdout.write(found.change.new.decode())
        else:
            write_changes(found.root, [found.change])
    _say(_told_of(found, sunset), to_errors=dry_run)
    report = found.done.report
    if report.summary.exit in (_INCOMPLETE, _EMPTY):
        return report.summary.exit
    return _LEFT if found.grave or found.named or found.newer else 0


def _told_of(found: NewDebt, sunset: date) -> Iterator[str]:
    left = (sunset - found.done.judgement.situation.as_of).days
    if found.change is not None:
        days = f"{counted(left, 'day')} from now" if left else "which is today"
        yield f"{found.change.path}: {_some(found.adopted)} tolerated through {sunset}, {days}."
        if not found.done.settings.organisation.adopted:
            yield (
                "No platguard.yaml adopts the standards yet, so most of this only warns: once one"
                " does, findings are worse than they were adopted. Run `platguard init` first."
            )
        yield "Commit it, and let those who own the standards review it."
    elif not found.newer:
        yield "Nothing to adopt: no finding fails that may be tolerated."
    if found.newer:
        yield (
            f"Newer than the baseline: {_some(found.newer)}. Mend them;"
            f" `platguard adopt --add --sunset {sunset}` would tolerate them, too."
        )
    if found.named:
        yield (
            f"Adopted before, and not again: {_some(found.named)}, back after the sunset or worse."
            " Mend them, or request an exception: `platguard exceptions request`."
        )
    if found.grave:
        yield (
            f"Left out: {_some(found.grave)}, critical or a secret in clear text. Mend them, or"
            " request an exception: `platguard exceptions request`."
        )
    yield from _unread(found.done.report.coverage.failed)


def _prune(request: Request, dry_run: bool) -> int:
    from platguard.adopting import less_debt
    from platguard.baseline_writing import write_changes

    found = less_debt(request)
    if not dry_run and found.changes:
        write_changes(found.root, found.changes)
    _say(_told_of_prune(found, request, dry_run), to_errors=False)
    report = found.done.report
    code: int = report.summary.exit
    return code


def _told_of_prune(found: LessDebt, request: Request, dry_run: bool) -> Iterator[str]:
    failed = found.done.report.coverage.failed
    yield from _unread(failed)
    if failed and not request.allow_incomplete:
        yield "Nothing is pruned: what could not be read may hold what an entry is about."
        return
    for change in found.changes:
        gone, moved = len(found.gone[change.path]), len(found.moved[change.path])
        told = [f"{counted(gone, 'entry', 'entries')} gone"] if gone else []
        told += [f"{counted(moved, 'entry', 'entries')} followed to where they are now"] * (
            moved > 0
        )
        done = "would be removed" if dry_run else "removed"
        if change.new is None:
            told.append(f"none is left, the file {done}")
        yield f"{change.path}: {', '.join(told)}."
        for entry in found.gone[change.path] if dry_run else ():
            yield f"  {entry.path}: {entry.rule} {entry.address} {entry.subject}".rstrip()
    if not found.changes:
        yield "Nothing to prune: every entry of every baseline is about something that is there."


def _unread(failed: Sequence[object]) -> Iterator[str]:
    if failed:
        yield f"{counted(len(failed), 'fault')} kept files from being read: see `platguard scan`."


def _some(findings: Sequence[Finding]) -> str:
    """`12 findings (7 image-tag, 5 privileged)`."""
    rules = Counter(finding.rule for finding in findings)
    ordered = sorted(rules, key=lambda rule: (-rules[rule], rule))
    told = [f"{rules[rule]} {rule}" for rule in ordered[:_SOME]]
    rest = sum(rules[rule] for rule in ordered[_SOME:])
    told += [f"{rest} of other rules"] if rest else []
    return f"{counted(len(findings), 'finding')} ({', '.join(told)})"


def _say(sentences: Iterator[str], *, to_errors: bool) -> None:
    stream = sys.stderr if to_errors else sys.stdout
    style = style_of(stream, os.environ)
    layout = Layout(style.width, style.colour)
    for sentence in sentences:
        print(*layout.paragraph(sentence), sep="\n", file=stream)
