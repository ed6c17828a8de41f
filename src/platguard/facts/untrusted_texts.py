"""Expressions that put text of others into a script, before the shell or the engine reads it.

Which contexts strangers write: `untrusted_event_properties.yml` of github/codeql (actions),
`expr_insecure.go` of rhysd/actionlint, and GitHub's "Security hardening". Which inputs of actions
are scripts: the same models of CodeQL, and zizmor's additions to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from platguard.facts.script_texts import Script
from platguard.facts.word_lists import word_set
from platguard.model.facts import UntrustedText
from platguard.patterns import pattern
from platguard.records import dataclass

# Every pattern is linear: what may begin anywhere ends where the next of its kind begins.
_EXPRESSION = pattern(r"\$\{\{((?:[^}$]|\}(?!\})|\$(?!\{))*)\}\}")
_CONTEXT = pattern(
    r"(?<![\w.'-])(?:github|inputs|env)(?:\.[\w*-]+|\[\s*(?:'[^'\]]*'|\d{1,9}|\*)\s*\])*",
    re.IGNORECASE,
)
_INDEX = pattern(r"\[\s*(?:'([^'\]]*)'|\d{1,9}|\*)\s*\]")
_WORDS = pattern(r"\[\s*'[^']*'|'[^']*'")
_OF_STRANGERS = pattern(
    r"github\.(?:head_ref|event\.(?:"
    r"(?:issue|discussion|pull_request)\.(?:title|body)"
    r"|changes\.(?:(?:title|body|head\.ref)\.from|new_(?:issue|discussion)\.(?:title|body))"
    r"|pull_request\.head\.(?:ref|label|repo\.(?:default_branch|description|homepage))"
    r"|(?:comment|review|review_comment|answer)\.body"
    r"|pages\.\*\.(?:page_name|title)"
    r"|merge_group\.head_ref"
    r"|(?:commits\.\*|head_commit|merge_group|workflow_run\.head_commit)"
    r"\.(?:message|(?:author|committer)\.(?:email|name))"
    r"|workflow_run\.(?:head_branch|display_title|head_repository\.description"
    r"|pull_requests\.\*\.head\.ref)"
    r"))",
    re.IGNORECASE,
)
_OBJECT = pattern(
    r"github(?:\.event(?:\.(?:issue|discussion|comment|review|commits|head_commit|pages|changes"
    r"|merge_group|pull_request(?:\.head)?|workflow_run(?:\.head_commit)?))?)?",
    re.IGNORECASE,
)
"""What holds such text among other things: all of it is written by `toJSON`."""
_ANSWER_ONLY = pattern(
    r"\b(?:contains|startsWith|endsWith|hashFiles)\s*\(|[=!]=|[<>]|^\s*!", re.IGNORECASE
)
_TO_JSON = pattern(r"\btojson\s*\(", re.IGNORECASE)
_INPUT = pattern(r"(?:inputs|github\.event\.inputs)\.([\w-]+)", re.IGNORECASE)
_VARIABLE = pattern(r"env\.(\w+)", re.IGNORECASE)

JAVASCRIPT = "actions/github-script"
_SCRIPT_INPUTS: dict[str, tuple[str, ...]] = {
    JAVASCRIPT: ("script",),
    "8398a7/action-slack": ("custom_payload",),
    "addnab/docker-run-action": ("options", "run"),
    "amadevus/pwsh-script": ("script",),
    "appleboy/ssh-action": ("script",),
    "azure/cli": ("inlineScript",),
    "azure/powershell": ("inlineScript",),
    "cardinalby/js-eval-action": ("expression",),
    "devorbitus/yq-action-output": ("cmd",),
    "jannekem/run-python-script-action": ("script",),
    "mikefarah/yq": ("cmd",),
    "nick-fields/retry": ("command",),
    "sergeysova/jq-action": ("cmd",),
    "skitionek/notify-microsoft-teams": ("overwrite",),
    "tibdex/backport": ("body_template", "head_template", "labels_template", "title_template"),
}
_TYPED = word_set("boolean number choice environment")
"""Types of inputs that take no text of the caller's choice."""


