"""Facts of Taskfiles: the commands of their tasks.

A command is a text, or a mapping with `cmd` or `defer`; a task may be a command or a list of them
(taskfile.dev, docs/reference/schema).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard.facts.command_facts import facts_in
from platguard.facts.reading import mapping, text
from platguard.facts.text_places import text_start
from platguard.model.document import Document, Map, Seq
from platguard.model.facts import Fact

_COMMANDS = ("cmd", "cmds")
_TEXTS = ("cmd", "defer")


def is_taskfile(value: Any) -> bool:
    """Whether a document is a Taskfile: it has a version and tasks that run something."""
    tasks = value.get("tasks") if isinstance(value, Map) else None
    return isinstance(tasks, Map) and "version" in value and any(map(_runs, tasks.values()))


def extract_taskfile(document: Document) -> list[Fact]:
    """The facts of a Taskfile."""
    tasks = document.value["tasks"]
    return [
        fact
        for name, task in tasks.items()
        for holder, key in ([(tasks, name)] if not isinstance(task, Map) else _of_task(task))
        for fact in _commands(holder, key, f"task {text(name)}")
    ]


def _runs(task: Any) -> bool:
    return isinstance(task, (str, list)) or not set(mapping(task)).isdisjoint((*_COMMANDS, "deps"))


def _of_task(task: Map) -> Iterator[tuple[Map, str]]:
    return ((task, key) for key in _COMMANDS if key in task)


def _commands(holder: Map | Seq, key: Any, label: str) -> Iterator[Fact]:
    """The facts of what stands at `key`: a command, or a list of commands."""
    value = holder[key]
    if isinstance(value, str):
        line, column = text_start(holder, key)
        yield from facts_in(value, line, column, label=label, address="file:")
    elif isinstance(value, Seq):
        for index in range(len(value)):
            yield from _commands(value, index, label)
    elif isinstance(value, Map):
        for inner in _TEXTS:
            if isinstance(value.get(inner), str):
                yield from _commands(value, inner, label)
