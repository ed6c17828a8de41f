"""Standards and rules as they are written, before any expression is compiled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from platguard.records import dataclass

if TYPE_CHECKING:
    from platguard.model.lifecycle import Lifecycle

SEVERITIES = ("critical", "high", "medium", "low", "info")
"""How bad a finding is, worst first."""

LEVELS = ("error", "warning", "note")
"""What a finding does today, strongest first."""

PROFILES = ("baseline", "strict")
"""How much an organisation asks for at once; strict has all that baseline has, and more."""

PLATFORMS = (
    *("kubernetes", "kustomize", "helm", "compose", "dockerfile", "github-actions", "scripts"),
    *("ansible", "serverless", "version-files", "dotenv", "repository", "register"),
)
"""Where a rule may find what it looks at."""

EXPECTATIONS = ("pass", "fail", "warn", "unknown", "not-applicable", "none")
WORSE = "worse"
"""What a mutation may expect beside: that what fails is further from what is asked for."""
"""What an inline test may expect; none means that no fact of the rule's type is found."""


@dataclass(frozen=True, slots=True)
class Grade:
    """A severity that holds when its condition does; the first that holds decides."""

    when: str
    severity: str
    level_at_most: str
    """The strongest level of such a finding; empty for no limit."""


@dataclass(frozen=True, slots=True)
class Param:
    """A value of a rule that an organisation may set."""

    type: str
    """int, string, bool, or list (of strings)."""
    value: Any
    """The organisation's value, else the rule's default."""
    one_of: Sequence[str]
    """The values allowed; empty for any."""
    strict: Any = None
    """The default in the profile strict; None where that is the same."""


@dataclass(frozen=True, slots=True)
class InlineTest:
    """A case that shows what a rule finds."""

    name: str
    given: Mapping[str, str]
    """Content of each file by path."""
    expect: str
    """One of EXPECTATIONS."""
    as_of: str
    """The day, as YYYY-MM-DD; empty for the day on which the test runs."""
    params: Mapping[str, Param]
    """Those params of the rule that this test sets, as an organisation would."""
    line: int


@dataclass(frozen=True, slots=True)
class Mutation:
    """An edit of a test's files, or another day, after which the rule must find something else."""

    name: str
    of: str
    """Name of the test."""
    replace: str
    """Text that stands once in the test's files; empty when only the day changes."""
    by: str
    """What takes its place."""
    as_of: str
    """The day instead of the test's; empty for the same."""
    expect: str
    """One of EXPECTATIONS, another one than that of the test; or WORSE."""
    line: int


