"""Facts of Ansible playbooks and task files: commands that tasks run, and modules of Docker.

The modules are those of the collection community.docker (plugins/modules); before collections, and
in community.general, they had the same short names. Its docker_compose needs version 1 of Compose;
docker_compose_v2 does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from platguard.facts.command_facts import facts_in
from platguard.facts.reading import sequence, text
from platguard.facts.text_places import text_start
from platguard.facts.word_lists import word_set
from platguard.model.document import Document, Map, Place, Seq
from platguard.model.facts import Fact, RuntimeFact

_COLLECTIONS = ("", "community.docker.", "community.general.")
_SWARM = word_set(
    "docker_swarm docker_swarm_info docker_swarm_service docker_swarm_service_info docker_stack"
    " docker_stack_info docker_stack_task_info docker_node docker_node_info docker_secret"
    " docker_config"
)
_SWARM_MODULES = frozenset(f"{prefix}{name}" for prefix in _COLLECTIONS for name in _SWARM)
_COMPOSE_MODULES = frozenset(f"{prefix}docker_compose" for prefix in _COLLECTIONS)
_COMMAND_MODULES = frozenset(
    f"{prefix}{name}"
    for prefix in ("", "ansible.builtin.", "ansible.legacy.")
    for name in ("command", "shell", "raw")
) | frozenset(
    f"{prefix}{name}"
    for prefix in ("", "ansible.windows.")
    for name in ("win_command", "win_shell")
)
_BLOCKS = ("block", "rescue", "always")
_PLAY_TASKS = ("pre_tasks", "tasks", "post_tasks", "handlers")
_PLAY = frozenset({*_PLAY_TASKS, "roles", "gather_facts", "become", "vars", "vars_files"})
_TASK_WORDS = frozenset(
    {*_BLOCKS, "when", "register", "become", "notify", "loop", "with_items", "tags", "args"}
)
_DEEPEST = 20
"""Blocks within blocks; deeper ones are not read."""


def is_ansible(value: Any) -> bool:
    """Whether a document is a playbook or a list of tasks."""
    return isinstance(value, Seq) and any(_is_play(item) or _is_task(item) for item in value)


def extract_ansible(document: Document) -> list[Fact]:
    """The facts of a playbook or of a list of tasks."""
    facts: list[Fact] = []
    for item in sequence(document.value):
        if _is_play(item):
            for key in _PLAY_TASKS:
                facts += _of_tasks(item.get(key), 0)
        else:
            facts += _of_task(item, 0)
    return facts


def _is_play(item: Any) -> bool:
    return isinstance(item, Map) and "hosts" in item and not _PLAY.isdisjoint(item)


def _is_task(item: Any) -> bool:
    if not isinstance(item, Map):
        return False
    modules = (_SWARM_MODULES | _COMPOSE_MODULES | _COMMAND_MODULES).intersection(item)
    named = "name" in item or not _TASK_WORDS.isdisjoint(item)
    # Other lists have items with a `command` as well; Ansible's name what they do.
    is_sure = any("docker_" in name or "." in name for name in modules)
    return is_sure or (named and (bool(modules) or isinstance(item.get("block"), Seq)))


def _of_tasks(tasks: Any, depth: int) -> Iterator[Fact]:
    for task in sequence(tasks):
        yield from _of_task(task, depth)


def _of_task(task: Any, depth: int) -> Iterator[Fact]:
    if not isinstance(task, Map) or depth > _DEEPEST:
        return
    for key in _BLOCKS:
        yield from _of_tasks(task.get(key), depth + 1)
    label = f"task {text(task.get('name')).rstrip('.')}" if task.get("name") else "task"
    for name in task:
        if name in _SWARM_MODULES:
            yield _module(name, task.key_place(name), label, "orchestrator", "docker-swarm", "")
        elif name in _COMPOSE_MODULES:
            yield _module(name, task.key_place(name), label, "tool", "docker-compose", "1")
        elif name in _COMMAND_MODULES:
            yield from _commands(task, name, label)


def _commands(holder: Map, key: str, label: str) -> Iterator[Fact]:
    """The commands of a task: a text, or a mapping with `cmd` or `argv`."""
    value = holder[key]
    if isinstance(value, Map):
        argv = value.get("argv")
        if isinstance(argv, Seq) and argv:
            place = argv.place(0)
            words = " ".join(map(text, argv))
            yield from facts_in(words, place.line, place.column, label=label, address="file:")
        elif isinstance(value.get("cmd"), str):
            yield from _commands(value, "cmd", label)
    elif isinstance(value, str):
        line, column = text_start(holder, key)
        yield from facts_in(value, line, column, label=label, address="file:")


def _module(
    name: str, place: Place, label: str, category: str, product: str, version: str
) -> RuntimeFact:
    return RuntimeFact(
        address="file:",
        subject=f"{label} {name}",
        places=dict.fromkeys(("", "version", "evidence"), place),
        label=label,
        category=category,
        product=product,
        version=version,
        evidence=f"Ansible module {name.rpartition('.')[2]}",
        stage="",
        strong=1,
        weak=0,
    )
