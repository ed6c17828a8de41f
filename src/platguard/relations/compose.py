"""Compose files with what other files say of them: who runs Docker Swarm, and flat networks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname, join, normpath

from platguard.facts.examples import is_example
from platguard.facts.kinds import DOCKERFILES, kind_of
from platguard.model.document import NOWHERE
from platguard.model.facts import (
    CommandFact,
    ComposeProjectFact,
    Fact,
    RuntimeFact,
    ServiceFact,
    SwarmUseFact,
)
from platguard.relations.swarm_documents import swarm_documents
from platguard.relations.whole import Whole

_STACKS = frozenset({"stack deploy", "stack up"})
_SWARM = "docker-swarm"
_SERVICE = "service"


def relate(facts: Iterable[Fact], whole: Whole) -> Iterator[Fact]:
    """A SwarmUseFact for each use of Docker Swarm, a ComposeProjectFact for each Compose file."""
    services: defaultdict[str, list[ServiceFact]] = defaultdict(list)
    runtimes: dict[tuple[str, str], RuntimeFact] = {}
    commands: list[CommandFact] = []
    for fact in facts:
        match fact:
            case ServiceFact():
                services[fact.path].append(fact)
            case RuntimeFact(product="docker-swarm", subject="service"):
                runtimes[fact.path, fact.address] = fact
            case RuntimeFact(product="docker-swarm"):
                yield _of_runtime(fact)
            case CommandFact(program="docker"):
                commands.append(fact)
    stacks = _stacks(commands, services)
    documented = [command for command in commands if command.documented]
    if documented:
        deploying = (command for found in stacks.values() for command in found)
        yield from swarm_documents(documented, deploying, [*services, *_built(whole.paths)])
    apart = _apart(services)
    swarms: set[str] = set()
    for path, members in services.items():
        needing = [fact.name for fact in members if _is_strong(runtimes.get((path, fact.address)))]
        uses = [_of_service(fact, runtimes, stacks[path], needing) for fact in members]
        yield from (use for use in uses if use)
        if any(map(_is_shown, uses)):
            swarms.add(_merged(path))
    for path, members in services.items():
        yield _project(path, members, apart[dirname(path)], is_swarm=_merged(path) in swarms)


def _of_runtime(fact: RuntimeFact) -> SwarmUseFact:
    return SwarmUseFact(
        address=fact.address,
        subject=fact.subject,
        places=fact.places,
        path=fact.path,
        label=fact.label,
        service="",
        evidence=fact.evidence,
        strong=fact.strong,
        weak=fact.weak,
        mentions=0,
    )


def _built(paths: Iterable[str]) -> Iterator[str]:
    """The Dockerfiles among some files, by their names."""
    for path in paths:
        kind = kind_of(path)
        if kind is not None and kind.name in DOCKERFILES:
            yield path


def _of_service(
    fact: ServiceFact,
    runtimes: dict[tuple[str, str], RuntimeFact],
    stacks: list[CommandFact],
    needing: list[str],
) -> SwarmUseFact | None:
    """What the service, its file and those that deploy the file say; None when nothing does.

    `needing` are the services of the file that prove it: a file is deployed as a whole.
    """
    own = runtimes.get((fact.path, fact.address))
    run = sorted({f"{basename(c.path)} deploys it" for c in stacks if not c.documented})
    told = sorted({f"{basename(c.path)} says how to deploy it" for c in stacks if c.documented})
    mentions = [*told, *fact.swarm_mentions]
    strong = (own.strong if own else 0) + len(run)
    near = [f"service {needing[0]} beside it"] if needing and not strong else []
    weak = (own.weak if own else 0) + len(near)
    if not strong and not weak:
        return None
    evidence = [own.evidence] if own and (own.strong or not run) else []
    return SwarmUseFact(
        address=fact.address,
        subject=_SERVICE,
        places=own.places if own else {"": fact.places.get("", NOWHERE)},
        path=fact.path,
        label=f"service {fact.name}",
        service=fact.name,
        evidence=", ".join([*evidence, *run, *near, *([] if strong else mentions)]),
        strong=strong,
        weak=weak,
        mentions=len(mentions),
    )


def _is_strong(runtime: RuntimeFact | None) -> bool:
    return runtime is not None and runtime.strong > 0


def _stacks(
    commands: Iterable[CommandFact], paths: Iterable[str]
) -> defaultdict[str, list[CommandFact]]:
    """The commands that deploy each Compose file as a stack.

    The folder in which a command runs is not known: a file counts that lies where the command's
    file does or at the root, or the only one of its name. A document deploys no example.
    """
    known = set(paths)
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for path in known:
        by_name[basename(path)].append(path)
    found: defaultdict[str, list[CommandFact]] = defaultdict(list)
    for command in commands:
        for written in command.files if command.verb in _STACKS else ():
            near = normpath(join(dirname(command.path), written))
            same = by_name[basename(written)]
            for path in (near, normpath(written), same[0] if len(same) == 1 else ""):
                if path in known:
                    if not (command.documented and is_example(path)):
                        found[path].append(command)
                    break
    return found


def _is_shown(use: SwarmUseFact | None) -> bool:
    return use is not None and bool(use.strong or use.weak + use.mentions > 1)


def _merged(path: str) -> str:
    """What Compose files have in common that are merged: `docker-compose` of all that begin so.

    `docker-compose.yml` is deployed with `docker-compose.prod.yml` above it.
    """
    return join(dirname(path), basename(path).split(".", 1)[0])


def _apart(services: dict[str, list[ServiceFact]]) -> defaultdict[str, set[str]]:
    """The services of each folder that some file gives networks: often an override does."""
    apart: defaultdict[str, set[str]] = defaultdict(set)
    for path, members in services.items():
        apart[dirname(path)] |= {
            fact.name for fact in members if fact.networks or fact.network_mode
        }
    return apart


def _project(
    path: str, members: list[ServiceFact], apart: set[str], *, is_swarm: bool
) -> ComposeProjectFact:
    places = members[0].places
    start = places.get("", NOWHERE)
    flat = len(members) > 1 and apart.isdisjoint(fact.name for fact in members)
    # The file of a service that one extends may give it networks.
    is_unsure = flat and any("networks" in fact.unknown for fact in members)
    return ComposeProjectFact(
        address=f"file:{path}",
        subject="compose",
        places={"": start, "version": places.get("file_version", start)},
        path=path,
        unknown=["flat"] if is_unsure else [],
        label=basename(path),
        services=len(members),
        version=members[0].file_version,
        swarm=is_swarm,
        flat=flat,
    )
