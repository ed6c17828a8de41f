"""The contract of messages: what they must say so that somebody can act on them.

A finding is printed with its place, its deadline and whom to ask. The rule itself owes what was
found, the limit that it is held against, the fix, and the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

from platguard.model.facts import FACT_TYPES
from platguard.model.standard import Rule
from platguard.patterns import pattern
from platguard.templates import parts
from platguard.tuples import NamedTuple

NAMING = ("label", "holder", "used_by", "workload", "name", "key", "id")
"""Fields that tell people which thing a fact is about, the best first."""
_WORDS = pattern(r"[^\W\d_]+")
_QUOTED = pattern(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'""")
VAGUE = frozenset(
    _WORDS.findall(
        "a an and at bad be by check checked checks compliance compliant config configuration "
        "deployment detected does error errors fail failed failing fails failure fatal for found "
        "has have in incorrect invalid is issue issues it non noncompliant not of ok on policy "
        "problem problems rule setting settings standard standards the this to validation "
        "violated violates violation violations warning with wrong"
    )
)
"""Words that say that something is wrong, and not what."""


class Breach(NamedTuple):
    """What a rule does not tell."""

    key: str
    """The key of the rule that is at fault."""
    told: str
    remedy: str


def breaches(rule: Rule) -> list[Breach]:
    """Where the messages of a rule break the contract; empty where they keep it."""
    found = list(_message(rule, "message", rule.message))
    if rule.warning:
        found += _message(rule, "warning", rule.warning)
    return [*found, *_limits(rule), *_fix(rule), *_why(rule)]


def _message(rule: Rule, key: str, message: str) -> Iterator[Breach]:
    placeholders = _placeholders(message)
    if not any(_reads_fact(code, rule) for code in placeholders):
        yield Breach(
            key,
            "names nothing that was found, so nobody can tell what is meant",
            f"Put a value of the fact into it, such as {{{_example(rule)}}}.",
        )
    if not message.endswith("."):
        yield Breach(key, "does not end with a full stop", "Write whole sentences.")
    told_elsewhere = any("(" in code or code.strip() == "violation" for code in placeholders)
    if not told_elsewhere and _own_words(message) <= VAGUE:
        yield Breach(
            key,
            "says that something is wrong, and not what",
            "Say what was found and what the standard wants.",
        )


def _limits(rule: Rule) -> Iterator[Breach]:
    """A number that an organisation can set decides: whoever is over it must see it."""
    told = [code for text in (rule.message, rule.fix) for code in _placeholders(text)]
    asked = " ".join((rule.require, rule.deny))
    for name, param in rule.params.items():
        variable = f"params.{name}"
        if param.type != "int" or not _mentions(_unfolded(asked, rule), variable):
            continue
        if not any(_mentions(_unfolded(code, rule), variable) for code in told):
            yield Breach(
                "message",
                f"does not name the limit that decides, {variable}",
                f"Put {{{variable}}} into it.",
            )


def _fix(rule: Rule) -> Iterator[Breach]:
    if _bare(rule.fix) in (_bare(rule.message), _bare(rule.title)):
        yield Breach("fix", "repeats what is wrong", "Say what to change, as the smallest edit.")
    elif not _placeholders(rule.fix) and _own_words(rule.fix) <= VAGUE | {"fix", "please"}:
        yield Breach("fix", "does not say what to change", "Name the smallest edit that helps.")


def _why(rule: Rule) -> Iterator[Breach]:
    if _bare(rule.why) in (_bare(rule.message), _bare(rule.fix)):
        yield Breach("why", "repeats another text of the rule", "Say what goes wrong otherwise.")


def _placeholders(template: str) -> list[str]:
    return [text for _, is_expression, text in parts(template) if is_expression]


def _reads_fact(code: str, rule: Rule) -> bool:
    unfolded = _unfolded(code, rule)
    return any(_mentions(unfolded, name) for name in (rule.on, "item", "violation"))


def _unfolded(code: str, rule: Rule) -> str:
    """An expression, without its texts, followed by those that `let` gives the names in it."""
    bare = _QUOTED.sub("", code)
    for name, value in reversed(list(rule.let.items())):
        if _mentions(bare, name):
            bare = f"{bare} {_QUOTED.sub('', value)}"
    return bare


def _mentions(code: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", code) is not None


def _own_words(template: str) -> frozenset[str]:
    """The words of a template, those of texts in its expressions too."""
    texts = [
        " ".join(_QUOTED.findall(text)) if is_expression else text
        for _, is_expression, text in parts(template)
    ]
    return frozenset(_WORDS.findall(" ".join(texts).lower()))


def _bare(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))


def _example(rule: Rule) -> str:
    known = {field.name for field in fields(FACT_TYPES[rule.on])}
    return f"{rule.on}.{next((name for name in NAMING if name in known), 'subject')}"
