"""What a repository holds, for an organisation that has not decided anything yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from platguard.baseline_standings import is_never_debt
from platguard.bench import Bench
from platguard.cache import Cache
from platguard.config import Organisation
from platguard.dates import add_months
from platguard.facts.examples import example_root
from platguard.gathering import gather
from platguard.model.baseline import Adoption
from platguard.model.facts import ImageFact, RuntimeFact, ToolFact
from platguard.model.facts.tools import TOOL_CATEGORIES
from platguard.model.report import Finding
from platguard.records import dataclass
from platguard.request import Request
from platguard.scan import Scan, judge
from platguard.settings import read_settings
from platguard.workspace import open_workspace, repository_name

_MONTHS_OF_DEBT = 6


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What is in use, and what the built-in standards make of it."""

    repository: str
    day: str
    broken: Mapping[str, int]
    """How many errors each rule would find in the profile baseline, of those that may be adopted
    as old debt."""
    grave: Mapping[str, int]
    """How many each rule would find of the others: critical ones, secrets in clear text."""
    lesser: int
    """How many warnings and notes there would be beside the errors."""
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

    @property
    def sunset(self) -> str:
        """A last day that may be proposed for old debt."""
        return add_months(date.fromisoformat(self.day), _MONTHS_OF_DEBT).isoformat()


def look(request: Request) -> FirstLook:
    """What the built-in standards find where nobody has set anything.

    Raises UsageError or SourceError when nothing can be read.
    """
    workspace = open_workspace(request)
    bench = Bench(Cache(request.cache))
    settings = read_settings(request, workspace.source)

    def judged(profile: str) -> Scan:
        organisation = Organisation(adopted=True, profile=profile)
        chosen = replace(settings, organisation=organisation, configuration=profile.encode())
        return judge(request, workspace, bench, chosen)

    baseline, strict = judged("baseline"), judged("strict")
    own = _failing(baseline)
    only = {r.id for r in baseline.judgement.rules.judged if r.exceptions == "fingerprint"}
    errors = [finding for finding in own if finding.level == "error"]
    grave = [f for f in errors if is_never_debt(f.severity, f.rule in only, Adoption())]
    found = _in_use(request)
    return FirstLook(
        repository=repository_name(workspace),
        day=request.day("UTC").isoformat(),
        broken=_counted(f.rule for f in errors if f not in grave),
        grave=_counted(f.rule for f in grave),
        lesser=len(own) - len(errors),
        strict_rules=len(strict.report.rules) - len(baseline.report.rules),
        strict_findings=len(_failing(strict)) - len(own),
        tools=found.tools,
        registries=_counted(found.registries),
        swarm=found.swarm,
        examples=sorted(found.examples),
    )


def _failing(done: Scan) -> list[Finding]:
    return [f for f in done.report.findings if f.outcome == "fail" and not example_root(f.path)]


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
