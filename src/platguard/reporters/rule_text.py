"""A rule for people: what it asks, why, from when on, and what it makes of a few files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from platguard import lifecycle
from platguard.patterns import pattern
from platguard.rule_dates import date_lines
from platguard.rule_words import (
    conditions,
    former_conditions,
    graded,
    places,
    said,
)
from platguard.tuples import NamedTuple

if TYPE_CHECKING:
    from platguard.explanation import Answer
    from platguard.inline_tests import TestResult
    from platguard.model.standard import InlineTest, Param, Rule
    from platguard.reporters.layout import Layout
    from platguard.situation import Situation

_WORD = pattern(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"'])+|["']""")
"""A piece of an expression that a line must not break; texts stay whole."""
_NARROWEST = 20


class Shown(NamedTuple):
    """The examples of a rule that are printed."""

    fix: str
    """What puts the failing one right, or the rule's own words where there is none."""
    failing: TestResult | None
    passing: TestResult | None
    others: Sequence[InlineTest]
    """All others that the rule has, where they are asked for."""
    hidden: int
    """How many others there are besides."""


def rule_lines(layout: Layout, rule: Rule, situation: Situation, shown: Shown) -> Iterator[str]:
    """The rule as it stands on the day, in paragraphs under headings."""
    yield from layout.paragraph(rule.title, lead=[(f"{rule.id}:", "strong")])
    yield from layout.paragraph(f"{'; '.join(_standing(rule, situation))}.", hang=0)
    yield ""
    yield from layout.paragraph(rule.why, hang=0)
    for title, lines in _sections(layout, rule, situation, shown):
        yield ""
        yield layout.line(title, "strong")
        yield from lines


def answer_lines(layout: Layout, rule: Rule, answer: Answer) -> Iterator[str]:
    """What a rule makes of one fact, and what to do about it."""
    lead = [(f"{answer.place}:", "strong"), (f"{rule.id}:", ""), (f"{answer.outcome}.", "")]
    yield from layout.paragraph(answer.reason, lead=lead)
    if answer.code:
        yield from _code(layout, answer.code, 6)
    if answer.fix:
        yield from layout.paragraph(answer.fix, lead=[("fix ", "quiet")], indent=4, hang=9)


def _standing(rule: Rule, situation: Situation) -> Iterator[str]:
    life = situation.life(rule)
    deadline = lifecycle.deadline(life, situation.as_of)
    state = lifecycle.state(life, situation.as_of)
    yield f"Severity {rule.severity}, {state}{f' ({deadline})' if deadline else ''}"
    if not rule.enabled:
        strict = rule.profile == "strict" and situation.organisation.profile != "strict"
        yield "off: " + ("part of the profile strict" if strict else "no configuration turns it on")
    if rule.builtin and not situation.adopted and rule.severity != "critical":
        yield "at most a warning, until a platguard.yaml adopts the built-in standards"


def _sections(
    layout: Layout, rule: Rule, situation: Situation, shown: Shown
) -> Iterator[tuple[str, Iterator[str]]]:
    yield "What it looks at", _looks_at(layout, rule)
    if shown.failing:
        yield "What it finds", _finds(layout, shown.failing)
    yield "How to put it right", _prose(layout, shown.fix)
    if shown.passing:
        yield "What it is content with", _example(layout, shown.passing.test)
    if shown.others:
        yield "More examples", _others(layout, shown.others)
    if shown.hidden:
        told = f"{shown.hidden} more: platguard explain {rule.id} --all"
        yield "More examples", _prose(layout, told)
    if rule.grades:
        yield "How bad it is (the first that holds decides)", _grades(layout, rule)
    if rule.params:
        yield "What an organisation may set", _params(layout, rule)
    life = situation.life(rule)
    if life is not None:
        yield "Dates", _listed(layout, date_lines(life))
    if rule.tightening:
        title = f"What revision {rule.revision} adds has dates of its own"
        yield title, _revised(layout, rule, situation)
    if rule.controls:
        controls = [f"{name}: {', '.join(ids)}" for name, ids in rule.controls.items()]
        yield "Controls", _listed(layout, controls)
    if rule.also:
        yield "The same check elsewhere", _prose(layout, ", ".join(rule.also))
    if rule.formerly:
        yield "Formerly", _prose(layout, ", ".join(rule.formerly))
    who = ", ".join(filter(None, (rule.owner, rule.contact)))
    whose = f"{who} (standard {rule.standard}, {rule.path})"
    yield "Whom to ask", _prose(layout, whose)


