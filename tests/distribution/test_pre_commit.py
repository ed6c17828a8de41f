"""What the hooks are given: the files that platguard reads, and nothing that it does not know."""

from __future__ import annotations

import re

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from identify.identify import ALL_TAGS

from distribution.wheels import CHECKOUT
from platguard.facts import kind_of

HOOKS = {
    hook["id"]: hook for hook in yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text())
}
HOOK = HOOKS["platguard"]
NAMES = ["", "Dockerfile", "Containerfile", "Makefile", "makefile", "GNUmakefile", "Jenkinsfile"]
NAMES += ["pyproject", "package", "go", "web", ".nvmrc", ".python-version", ".node-version"]
NAMES += [".ruby-version", ".tool-versions", "Dockerfile-old", "nvmrc", ".env", ".envrc", "values"]
ENDINGS = ["", ".yml", ".yaml", ".json", ".toml", ".mod", ".sh", ".bash", ".mk", ".jenkinsfile"]
ENDINGS += [".Dockerfile", ".dockerfile", ".dev", ".py", ".", "yml", ".env", ".ini"]


@given(
    st.lists(st.sampled_from(["deploy", ".github", "Dockerfile", "a.yml"]), max_size=2),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(ENDINGS), max_size=2),
)
def test_hook_is_given_the_files_that_platguard_reads(
    folders: list[str], name: str, endings: list[str]
) -> None:
    path = "/".join([*folders, name + "".join(endings)])
    assume(not path.endswith("/") and path)
    assert bool(re.search(HOOK["files"], path)) == (kind_of(path) is not None), path


def test_hook_knows_a_tag_for_every_such_file() -> None:
    assert set(HOOK["types_or"]) <= ALL_TAGS
    assert "text" in HOOK["types_or"], "a file whose name has no tag is text"
