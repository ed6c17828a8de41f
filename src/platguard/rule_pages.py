"""Pages about rules, made from the standards themselves: one a rule, and an index.

What a page shows of messages is what the rule's own failing test makes the rule say, so a page can
promise nothing that is not so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from platguard.inline_tests import TestResult, run_tests
from platguard.model.standard import PROFILES, InlineTest, Rule
from platguard.policy import Decided
from platguard.rule_dates import date_lines
from platguard.rule_words import conditions, examples, graded, places
from platguard.templates import in_words

INDEX = "README.md"
_LANGUAGES = {"yaml": "yaml", "yml": "yaml", "json": "json", "toml": "toml", "sh": "sh"}
_NOTICE = "<!-- Made by `platguard standards docs` from {path}; edit it there. -->"


def rule_pages(decided: Decided, today: date) -> dict[str, str]:
    """Every page by its file name, in Markdown; tests that name no day run on `today`."""
    rules = decided.policy.rules
    results: dict[str, list[TestResult]] = {}
    for result in run_tests(decided, today):
        results.setdefault(result.rule.id, []).append(result)
    pages = {f"{rule.id}.md": _text(_page(rule, results.get(rule.id, []))) for rule in rules}
    return {INDEX: _text(_index(rules)), **pages}


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines).rstrip() + "\n"


def _index(rules: Sequence[Rule]) -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield f"<!-- Made by `platguard standards docs`. {len(rules)} rules. -->"
    yield ""
    yield "What the rules ask for, by the standard that they belong to. Those of the profile"
    yield "baseline are on; those of the profile strict are on where an organisation writes"
    yield "`profile: strict`, or names them under `rules:`. `platguard standards list` tells which"
    yield "of them are in force in a repository, and from when on."
    for standard in sorted({rule.standard for rule in rules}):
        own = [rule for rule in rules if rule.standard == standard]
        yield f"\n## {standard}\n"
        yield "| rule | what it asks for | severity | profile |"
        yield "| --- | --- | --- | --- |"
        for rule in own:
            link = f"[{rule.id}]({rule.id}.md)"
            yield f"| {link} | {_cell(rule.title)} | {rule.severity} | {_profile(rule)} |"


def _profile(rule: Rule) -> str:
    return "off until named" if rule.profile == PROFILES[0] and not rule.enabled else rule.profile


def _page(rule: Rule, results: Sequence[TestResult]) -> Iterator[str]:
    yield f"# {rule.id}"
    yield ""
    yield _NOTICE.format(path=rule.path.replace("builtin:", "policies/"))
    yield ""
    yield f"**{rule.title}.**"
    yield f"Severity {rule.severity}; standard [{rule.standard}]({INDEX}#{rule.standard}), of"
    # Whom to ask about the built-in ones, only those know who adopt them.
    contact = f" ({rule.contact})" if rule.contact and not rule.builtin else ""
    yield f"{rule.owner}{contact}; profile {_profile(rule)}."
    yield ""
    yield rule.why
    for title, lines in _parts(rule, results):
        yield f"\n## {title}\n"
        yield from lines


def _parts(rule: Rule, results: Sequence[TestResult]) -> Iterator[tuple[str, Iterable[str]]]:
    yield "What it looks at", _looks_at(rule)
    failing, passing = examples(results)
    if failing:
        yield "What it finds", _finds(failing)
    fix = failing.told[0][1] if failing and failing.told else in_words(rule.fix, rule)
    yield "How to put it right", [_quoted(fix), *_edits(rule)]
    if passing:
        yield "What it is content with", _given(passing.test)
    if rule.grades:
        yield "How bad it is", _grades(rule)
    if rule.params:
        yield "What an organisation may set", _params(rule)
    if rule.lifecycle:
        yield "Dates", [f"- {line}" for line in date_lines(rule.lifecycle)]
    if rule.controls:
        yield "Controls", [f"- {name}: {', '.join(ids)}" for name, ids in rule.controls.items()]
    if rule.also:
        yield "The same check elsewhere", [", ".join(f"`{name}`" for name in rule.also) + "."]
    if rule.formerly:
        yield "Formerly", [", ".join(f"`{name}`" for name in rule.formerly) + "."]


def _edits(rule: Rule) -> Iterator[str]:
    """Which command makes or shows an edit."""
    kinds = {edit.kind for edit in rule.edits}
    if "safe" in kinds:
        yield "\n`platguard fix` does it wherever one edit is possible that keeps the meaning."
    if "suggest" in kinds:
        yield "\n`platguard fix --diff --suggest` shows an edit to look at."


def _looks_at(rule: Rule) -> Iterator[str]:
    where = places(rule)
    yield f"Every `{rule.on}`{f', found in {where}' if where else ''}."
    for words, code in conditions(rule):
        yield f"\n{words}\n"
        yield from _fenced(code, "json" if code.startswith("{") else "cel")


def _finds(result: TestResult) -> Iterator[str]:
    yield from _given(result.test)
    for message, _ in result.told[:1]:
        yield f"\n> {_quoted(message)}"


def _given(test: InlineTest) -> Iterator[str]:
    day = f", as of {test.as_of}" if test.as_of else ""
    own = ", ".join(f"`{name}: {_told(param.value)}`" for name, param in test.params.items())
    params = f", with {own}" if own else ""
    yield f"{test.name[:1].upper()}{test.name[1:]}{day}{params}:"
    for path, content in test.given.items():
        name = path.rpartition("/")[2]
        yield f"\n`{path}`\n"
        ending = name.rpartition(".")[2].lower()
        language = "dockerfile" if name.startswith("Dockerfile") else _LANGUAGES.get(ending, "text")
        yield from _fenced(content.rstrip("\n"), language)


def _told(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _fenced(text: str, language: str) -> Iterator[str]:
    longest = max((len(run) for run in text.split() if set(run) == {"`"}), default=0)
    fence = "`" * max(3, longest + 1)
    yield f"{fence}{language}"
    yield text
    yield fence


def _grades(rule: Rule) -> Iterator[str]:
    yield "The first that holds decides."
    yield ""
    for grade in rule.grades:
        yield f"- {graded(grade)} where `{grade.when}`"
    yield f"- else {rule.severity}"


def _params(rule: Rule) -> Iterator[str]:
    yield "| param | type | default | in the profile strict |"
    yield "| --- | --- | --- | --- |"
    for name, param in rule.params.items():
        strict = "" if param.strict is None else f"`{_cell(str(param.strict))}`"
        one_of = f" ({', '.join(param.one_of)})" if param.one_of else ""
        yield f"| `{name}` | {param.type}{one_of} | `{_cell(str(param.value))}` | {strict} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _quoted(text: str) -> str:
    """A message as Markdown shows it word for word."""
    return " ".join(text.split()).replace("<", "\\<").replace("*", "\\*").replace("_", "\\_")
