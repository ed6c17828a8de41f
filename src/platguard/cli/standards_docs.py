"""`platguard standards docs`: a page for each rule, made from the standards."""

from __future__ import annotations

import os
from datetime import date

import click

from platguard.atomic import write
from platguard.cache import Cache
from platguard.cli import options
from platguard.errors import UsageError
from platguard.policy import decide
from platguard.reporters.inert import inert
from platguard.rule_pages import rule_pages
from platguard.settings import as_written, read_settings
from platguard.workspace import open_workspace

EXAMPLES = """\b
Examples:
  platguard standards docs --output docs/rules
  platguard standards docs ./standards --output docs/rules --check
"""


@click.command("docs", epilog=EXAMPLES, short_help="Write a page for each rule.")
@options.sources
@options.config
@options.as_of
@click.option("--output", metavar="DIR", required=True, help="The folder of the pages.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when a page is not so.")
def command(
    sources: tuple[str, ...], config: str, as_of: date | None, output: str, check: bool
) -> int:
    """Write a page for each rule: why, what it looks at, examples, dates, controls.

    The pages show the rules as they are written, whatever an organisation
    sets. Pages of rules that are gone are deleted. Tests that name no day
    run on the day that the tables describe, so that pages do not age.

    \b
    Exit codes: 0 written, or as they are, 1 a page is out of date (--check),
    2 a wrong standard, configuration or option.
    """
    request = options.request(config=config, as_of=as_of, standards=sources)
    settings = as_written(read_settings(request, open_workspace(request).source))
    decided = decide(settings, Cache(None))
    pages = rule_pages(decided, as_of or date.fromisoformat(max(decided.tables.as_of.values())))
    stale = [name for name, page in pages.items() if _read(output, name) != page]
    gone = sorted(_present(output) - set(pages))
    if check:
        for name in [*stale, *gone]:
            print(inert(f"{os.path.join(output, name)}: not what the standards say"))
        print(f"{len(pages)} pages, {len(stale) + len(gone)} out of date.")
        return 1 if stale or gone else 0
    os.makedirs(output, exist_ok=True)
    for name in stale:
        write(os.path.join(output, name), [pages[name].encode()], durable=False)
    for name in gone:
        os.remove(os.path.join(output, name))
    print(f"{len(pages)} pages in {inert(output)}: {len(stale)} written, {len(gone)} deleted.")
    return 0


def _present(folder: str) -> set[str]:
    """The pages that lie in a folder; what is no page of ours stays out of it."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return set()
    except NotADirectoryError:
        raise UsageError("is not a folder", path=folder) from None
    return {name for name in names if _is_made(_read(folder, name) or "")}


def _is_made(page: str) -> bool:
    return "<!-- Made by `platguard standards docs`" in page[:400]


def _read(folder: str, name: str) -> str | None:
    try:
        with open(os.path.join(folder, name), encoding="utf-8") as stream:
            return stream.read()
    except (OSError, UnicodeDecodeError):
        return None
