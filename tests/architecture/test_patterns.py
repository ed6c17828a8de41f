"""Patterns are compiled when they are used, and are then what `re.compile` makes."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest

import platguard
from platguard.patterns import compiled_later, pattern

IMPORTS = """
import json, re, sys
ours = []
real = re.compile
def compile(text, flags=0):
    if sys._getframe(1).f_globals["__name__"].startswith("platguard"):
        ours.append(str(text))
    return real(text, flags)
re.compile = compile
for name in sys.argv[1:]:
    __import__(name)
print(json.dumps(ours))
"""


@pytest.mark.parametrize(
    ("text", "flags", "given"),
    [
        (r"(?P<first>\w+) (\w+)", 0, "hello there and more"),
        (r"^b", re.MULTILINE, "a\nb\nb"),
        (rb"[a-c]+", re.IGNORECASE, b"xABCx abc"),
        (r"nothing", 0, "else"),
    ],
)
def test_a_pattern_answers_as_a_compiled_one(text: Any, flags: int, given: Any) -> None:
    for name in ("match", "search", "fullmatch", "findall", "finditer", "split"):
        lazy, compiled = pattern(text, flags), re.compile(text, flags)
        for _ in range(2):  # the first call compiles
            found, expected = getattr(lazy, name)(given), getattr(compiled, name)(given)
            if name == "finditer":
                found, expected = [*map(repr, found)], [*map(repr, expected)]
            assert repr(found) == repr(expected), name
    lazy = pattern(text, flags)
    assert lazy.sub(given[:1], given, count=1) == compiled.sub(given[:1], given, count=1)
    assert (lazy.pattern, lazy.flags, lazy.groups, lazy.groupindex) == (
        compiled.pattern,
        compiled.flags,
        compiled.groups,
        compiled.groupindex,
    )


def test_only_what_patterns_have_compiles_one() -> None:
    broken = pattern("(")
    assert not hasattr(broken, "matches")
    assert repr(broken) == "pattern('(')"
    with pytest.raises(re.error, match="unterminated"):
        broken.match("")


def test_every_pattern_of_the_program_is_sound() -> None:
    """What `re.compile` would say when a module is imported, this says for all of them."""
    found = [value for module in _modules() for value in _patterns(vars(module))]
    assert len(found) > 200
    for each in found:
        assert each.groups >= 0


def test_importing_modules_compiles_no_pattern() -> None:
    names = [module.__name__ for module in _modules()]
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS, *names], check=True, capture_output=True, text=True
    )
    assert json.loads(done.stdout) == []


def test_those_of_others_are_compiled_later_only_meanwhile() -> None:
    with compiled_later():
        late = re.compile("a+", re.IGNORECASE)
    assert type(late) is type(pattern(""))
    assert late.fullmatch("AA")
    assert type(re.compile("b")) is re.Pattern


def test_those_of_others_may_be_used_while_they_are_imported() -> None:
    """As `json` does with its own, where nobody imported it before."""
    with compiled_later():
        assert re.compile("a+").fullmatch("aa")
        assert pattern("b").match("b")


def _modules() -> list[ModuleType]:
    """Those that have most of the patterns."""
    top = platguard.__path__[0]
    return [
        importlib.import_module(module.name)
        for name in ("facts", "parsers", "relations")
        for module in pkgutil.walk_packages([f"{top}/{name}"], f"platguard.{name}.")
    ]


def _patterns(value: Any, depth: int = 0) -> list[Any]:
    """The patterns within the values of a module, also in its tables."""
    if type(value) is type(pattern("")):
        return [value]
    if depth < 4 and isinstance(value, dict):
        value = [*value, *value.values()]
    if depth < 4 and isinstance(value, (list, tuple)):
        return [found for each in value for found in _patterns(each, depth + 1)]
    return []
