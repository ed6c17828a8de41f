"""As whom the image of a Dockerfile runs: the last USER of its final stage.

A stage inherits the user of the stage that it is built on (docs.docker.com, Dockerfile reference,
USER), and of an image that is not built here the user is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from platguard.facts.container_users import is_other_than_root, user_number
from platguard.facts.dockerfile_assignments import ESCAPE, assignments
from platguard.facts.reading import without_login
from platguard.facts.templates import is_template
from platguard.facts.variables import resolve
from platguard.model.document import Instruction, Place
from platguard.model.facts import ContainerFact
from platguard.patterns import pattern
from platguard.records import dataclass

_VARIABLE = pattern(r"\$[A-Za-z_{]")
_WINDOWS = pattern(r"(?:.*/)?windows/|.*(?:nanoserver|windowsservercore|-windows-?)", re.IGNORECASE)
_NO_COMMAND = ("scratch", "")


@dataclass(frozen=True, slots=True)
class Lineage:
    """A stage with all that it inherits from the stages below it."""

    base: str
    """The image that the lowest of them is built on."""
    place: Place
    """Where the stage begins."""
    arguments: dict[str, str]
    """Defaults of the arguments that are declared before the first stage."""
    stages: Sequence[Sequence[Instruction]]
    """The instructions of each stage, the lowest first."""


def image_container(
    lineage: Lineage, *, name: str, label: str, address: str
) -> ContainerFact | None:
    """The container that the image of a final stage becomes; None for one that runs nothing."""
    runs = any(it.name in ("CMD", "ENTRYPOINT") for stage in lineage.stages for it in stage)
    if lineage.base.lower() in _NO_COMMAND and not runs:
        # Files for `docker build --output`, or for another image to copy from.
        return None
    user, is_known, place = _user(lineage)
    unknown = [] if is_known else ["user", "run_as_user", "run_as_non_root"]
    if _VARIABLE.search(lineage.base) or is_template(lineage.base):
        unknown.append("image")
    return ContainerFact(
        address=address,
        subject="USER",
        places=dict.fromkeys(("", "user", "run_as_user"), place),
        unknown=unknown,
        name=name,
        role="image",
        workload=label,
        image=without_login(lineage.base),
        privileged=False,
        env=[],
        requests={},
        limits={},
        run_as_user=user_number(user),
        run_as_non_root=is_other_than_root(user),
        user=user,
        windows=_WINDOWS.match(lineage.base) is not None,
        invalid=[],
    )


def _user(lineage: Lineage) -> tuple[str, bool, Place]:
    """The last user, whether it is known, and where it is written; empty for none."""
    user, is_known, place = "", True, lineage.place
    environment: dict[str, str] = {}
    for stage in lineage.stages:
        arguments: dict[str, str] = {}
        for instruction in stage:
            values = arguments | environment
            if instruction.name == "ENV":
                _assign(instruction, values, environment)
            elif instruction.name == "ARG":
                _declare(instruction, values, lineage.arguments, arguments)
            elif instruction.name == "USER":
                written = instruction.arguments.strip().strip("\"'")
                user, is_known = resolve(written, values, ESCAPE)
                place = instruction.place
    return user, is_known, place


def _assign(instruction: Instruction, values: dict[str, str], environment: dict[str, str]) -> None:
    for name, value, _ in assignments(instruction.arguments):
        resolved, is_known = resolve(value, values, ESCAPE)
        if is_known:
            environment[name] = resolved
        else:
            environment.pop(name, None)


def _declare(
    instruction: Instruction,
    values: dict[str, str],
    shared: dict[str, str],
    arguments: dict[str, str],
) -> None:
    """ARG without a default takes that of the argument declared before the first stage."""
    for name, value, has_default in assignments(instruction.arguments):
        resolved, is_known = resolve(value, values, ESCAPE)
        if has_default and is_known:
            arguments[name] = resolved
        elif not has_default and name in shared:
            arguments[name] = shared[name]
