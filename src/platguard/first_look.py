"""What a repository holds, for an organisation that has not decided anything yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from platguard.cache import Cache
from platguard.config import Organisation
from platguard.facts.examples import example_root
from platguard.gathering import gather
from platguard.model.facts import ImageFact, RuntimeFact, ToolFact
from platguard.model.facts.tools import TOOL_CATEGORIES
from platguard.model.report import Finding
from platguard.request import Request
from platguard.scan import judge
from platguard.settings import read_settings
from platguard.workspace import open_workspace, repository_name


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What is in use, and what the built-in standards make of it."""

    repository: str
    day: str
    broken: Mapping[str, int]
    """How many errors each rule would find in the profile baseline, of those without a critical
    one."""
    critical: Mapping[str, int]
    """How many errors each rule with a critical one would find."""
    strict_rules: int
    """How many more rules the profile strict has."""
    strict_findings: int
    """How much more they find, examples left out."""
    tools: Mapping[str, Mapping[str, str]]
    """The tools in use and where that shows, by category."""
    registries: Mapping[str, int]
    """How many references to images name each registry."""
    swarm: int
    """How many signs of Docker Swarm there are."""
    examples: Sequence[str]
    """Folders of tests and examples."""


def look(request: Request) -> FirstLook:
    """What the built-in standards find where nobody has set anything.

    Raises UsageError or SourceError when nothing can be read.
    """
    workspace = open_workspace(request)
    cache = Cache(request.cache)
    settings = read_settings(request, workspace.source)

    def findings(profile: str) -> tuple[int, list[Finding]]:
        organisation = Organisation(adopted=True, profile=profile)
        chosen = replace(settings, organisation=organisation, configuration=profile.encode())
        report = judge(request, workspace, cache, chosen).report
        own = [f for f in report.findings if f.outcome == "fail" and not example_root(f.path)]
        return len(report.rules), own

    rules, baseline = findings("baseline")
    all_rules, strict = findings("strict")
    errors = [finding for finding in baseline if finding.level == "error"]
    grave = {finding.rule for finding in errors if finding.severity == "critical"}
    found = _in_use(request)
    return FirstLook(
        repository=repository_name(workspace),
        day=request.day("UTC").isoformat(),
        broken=_counted(f.rule for f in errors if f.rule not in grave),
        critical=_counted(f.rule for f in errors if f.rule in grave),
        strict_rules=all_rules - rules,
        strict_findings=len(strict) - len(baseline),
        tools=found.tools,
        registries=_counted(found.registries),
        swarm=found.swarm,
        examples=sorted(found.examples),
    )


class _InUse:
    def __init__(self) -> None:
        self.tools: dict[str, dict[str, str]] = {category: {} for category in TOOL_CATEGORIES}
        self.registries: list[str] = []
        self.swarm = 0
        self.examples: set[str] = set()


def _in_use(request: Request) -> _InUse:
    found = _InUse()
    _, facts = gather(request)
    for fact in facts:
        root = example_root(fact.path)
        if root:
            found.examples.add(root)
            continue
        match fact:
            case ToolFact(strength="used"):
                where = f"{fact.path}:{fact.places[''].line}" if "" in fact.places else fact.path
                found.tools[fact.category].setdefault(fact.product, where)
            case ImageFact() if fact.registry and "registry" not in fact.unknown:
                found.registries.append(fact.registry)
            case RuntimeFact(product="docker-swarm"):
                found.swarm += bool(fact.strong)
    return found


def _counted(names: Iterable[str]) -> dict[str, int]:
    """How often each name comes, the most frequent first."""
    return dict(sorted(Counter(names).items(), key=lambda pair: (-pair[1], pair[0])))
