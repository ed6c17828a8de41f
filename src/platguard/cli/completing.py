"""What a shell is told when it completes a value: one list, by what the value is called.

An option or argument is completed by its own name, else by its metavar, so that a new one that is
called like others is completed as they are. What a repository names is offered only when no shell
could take it for anything but a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import click
from click.shell_completion import CompletionItem

from platguard.errors import PlatguardError
from platguard.patterns import pattern

Items = list[CompletionItem[str]]
Completer = Callable[[click.Context, str], Items]
Offer = tuple[str, str]
"""A value, and what a shell shows beside it."""

_WORD = pattern(r"[A-Za-z0-9][A-Za-z0-9._/@+-]*")


def complete(command: click.Command) -> click.Command:
    """The command, with completions for the values of its options and arguments."""
    for param in command.params:
        if not isinstance(param.type, click.Choice):
            completer = completer_of(param)
            if completer is not None:
                param.type = _Completed(param.type, completer)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            complete(inner)
    return command


def completer_of(param: click.Parameter) -> Completer | None:
    """What completes the values of an option or argument; None for free text and numbers."""
    metavar = param.metavar or (param.name or "").upper()
    bare = metavar.removeprefix("[").removesuffix("...").removesuffix("]")
    for name in (*param.opts, metavar, bare):
        if name in COMPLETERS:
            return COMPLETERS[name]
    return None


class _Completed(click.ParamType[Any]):
    """A type of values that also knows how to complete them."""

    def __init__(self, inner: click.ParamType[Any], completer: Completer) -> None:
        self.name = inner.name
        self._inner = inner
        self._completer = completer

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return self._inner.convert(value, param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> Items:
        try:
            return self._completer(ctx, incomplete)
        except (PlatguardError, OSError):
            return []  # whoever types is not told of faults elsewhere


def _files(_: click.Context, incomplete: str) -> Items:
    return [CompletionItem(incomplete, type="file")]


def _folders(_: click.Context, incomplete: str) -> Items:
    return [CompletionItem(incomplete, type="dir")]


def _standards(ctx: click.Context, incomplete: str) -> Items:
    if incomplete and "builtin".startswith(incomplete):
        return [CompletionItem("builtin", help="the standards that come with platguard")]
    return _files(ctx, incomplete)


def _formats(ctx: click.Context, incomplete: str) -> Items:
    from platguard.reporters import REPORTERS
    from platguard.reporters.organisation import ORGANISATION_REPORTERS

    known = ORGANISATION_REPORTERS if ctx.command.name == "report" else REPORTERS
    return _beginning(((name, "") for name in known), incomplete)


def _tables(_: click.Context, incomplete: str) -> Items:
    from platguard.reporters.organisation.tables import TABLES

    return _beginning(((name, "") for name in TABLES), incomplete)


def _rules(ctx: click.Context, incomplete: str) -> Items:
    return _beginning(((rule.id, rule.title) for rule in _policy(ctx).rules), incomplete)


def _rules_by_any_name(ctx: click.Context, incomplete: str) -> Items:
    """Also by the ids that rules had, or have in other tools, once some of one is there."""
    others = (
        (name, rule.title)
        for rule in _policy(ctx).rules
        for name in (*rule.formerly, *rule.also)
        if incomplete
    )
    return [*_rules(ctx, incomplete), *_beginning(others, incomplete)]


def _exceptions(ctx: click.Context, incomplete: str) -> Items:
    from platguard.cli import options
    from platguard.open_register import open_register

    given = ctx.params
    register = open_register(
        options.request(config=given.get("config") or "", register=given.get("exceptions") or "")
    )
    found = ((entry.exception, register.standing(entry.exception)) for entry in register.entries)
    return _beginning(((e.id, f"{s.state}, {e.owner}") for e, s in found), incomplete)


def _revisions(_: click.Context, incomplete: str) -> Items:
    import os

    from platguard.sources.git import Git

    git = Git.find(os.getcwd(), os.environ)
    if git is None:
        return []
    kinds = ("refs/heads", "refs/remotes", "refs/tags")
    told = git.run("for-each-ref", "--format=%(refname:lstrip=2)", *kinds)
    names = told.decode("utf-8", "replace").splitlines()
    return _beginning(((name, "") for name in ("HEAD", *names)), incomplete)


COMPLETERS: dict[str, Completer] = {
    "--rule": _rules,
    "--skip-rule": _rules,
    "RULE": _rules_by_any_name,
    "name": _exceptions,
    "FORMAT[=FILE]": _formats,
    "TABLE": _tables,
    "REV": _revisions,
    "REF": _revisions,
    "SRC": _standards,
    "OLD": _standards,
    "NEW": _standards,
    "PATH": _files,
    "FILE": _files,
    "FILE|URL": _files,
    "INVENTORY": _files,
    "REPORT": _files,
    "FILE:LINE": _files,
    "DIR": _folders,
    "FOLDER": _folders,
}
"""By the name of an option or argument, or the metavar with brackets or without."""


def _policy(ctx: click.Context) -> Any:
    from platguard.cache import Cache
    from platguard.cli import options
    from platguard.policy import decide
    from platguard.settings import read_settings
    from platguard.workspace import open_workspace

    given = ctx.params
    named = tuple(given.get("standards") or given.get("sources") or ())
    request = options.request(config=given.get("config") or "", standards=named)
    settings = read_settings(request, open_workspace(request).source)
    return decide(settings, Cache(request.cache)).policy


def _beginning(offers: Iterable[Offer], incomplete: str) -> Items:
    return [
        CompletionItem(value, help=_told(text) or None)
        for value, text in sorted(set(_fitting(offers, incomplete)))
    ]


def _fitting(offers: Iterable[Offer], incomplete: str) -> Iterator[Offer]:
    for value, text in offers:
        if value.startswith(incomplete) and _WORD.fullmatch(value):
            yield value, text


def _told(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
