"""Folders of tests, fixtures, examples and documents, known by their names."""

from __future__ import annotations

from functools import cache

EXAMPLES = frozenset(
    {"test", "tests", "testdata", "test-data", "fixtures", "fixture", "__tests__", "examples"}
    | {"example", "samples", "sample", "snippets", "docs", "e2e", "cypress", "mocks"}
    # Ansible's tests of roles, tests of several parts together, and what is kept but not used.
    | {"molecule", "integration-test", "integration-tests", "archived"}
)
"""Names of folders of which nobody deploys anything."""


@cache
def _holds_examples(folder: str) -> bool:
    # `testdata2` is one more `testdata`, and an underscore only keeps tools out of `_examples`.
    return folder.lower() in EXAMPLES or folder.lower().strip("_0123456789") in EXAMPLES


def example_root(path: str) -> str:
    """The outermost folder of tests, fixtures or examples around a file; empty outside of any."""
    if not is_example(path):
        return ""
    folders = path.split("/")[:-1]
    depth = next(i for i, folder in enumerate(folders, start=1) if _holds_examples(folder))
    return "/".join(folders[:depth])


def is_example(path: str) -> bool:
    """Whether a file lies in a folder of tests, examples or documents: nobody deploys it."""
    return any(map(_holds_examples, path.split("/")[:-1]))
