"""Makes a baseline of what fails today, and takes out of baselines what is mended.

A baseline only shrinks: what is adopted later is another file, and what one names already is never
adopted again, whether it is back after its sunset or worse than it was. Who wants more time moves
the sunset, by renaming the file, where reviewers see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from platguard.baseline_standings import is_never_debt, sunset_fault
from platguard.baselines import new_file, new_name, pruned
from platguard.bench import Bench
from platguard.cache import Cache
from platguard.config_files import ORGANISATION_FILE
from platguard.debt_matching import name_of
from platguard.errors import UsageError
from platguard.exempting import OF_REGISTER
from platguard.model.baseline import Baseline, DebtEntry
from platguard.model.report import Finding
from platguard.records import dataclass
from platguard.request import Request
from platguard.scan import Scan, judge
from platguard.tolerating import Tolerated
from platguard.tuples import NamedTuple
from platguard.workspace import Workspace, open_workspace


class BaselineChange(NamedTuple):
    """A file that is to be written or taken away."""

    path: str
    old: bytes | None
    """What it holds; None where there is none."""
    new: bytes | None
    """What it shall hold; None for a file that shall be gone."""


@dataclass(frozen=True, slots=True)
class NewDebt:
    """What would be adopted, and what would not."""

    done: Scan
    root: str
    change: BaselineChange | None
    """None when there is nothing to adopt."""
    adopted: Sequence[Finding]
    grave: Sequence[Finding]
    """What is too bad to be tolerated because it is old."""
    named: Sequence[Finding]
    """What a baseline names already, and fails all the same."""
    newer: Sequence[Finding]
    """What is newer than the baselines, and was not asked for."""


@dataclass(frozen=True, slots=True)
class LessDebt:
    """What would leave the baselines."""

    done: Scan
    root: str
    changes: Sequence[BaselineChange]
    gone: Mapping[str, Sequence[DebtEntry]]
    """By baseline: whose finding is not there any more."""
    moved: Mapping[str, Mapping[DebtEntry, DebtEntry]]
    """By baseline: what is called otherwise, because its file moved or its rule has another id."""


def new_debt(request: Request, sunset: date, *, add: bool) -> NewDebt:
    """What `adopt` would do; with `add`, where a baseline is already, too.

    Raises UsageError for a sunset that the organisation does not allow, or SourceError.
    """
    workspace, done = _judged(request)
    situation = done.judgement.situation
    adoption, today = situation.organisation.adoption, situation.as_of
    if sunset < today:
        raise UsageError(f"--sunset {sunset} is before {today}, the day that is judged")
    fault = sunset_fault(sunset, today, situation.limits, adoption)
    if fault:
        told = fault.removeprefix(f"its sunset is {sunset}, ")
        raise UsageError(f"--sunset {sunset}: {told}", path=request.config or ORGANISATION_FILE)
    rules = {rule.id: rule for rule in done.judgement.rules.judged}
    failing = [found for found in done.report.findings if found.outcome == "fail"]
    failing = [found for found in failing if rules[found.rule].on not in OF_REGISTER]
    tolerated = done.judgement.tolerated
    known = tolerated.owed.named if tolerated else frozenset()
    named = [found for found in failing if (found.path, found.fingerprint) in known]
    others = [found for found in failing if (found.path, found.fingerprint) not in known]
    only = {name for name, rule in rules.items() if rule.exceptions == "fingerprint"}
    grave: list[Finding] = []
    old: list[Finding] = []
    for found in others:
        is_never = is_never_debt(found.severity, found.rule in only, adoption)
        (grave if is_never else old).append(found)
    newer = [] if add or tolerated is None else old
    adopted = [] if newer else old
    change = _addition(adopted, sunset, done) if adopted else None
    return NewDebt(done, workspace.root, change, adopted, grave, named, newer)


def less_debt(request: Request) -> LessDebt:
    """What `adopt --prune` would do. Raises UsageError or SourceError when nobody can tell.

    What could not be read is not gone: without leave to be incomplete nothing is pruned then, and
    with it what such a file may hold stays. Where nothing was judged, nothing is pruned.
    """
    workspace, done = _judged(request)
    tolerated, report = done.judgement.tolerated, done.report
    if not workspace.whole:
        raise UsageError(
            "--prune looks at the whole repository: part of it cannot tell what is gone",
            hint="Leave out the paths, or name the root.",
        )
    unread = bool(report.coverage.failed) and not request.allow_incomplete
    if tolerated is None or unread or not report.coverage.judged:
        return LessDebt(done, workspace.root, (), {}, {})
    gone, moved, changes = {}, {}, []
    for baseline in done.settings.baselines:
        path = baseline.path
        moved[path] = _moved(baseline, tolerated)
        arrived = {_key(entry) for entry in moved[path].values()}
        standing = {_key(entry) for entry in baseline.entries if entry not in moved[path]}
        # What moved to where the same file names it already would stand there twice.
        twice = [old for old, new in moved[path].items() if _key(new) in arrived & standing]
        gone[path] = [*tolerated.owed.gone(baseline, tolerated.decidable), *twice]
        old_text = done.settings.baseline_files[path]
        new_text = pruned(old_text, path, frozenset(gone[path]), moved[path])
        if new_text != old_text:
            changes.append(BaselineChange(path, old_text, new_text))
    return LessDebt(done, workspace.root, changes, gone, moved)


def _judged(request: Request) -> tuple[Workspace, Scan]:
    workspace = open_workspace(request)
    return workspace, judge(request, workspace, Bench(Cache(request.cache)))


def _addition(findings: Iterable[Finding], sunset: date, done: Scan) -> BaselineChange:
    files = done.settings.baseline_files
    data = new_file(map(entry_of, findings))
    path = new_name(sunset.isoformat(), data, files.keys())
    if path in files and files[path] != data:
        raise UsageError("there is such a file already, and it holds something else", path=path)
    return BaselineChange(path, files.get(path), data)


def entry_of(finding: Finding) -> DebtEntry:
    """The entry that names a finding, as strong as it is now."""
    return DebtEntry(
        path=finding.path,
        rule=finding.rule,
        level=finding.level,
        severity=finding.severity,
        fingerprint=finding.fingerprint,
        address=finding.address,
        subject=finding.subject,
    )


def _moved(baseline: Baseline, tolerated: Tolerated) -> dict[DebtEntry, DebtEntry]:
    moved = {}
    for entry in baseline.entries:
        now = tolerated.owed.found.get(name_of(entry))
        if now is not None and now != name_of(entry):
            moved[entry] = entry._replace(**now._asdict())
    return moved


def _key(entry: DebtEntry) -> tuple[str, str]:
    return entry.path, entry.fingerprint
