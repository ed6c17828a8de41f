"""`platguard explain`: a rule in words, and why it did or did not fire at a place."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date

import click

from platguard.cache import Cache
from platguard.cli import options
from platguard.cli.surroundings import style_of
from platguard.errors import UsageError
from platguard.explanation import explain_at
from platguard.inline_tests import run_tests
from platguard.model.standard import Rule
from platguard.patterns import pattern
from platguard.policy import Decided, decide
from platguard.reporters.layout import Layout
from platguard.reporters.rule_text import Shown, answer_lines, rule_lines
from platguard.request import Request
from platguard.rule_words import examples
from platguard.settings import read_settings
from platguard.situation import Situation, situate
from platguard.templates import in_words
from platguard.workspace import open_workspace

EXAMPLES = """\b
Examples:
  platguard explain image-tag
  platguard explain CKV_K8S_14 --all           with every example
  platguard explain image-tag --at Dockerfile:1
"""
_LINE = pattern("[1-9][0-9]{0,8}")


@click.command("explain", epilog=EXAMPLES, short_help="Explain a rule, or why it fires at a place.")
@click.argument("rule")
@click.option(
    "--at",
    metavar="FILE:LINE",
    default="",
    help="Why it fires there, or does not, and its fix.  [default: the rule in words]",
)
@click.option("--all", "everything", is_flag=True, help="Every example, not one of each kind.")
@options.config
@options.as_of
def command(rule: str, at: str, everything: bool, config: str, as_of: date | None) -> int:
    """Explain a rule: what it looks at, why, its dates, how to fix what it finds.

    RULE is its id, an older id, or the id of the same check in another tool.

    \b
    Exit codes: 0 explained, 2 there is no such rule or place.
    """
    if at and everything:
        raise UsageError("--all is for the examples of a rule, and --at shows none")
    request = options.request(config=config, as_of=as_of)
    workspace = open_workspace(request)
    settings = read_settings(request, workspace.source)
    situation = situate(request, settings, workspace)
    decided = decide(settings, Cache(None))
    found = _named(rule, decided.policy.rules)
    style = style_of(sys.stdout, os.environ)
    layout = Layout(style.width, style.colour)
    if at:
        lines = _answers(layout, request, found, at)
    else:
        shown = _shown(found, decided, situation, everything)
        lines = rule_lines(layout, found, situation, shown)
    for line in lines:
        print(line)
    return 0


def _named(name: str, rules: Sequence[Rule]) -> Rule:
    for rule in rules:
        if name in (rule.id, *rule.formerly, *rule.also):
            return rule
    from platguard.suggestions import suggestion

    known = [known for rule in rules for known in (rule.id, *rule.formerly, *rule.also)]
    raise UsageError(
        f"there is no rule {name}{suggestion(name, known)}",
        hint="`platguard standards list` names all.",
    )


def _answers(layout: Layout, request: Request, rule: Rule, at: str) -> Iterator[str]:
    path, colon, line = at.rpartition(":")
    if not colon or not _LINE.fullmatch(line):
        raise UsageError(f"--at {at}: expected FILE:LINE, such as deploy/api.yaml:12")
    for answer in explain_at(request, rule, path, int(line)):
        yield from answer_lines(layout, rule, answer)


def _shown(rule: Rule, decided: Decided, situation: Situation, everything: bool) -> Shown:
    failing, passing = examples(run_tests(decided, situation.as_of, [rule.id]))
    # Two tests of a rule may have one name: what is shown is told apart by itself.
    told = [id(result.test) for result in (failing, passing) if result]
    others = [test for test in rule.tests if id(test) not in told]
    fix = failing.told[0][1] if failing and failing.told else in_words(rule.fix, rule)
    listed, hidden = (others, 0) if everything else ([], len(others))
    return Shown(fix, failing, passing, listed, hidden)
