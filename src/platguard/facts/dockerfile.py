"""Facts of Dockerfiles: stages, the images that they build on, secrets baked into them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import field, replace

from platguard import parsers
from platguard.facts import runtimes
from platguard.facts.dockerfile_assignments import ESCAPE, shared_arguments
from platguard.facts.dockerfile_secrets import Layer, baked
from platguard.facts.dockerfile_users import Lineage, image_container
from platguard.facts.images import image_fact
from platguard.facts.variables import resolve
from platguard.model.document import Instruction
from platguard.model.facts import Fact, FileFacts, RuntimeFact
from platguard.patterns import pattern
from platguard.records import dataclass

_FROM = pattern(r"(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
_FLAG_FROM = pattern(r"--from=(\S+)|--mount=(?:\S*,)?from=([^,\s]+)", re.IGNORECASE)
# Comments and empty lines may stand before; `From` is how a sentence begins.
_BEGINNING = pattern(
    rb"(?:\xef\xbb\xbf)?(?:[ \t]*+(?:#[^\n]*+)?\r?\n)*+[ \t]*+(?:FROM|from|ARG|arg)[ \t]"
)


@dataclass(slots=True)
class _Stage:
    index: int
    name: str
    """In lower case, as references to stages are compared; empty when it has none."""
    base: str
    """The image or stage after FROM; arguments that are not known stay as written."""
    instruction: Instruction
    is_final: bool = False
    is_only: bool = False
    """Whether the file has no other stage."""
    body: list[Instruction] = field(default_factory=list)
    """The instructions after FROM."""

    @property
    def address(self) -> str:
        return f"docker:{self.name or self.index}"

    @property
    def label(self) -> str:
        return "Dockerfile" if self.is_only else f"Dockerfile stage {self.name or self.index}"


def extract(data: bytes) -> FileFacts:
    """The facts of a Dockerfile."""
    parsed = parsers.parse(data, "dockerfile")
    problems = [problem.row for problem in parsed.problems]
    facts: list[Fact] = []
    for document in parsed.documents:
        facts += _of_instructions(document.value)
    return FileFacts(facts, problems)


def extract_likely(data: bytes) -> FileFacts:
    """The facts of a file that may be something else than a Dockerfile; none then.

    A Dockerfile begins with FROM, or with ARG for it (docs.docker.com, Dockerfile reference, FROM).
    One that does not parse is taken for the template of one, or for a text.
    """
    found = extract(data) if _BEGINNING.match(data) else None
    return found if found and not found.problems else FileFacts(recognised=False)


def _of_instructions(instructions: list[Instruction]) -> list[Fact]:
    stages = _stages(instructions)
    named = _Named(stages)
    _mark_final(stages, named)
    facts: list[Fact] = []
    stage: _Stage | None = None
    waiting = iter(stages)
    for instruction in instructions:
        if instruction.name == "FROM":
            stage = next(waiting, None)
            facts += _base(stage, named) if stage else []
        elif stage is not None:
            stage.body.append(instruction)
            facts += _borrowed(instruction, stage, named)
            layer = Layer(instruction, stage.label, stage.address, stage.is_final)
            facts += baked(layer)
    return [*facts, *_built(stages, named, shared_arguments(instructions))]


def _built(stages: list[_Stage], named: _Named, arguments: dict[str, str]) -> Iterator[Fact]:
    """The container that the last stage becomes."""
    if not stages:
        return
    final, lineage = stages[-1], [stages[-1]]
    while below := named.below(lineage[-1]):
        lineage.append(below)
    bodies = [stage.body for stage in reversed(lineage)]
    found = image_container(
        Lineage(lineage[-1].base, final.instruction.place, arguments, bodies),
        name=final.name or str(final.index),
        label=final.label,
        address=final.address,
    )
    if found:
        yield found


def _stages(instructions: list[Instruction]) -> list[_Stage]:
    """Every stage; only arguments declared before the first one count in FROM (BuildKit)."""
    stages: list[_Stage] = []
    arguments = shared_arguments(instructions)
    for instruction in instructions:
        found = _FROM.match(instruction.arguments) if instruction.name == "FROM" else None
        if instruction.name == "FROM":
            written = found[1] if found else ""
            name = (found[2] or "").lower() if found else ""
            base, _ = resolve(written, arguments, ESCAPE)
            stages.append(_Stage(len(stages), name, base, instruction))
    if len(stages) == 1:
        stages[0].is_only = True
    return stages


def _mark_final(stages: list[_Stage], named: _Named) -> None:
    """The last stage is final, and so is every stage that it is built on."""
    stage = stages[-1] if stages else None
    while stage is not None and not stage.is_final:
        stage.is_final = True
        stage = named.below(stage)


class _Named:
    """The stages of a file by name, so that a file of many does not take the square of time."""

    def __init__(self, stages: list[_Stage]) -> None:
        self._by_name: dict[str, list[_Stage]] = {}
        for stage in stages:
            if stage.name:
                self._by_name.setdefault(stage.name, []).append(stage)

    def holds(self, reference: str) -> bool:
        """Whether any stage is called that."""
        return reference.lower() in self._by_name

    def below(self, stage: _Stage) -> _Stage | None:
        """The stage that `stage` is built on: of those before it, the last one of that name."""
        called = self._by_name.get(stage.base.lower(), [])
        before = bisect_left(called, stage.index, key=lambda other: other.index)
        return called[before - 1] if before else None


def _base(stage: _Stage, named: _Named) -> list[Fact]:
    base = stage.base
    if not base or base.lower() == "scratch" or named.below(stage):
        return []
    evidence = f"FROM {runtimes.in_short(base)}"
    return _image(stage, stage.instruction, base, "FROM", evidence, stage.is_final)


def _borrowed(instruction: Instruction, stage: _Stage, named: _Named) -> Iterator[Fact]:
    """Images that a stage copies from, or mounts, without being built on them."""
    for flag in instruction.flags:
        found = _FLAG_FROM.match(flag)
        source = (found[1] or found[2]) if found else ""
        if source and not source.isdigit() and not named.holds(source):
            evidence = f"{instruction.name} {flag}"
            subject = f"{instruction.name} --from"
            yield from _image(stage, instruction, source, subject, evidence, False)


def _image(
    stage: _Stage,
    instruction: Instruction,
    reference: str,
    subject: str,
    evidence: str,
    is_final: bool,
) -> list[Fact]:
    image = image_fact(
        reference,
        address=stage.address,
        subject=subject,
        used_by=stage.label,
        place=instruction.place,
    )
    part = "final" if is_final else "build"
    return [image] + [
        replace(found, evidence=evidence, stage=part)
        for found in runtimes.of_image(image, stage.label)
        if isinstance(found, RuntimeFact)
    ]