def script_inputs(action: str) -> tuple[str, ...]:
    """The inputs of an action (its name in small letters) that it runs as a script."""
    return _SCRIPT_INPUTS.get(action, ())


@dataclass(frozen=True, slots=True)
class Around:
    """What decides whether an expression is text of others."""

    env: Mapping[str, str]
    """The variables as they are written, expressions included."""
    typed_inputs: frozenset[str] = frozenset()
    """Inputs, in small letters, whose type leaves no choice of text."""


def typed_inputs(*declared: Mapping[str, object]) -> frozenset[str]:
    """The inputs that are of such a type wherever they are declared."""
    loose: set[str] = set()
    typed: set[str] = set()
    for inputs in declared:
        for name, about in inputs.items():
            kind = about.get("type") if isinstance(about, dict) else None
            (typed if kind in _TYPED else loose).add(str(name).lower())
    return frozenset(typed - loose)


def untrusted_texts(
    script: Script, around: Around, *, javascript: bool = False
) -> Iterator[UntrustedText]:
    """The expressions that put text of strangers, or an input, into the script; each once.

    Not those that only ask something about it: `contains(...)`, `... == 'main'`. In JavaScript
    `toJSON` makes a literal of any text, so that it is none there.
    """
    if "${{" not in script.text:
        return
    told: set[str] = set()
    for expression in _EXPRESSION.finditer(script.text):
        for position, written, origin in _origins(expression[1], around.env, javascript):
            is_typed = origin.startswith("inputs.") and origin[7:] in around.typed_inputs
            line, column = script.place_of(expression.start(1) + position)
            if not is_typed and written not in told:
                told.add(written)
                yield UntrustedText(
                    expression=written,
                    origin=origin,
                    given_by="",
                    triggers=[],
                    line=line,
                    column=column,
                )


def origin_of(value: str, env: Mapping[str, str]) -> str:
    """The context of which a value is made that strangers or callers write; else empty."""
    if "${{" not in value:
        return ""
    found = (
        origin
        for expression in _EXPRESSION.finditer(value)
        for _, _, origin in _origins(expression[1], env, javascript=False)
    )
    return next(found, "")


def is_input(origin: str) -> bool:
    """Whether the text is what a caller gives: `inputs.title`."""
    return origin.startswith("inputs.")


def is_stranger(origin: str) -> bool:
    """Whether a context is text of strangers: `github.event.issue.title`."""
    return _OF_STRANGERS.fullmatch(origin) is not None


def _origins(
    expression: str, env: Mapping[str, str], javascript: bool
) -> Iterator[tuple[int, str, str]]:
    """(position, as written, whose text it is) of each context in what an expression comes to."""
    for start, operand in _operands(expression):
        if _ANSWER_ONLY.search(operand):
            continue
        is_json = _TO_JSON.search(operand) is not None
        if is_json and javascript:
            continue
        for found in _CONTEXT.finditer(_without_words(operand)):
            written = operand[found.start() : found.end()]
            if origin := _origin(written, env, is_json):
                yield start + found.start(), written, origin


def _operands(expression: str) -> Iterator[tuple[int, str]]:
    """(position, text) of what an expression may come to: the last of what `&&` binds.

    What stands before it is the answer only where it is empty.
    """
    start = 0
    for alternative in expression.split("||"):
        last = alternative.rpartition("&&")[2]
        yield start + len(alternative) - len(last), last
        start += len(alternative) + len("||")


def _without_words(operand: str) -> str:
    """The text with blanks in place of literal strings, so that positions stay.

    Not of those that name a property: `github['event']`.
    """
    return _WORDS.sub(
        lambda found: found[0] if found[0].startswith("[") else " " * len(found[0]), operand
    )


def _origin(written: str, env: Mapping[str, str], is_json: bool) -> str:
    path = _INDEX.sub(lambda found: f".{found[1] if found[1] else '*'}", written).replace(" ", "")
    if found := _INPUT.fullmatch(path):
        return f"inputs.{found[1].lower()}"
    if found := _VARIABLE.fullmatch(path):
        # A variable whose value holds variables again is not followed any further.
        return origin_of(env.get(found[1], ""), {})
    if _OF_STRANGERS.fullmatch(path) or (is_json and _OBJECT.fullmatch(path)):
        return path
    return ""
