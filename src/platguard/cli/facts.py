"""`platguard facts`: what a repository holds, without a verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import click

from platguard.cli import options
from platguard.gathering import gather
from platguard.model.facts import FACT_NAMES, FACT_TYPES, Fact
from platguard.reporters.inert import inert, inert_line
from platguard.reporters.json import encode

HIDDEN = frozenset({"places", "path", "address", "subject", "unknown", "manifest"})


@click.command("facts", short_help="Print what the files hold, without a verdict.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--revision", metavar="REV", default="", help="Read a commit, without a checkout.")
@click.option(
    "--type",
    "types",
    type=click.Choice(list(FACT_TYPES)),
    multiple=True,
    help="Only this type. Repeatable.",
)
@options.text_or_json
def command(paths: tuple[str, ...], revision: str, types: tuple[str, ...], format_name: str) -> int:
    """Print what the files hold: workloads, images, runtimes, secrets (never their values)."""
    survey, found = gather(options.request(paths=paths, revision=revision))
    facts = (fact for fact in found if not types or FACT_NAMES[type(fact)] in types)
    if format_name == "json":
        sys.stdout.write(encode({"facts": [_plain(fact) for fact in facts]}))
    else:
        for fact in facts:
            print(inert_line(_line(fact)))
    coverage = survey.coverage()
    for error in coverage.failed:
        place = f"{error.path}:{error.line}:{error.column}"
        print(f"platguard: {inert(place)}: {inert(error.message)}", file=sys.stderr)
    return 3 if coverage.failed else 0


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
