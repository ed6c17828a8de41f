"""What surrounds the steps of a job or of an action."""

from __future__ import annotations

from dataclasses import field

from platguard.facts.actions import Lines
from platguard.facts.workflow_expressions import Scope
from platguard.model.facts import WorkflowCommand
from platguard.records import dataclass


@dataclass(slots=True)
class Around:
    """What surrounds the steps of a job or of an action."""

    lines: Lines
    scope: Scope
    address: str
    """`gha:build`, to which a slash and the step are added."""
    label: str
    """`job build`, `action Setup`."""
    job: str = ""
    shell: str = ""
    triggers: list[str] = field(default_factory=list)
    guard: str = ""
    privileged: bool = False
    typed_inputs: frozenset[str] = frozenset()
    """Inputs of the workflow whose type leaves no choice of text."""
    commands: list[WorkflowCommand] = field(default_factory=list)
    """Collects the retired commands of every step."""
