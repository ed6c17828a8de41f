"""`platguard exceptions request`: from a finding to a new entry and its pull request."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from platguard.bench import Bench
from platguard.cache import Cache
from platguard.cli.exceptions.arguments import of_register
from platguard.cli.exceptions.filing import filed
from platguard.cli.exceptions.questions import Question, answered, can_ask, refuse_missing
from platguard.cli.exceptions.wishes import Given, wished
from platguard.errors import UsageError
from platguard.model.policy_exception import CATEGORIES
from platguard.model.report import Finding
from platguard.open_register import OpenRegister
from platguard.reporters.inert import inert
from platguard.requested_finding import failing, finding_of
from platguard.requested_scope import SCOPES, accepts, scope_of
from platguard.requesting import Wish, asked_already, pending, requested

EXAMPLES = """\b
Examples:
  platguard exceptions request
  platguard exceptions request --finding deploy/api.yaml:12
  platguard exceptions request clones/api.git --config platguard.yaml
  platguard exceptions request --finding 3f2a91c04b7d --by alice
    --owner team-a --months 6 --reason "The vendor ships a driver in May."
"""

WHICH = Question("--finding", "The finding, by its fingerprint or as PATH:LINE")


@click.command("request", short_help="Ask for an exception for a finding.", epilog=EXAMPLES)
@of_register
@click.option(
    "--revision",
    metavar="REV",
    default="",
    help="Where the finding is: a commit, for a register that lies elsewhere."
    "  [default: the working tree; of a bare repository HEAD]",
)
@click.option(
    "--finding",
    metavar="FINDING",
    default="",
    help="The finding: at least 8 digits of its fingerprint, or PATH:LINE.  [default: asked for]",
)
@click.option(
    "--owner",
    metavar="TEAM",
    default="",
    help="Who mends it, and is told of the end.  [default: asked for]",
)
@wished
@click.option(
    "--category",
    type=click.Choice(CATEGORIES),
    default=CATEGORIES[0],
    show_default=True,
    help="The risk is accepted, or the rule is met in another way.",
)
@click.option(
    "--compensating",
    metavar="TEXT",
    default="",
    help="What is done instead, when mitigated.  [default: asked for]",
)
@click.option(
    "--scope",
    type=click.Choice(SCOPES),
    help=f"What it is for: the finding, its resource, its file.  [default: {SCOPES[0]}]",
)
def command(
    register: OpenRegister,
    given: Given,
    finding: str,
    owner: str,
    category: str,
    compensating: str,
    scope: str | None,
) -> int:
    """Ask for an exception for a finding; print the pull request.

    The repository at PATH is scanned for it, also a bare one. On a terminal, what is missing is
    asked for. --months counts from the as-of day.

    \b
    Exit codes: 0 written, 2 refused.
    """
    from platguard.scan import judge

    register.refuse_commit()
    today = register.situation.as_of
    questions = list(_of_owner(owner, category, compensating))
    questions += given.questions(register, today)
    if not finding and not can_ask():
        refuse_missing([WHICH, *questions])
    bench = Bench(Cache(register.request.cache))
    findings = judge(register.request, register.workspace, bench).report.findings
    if finding:
        found = finding_of(finding, findings, register.request.revision)
    else:
        found = _chosen(failing(findings, register))
    entry = pending(found, register)
    if entry is not None and questions:
        raise asked_already(entry, register)
    if questions and scope is None:
        questions[:0] = _of_scope(found, register)
    answers = answered(questions)
    wish = Wish(
        reason=given.reason or answers["--reason"],
        owner=owner.strip() or answers["--owner"],
        by=given.by or answers["--by"],
        sunset=given.last_day(answers, today),
        category=category,
        compensating=compensating.strip() or answers.get("--compensating", ""),
        ticket=given.ticket,
        id=given.name,
    )
    chosen = scope or answers.get("--scope", SCOPES[0])
    return filed(requested(found, chosen, wish, register), register, [found])


def _of_owner(owner: str, category: str, compensating: str) -> Iterator[Question]:
    if not owner.strip():
        yield Question("--owner", "The team that mends it")
    if category == "mitigated" and not compensating.strip():
        yield Question("--compensating", "What is done instead")


def _of_scope(found: Finding, register: OpenRegister) -> Iterator[Question]:
    """Asks what it is for, unless only one answer can be taken."""
    scopes = [scope for scope in SCOPES if accepts(found, scope, register)]

    def check(text: str) -> None:
        if text not in SCOPES:
            raise UsageError(f"it is {text!r}; it must be {' or '.join(scopes)}")
        scope_of(found, text, register)

    if len(scopes) > 1:
        yield Question("--scope", f"What it is for ({', '.join(scopes)})", check, SCOPES[0])


def _chosen(findings: Sequence[Finding]) -> Finding:
    """The finding that somebody at the terminal chooses."""
    if not findings:
        raise UsageError("no finding fails: there is nothing to ask an exception for")
    for number, found in enumerate(findings, start=1):
        told = f"{found.path}:{found.line}  {found.rule}: {found.message}"
        print(f"{number:4}  {found.level:7}  {inert(told)}", file=sys.stderr)

    def check(text: str) -> None:
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= len(findings)):
            raise UsageError(f"it is {text!r}; it must be a number from 1 to {len(findings)}")

    answers = answered([Question("--finding", "The number of the finding", check)])
    return findings[int(answers["--finding"]) - 1]
