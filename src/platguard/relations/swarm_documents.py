"""Documents that tell people to run something of their repository on Docker Swarm.

A document that explains a command, lists it or warns of it deploys nothing. Two kinds do tell:

- one that deploys a Compose file of the repository as a stack, by name;
- a README, a runbook or a guide for deploying that shows, in a block to be copied, how to put
  something to run, where the repository has something that runs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from posixpath import basename, dirname

from platguard.facts.examples import is_example
from platguard.model.document import Place
from platguard.model.facts import CommandFact, SwarmUseFact
from platguard.patterns import pattern
from platguard.relations.documents import is_runbook
from platguard.relations.running import is_bench

_README = pattern(r"readme\.(?:md|markdown)", re.IGNORECASE)
_GUIDE = pattern(
    r"(?:deploy(?:ing|ments?)?|operat(?:ing|ions?)|releas(?:e|es|ing)|install(?:ing|ation)?)"
    r"(?:[._-][^/]*)?\.(?:md|markdown)",
    re.IGNORECASE,
)
_STARTING = frozenset(
    {"stack deploy", "stack up", "service create", "service update", "service scale"}
    | {"service rollback"}
)
"""What puts something to run; `swarm init` or `secret create` alone does not."""


def swarm_documents(
    commands: Iterable[CommandFact], deploying: Iterable[CommandFact], running: Collection[str]
) -> Iterator[SwarmUseFact]:
    """Each document that tells people to use Docker Swarm, once, where it does so first.

    `commands` are those of documents, in the order of their files, and `deploying` the ones that
    name a Compose file of the repository. `running` are the paths of what runs in it: Compose files
    and Dockerfiles.
    """
    by_path: defaultdict[str, list[CommandFact]] = defaultdict(list)
    for command in commands:
        by_path[command.path].append(command)
    naming = {_where(command) for command in deploying}
    for path, found in by_path.items():
        is_guide = _is_guide(path, running)
        telling = [
            command
            for command in found
            if _where(command) in naming
            or (is_guide and command.in_block and command.verb in _STARTING)
        ]
        if telling:
            yield _use(path, telling)


def _where(command: CommandFact) -> tuple[str, Place]:
    return command.path, command.places[""]


def _use(path: str, telling: list[CommandFact]) -> SwarmUseFact:
    more = f" and {len(telling) - 1} more" if len(telling) > 1 else ""
    return SwarmUseFact(
        address=f"file:{path}",
        subject="document",
        places=telling[0].places,
        path=path,
        label=basename(path),
        service="",
        evidence=f"{telling[0].evidence}{more}",
        strong=0,
        weak=0,
        mentions=len(telling),
    )


def _is_guide(path: str, running: Collection[str]) -> bool:
    """Whether a document tells how what is in the repository is run.

    A README speaks of what lies in its folder.
    """
    own = [other for other in running if not (is_example(other) or is_bench(other))]
    if _README.fullmatch(basename(path)):
        folder = dirname(path)
        return any(not folder or other.startswith(f"{folder}/") for other in own)
    return bool(own) and (is_runbook(path) or _GUIDE.fullmatch(basename(path)) is not None)
