"""What templates say, against what they render to: what is certain holds in every rendering."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from platguard.model.facts import ContainerFact

from .contradictions import contradictions
from .reading import facts

SNIPPETS = sorted((Path(__file__).parent / "renderings").glob("*.yaml"))


@pytest.mark.parametrize("path", SNIPPETS, ids=lambda path: path.stem)
def test_no_rendering_contradicts_what_a_template_says(path: Path) -> None:
    snippet = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = {container.name: container for container in facts(snippet["template"], ContainerFact)}
    for name, fields in snippet["known"].items():
        known = {field: getattr(found[name], field) for field in fields}
        assert known == fields
        assert set(fields).isdisjoint(found[name].unknown)
    for name, fields in snippet["unknown"].items():
        assert set(fields) <= set(found[name].unknown)
    for rendering in snippet["renderings"]:
        assert contradictions(snippet["template"], rendering) == []


def test_a_wrong_rendering_is_told() -> None:
    template = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostPID: true\n"
    other = template.replace("true", "false")
    assert contradictions(template, other) == ["k8s:/Pod/(unset)/a: host_pid is False, not True"]
    assert contradictions(other, template) == ["k8s:/Pod/(unset)/a: host_pid is True, not False"]


class Condition(NamedTuple):
    """Parts of a text that stand under a condition, and those of its other branch."""

    number: int
    body: list[Any]
    other: list[Any]


POD = """\
  hostPID: true
  initContainers:
    - name: one
      image: x:1
      securityContext:
        privileged: true
        runAsUser: 1000
      resources:
        limits:
          memory: 1Gi
  volumes:
  - name: data
    emptyDir: {}
  containers:
  - name: two
    image: y:2
    resources:
      limits:
        cpu: 2
        memory: 2Gi
    env:
    - name: TWO
      value: b
    args: ["a",
      "b"
    ]
  - name: three
    image: z:3
    securityContext:
      readOnlyRootFilesystem: true
      runAsUser: 3000
    ports:
    - containerPort: 80
      hostPort: 8080
    description: |
      privileged: false
""".splitlines()
BEGIN = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n"


@st.composite
def conditions(draw: st.DrawFn) -> list[Any]:
    """The lines of a pod, some of them under conditions, wherever those begin and end."""
    parts: list[Any] = list(POD)
    for number in range(draw(st.integers(1, 4))):
        around = parts
        while nested := [part for part in around if isinstance(part, Condition)]:
            if not draw(st.booleans()):
                break
            inner = draw(st.sampled_from(nested))
            around = draw(st.sampled_from([inner.body, inner.other]))
        start = draw(st.integers(0, len(around)))
        end = draw(st.integers(start, min(start + 8, len(around))))
        middle = draw(st.integers(start, end)) if draw(st.booleans()) else end
        around[start:end] = [Condition(number, around[start:middle], around[middle:end])]
    return parts


def template_of(parts: list[Any]) -> str:
    """The parts with their conditions."""
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Condition):
            lines.append(f"{{{{- if .Values.x{part.number} }}}}\n{template_of(part.body)}")
            lines.append(f"{{{{- else }}}}\n{template_of(part.other)}" if part.other else "")
            lines.append("{{- end }}\n")
        else:
            lines.append(f"{part}\n")
    return "".join(lines)


def rendering_of(parts: list[Any], holds: tuple[bool, ...]) -> str:
    """The parts that are left when each condition holds or not."""
    return "".join(
        rendering_of(part.body if holds[part.number] else part.other, holds)
        if isinstance(part, Condition)
        else f"{part}\n"
        for part in parts
    )


@settings(deadline=None)
@given(conditions())
def test_wherever_conditions_begin_and_end(parts: list[Any]) -> None:
    template = BEGIN + template_of(parts)
    for holds in product((True, False), repeat=4):
        rendering = BEGIN + rendering_of(parts, holds)
        found = contradictions(template, rendering)
        assert found == [], f"{found}\n{template}\n---\n{rendering}"
