"""Below the commands nothing reads clock, environment, folder or terminal: they come as values.

What modules may import is checked by import-linter (see pyproject.toml); this is about what they
call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "platguard"
MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if "cli" not in path.parts]

SURROUNDINGS = {
    "Path": {"cwd", "home"},
    "date": {"today"},
    "datetime": {"now", "today", "utcnow"},
    "os": {"environ", "environb", "getcwd", "getcwdb", "getenv", "getlogin", "isatty"},
    "sys": {"argv", "exit", "stderr", "stdin", "stdout"},
    "time": {"localtime", "monotonic", "perf_counter", "sleep", "time", "time_ns"},
}
FUNCTIONS = {"__import__", "breakpoint", "eval", "exec", "exit", "input", "print"}
ALLOWED = {
    "organisation/engines/there.py": {"time.monotonic"},
    "organisation/run.py": {"time.sleep"},
    "organisation/slots.py": {"time.monotonic"},
    "records.py": {"exec"},
}
"""What a worker on another machine is called with is only bytes, so it brings its own clock, and so
does a process that is started for the work; a scan waits before it tries again what may have been
an accident; and records write `__init__` of the names of fields, as `dataclasses` does: of code,
never of input."""


def asked(source: str) -> list[str]:
    """What the source asks of its surroundings, as `line: name`."""
    return [f"{node.lineno}: {name}" for node, name in _names(ast.parse(source)) if _outside(name)]


def _names(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                yield node, f"{owner}.{name}"
            case ast.Attribute(value=ast.Attribute(attr=owner), attr=name):
                yield node, f"{owner}.{name}"
            case ast.Call(func=ast.Name(id=name)):
                yield node, name
            case ast.ImportFrom(module=str(owner), names=names):
                yield from ((node, f"{owner}.{alias.name}") for alias in names)


def _outside(name: str) -> bool:
    owner, _, member = name.rpartition(".")
    return member in SURROUNDINGS.get(owner, FUNCTIONS if not owner else ())


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_module_is_handed_what_it_knows(module: Path) -> None:
    names = {found.partition(": ")[2] for found in asked(module.read_text(encoding="utf-8"))}
    assert names - ALLOWED.get(str(module.relative_to(PACKAGE)), set()) == set()


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.environ['HOME']",
        "from os import getenv",
        "import datetime\ndatetime.datetime.now()",
        "from datetime import date\ndate.today()",
        "print('hello')",
        "from pathlib import Path\nPath.home()",
    ],
)
def test_the_check_sees(source: str) -> None:
    assert asked(source)
