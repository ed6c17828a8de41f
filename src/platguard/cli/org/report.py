"""`platguard org report`: what the history of an organisation says on a day."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import click

from platguard.cli import options
from platguard.cli.org.asked import wanted_of
from platguard.cli.org.basis import Basis
from platguard.cli.org.history_place import history_of, history_option
from platguard.cli.org.scope import KEYS, scope_of
from platguard.cli.org.scope import check as check_scope
from platguard.cli.org.scope import told as told_scope
from platguard.cli.output import opened
from platguard.cli.outputs import Target, targets_of
from platguard.cli.surroundings import Day
from platguard.errors import UsageError
from platguard.reporters.organisation import BINARY, ORGANISATION_REPORTERS, TABULAR, check

if TYPE_CHECKING:
    from platguard.audit.metrics import Given
    from platguard.model.audit import OrganisationReport

EXAMPLES = """\b
Examples:
  platguard org report inventory.yaml
  platguard org report inventory.yaml --since 2026-01-01 --scope team=payments
  platguard org report inventory.yaml --metrics metrics.yaml --format json
  platguard org report inventory.yaml --format html=a.html --format csv=a.csv
  platguard org report inventory.yaml --format csv=a.csv --table findings
"""


@click.command("report", epilog=EXAMPLES, short_help="Tell who complies, and how that changes.")
@click.argument("inventory", metavar="INVENTORY")
@history_option
@options.as_of
@click.option(
    "--since",
    type=Day(),
    metavar="DATE",
    help="The day that changes are counted from.  [default: the last scan by three months before]",
)
@click.option(
    "--scope",
    metavar="KEY=GLOB",
    multiple=True,
    help=f"Only repositories whose {', '.join(KEYS)} is such. Repeatable: of one KEY, any may fit."
    "  [default: all]",
)
@click.option(
    "--config",
    metavar="FILE",
    default="",
    help="The organisation's configuration.  [default: platguard.yaml beside the inventory]",
)
@options.exceptions
@click.option(
    "--metrics",
    metavar="FILE",
    default="",
    help="Metrics that people measured, as YAML or CSV.  [default: none]",
)
@click.option(
    "--by",
    type=click.Choice(["repository", "service"]),
    default="repository",
    show_default=True,
    help="What a row of the matrix is: a service is a Component of a catalog.",
)
@click.option("--include-referenced", is_flag=True, help="Count tools that are only named as well.")
@click.option(
    "--framework",
    metavar="NAME",
    default="",
    help="Tell only the controls of frameworks whose name begins so.  [default: all]",
)
@click.option(
    "--label", metavar="TEXT", default="", help="What the report is marked as.  [default: none]"
)
@click.option(
    "--format",
    "formats",
    metavar="FORMAT[=FILE]",
    multiple=True,
    help=f"One of {', '.join(ORGANISATION_REPORTERS)}; to a file when one is named. Repeatable.  "
    "[default: markdown]",
)
@click.option(
    "--output",
    metavar="FILE",
    default="",
    help="File for the formats without one of their own.  [default: standard output]",
)
@click.option(
    "--table",
    "tables",
    metavar="TABLE",
    multiple=True,
    help=f"Only this table, in {', '.join(sorted(TABULAR))}. Repeatable.  [default: all; those of"
    " a page in markdown; findings in parquet]",
)
@click.option(
    "--allow-incomplete",
    is_flag=True,
    help="Do not exit with 3 for repositories that could not be judged, or not in full.",
)
def command(
    inventory: str,
    history: str,
    as_of: date | None,
    since: date | None,
    scope: Sequence[str],
    config: str,
    exceptions: str,
    metrics: str,
    by: str,
    include_referenced: bool,
    framework: str,
    label: str,
    formats: Sequence[str],
    output: str,
    tables: Sequence[str],
    allow_incomplete: bool,
) -> int:
    """Tell who complies with what on a day, as the scans of INVENTORY found it.

    Shares are of what passes or fails; exempt and unknown stand beside.

    \b
    Exit codes: 0 done, 2 usage (nothing was told), 3 a repository could not be
    judged, or not in full, 4 nobody scanned the organisation, or what --scope
    names, by that day.
    """
    from platguard.audit.answers import Answers
    from platguard.audit.register import entries_of
    from platguard.audit.report import assemble
    from platguard.history.opening import open_history
    from platguard.reporters.organisation import write

    tables = tuple(dict.fromkeys(tables))
    limits = scope_of(scope)
    targets = _targets(formats, output, tables)
    basis = Basis(inventory, config, exceptions)
    register = basis.opened(as_of)
    wanted = wanted_of(
        register,
        basis.inventory,
        since=since,
        scope=limits,
        by=by,
        label=label,
        framework=framework,
        include_referenced=include_referenced,
        given=_given(metrics),
    )
    if since and since > wanted.as_of:
        raise UsageError(f"--since {since} is after {wanted.as_of}, the day of the report")
    with closing(open_history(history_of(inventory, history), write=False)) as store:
        entries = entries_of(register.registered())
        answers = Answers(store.database, entries, is_given=bool(exceptions))
        members = [one.placement for one in basis.inventory.members]
        seen = (one.placement for one in answers.states(wanted.as_of))
        check_scope(limits, [*members, *seen], basis.inventory.engineers)
        report = assemble(answers, wanted)
        for name, file in targets:
            with opened(file) as stream:
                write(report, stream, name, tables)
    _warn(report, limits)
    return _exit(report, allow_incomplete)


def _targets(formats: Sequence[str], output: str, tables: Sequence[str]) -> list[Target]:
    """Where each format goes, once it is sure that it can be written there."""
    targets = targets_of(formats, output, ORGANISATION_REPORTERS, "markdown")
    for name, file in targets:
        check(name, tables)
        if name in BINARY and not file and sys.stdout.isatty():
            raise UsageError(
                f"--format {name} is not for a terminal", hint=f"Write --format {name}=FILE."
            )
    if tables and TABULAR.isdisjoint(name for name, _ in targets):
        raise UsageError(f"--table is for {', '.join(sorted(TABULAR))}")
    return targets


def _given(metrics: str) -> Given:
    from platguard.audit.metric_files import read_metrics
    from platguard.audit.metrics import Given

    if not metrics:
        return Given()
    try:
        with open(metrics, "rb") as stream:
            data = stream.read()
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", path=metrics) from error
    return read_metrics(data, metrics)


def _warn(report: OrganisationReport, limits: Mapping[str, Sequence[str]]) -> None:
    """Says on standard error of what day the report really is, and of whom."""
    if report.scanned and report.scanned.late:
        click.echo(f"warning: {report.scanned.told}", err=True)
    if report.inputs and not report.matrix.rows:
        told = f"warning: nobody looked at a repository with {told_scope(limits)}"
        click.echo(f"{told} by {report.as_of}.", err=True)


def _exit(report: OrganisationReport, allow_incomplete: bool) -> int:
    if report.inputs is None or not report.matrix.rows:
        return 4
    return 3 if report.coverage.not_judged and not allow_incomplete else 0
