"""The organisation's configuration as a first proposal, with a reason beside each line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from textwrap import wrap

from platguard.counting import counted
from platguard.dates import add_months
from platguard.first_look import FirstLook

_NOTICE_MONTHS = 3
_MOST_NAMED = 5
_WIDTH = 80


def first_configuration(look: FirstLook) -> str:
    """A `platguard.yaml` that says what is broken, how often, and what is used."""
    return "\n".join(
        [
            *_head(look),
            *_profile(look),
            *_people(look),
            *_capabilities(look),
            *_examples(look),
            *_adoption(look),
            *_rules(look),
        ]
    )


def _head(look: FirstLook) -> Iterator[str]:
    yield from _told(
        f"What the platform asks for, written on {look.day} from what {_text(look.repository)} "
        "holds. Everything here may be changed; settings behind a # are proposals."
    )
    yield "# `platguard standards list` shows what it makes of the rules."
    yield ""
    yield "# The built-in standards, and folders of your own: [builtin, ./standards]"
    yield "standards: [builtin]"
    yield ""


def _profile(look: FirstLook) -> Iterator[str]:
    more = counted(look.strict_rules, "more rule")
    finds = counted(look.strict_findings, "more thing")
    yield from _told(f"baseline, or strict: {more}, and {finds} to put right here today.")
    yield "profile: baseline"
    yield ""
    yield "# Days begin and end in this time zone: an IANA name, such as Europe/Berlin."
    yield "timezone: UTC"
    yield ""


def _people(look: FirstLook) -> Iterator[str]:
    yield "# Whom teams may ask about standards that do not say it, as the built-in ones."
    yield '# contact: "#platform-help"'
    yield ""
    yield "# Who approves exceptions: each takes one of both roles. While nobody is named,"
    yield "# no exception counts. The register is the folder .platguard/exceptions."
    yield "# roles:"
    yield f"#   platform: [{{name: bob, from: {look.day}}}]"
    yield f"#   leadership: [{{name: carol, from: {look.day}}}]"
    yield ""
    yield "# Kinds of teams, and the strongest level that findings have there. A repository"
    yield "# says which one it belongs to: `segment: research` in its .platguard.yaml."
    yield "# segments:"
    yield "#   backend: {}"
    yield "#   research: {level_at_most: warning}"
    yield ""


def _capabilities(look: FirstLook) -> Iterator[str]:
    yield "# What the platform offers for each job; other tools are findings. What is used"
    yield "# here:"
    used = {category: tools for category, tools in look.tools.items() if tools}
    if not used:
        yield "# nothing that platguard knows."
        yield "# capabilities: {ci: [github-actions], deployment: [helm], secrets: [sops]}"
        yield ""
        return
    yield "capabilities:"
    for category, tools in used.items():
        yield f"  {category}:"
        for tool, where in tools.items():
            yield f"    - {tool}  # {_text(where)}"
    yield ""


def _examples(look: FirstLook) -> Iterator[str]:
    named = f" Here: {_few(look.examples)}." if look.examples else ""
    yield from _told(f"The strongest level in folders of tests and examples.{named}")
    yield "examples: {level_at_most: note}"
    yield ""


def _adoption(look: FirstLook) -> Iterator[str]:
    yield "# The last day through which any repository may tolerate its old findings."
    yield f"# adoption: {{latest_sunset: {look.sunset}}}"
    yield ""


def _rules(look: FirstLook) -> Iterator[str]:
    lines = [*_registries(look), *_swarm(look)]
    yield from _broken(look)
    yield "# Levels, params and dates of rules, by id; `platguard explain ID` tells what"
    yield "# there is."
    yield "rules:"
    yield "  # image-tag: {level: warning}"
    yield from lines
    yield ""


def _broken(look: FirstLook) -> Iterator[str]:
    """What fails from now on, and the way to keep what is there apart from what is new."""
    if look.broken:
        told = (f"{rule} ({count})" for rule, count in look.broken.items())
        yield from _told(f"Broken here today, and an error from now on: {', '.join(told)}.")
        yield from _told(
            f"`platguard adopt --sunset {look.sunset}` tolerates these findings through that day;"
            " what is new fails."
        )
    if look.grave:
        told = (f"{rule} ({count})" for rule, count in look.grave.items())
        yield from _told(f"Broken, and too grave to be tolerated so: {', '.join(told)}.")
    if look.broken or look.grave:
        yield ""


def _registries(look: FirstLook) -> Iterator[str]:
    if look.registries:
        found = (f"{name} ({count})" for name, count in look.registries.items())
        yield from _told(f"Images come from {_few(list(found))}.", "  ")
        yield "  # image-registry:"
        yield "  #   params:"
        yield "  #     allowed:"
        yield from (f"  #       - {json.dumps(f'{name}/*')}" for name in look.registries)


def _swarm(look: FirstLook) -> Iterator[str]:
    if look.swarm:
        announced = date.fromisoformat(look.day)
        signs = counted(look.swarm, "sign")
        yield f"  # Docker Swarm is in use ({signs}). To retire it with notice:"
        yield "  # docker-swarm:"
        yield "  #   lifecycle:"
        yield f"  #     announced: {announced}"
        yield f"  #     enforced_from: {add_months(announced, _NOTICE_MONTHS)}"
        yield "  #     replacement: kubernetes"
        yield "  #     guide: https://platform.example/migrate/swarm"


def _told(text: str, indent: str = "") -> list[str]:
    """A sentence as a comment, on as many lines as it takes."""
    before = f"{indent}# "
    return wrap(
        text,
        _WIDTH,
        initial_indent=before,
        subsequent_indent=before,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _few(names: Sequence[str]) -> str:
    known = [_text(name) for name in names]
    more = len(known) - _MOST_NAMED
    return ", ".join(known[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _text(name: str) -> str:
    """A name of the repository as it may stand in a comment: on one line, nothing hidden."""
    return "".join(c if c.isprintable() else "?" for c in name)
