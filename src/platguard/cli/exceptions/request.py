"""`platguard exceptions request`: from a finding to a new entry and its pull request."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

import click

from platguard.cache import Cache
from platguard.cli.exceptions.arguments import of_register
from platguard.cli.exceptions.filing import filed
from platguard.cli.exceptions.questions import asked, asked_number
from platguard.cli.exceptions.wishes import answered, wished
from platguard.errors import UsageError
from platguard.model.policy_exception import CATEGORIES
from platguard.model.report import Finding
from platguard.open_register import OpenRegister
from platguard.reporters.inert import inert
from platguard.requested_scope import SCOPES
from platguard.requesting import NewEntry, Wish, failing, finding_of, pending, requested

EXAMPLES = """\b
Examples:
  platguard exceptions request
  platguard exceptions request --finding 3f2a91c04b7d --by alice --owner team-a
    --months 6 --reason "The vendor ships a driver for Kubernetes in May."
"""


@click.command("request", short_help="Ask for an exception for a finding.", epilog=EXAMPLES)
@of_register
@click.option(
    "--finding",
    metavar="FINGERPRINT",
    default="",
    help="The finding, by at least 8 digits of its fingerprint.",
)
@click.option("--owner", metavar="TEAM", default="", help="Who mends it, and is told of the end.")
@wished
@click.option(
    "--category",
    type=click.Choice(CATEGORIES),
    default=CATEGORIES[0],
    show_default=True,
    help="The risk is accepted, or the rule is met in another way.",
)
@click.option(
    "--compensating", metavar="TEXT", default="", help="What is done instead, when mitigated."
)
@click.option(
    "--scope",
    type=click.Choice(SCOPES),
    default=SCOPES[0],
    show_default=True,
    help="What it is for: the finding, its resource, its file.",
)
def command(
    register: OpenRegister,
    finding: str,
    owner: str,
    reason: str,
    by: str,
    sunset: date | None,
    months: int | None,
    ticket: str,
    new_name: str,
    category: str,
    compensating: str,
    scope: str,
) -> int:
    """Ask for an exception for a finding that fails; print the pull request.

    The repository at PATH is scanned for it. On a terminal, what is missing is asked for.
    """
    from platguard.scan import judge

    cache = Cache(register.request.cache)
    findings = judge(register.request, register.workspace, cache).report.findings
    found = (
        finding_of(finding.lower(), findings) if finding else _chosen(failing(findings, register))
    )
    entry = pending(found, register)
    if entry is not None:
        return filed(NewEntry(entry.path, entry.exception, None), register)
    owner = asked("--owner", owner, "The team that mends it")
    reason, by, sunset = answered(register, reason, by, sunset, months)
    if category == "mitigated":
        compensating = asked("--compensating", compensating, "What is done instead")
    wish = Wish(reason, owner, by, sunset, category, compensating.strip(), ticket.strip(), new_name)
    return filed(requested(found, scope, wish, register), register, [found])


def _chosen(findings: Sequence[Finding]) -> Finding:
    """The finding that somebody at the terminal chooses."""
    if not findings:
        raise UsageError("no finding fails: there is nothing to ask an exception for")
    if sys.stdin.isatty():
        for number, found in enumerate(findings, start=1):
            told = f"{found.path}:{found.line}  {found.rule}: {found.message}"
            print(f"{number:4}  {found.level:7}  {inert(told)}", file=sys.stderr)
    number = asked_number("--finding", "The number of the finding", len(findings))
    return findings[number - 1]