@dataclass(frozen=True, slots=True)
class Edit:
    """How the file of a finding is mended. Texts in it are templates, which may ask for `text`."""

    kind: str
    """A key of REPAIRS: safe, or suggest."""
    when: str
    """Where it does not hold, the edit is none for the finding; empty for always."""
    at: str
    """The field at whose place it begins, or the fact type for the fact itself; empty for where
    the finding is reported."""
    up: int
    """How many mappings to climb from the one that stands there, or holds what stands there."""
    set: Mapping[str, Any]
    """What to write into that mapping; within nested mappings, only what they name."""
    append: Mapping[str, Any]
    """Items, by the keys that lead to their list, to add where the list has them not."""
    remove: Mapping[str, Any] | Sequence[str]
    """Keys, or items of a list, to take out, by the keys that lead to what holds them."""
    rename: Mapping[str, Any]
    """New names of keys, by the keys that lead to them."""
    before: str
    """The key of that mapping above which a new one is written; empty for the end."""
    replace: str
    """What takes the place of the scalar, or the rest of the line, that stands there: `text`."""
    instruction: str
    """A line for the last stage of a Dockerfile, above what only says how it is started."""
    create: Mapping[str, str]
    """Text of new files by path, relative to the folder of the file."""
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Tightening:
    """What a rule asked before its last revision, and the dates of all that it asks since."""

    lifecycle: Lifecycle
    """Of the findings that the revision adds."""
    when: str
    """What the rule was; so are the other three, each as in Rule."""
    require: str
    deny: str
    schema: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One checkable expectation. Expressions are CEL over one fact of the type `on`."""

    id: str
    title: str
    on: str
    """A key of FACT_TYPES."""
    severity: str
    why: str
    message: str
    """A template: `{expression}` is replaced by the value of the expression."""
    fix: str
    """A template, like `message`."""
    warning: str
    """Template of the message when `warn` holds; empty to use `message`."""
    when: str
    """Where it does not hold, the rule is not applicable; empty for always."""
    require: str
    """Must be true; empty when `deny` or `schema` is given."""
    deny: str
    """Must be false; empty when `require` or `schema` is given."""
    schema: Mapping[str, Any] | None
    """JSON Schema that the manifest of an object must meet."""
    for_each: str
    """A list field of records of the fact, `secret.keys`; each is judged as `item`."""
    let: Mapping[str, str]
    """Named values, in order; each may use those before it."""
    grades: Sequence[Grade]
    warn: str
    """Where the rule is met but this holds, it soon will not be; empty for never."""
    params: Mapping[str, Param]
    at: str
    """The field whose place is reported; empty for the fact's own."""
    discriminator: str
    """Expression that keeps two violations of one subject apart; empty for none."""
    allow_list: str
    """Name of the repository's allow list that adds to `params.allow`; empty for none."""
    exceptions: str
    """`fingerprint` when only exceptions scoped by fingerprint count; empty for any."""
    lifecycle: Lifecycle | None
    """None for a rule that is enforced since for ever."""
    revision: int
    """Counts what the rule has been, from 1."""
    tightening: Tightening | None
    """None where every finding goes by the dates of the rule itself."""
    enabled: bool
    profile: str
    """The smallest profile that has the rule: one of PROFILES."""
    platforms: Sequence[str]
    """Some of PLATFORMS: where it finds what it looks at."""
    level: str
    """The organisation's level; empty to follow the severity."""
    controls: Mapping[str, Sequence[str]]
    also: Sequence[str]
    """Ids of the same check in other tools."""
    formerly: Sequence[str]
    """Older ids of this rule."""
    tests: Sequence[InlineTest]
    mutations: Sequence[Mutation]
    standard: str
    owner: str
    contact: str
    builtin: bool
    """Whether it comes with platguard rather than from the organisation."""
    path: str
    line: int
    places: Mapping[str, tuple[int, int]]
    """Line and column of the value of each key, for errors."""
    edits: Sequence[Edit] = ()
    """How what it finds is mended; of each class, the first that applies counts."""
    gap: str = ""
    """Expression that tells how far what fails is from what is asked for, as a number: the greater,
    the worse. Empty where there is no order."""
    ends: str = ""
    """Expression for the day of which `warn` warns, as YYYY-MM-DD; empty where there is none."""
    ending: str = ""
    """Expression for what ends on that day, `php 8.2`; given where `ends` is."""

    @property
    def lifecycles(self) -> Mapping[str, Lifecycle]:
        """The rule's own dates and those of its last revision, by whose they are."""
        found = {f"rule {self.id}": self.lifecycle} if self.lifecycle else {}
        if self.tightening:
            found[f"revision {self.revision} of rule {self.id}"] = self.tightening.lifecycle
        return found


@dataclass(frozen=True, slots=True)
class Standard:
    """What the platform expects in one area, who owns it, whom to ask."""

    id: str
    title: str
    owner: str
    contact: str
    rules: Sequence[Rule]
    retired_ids: Sequence[str]
    path: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that decides what today's facts mean: standards as an organisation set them."""

    rules: Sequence[Rule]
    """By id, sorted."""
    known_ids: Mapping[str, str] = field(default_factory=dict)
    """Every id that an exception may name, older ones included, and the rule that it means now;
    empty for a rule that was retired."""
    digest: str = ""
    """Digest of the standards, tables and settings: equal digests judge equally."""
