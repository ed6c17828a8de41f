"""Actions of Go templates: where they stand in a text, and what each of them leaves there.

The syntax is that of Go's text/template (parse/lex.go): `{{ ... }}`, in which quoted strings and
comments may hold braces. Nothing is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from platguard.patterns import pattern
from platguard.records import dataclass

_TOKEN = pattern(r'\}\}|"|`|/\*')
_ENDS = {'"': pattern(r'\\.|"|\n', re.DOTALL), "`": pattern("`"), "/*": pattern(r"\*/")}
_WORD = pattern(r"\{\{-?\s*([A-Za-z]+)")
_BRANCH = pattern(r"\{\{-?\s*(else\s+(?:if|with)\b|[a-z]+)")
_SILENT = pattern(r"\{\{-?\s*(?:/\*|\$\w*\s*:?=(?!=))")
_FLAG = pattern(r"^[ \t]*(?:- )?(\w+):[ \t]+(true|false)[ \t]*$", re.MULTILINE)
_LONGEST_CONDITION = 1000
_DEEPEST = 8
"""Conditions around a flag that are looked at."""
_OPENING = frozenset({"if", "range", "with", "define", "block"})
_BRANCHES = _OPENING - {"define"} | {"else", "end"}
_CONTROL = _OPENING | {"else", "end", "break", "continue", "fail"}


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a template that stands for something else, or for nothing."""

    start: int
    end: int
    is_silent: bool
    """Whether it leaves nothing: a condition, a comment, an assignment, a definition."""
    word: str = ""
    """What it does to the lines that follow: `if`, `else`, `else if`, `range`, `end`, ..."""


@dataclass(frozen=True, slots=True)
class _Action:
    start: int
    end: int
    word: str
    is_silent: bool


def spans(text: str) -> list[Span]:
    """The actions of a template in order; a condition that begins and ends within one line is one
    span together with what it holds, and so is a definition with its body."""
    found = list(_actions(text))
    closed = _closed(found)
    result: list[Span] = []
    end = 0
    for index, action in enumerate(found):
        if action.start < end:
            continue
        last = found[closed[index]] if index in closed else action
        if action.word == "define":
            result.append(Span(action.start, last.end, is_silent=True))
        elif last is not action and "\n" not in text[action.start : last.end]:
            result.append(Span(action.start, last.end, is_silent=False))
        else:
            word = _BRANCH.match(text, action.start) if action.word in _BRANCHES else None
            told = " ".join(word[1].split()) if word else ""
            result.append(Span(action.start, action.end, action.is_silent, told))
        end = result[-1].end
    return result


def depending_on(text: str, name: str) -> list[tuple[int, int]]:
    """Start and end of each part that stands under a condition in which `name` occurs."""
    found = list(_actions(text))
    closed = _closed(found)
    return [
        (found[index].end, found[end].start)
        for index, end in closed.items()
        if found[index].word == "if" and name in text[found[index].start : found[index].end]
    ]


def switched(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each `true` and `false` that stands under a condition on its own key.

    `hostNetwork: true` under `if .Values.hostNetwork` is how a chart leaves that to its values.
    """
    found = list(_actions(text))
    closed = _closed(found)
    around: list[str] = []
    for index, action in enumerate(found):
        if action.word == "end" and around:
            around.pop()
        elif index in closed:
            condition = text[action.start : action.end] if action.word in ("if", "with") else ""
            around.append(condition[:_LONGEST_CONDITION].lower())
        following = found[index + 1].start if index + 1 < len(found) else len(text)
        for flag in _FLAG.finditer(text, action.end, following) if around else ():
            if any(flag[1].lower() in condition for condition in around[-_DEEPEST:]):
                yield flag.span(2)


def _actions(text: str) -> Iterator[_Action]:
    start = text.find("{{")
    while start >= 0:
        end = _end(text, start + 2)
        if end < 0:
            return
        word = _WORD.match(text, start)
        name = word[1] if word and word.end() <= end else ""
        is_silent = name in _CONTROL or _SILENT.match(text, start, end) is not None
        yield _Action(start, end, name, is_silent)
        start = text.find("{{", end)


def _end(text: str, position: int) -> int:
    """Where an action ends; -1 when it does not."""
    while token := _TOKEN.search(text, position):
        if token[0] == "}}":
            return token.end()
        position = token.end()
        closing = _ENDS[token[0]].search(text, position)
        while closing and closing[0].startswith("\\"):
            closing = _ENDS[token[0]].search(text, closing.end())
        if closing is None:
            return -1
        position = closing.end()
    return -1


def _closed(actions: list[_Action]) -> dict[int, int]:
    """The index of the end of each action that opens something."""
    opened: list[int] = []
    closed: dict[int, int] = {}
    for index, action in enumerate(actions):
        if action.word in _OPENING:
            opened.append(index)
        elif action.word == "end" and opened:
            closed[opened.pop()] = index
    return closed
