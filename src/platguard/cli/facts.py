"""`platguard facts`: what a repository says of itself, without a verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from typing import Any

import click

from platguard.cli import options
from platguard.gathering import gather
from platguard.model.facts import FACT_NAMES, FACT_TYPES, Fact, SecretFact
from platguard.on_call import Question, owner_of, questions
from platguard.reporters.inert import inert, inert_line
from platguard.reporters.json import encode
from platguard.reporters.layout import Layout
from platguard.rotation_classes import OwnerRotation, rotation_classes
from platguard.settings import read_settings

WIDTH = 80
MOST_ANSWERS = 6
"""Answers to one question that are printed; JSON has all."""
HIDDEN = frozenset({"places", "path", "address", "subject", "unknown", "manifest"})


EXAMPLES = """
\b
Examples:
  platguard facts                              what somebody on call asks
  platguard facts --all | grep argocd          every fact, one a line
  platguard facts --type image --type runtime  only facts of these types
  platguard facts --format json > facts.json   both, for programs
"""


@click.command("facts", epilog=EXAMPLES, short_help="Print what the files say, without a verdict.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--revision",
    metavar="REV",
    default="",
    help="Read a commit, without a checkout.  [default: the working tree]",
)
@click.option(
    "--type",
    "types",
    type=click.Choice(list(FACT_TYPES)),
    metavar="TYPE",
    multiple=True,
    help="Only facts of this type, one a line. Repeatable.  [default: all]",
)
@click.option("--all", "everything", is_flag=True, help="Every fact, one a line.")
@options.as_of
@options.text_or_json
def command(
    paths: tuple[str, ...],
    revision: str,
    types: tuple[str, ...],
    everything: bool,
    as_of: date | None,
    format_name: str,
) -> int:
    """Print what somebody on call needs to know: how it is deployed, where its code is, where its
    logs are, what monitors it, where its runbooks are, and how often its secrets rotate.

    With --all or --type it prints the facts behind that: workloads, images, runtimes, secrets
    (never their values).

    \b
    Exit codes: 0 printed, 2 usage, 3 something could not be read.
    """
    request = options.request(paths=paths, revision=revision, as_of=as_of)
    survey, found = gather(request, as_of=as_of or date.max)
    facts = list(found)
    chosen = [fact for fact in facts if not types or FACT_NAMES[type(fact)] in types]
    if format_name == "text" and (types or everything):
        for fact in chosen:
            print(inert_line(_line(fact)))
    else:
        settings = read_settings(request, survey.workspace.source)
        day = request.day(settings.organisation.timezone)
        secrets = [fact for fact in facts if isinstance(fact, SecretFact)]
        owners = rotation_classes(secrets, day, owner_of(facts, settings.team))
        asked = questions(facts)
        if format_name == "json":
            sys.stdout.write(encode(_document(asked, owners, chosen)))
        else:
            _print_answers(asked, owners)
    coverage = survey.coverage()
    for error in coverage.failed:
        print(f"platguard: {inert(error.place)}: {inert(error.message)}", file=sys.stderr)
    return 3 if coverage.failed else 0


def _document(
    asked: Sequence[Question], owners: Sequence[OwnerRotation], facts: Sequence[Fact]
) -> dict[str, Any]:
    return {
        "questions": [
            {
                "question": question.id,
                "asks": question.asks,
                "answers": [answer._asdict() for answer in question.answers],
            }
            for question in asked
        ],
        "rotation": [asdict(owner) for owner in owners],
        "facts": [_plain(fact) for fact in facts],
    }


def _print_answers(asked: Sequence[Question], owners: Sequence[OwnerRotation]) -> None:
    layout = Layout(WIDTH, colour=False)
    for question in asked:
        print(question.asks)
        for answer in question.answers[:MOST_ANSWERS]:
            place = f"{answer.path}:{answer.line}"
            for line in layout.paragraph(f"{answer.text} ({place})", indent=2):
                print(line)
        if not question.answers:
            print("  unknown")
        elif len(question.answers) > MOST_ANSWERS:
            print(f"  and {len(question.answers) - MOST_ANSWERS} more: see --format json")
    if owners:
        print("How often are its secrets rotated?")
        for owner in owners:
            for line in layout.paragraph(str(owner), indent=2):
                print(line)


def _plain(fact: Fact) -> dict[str, Any]:
    place = fact.places.get("")
    return {
        "type": FACT_NAMES[type(fact)],
        "path": fact.path,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "address": fact.address,
        "subject": fact.subject,
        "unknown": list(fact.unknown),
        "fields": {name: _json(value) for name, value in _own(fact)},
    }


def _line(fact: Fact) -> str:
    place = fact.places.get("")
    where = f"{fact.path}:{place.line}:{place.column}" if place else fact.path
    told = [
        f"{name}={_short(value)}" for name, value in _own(fact) if value not in ("", [], {}, -1)
    ]
    unknown = [f"unknown={','.join(fact.unknown)}"] if fact.unknown else []
    return inert(" ".join([f"{where}:", FACT_NAMES[type(fact)], *told, *unknown]))


def _own(fact: Fact) -> Iterator[tuple[str, Any]]:
    """The fields of the fact's own type, in order."""
    for field in fields(fact):
        if field.name not in HIDDEN:
            yield field.name, getattr(fact, field.name)


def _json(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list):
        return [_json(item) for item in value]
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    return value


def _short(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_short(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_short(item)}" for key, item in value.items()) + "}"
    if is_dataclass(value):
        return str(getattr(value, "name", "") or getattr(value, "rule", ""))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f'"{text}"' if isinstance(value, str) and (" " in text or not text) else text
