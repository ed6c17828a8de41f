"""Steps that check out what a stranger wrote: the head of a pull request.

What counts follows GitHub Security Lab, "Preventing pwn requests", the query
actions/UntrustedCheckout of CodeQL, and ossf/scorecard's Dangerous-Workflow. Whether that is
dangerous depends on the events that start the workflow, and is for the rule to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from platguard.facts.reading import mapping, text
from platguard.facts.shell_words import SimpleCommand, simple_commands
from platguard.facts.word_lists import word_set
from platguard.model.document import Map
from platguard.patterns import pattern

_HEAD = pattern(
    r"github\.event\.pull_request\.(?:head\.(?:sha|ref|label|repo\.[\w.]{1,40})|merge_commit_sha)"
    r"|github\.head_ref"
    r"|github\.event\.workflow_run\.(?:head_sha|head_branch|head_commit\.id"
    r"|head_repository\.\w{1,40}|pull_requests\[\d{1,3}\]\.head\.\w{1,20})",
    re.IGNORECASE,
)
_BRANCH_ONLY = pattern(
    r"(?:github\.event\.pull_request\.head\.ref|github\.head_ref"
    r"|github\.event\.workflow_run\.head_branch)$",
    re.IGNORECASE,
)
_INPUT = pattern(r"\$\{\{\s*(?:github\.event\.)?inputs\.([\w-]+)", re.IGNORECASE)
_PULL = pattern(r"(?:^|[/\s+])pull/.{1,200}?/(?:head|merge)\b", re.DOTALL)
_ENV = pattern(r"\$\{\{\s*env\.(\w+)\s*\}\}|\$(?:env:)?\{?(\w+)\}?")
_EXPRESSION_TEXT = pattern(r"\$\{\{[^}$]*\}\}")
_TAKING = word_set("checkout switch pull clone merge reset worktree rebase cherry-pick restore")
"""Subcommands of git that put what they name into the work tree."""
_FETCHED = pattern(r"(?:^|[/\s])FETCH_HEAD\b")
_GLOBAL_VALUES = frozenset({"-C", "-c", "--git-dir", "--work-tree"})


def of_action(inputs: object, env: Mapping[str, str]) -> str:
    """How `actions/checkout` with these inputs takes what a stranger wrote; else empty."""
    values = mapping(inputs)
    for key in ("ref", "repository"):
        written = _with_variables(text(values.get(key)), env)
        if found := _HEAD.search(written):
            return f"{key}: {found[0]}"
        if _PULL.search(_without_expressions(written)):
            return f"{key}: refs/pull"
    return ""


def input_of_action(inputs: object, env: Mapping[str, str]) -> str:
    """The input (in small letters) that says what `actions/checkout` takes; empty for none."""
    values = mapping(inputs)
    for key in ("ref", "repository"):
        if found := _INPUT.search(_with_variables(text(values.get(key)), env)):
            return found[1].lower()
    return ""


def head_in(written: str, env: Mapping[str, str]) -> str:
    """The context in a text that names what a stranger wrote; else empty."""
    found = _HEAD.search(_with_variables(written, env))
    return found[0] if found else ""


def named_head(context: str) -> str:
    """The context itself where it names what a stranger wrote; else empty."""
    return context if _HEAD.fullmatch(context) else ""


def is_branch(context: str) -> bool:
    """Whether a context is the name of a branch, which says nothing of its repository."""
    return _BRANCH_ONLY.search(context) is not None


def is_own_branch(checkout: str, inputs: object) -> bool:
    """Whether a checkout names a branch, and no repository in which a stranger could have it."""
    return is_branch(checkout) and not mapping(inputs).get("repository")


def of_script(script: str, env: Mapping[str, str]) -> str:
    """How a script checks out what a stranger wrote: `gh pr checkout`; else empty."""
    if "git" not in script and "pr checkout" not in script:
        return ""
    fetched: set[str] = set()
    for command in simple_commands(script):
        words = _arguments(command)
        if words[:3] in (["gh", "pr", "checkout"], ["hub", "pr", "checkout"]):
            return f"{words[0]} pr checkout"
        if not words or words[0] != "git" or len(words) < 2:
            continue
        told = _untrusted(words[2:], env)
        if words[1] == "fetch" and told:
            fetched |= {"FETCH_HEAD", *_local_names(words[2:])}
        elif words[1] in _TAKING and (told or fetched.intersection(words[2:])):
            return f"git {words[1]} {told or 'what it fetched'}"
    return ""


def _arguments(command: SimpleCommand) -> list[str]:
    """The program without its path, and its words without flags before the subcommand."""
    words = [word.text for word in command.words]
    if words and words[0] == "sudo":
        words = words[1:]
    if not words:
        return []
    index = 1
    while index < len(words) and words[index].startswith("-"):
        index += 2 if words[index] in _GLOBAL_VALUES else 1
    return [words[0].rpartition("/")[2], *words[index:]]


def _untrusted(words: list[str], env: Mapping[str, str]) -> str:
    for word in words:
        written = _with_variables(word, env)
        if found := _HEAD.search(written):
            return found[0]
        if _PULL.search(_without_expressions(written)):
            return "refs/pull"
    return ""


def _local_names(words: list[str]) -> Iterator[str]:
    """The branches that a fetch writes to: `main` of `+refs/pull/1/head:main`."""
    for word in words:
        _, colon, name = word.rpartition(":")
        if colon and name:
            yield name.removeprefix("refs/heads/").removeprefix("refs/remotes/")


def _with_variables(written: str, env: Mapping[str, str]) -> str:
    """The text, followed by what the variables in it hold."""
    names = [found[1] or found[2] for found in _ENV.finditer(written)]
    return " ".join([written, *(env[name] for name in names if name in env)])


def _without_expressions(written: str) -> str:
    return _EXPRESSION_TEXT.sub("x", written)


def holds_secrets(value: object) -> bool:
    """Whether anything within a job reads a secret other than its own token."""
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            names = _SECRET.findall(part)
            if any(name.upper() != "GITHUB_TOKEN" for name in names):
                return True
        elif isinstance(part, dict):
            pending += part.values()
        elif isinstance(part, list):
            pending += part
    return isinstance(value, Map) and value.get("secrets") == "inherit"


_SECRET = pattern(r"(?<![\w.])secrets(?:\.|\[\s?')(\w+)", re.IGNORECASE)
