"""No file takes more time than its size explains, whatever it repeats."""

from __future__ import annotations

from time import process_time

import pytest

from platguard import facts

SIZE = 100_000
MOST_SECONDS = 4.0
"""Some times what the slowest of them takes; with the square of their size they took a minute."""
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n"


@pytest.mark.parametrize("unit", ["{", "{{/*", "{{-", "%{", "{%", "${", "$("])
@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("package.json", '{"scripts": {"a": "'),
        ("pom.xml", "<project>"),
        ("pyproject.toml", ""),
        ("compose.yml", "services:\n  a:\n    command: "),
        ("compose.yml", "services:\n  a:\n    volumes:\n    - "),
        ("templates/a.yaml", f"{POD}    args:\n    - "),
        ("Taskfile.yml", "version: '3'\ntasks:\n  a:\n    cmds:\n    - "),
        ("Dockerfile", "FROM "),
    ],
)
def test_what_is_opened_and_never_closed(path: str, start: str, unit: str) -> None:
    assert seconds(path, start + unit * (SIZE // len(unit))) < MOST_SECONDS


@pytest.mark.parametrize("unit", ["FROM a\n", "FROM a AS b\n", "FROM b AS b\n"])
def test_a_dockerfile_of_many_stages(unit: str) -> None:
    small = seconds("Dockerfile", unit * 2_000)
    assert seconds("Dockerfile", unit * 16_000) < 8 * 3 * max(small, 0.1)


@pytest.mark.parametrize("unit", ["\n", "\r\n", " \n", " ", "{ ", ", "])
def test_a_broken_file_with_little_in_it(unit: str) -> None:
    assert seconds("a.yaml", "a: [\n" + unit * (SIZE // len(unit))) < MOST_SECONDS


@pytest.mark.parametrize("unit", ["/*", "//", '"', '\\"', ",", ", ", "/**", "/* */", '"//'])
def test_comments_in_json(unit: str) -> None:
    assert seconds("a.json", '{"a":' + unit * (SIZE // len(unit))) < MOST_SECONDS


def test_an_image_of_defaults_within_defaults() -> None:
    deep = "${A:-" * 40_000 + "}" * 40_000
    assert seconds("compose.yml", f"services:\n  a:\n    image: {deep}\n") < MOST_SECONDS


def seconds(path: str, content: str) -> float:
    """How long the processor works at a file."""
    kind = facts.kind_of(path)
    assert kind is not None
    before = process_time()
    facts.extract(content.encode(), kind)
    return process_time() - before