def _listed(layout: Layout, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from layout.paragraph(text, indent=2)


def _prose(layout: Layout, text: str) -> Iterator[str]:
    yield from layout.paragraph(text, indent=2, hang=2)


def _looks_at(layout: Layout, rule: Rule) -> Iterator[str]:
    where = places(rule)
    found = f", found in {where}" if where else ""
    yield from _prose(layout, f"Every {rule.on}{found}.")
    for words, code in conditions(rule):
        yield f"  {words}"
        yield from _code(layout, code, 4)


def _revised(layout: Layout, rule: Rule, situation: Situation) -> Iterator[str]:
    if rule.tightening:
        for words, code in former_conditions(rule, rule.tightening):
            yield f"  {words}"
            yield from _code(layout, code, 4)
    life = situation.life(rule, added=True)
    if life is not None:
        yield from _listed(layout, date_lines(life))


def _finds(layout: Layout, result: TestResult) -> Iterator[str]:
    yield from _example(layout, result.test)
    for message, _ in result.told[:1]:
        yield from layout.paragraph(message, lead=[("says", "quiet")], indent=2, hang=7)


def _others(layout: Layout, tests: Sequence[InlineTest]) -> Iterator[str]:
    for number, test in enumerate(tests):
        if number:
            yield ""
        yield from _example(layout, test, expected=True)


def _example(layout: Layout, test: InlineTest, *, expected: bool = False) -> Iterator[str]:
    outcome = f" ({test.expect})" if expected else ""
    day = f", as of {test.as_of}" if test.as_of else ""
    own = ", ".join(f"{name}: {said(param.value)}" for name, param in test.params.items())
    params = f", with {own}" if own else ""
    name = f"{test.name[:1].upper()}{test.name[1:]}"
    yield from layout.paragraph(f"{name}{day}{params}{outcome}:", indent=2, hang=4)
    for path, content in test.given.items():
        yield layout.line(f"    {path}", "quiet")
        for line in content.rstrip("\n").split("\n"):
            # What stands in a file is shown as it stands there, however long its lines are.
            yield layout.line(f"      {line.expandtabs(4)}".rstrip())


def _grades(layout: Layout, rule: Rule) -> Iterator[str]:
    for grade in rule.grades:
        yield f"  {graded(grade)}, where"
        yield from _code(layout, grade.when, 4)
    yield f"  else {rule.severity}"


def _params(layout: Layout, rule: Rule) -> Iterator[str]:
    for name, param in rule.params.items():
        text = f"{said(param.value)}{_choice(param)}"
        yield from layout.paragraph(text, lead=[(f"{name}:", "")], indent=2)


def _choice(param: Param) -> str:
    told = [f"one of {', '.join(param.one_of)}"] if param.one_of else []
    if param.strict is not None and param.strict != param.value:
        told.append(f"in the profile strict {said(param.strict)}")
    return f" ({'; '.join(told)})" if told else ""


def _code(layout: Layout, code: str, indent: int) -> Iterator[str]:
    """An expression, broken between its words and never within a text that it quotes."""
    width = max(layout.width - indent, _NARROWEST)
    for line in code.rstrip("\n").split("\n"):
        own = line[: len(line) - len(line.lstrip(" "))]
        words = _WORD.findall(line)
        first = _fitting(words, width - len(own))
        yield layout.line(f"{' ' * indent}{own}{' '.join(words[:first])}".rstrip())
        words = words[first:]
        while words:
            fitting = _fitting(words, width - len(own) - 2)
            yield layout.line(f"{' ' * indent}{own}  {' '.join(words[:fitting])}")
            words = words[fitting:]


def _fitting(words: Sequence[str], width: int) -> int:
    """How many words one line takes: it ends with `&&` or `||` where that leaves it half full."""
    length, number, best = -1, 0, 0
    for word in words:
        length += 1 + len(word)
        if length > width and number:
            return best or number
        number += 1
        if word in ("&&", "||") and length * 2 > width:
            best = number
    return number
