"""Whatever lies in a folder: it is accounted for, and judged the same however often."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from platguard.model.facts import FACT_TYPES

from .own_files import SOUND
from .projects import GOOD, PRIVILEGED, Project
from .test_secrets import FILES

PATHS = st.sampled_from(
    [
        *("a.yaml", "b/a.yaml", "b/c.yml", "c.json", "Dockerfile", "x.Dockerfile", "compose.yml"),
        *("k/kustomization.yaml", "k/a.yaml", "c/Chart.yaml", "c/templates/a.yaml", "d.sh"),
        *(".github/workflows/a.yml", "pyproject.toml", "package.json", ".nvmrc", "go.mod"),
        *(
            "Makefile",
            "Jenkinsfile",
            ".python-version",
            ".tool-versions",
            ".gitignore",
            "vendor/a.yaml",
        ),
        *(
            "readme.md",
            "docker-stack.yml",
            "\x1b[2J.yaml",
            "é\n::.yaml",
            "tests/a.yaml",
            ".sops.yaml",
        ),
    ]
)
WORDS = st.sampled_from(
    [
        *(
            "apiVersion: v1\n",
            "kind: Pod\n",
            "kind: Secret\n",
            "kind: NetworkPolicy\n",
            "---\n",
            "...\n",
        ),
        *("spec:\n", "  containers:\n", "  - name: a\n", "    image: b\n", "metadata: {name: a}\n"),
        *(
            "services:\n",
            "  web: {image: a}\n",
            "{{ .Values.a }}\n",
            "- ",
            "? ",
            "*a ",
            "&a ",
            "!!int ",
        ),
        *(
            "FROM a\n",
            "ENV TOKEN=b\n",
            "RUN <<EOF\n",
            "EOF\n",
            "jobs:\n",
            "steps: [",
            "]\n",
            "{",
            "}\n",
        ),
        *(
            "resources: [a.yaml]\n",
            "namespace: a\n",
            "\t",
            " ",
            "\n",
            "'",
            '"',
            "|\n",
            "%YAML 1.1\n",
            "\0",
        ),
        *(
            "sops: {mac: a}\n",
            "<<: *a\n",
            "podSelector: {}\n",
            "\ufeff",
            "\r\n",
            "# a\n",
            "data: {a: b}\n",
        ),
    ]
)
MANIFESTS = st.sampled_from([GOOD, PRIVILEGED, *FILES.values(), *SOUND.values()])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file that people write, with a part of it replaced by anything."""
    data = draw(MANIFESTS).encode()
    start = draw(st.integers(0, len(data)))
    end = draw(st.integers(start, min(len(data), start + 40)))
    return data[:start] + draw(st.binary(max_size=6)) + data[end:]


CONTENTS = st.one_of(
    st.binary(max_size=60),
    st.lists(WORDS, max_size=12).map(lambda words: "".join(words).encode("utf-8")),
    damaged(),
)
TREES = st.dictionaries(PATHS, CONTENTS, max_size=6)


def rule(fact_type: str) -> str:
    """A rule that everything of a type breaks."""
    return f"""\
  - id: every-{fact_type.replace("_", "-")}
    title: Every {fact_type}
    on: {fact_type}
    deny: "true"
    severity: medium
    why: A test looks at everything.
    message: "{{{fact_type}.subject}} at {{{fact_type}.address}}"
    fix: None.
"""


STANDARD = "standard: own\ntitle: Own\nowner: a\ncontact: b\nrules:\n" + "".join(
    rule(name) for name in FACT_TYPES
)


def judge(project: Project, *arguments: str) -> tuple[int, str]:
    """Exit code and JSON of one scan."""
    told = project.run("scan", "--as-of=2026-11-22", f"--standards={STANDARDS}", *arguments)
    assert told.errors == ""
    return told.code, told.output


STANDARDS = "../own.yaml"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=TREES, versioned=st.booleans())
def test_any_tree(tree: dict[str, bytes], versioned: bool) -> None:
    with TemporaryDirectory() as folder:
        top = Path(folder)
        (top / "own.yaml").write_text(STANDARD)
        project = Project(top, top / "cache")
        for path, content in tree.items():
            project.write(path, content)
        if versioned:
            project.git("init", "--quiet")
        told = project.scan(f"--standards={STANDARDS}")
        assert told.code in (0, 1, 3, 4)
        assert "bug in platguard" not in told.everything
        known = judge(project, "--format=json")
        assert json.loads(known[1]) == told.report
        assert judge(project, "--format=json") == known
        assert judge(project, "--format=json", "--no-cache") == known


@pytest.mark.parametrize(
    "name", ["platguard.yaml", ".platguard.yaml", ".platguard/exceptions/a.yaml"]
)
@settings(max_examples=40, deadline=None)
@given(data=damaged() | st.binary(max_size=40))
def test_any_own_file(name: str, data: bytes) -> None:
    with TemporaryDirectory() as folder:
        top = Path(folder)
        (top / "own.yaml").write_text(STANDARD)
        project = Project(top, top / "cache")
        project.write("a.yaml")
        project.write(name, data)
        told = project.scan(f"--standards={STANDARDS}", "--no-cache")
        assert told.code in (1, 2)
